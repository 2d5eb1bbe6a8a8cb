"""E-mail addresses: plain, full-width, and with the sign or the dots spelled out: アット, (at), ドット, [dot] … (MSG-8)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.recognition.account_words import SERVICE
from services.recognition.reading import Reading
from services.recognition.spans import Place, merged, without

TOP_LEVELS = (
    "com|net|org|jp|info|biz|io|me|dev|app|co|us|uk|kr|cn|tw|edu|gov|site|online|shop|xyz|tokyo"
    "|link|page|blog|work|jobs|tv|cc|asia|cloud|tech|name|mobi|eu|de|fr|works|studio|design|email|company|club|example|test"
)
PROVIDERS = (
    "gmail|googlemail|yahoo|ymail|hotmail|outlook|icloud|docomo|ezweb|au|softbank|i\\.softbank"
    "|ymobile|uqmobile|rakuten|nifty|biglobe|ocn|so-net|proton|protonmail|aol|vodafone|plala|dion|infoseek|asahi-net|hi-ho|odn"
    "|jcom|eonet|zaq|commufa|wakwak|livedoor|willcom|pdx|ahamo|linemo|povo|mineo|msn|rocketmail|hanmail|foxmail|yandex|zoho|gmx"
    "|tutanota|fastmail"
)

_PICTURES = "[\u2600-\u27bf\U0001f000-\U0001faff]{0,3}"
"""Emoji put in, to be taken out again."""
_LOCAL = r"(?<![a-z0-9._%+-])(?<!@)[a-z0-9_%+][a-z0-9._%+-]{0,63}"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,62})"
_SIGN = (
    r"(?:@(?:マーク|まーく|に[^)\n]{1,8})?|(?:半角|小文字)?(?:ア[ッツ]?トマーク|あっ?とまーく|アット|あっと)(?![ァ-ヺー])|at ?mark|at"
    r"|&#(?:64|x40);|%40)"
)
_OPEN, _SHUT = "[(\\[<{【〔「『〈《\"'■●★◆_*./=|-]", "[)\\]>}】〕」』〉》\"'■●★◆_*./=|-]"
_SPELLED_AT = (
    rf"(?: ?{_OPEN}{{1,2}} ?[ぁ-ん一-鿿]{{0,6}}(?:{_SIGN}|(?<=[(\[{{【〔]) ?a(?= ?[)\]}}】〕]))[^()\n@a-z0-9]{{0,8}}? ?{_SHUT}{{1,2}} ?"
    r"|[ 、,・]{0,2}(?:半角)?(?:ア[ッツ]?トマーク|アット|あっ?とまーく|あっと)(?![ァ-ヺー])[ 、,・]{0,2}| (?:a t|at[- ]?mark) "
    r"|@(?:マーク|まーく)|@\([^()\n@a-z0-9]{1,12}\)|&#(?:64"
    r"|x40);|%40"
    r"|[★☆◎※●○◆◇■□▲△▼▽♪♥♡#*&%]{1,2}(?=[a-z]))"
)
_SPELLED_DOT = (
    r"(?: ?[(\[<{【〔「『〈《] ?(?:\.|dot|ドット|どっと|点|てん|ピリオド|ぴりおど|ポチ|ぽち) ?[)\]>}】〕」』〉》] ?"
    r"|[ 、,]{0,2}(?:ドット|どっと|てん|ピリオド|ぴりおど|ポチ|ぽち)[ 、,]{0,2}| ?[_*-]dot[_*-] ?| dot )"
)
_DOT = rf"(?: ?\. ?|。|,| ?点 ?| ?・ ?|{_SPELLED_DOT})"
_WORD_AT = " at "
_NO_ENGLISH = r"(?!(?:look(?:ed)?|am|was|is|are|good|work(?:ed|ing)?|meet|live|see|stay|call|us|me|staff|study) )"

_LOCAL_SPELLED = rf"{_LOCAL}(?:(?:{_SPELLED_DOT}| ?(?:アンダー(?:バー|スコア|ライン)|ハイフン|はいふん) ?)[a-z0-9_+-]{{1,32}}){{0,3}}"
_FILLER = r"[ぁ-ん一-鿿ー、 (+&/:]{0,12}"
_TOLD_APART = (
    rf"{_LOCAL}{_FILLER}(?:アットマーク|あっとまーく|アット|あっと|@|ドメイン|あと|後ろ?|以下|以降|残り|続き"
    rf"|つづき){_FILLER}@?(?:{PROVIDERS}){_DOT}(?:com|(?:ne|co){_DOT}jp|jp|net)(?![a-z0-9])"
)
_WITH_SIGN = (
    rf"{_LOCAL}(?:[」』】]?[ 、,・\n+&]{{0,3}}[ぁ-ん一-鿿]{{0,6}}[ 、,\n+&「『【]{{0,3}}(?:@|ア[ッツ]?ト(?:マーク)?"
    rf"|あっ?と(?:まーく)?)[ぁ-ん一-鿿]{{0,4}}[ 、,\n+&「『【]{{0,3}}(?:[ぁ-ん一-鿿]{{1,4}}[ 、,「]{{0,2}})?@?"
    rf"|[」』】]?[ 、,\n]{{0,2}}(?:で、?|が|と|、)?ドメイン(?:名|部分)?(?:は|が|:|、| ){{0,2}}[「『]?@?)"
    rf" ?{_LABEL}(?:\.{_LABEL}){{0,4}}\.(?:{TOP_LEVELS})(?![a-z0-9])"
)
"""Both sides of the sign, told one after the other: 「taro」のあとに@、そのあとexample.jp; taro、ドメインはexample.jp."""
_ADDRESS_AT_PROVIDER = (
    rf"(?<![a-z0-9@.])(?:{PROVIDERS}|ジーメール|gメール|ヤフー|ドコモ|ソフトバンク|au|アイクラウド)の?(?:メール)?"
    r"(?:アドレス|アド|アカウント)?(?:で|は|が|の){0,2}[、: ]{0,2}"
    rf"(?P<local>(?=[a-z._-]{{0,30}}[0-9._-]){_LOCAL}) ?(?=です|まで|に(?:送|連絡|ご|お)|宛|@)"
)
_PROVIDERS_READ = (
    r"(?:gメール|ジーメール|じーめーる|じーめる|ヤフー(?:メール)?|やふー|ドコモ|どこも|ソフトバンク|そふとばんく|アイクラウド|あいくらうど"
    r"|ホットメール|ほっとめーる|アウトルック|あうとるっく|イージーウェブ|いーじーうぇぶ|エーユー|えーゆー|ワイモバイル|わいもばいる"
    r"|ニフティー?|にふてぃー?|ビッグローブ|びっぐろーぶ|オーシーエヌ|おーしーえぬ|ソネット|そねっと|プララ|ぷらら|プロトン|ぷろとん"
    r"|ラクテン|らくてん|アハモ|あはも)"
)
_END_READ = (
    r"(?:[ ・、]{0,2}(?:ドット|どっと|てん|ピリオド|ぴりおど|ぽち|ポチ|\.)[ ・、]{0,2}(?:コム|こむ|シーオーエム|しーおーえむ"
    r"|ネット|ねっと|ね|シーオー|しーおー|エヌイー|えぬいー|エーシー|えーしー|オーアール|おーあーる|ジェ[ーイ]ピー"
    r"|じぇ[ーい]ぴー|com|net|co"
    r"|ne|jp)){1,3}"
)
_MORE_OF_THE_DOMAIN = re.compile(rf"{_END_READ}|(?:[ _/・の-](?:ne|co|or|com|net|jp)){{1,2}}(?![a-z])")
_SPOKEN_AT = r"[ ・、]{0,2}(?:@|ア[ッツ]?トマーク|あっ?とまーく|アット|あっと|まる[あa])[ ・、]{0,2}"
# Read out, the local part too: はなこ アットマーク ヤフー ドット シーオー ドット ジェーピー
_READ_OUT = re.compile(rf"{_SPOKEN_AT}(?:{_PROVIDERS_READ}|{PROVIDERS}|[ぁ-んァ-ヺー]{{2,20}}?){_END_READ}")
_LONGEST_LOCAL_READ_OUT = 60
_OF_A_LOCAL_READ_OUT = (
    "".join(map(chr, (*range(ord("ぁ"), ord("ん") + 1), *range(ord("ァ"), ord("ヺ") + 1)))) + "ー・._-"
    "abcdefghijklmnopqrstuvwxyz0123456789"
)
_BEGINS_A_SIGN = re.compile("[ ・、@アあま]")
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # With the sign: any domain, with the dots as they may be; or a well-known provider's name alone.
        rf"{_LOCAL_SPELLED} {{0,2}}@{{1,2}} {{0,2}}{_LABEL}(?:\.{_LABEL}){{1,6}}",
        rf"{_LOCAL_SPELLED} {{0,2}}@{{1,2}} {{0,2}}{_LABEL}(?:{_DOT}[a-z0-9-]{{1,32}}){{0,3}}{_DOT}(?:{TOP_LEVELS})(?![a-z0-9])",
        rf"{_LOCAL_SPELLED} ?@ ?(?:{PROVIDERS})(?![a-z0-9-](?!(?:ne|co)-jp))",
        # Told apart, the part before the sign alone: @の前は taro.0412
        (
            rf"(?:@(?:マーク)?|ア[ッツ]トマーク|アット|あっとまーく|あっと)(?:の|より|以|から)?(?:前|まえ|左|手前)(?:側|の?部分|の?文字)?"
            rf"(?:は|が|に|も|:|、|\n| ){{1,3}}[「『\"]?{_LOCAL}"
        ),
        # With emoji put in, and from the last letter to the first.
        rf"{_LOCAL}{_PICTURES}@{_PICTURES}{_LABEL}(?:{_PICTURES}\.{_PICTURES}{_LABEL}){{1,4}}",
        r"(?<![a-z0-9.])(?:moc|ten|gro|pj|oi)\.[a-z0-9-]{1,32}(?:\.[a-z0-9-]{1,32}){0,3}(?:@| ?[)\]]ta[(\[] ?)[a-z0-9._%+-]{2,64}",
        rf"{_LOCAL}あと(?=(?:{PROVIDERS}))(?:{PROVIDERS})(?:\.|{_SPELLED_DOT})(?:com|ne|co|net)",
        rf'"[^"\n]{{1,40}}"@{_LABEL}(?:\.{_LABEL}){{1,6}}',
        rf"(?=[a-z_+-]{{0,40}}[0-9._-]){_LOCAL} ?\( ?(?:{PROVIDERS})\.(?:com|ne\.jp|co\.jp|jp|net) ?\)",
        # With the sign spelled out: a known end of a domain, or a provider's name.
        rf"{_LOCAL_SPELLED}{_SPELLED_AT}{_LABEL}(?:{_DOT}[a-z0-9-]{{1,32}}){{0,3}}{_DOT}(?:{TOP_LEVELS})(?![a-z0-9])",
        rf"{_LOCAL_SPELLED}{_SPELLED_AT}(?:{PROVIDERS})(?![a-z0-9-])",
        (
            rf"{_LOCAL_SPELLED}{_SPELLED_AT}(?:ジーメール|gメール|ヤフー(?:メール)?|ドコモ|ソフトバンク"
            rf"|アイクラウド|ホットメール|アウトルック|イージーウェブ)"
        ),
        rf"(?<![a-z] )(?<![a-z]){_NO_ENGLISH}{_LOCAL}{_WORD_AT}{_LABEL}\.(?:{TOP_LEVELS})(?= ?(?:$|[\n。]|です|に|まで|へ|宛))",
        # Any sign or a blank, with the right one told behind: hanako/gmail.com (/を@に)
        (
            rf"{_LOCAL}(?:[ /=・!?$|^~]{{1,2}}"
            rf"|[^a-z0-9\s.@_%+:/\-]{{1,3}}){_LABEL}(?:\.{_LABEL}){{0,3}}\.(?:{TOP_LEVELS})(?=[^\na-z0-9]{{1,12}}(?:@|アット))"
        ),
        # In Japanese characters on one side of the sign
        rf"(?:[ぁ-ん]{{2,10}}|[ァ-ヺー]{{2,12}}|(?<![一-鿿])[一-鿿]{{1,6}})@{_LABEL}(?:\.{_LABEL}){{0,3}}\.(?:{TOP_LEVELS})(?![a-z0-9])",
        rf"{_LOCAL}@[一-鿿ぁ-んァ-ヺー]{{1,20}}\.(?:jp|com|net)(?![a-z0-9])",
        rf"{_LOCAL}{_WORD_AT}{_LABEL}(?:{_SPELLED_DOT}[a-z0-9-]{{1,32}}){{0,3}}{_SPELLED_DOT}(?:{TOP_LEVELS})(?![a-z0-9])",
        rf"(?<![a-z] )(?=[a-z._%+-]{{0,40}}[0-9._%+-]){_LOCAL}{_WORD_AT}{_LABEL}\.(?:{TOP_LEVELS})(?![a-z0-9])",
        # The provider in brackets behind or before: hanako.yamada (Gmail), Gmail:hanako88
        rf"(?=[a-z_+-]{{0,40}}[0-9._-]){_LOCAL} ?\((?:{PROVIDERS}|ジーメール|gメール|ヤフー(?:メール)?|ドコモ)\)",
        (
            rf"(?<![a-z0-9@.])(?:{PROVIDERS}|ジーメール|gメール|ヤフーメール)(?:の?(?:アドレス"
            rf"|アド))?[:→] ?(?=[a-z_+-]{{0,40}}[0-9._-]){_LOCAL}(?=$|[\n。、)])"
        ),
        rf"{_NO_ENGLISH}{_LOCAL}{_WORD_AT}(?:{PROVIDERS})(?:(?:\.|{_SPELLED_DOT})[a-z0-9-]{{2,12}}){{1,3}}",
        # Another sign, or a blank, before a well-known provider: hanako_88/gmail.com
        (
            rf"(?=[a-z_+-]{{0,40}}[0-9._-]){_LOCAL}[ /,:;|~^=-]{{1,2}}(?:{PROVIDERS})\.(?:com|ne\.jp|co\.jp|jp|net)"
            rf"(?=$|[\n 。、)」!(]|です|まで|に|へ|宛|で)"
        ),
        # Blanks between all letters: t a r o @ e x a m p l e . c o m
        r"(?<![a-z0-9])(?:[a-z0-9._-] ){2,40}@ (?:[a-z0-9.-] ){3,40}[a-z]",
        # The place of the sign told apart: taro0412、ドメインはgmail.com
        _TOLD_APART,
        _WITH_SIGN,
        rf"{_LOCAL_SPELLED}{_SPOKEN_AT}{_LABEL}{_END_READ}",
        rf"{_LOCAL_SPELLED}@{_LABEL}\n\.{_LABEL}(?:\.{_LABEL}){{0,3}}",
        rf"{_LOCAL_SPELLED}{_SPOKEN_AT}{_PROVIDERS_READ}",
        # Any sign in the place of the right one, before a well-known provider: hanako🐱gmail.com
        rf"{_LOCAL}[^a-z0-9ぁ-んァ-ヺー一-鿿\s.,、。:;/_%+()\[\]「」=-]{{1,2}}(?:{PROVIDERS})\.(?:com|ne\.jp|co\.jp|jp|net)(?![a-z0-9])",
        rf"{_LOCAL_SPELLED}@\n(?:{_LABEL}\.){{1,4}}(?:{TOP_LEVELS})(?![a-z0-9])",
        rf"(?<![a-z0-9._%+-])@ ?(?:{PROVIDERS})\.(?:com|ne\.jp|co\.jp|jp|net)(?![a-z0-9])",
        _ADDRESS_AT_PROVIDER,
        rf"(?<![a-z0-9@.])(?:{PROVIDERS})(?:\.(?:com|ne\.jp|co\.jp|jp|net))?(?:の|で|、|は){_LOCAL}(?=です|まで|に|へ|宛|でお願い)",
        rf"{_LOCAL}@[a-z0-9-]{{1,20}} [a-z0-9-]{{1,20}}\.(?:{TOP_LEVELS})(?![a-z0-9])",
    )
)


# A sign, or a word or name for one, beside a Roman letter.
_AN_ACCOUNT = re.compile(rf"(?:{SERVICE}) ?(?:id)?[^a-z0-9@]{{0,8}}@")
"""An account behind its service, no local part: Instagram @sakura.photo."""
_WORTH_A_LOOK = re.compile(
    rf"@|アット|あっと|[a-z0-9] ?[(\[<{{【〔「『\"'=]{{1,2}} ?a|&#|%40|[ _*-]at[ _*-]| a t |[a-z0-9][★☆◎※●○◆◇■□▲△▼▽♪♥♡#*&]{{1,2}}[a-z]"
    rf"|{PROVIDERS}|[a-z0-9]で|ドメイン|メール|ドコモ|ヤフー|ソフトバンク|アイクラウド"
)


def find(reading: Reading) -> list[Place]:
    """Places of e-mail addresses in a reading."""
    text = reading.text
    if not _WORTH_A_LOOK.search(text):
        return []
    places = (_trimmed(text, *match.span()) for pattern in _PATTERNS for match in pattern.finditer(text))
    found = merged(place for place in places if not _AN_ACCOUNT.match(text, *place))
    found = [(start, more.end() if (more := _MORE_OF_THE_DOMAIN.match(text, end)) else end) for start, end in found]
    if _READ_OUT.search(text) is None:
        return merged(found)
    return merged([*found, *without(_read_out(text), found)])


def _read_out(text: str) -> Iterator[Place]:
    """Places of addresses that are read out, each with the two to sixty characters before its sign that may be its local part.

    Every sign with what stands behind it is read once: to try one behind each length of each local part takes time by both lengths.
    """
    after = 0
    for sign in _BEGINS_A_SIGN.finditer(text):
        at = sign.start()
        before = text[max(after, at - _LONGEST_LOCAL_READ_OUT) : at]
        start = at - len(before) + len(before.rstrip(_OF_A_LOCAL_READ_OUT))
        if at - start >= 2 and (behind := _READ_OUT.match(text, at)):
            yield start, behind.end()
            after = behind.end()


def _trimmed(text: str, start: int, end: int) -> Place:
    """Without the full stop or hyphen that ends the sentence."""
    while end > start and text[end - 1] in ".-, ":
        end -= 1
    return start, end

"""E-mail addresses: plain, full-width, and with the sign or the dots spelled out: アット, (at), ドット, [dot] … (MSG-8)."""

from __future__ import annotations

import re

from services.recognition.reading import Reading
from services.recognition.spans import Place, merged

TOP_LEVELS = (
    "com|net|org|jp|info|biz|io|me|dev|app|co|us|uk|kr|cn|tw|edu|gov|site|online|shop|xyz|tokyo"
    "|link|page|blog|work|jobs|tv|cc|asia|cloud|tech|name|mobi|eu|de|fr|example|test"
)
PROVIDERS = (
    "gmail|googlemail|yahoo|ymail|hotmail|outlook|icloud|docomo|ezweb|au|softbank|i\\.softbank"
    "|ymobile|uqmobile|rakuten|nifty|biglobe|ocn|so-net|proton|protonmail|aol|vodafone"
)

_LOCAL = r"(?<![a-z0-9._%+-])[a-z0-9_%+][a-z0-9._%+-]{0,63}"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,62})"
_SPELLED_AT = (
    r"(?: ?[(\[<{【〔「『] ?(?:@|at|a|at ?mark|@に[^)\n]{1,8}|アット(?:マーク)?|あっと(?:まーく)?"
    r"|アットマーク) ?[)\]>}】〕」』] ?"
    r"| ?(?:アットマーク|アット|あっとまーく|あっと) ?| ?[_*-]at[_*-] ?|[★☆◎※●○◆◇■□▲△▼▽♪♥♡#*&](?=[a-z]))"
)
_SPELLED_DOT = (
    r"(?: ?[(\[<{【〔「『] ?(?:\.|dot|ドット|どっと|点) ?[)\]>}】〕」』] ?| ?(?:ドット|どっと) ?"
    r"| ?[_*-]dot[_*-] ?| dot )"
)
_DOT = rf"(?: ?\. ?|。|,|点|{_SPELLED_DOT})"
_WORD_AT = " at "
_LETTER = re.compile("[a-z0-9]")

_LOCAL_SPELLED = rf"{_LOCAL}(?:{_SPELLED_DOT}[a-z0-9_+-]{{1,32}}){{0,3}}"
_TOLD_APART = (
    rf"{_LOCAL}[、,/ (]{{1,2}}(?:アットマーク|アット|あっと|@)?(?:以下|以降|のあと|の後(?:ろ)?|より後)?(?:ドメイン)?(?:は|が|:|に)?"
    rf"(?:{PROVIDERS})\.(?:com|ne\.jp|co\.jp|jp|net)(?![a-z0-9])"
)
_ADDRESS_AT_PROVIDER = (
    rf"(?<![a-z0-9@.])(?:{PROVIDERS}|ジーメール|gメール|ヤフー|ドコモ|ソフトバンク|au|アイクラウド)の?(?:メール)?"
    r"(?:アドレス|アド|アカウント)?(?:で|は|が|の){0,2}[、: ]{0,2}"
    rf"(?P<local>(?=[a-z._-]{{0,30}}[0-9._-]){_LOCAL}) ?(?=です|まで|に(?:送|連絡|ご|お)|宛|@)"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # With the sign: any domain, with the dots as they may be; or a well-known provider's name alone.
        rf"{_LOCAL_SPELLED} {{0,2}}@{{1,2}} {{0,2}}{_LABEL}(?:\.{_LABEL}){{1,6}}",
        rf"{_LOCAL_SPELLED} {{0,2}}@{{1,2}} {{0,2}}{_LABEL}(?:{_DOT}[a-z0-9-]{{1,32}}){{0,3}}{_DOT}(?:{TOP_LEVELS})(?![a-z0-9])",
        rf"{_LOCAL_SPELLED} ?@ ?(?:{PROVIDERS})(?![a-z0-9-])",
        # With the sign spelled out: a known end of a domain, or a provider's name.
        rf"{_LOCAL_SPELLED}{_SPELLED_AT}{_LABEL}(?:{_DOT}[a-z0-9-]{{1,32}}){{0,3}}{_DOT}(?:{TOP_LEVELS})(?![a-z0-9])",
        rf"{_LOCAL_SPELLED}{_SPELLED_AT}(?:{PROVIDERS})(?![a-z0-9-])",
        (
            rf"{_LOCAL_SPELLED}{_SPELLED_AT}(?:ジーメール|gメール|ヤフー(?:メール)?|ドコモ|ソフトバンク"
            rf"|アイクラウド|ホットメール|アウトルック|イージーウェブ)"
        ),
        rf"{_LOCAL}{_WORD_AT}{_LABEL}(?:{_SPELLED_DOT}[a-z0-9-]{{1,32}}){{0,3}}{_SPELLED_DOT}(?:{TOP_LEVELS})(?![a-z0-9])",
        rf"{_LOCAL}{_WORD_AT}(?:{PROVIDERS})(?:(?:\.|{_SPELLED_DOT})[a-z0-9-]{{2,12}}){{1,3}}",
        # Blanks between all letters: t a r o @ e x a m p l e . c o m
        r"(?<![a-z0-9])(?:[a-z0-9._-] ){2,40}@ (?:[a-z0-9.-] ){3,40}[a-z]",
        # The place of the sign told apart: taro0412、ドメインはgmail.com
        _TOLD_APART,
        rf"(?<![a-z0-9._%+-])@ ?(?:{PROVIDERS})\.(?:com|ne\.jp|co\.jp|jp|net)(?![a-z0-9])",
        _ADDRESS_AT_PROVIDER,
        rf"(?<![a-z0-9@.])(?:{PROVIDERS})(?:\.(?:com|ne\.jp|co\.jp|jp|net))?(?:の|で|、|は){_LOCAL}(?=です|まで|に|へ|宛)",
    )
)


# A sign, or a word or name for one, beside a Roman letter.
_WORTH_A_LOOK = re.compile(
    rf"@|アット|あっと|[a-z0-9] ?[(\[<{{【〔「『] ?a|[ _*-]at[ _*-]|[a-z0-9][★☆◎※●○◆◇■□▲△▼▽♪♥♡#*&][a-z]"
    rf"|{PROVIDERS}|[a-z0-9]で|メール|ドコモ|ヤフー|ソフトバンク|アイクラウド"
)


def find(reading: Reading) -> list[Place]:
    """Places of e-mail addresses in a reading."""
    text = reading.text
    if not _LETTER.search(text) or not _WORTH_A_LOOK.search(text):
        return []
    found = [_trimmed(text, *match.span()) for pattern in _PATTERNS for match in pattern.finditer(text)]
    return merged(found)


def _trimmed(text: str, start: int, end: int) -> Place:
    """Without the full stop or hyphen that ends the sentence."""
    while end > start and text[end - 1] in ".-, ":
        end -= 1
    return start, end

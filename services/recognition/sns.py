"""Names and IDs of other services: LINE, Instagram, X, Facebook, Skype, Discord … (MSG-8).

A service's name alone is none (生産ライン, Instagramの運用): there must be an ID or a name that is said to be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.recognition.reading import Reading
from services.recognition.spans import Place, merged

_SERVICE = (
    r"(?:(?<![a-z])(?:l[ .・*-]?[i1!|◯○〇*][ .・*-]?n[ .・*-]?e|instagram|insta|twitter|facebook|skype|discord|telegram|signal|whatsapp"
    r"|wechat|tiktok|youtube|threads|mixi2?|github|linkedin|bluesky|mastodon|misskey|"
    r"slack|zoom|chatwork|teams|kakao ?talk|kakao|viber|snapchat|pinterest|note|qiita|zenn|reddit"
    r"|messenger|weibo|sns|fb|ig|x|qq|bereal|twitch|steam|wantedly|ameba|lineworks|zalo|pixiv|hatena|psn|naver|soundcloud"
    r"|behance|dribbble|twitcasting|atcoder|kaggle|connpass|imessage|facetime|google ?chat|hangouts|webex|clubhouse|lemon8"
    r"|tumblr|flickr|yahoo!?|xbox|nintendo|switch|eight|youtrust|lapras|17live|pococha|spotify|gitlab|speakerdeck)(?![a-z])"
    r"|(?<!生産)(?<!製造)ライン(?!ナップ|ワーク|[長数])|ラ[ .・*-]イ[ .・*-]ン|らいん|緑の(?:アプリ|やつ|sns)|ピクシブ"
    r"|はてな(?!ブログ)|ニコニコ|スナチャ|スナップチャット|ツイキャス|ブルスカ|マストドン|ミスキー|メルカリ|ココナラ"
    r"|ランサーズ|クラウドワークス|アメーバ|ようつべ|ヤフー|ザロ|ヴァイバー|バイバー|ピンタレスト|クラブハウス|フレンドコード"
    r"|ツイ垢|ポコチャ|スポティファイ"
    r"|チックトック|ウィチャット|インスタグラム|インスタ|ツイッター|ついったー|フェイスブック"
    r"|フェースブック|スカイプ|ディスコード|ディスコ|テレグラム|シグナル|ワッツアップ|ウィーチャット"
    r"|微信|ティックトック|"
    r"ユーチューブ|スレッズ|ミクシィ|ギットハブ|リンクトイン|ブルースカイ|カカオトーク|カカオ"
    r"|カカオトーク|チャットワーク|スラック|ズーム|メッセンジャー|アメブロ|エックス)"
)
_ID_WORD = (
    r"(?:i ?d|アイディー|アイディ|アイデー|あいでぃー|アカウント(?:名|id)?|ユーザー(?:名|id|ネーム)"
    r"|ユーザ名|account|垢|ハンドル(?:ネーム|名)?|表示名|登録名|ニックネーム|名前|プロフィール名|タグ|公開名|ネーム|フレンドコード"
    r"|名(?=は|:|「| )|号(?=は|:|「| )|ミーティングid|会議id|ハンドル|handle"
    r"|チャンネル名|番号|検索id|username|user ?name|user)"
)
_JOIN = r"(?:[ \n]{0,2}(?:は|が|も|を|で|に|、|:|=|→|⇒|->|>|「|『|【|】|」|\(|\)|\"|'|-|・|…|／|/|\.)){0,3}[ \n]{0,2}"
_HANDLE = r"(?P<handle>@?[a-z0-9](?:(?: [a-z0-9._-]){3,30}(?![a-z0-9])|[0-9]{2}(?: [0-9]{3,4}){2}|[a-z0-9._:#-]{1,40}))(?![a-z0-9])"
_BIG_HANDLE = (
    r"(?P<handle>@?(?=[a-z0-9._-]{0,30}[a-z])(?=[a-z0-9._-]{0,30}[0-9_.@-])[a-z0-9][a-z0-9._-]{2,40})(?![a-z0-9])"
)
_QUOTED = r"[「『\"'【](?P<handle>[^「」『』【】\"'\n]{1,24})[」』\"'】]"
_CALLED = (
    r"(?P<handle>[^\s、。「」『』()\n:→]{1,16}?)(?= ?です(?!か)| ?で検索|で登録|と申|という名前"
    r"|といいます|になります|で出|でやって|で見つ|で使|でお願い)"
)
_SEARCHED = (
    r"(?=(?:」|』)?(?:[!?(🌸☆★♪♡♥✨🙇]|で|を|と|に|へ|まで|宛|から|です|だよ|なので|です|ください|もしくは|検索"
    r"|追加|,|、|。|$|\n| |\)))"
)

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # Of the fediverse: @hana@misskey.io
        r"(?<![a-z0-9._%+@-])(?P<handle>@[a-z0-9_]{2,30}@(?:[a-z0-9-]{1,40}\.){1,3}[a-z]{2,12})(?![a-z0-9-])",
        # The service told behind: 「kei0909」でライン検索, IDはkei0909です(LINE), IDはkei0909、アプリはLINEです
        rf"(?<![a-z0-9._@-])(?P<handle>@?[a-z0-9][a-z0-9._-]{{3,40}})[」』]?(?:で|を|と)?{_SERVICE}(?:の)?(?:id)?(?:検索|追加|登録|友)",
        rf"(?<![a-z])(?:id|アイディー?|アカウント(?:名)?|ユーザー名|検索){_JOIN}{_HANDLE}(?=[^\na-z0-9]{{0,12}}{_SERVICE})",
        # In English: my line id is kei0909, add me on LINE: kei0909, find me on Instagram as hana.ig
        rf"{_SERVICE} ?(?:id|account|handle|name|username)? ?(?:is|as|:|=){{1,2}} ?@?{_HANDLE}",
        # With a sentence between: LINEやってます!kei0909, インスタ見てください→hana.ig, LINEのQRは出せませんが、IDなら kei0909
        rf"{_SERVICE}[^\n@a-z0-9]{{0,24}}?[→⇒:!。🌸☆★♪、… >]{{1,3}}{_BIG_HANDLE}{_SEARCHED}",
        (
            rf"{_SERVICE}[^\n@]{{0,30}}?(?:(?<![a-z])id|アイディー?|アカウント|ユーザー名|検索)(?:名)?(?:なら|で|は|を教えます"
            rf"|を書いて(?:おき)?ます)?ね?[、:。→ ]{{0,2}}{_HANDLE}{_SEARCHED}"
        ),
        # An account without a service: IDは mochi_88 です
        rf"(?<![一-鿿ァ-ヺーa-z])(?:id|アイディー?|アカウント(?:名)?|ユーザー名|ハンドル(?:ネーム|名)){_JOIN}{_BIG_HANDLE}{_SEARCHED}",
        rf"(?<![一-鿿ァ-ヺーa-z])(?:アカ|垢|ユーザー?(?:ネーム|id)){_JOIN}{_BIG_HANDLE}{_SEARCHED}",
        rf"(?<![a-z0-9._@-])(?P<handle>[a-z0-9][a-z0-9._-]{{3,40}}) ?@ ?{_SERVICE}",
        rf"{_SERVICE} ?(?:は|なら)(?P<handle>[a-z][a-z._-]{{5,40}})(?=$|[\n。、])",
        rf"{_SERVICE} (?P<handle>[a-z][a-z._-]{{6,40}})(?= ?(?:です|で検索|を検索))",
        rf"{_SERVICE}(?:は|:| )@(?P<handle>[ァ-ヺーぁ-ん一-鿿々]{{2,14}}?)(?=です|で検索|$|[\n。、])",
        (
            rf"{_SERVICE}(?:で|では|なら)(?P<handle>[ァ-ヺーぁ-ん一-鿿々]{{2,14}}?)(?:って(?:名前|アカウント)|を検索して(?:ください"
            rf"|みて|下さい|いただ))"
        ),
        rf"{_SERVICE}[→:]{{1,2}} ?(?P<handle>[ァ-ヺーぁ-ん一-鿿々]{{2,10}})(?=$|\n|です)",
        rf"{_SERVICE}に{_BIG_HANDLE}(?=でいます|で登録|という)",
        rf"ハンドル(?:ネーム|名)(?:は|:)[「『]?{_CALLED}",
        # The handle before: mochi3150がLINEのIDです, mochi3150というIDでLINEをしています, 「もちこ」でインスタ検索
        (
            rf"(?<![a-z0-9._@-])(?P<handle>@?[a-z0-9][a-z0-9._-]{{3,40}})[」』]? ?(?:が|は|も)?[ (←⇐<]{{0,3}}{_SERVICE}(?:の)?(?: ?id"
            rf"|アカウント|ユーザー名)"
        ),
        rf"(?<![a-z0-9._@-])(?P<handle>@?[a-z0-9][a-z0-9._-]{{3,40}})という(?:id|アカウント|名前)で{_SERVICE}",
        rf"{_QUOTED}(?:という(?:名前|名|アカウント))?で{_SERVICE}(?:を|に|の|検索|登録|やって)",
        (
            r"(?:追加|フォロー|検索)(?:して(?:ください|下さい|ね)|お願いします"
            r"|願います)[→⇒: !。🌸]{1,3}(?P<handle>@?(?=[a-z._-]{0,30}[0-9_])[a-z0-9][a-z0-9._-]{3,40})(?![a-z0-9])"
        ),
        rf"(?:{_SERVICE}|(?<![a-z])id|コード)[^\n0-9]{{0,12}}?(?P<handle>(?:sw-)?[0-9]{{4}}-[0-9]{{4}}-[0-9]{{4}})(?![0-9-])",
        r"(?:discord|ディスコ(?:ード)?|タグ)[^\n]{0,12}?(?P<handle>[^\s#はのが:「]{2,20}#[0-9]{4})(?![0-9])",
        rf"{_SERVICE}(?:で|に)?{_QUOTED}(?:を|という)?(?:書い|やって|やり|運営|配信|投稿|公開|更新)",
        # Told by word: mochiアンダーバー88, mochi ドット cafe
        (
            rf"{_SERVICE}(?:の)?(?:{_ID_WORD})?{_JOIN}(?P<handle>@?[a-z0-9]{{2,30}}(?: ?(?:アンダー(?:バー|スコア|ライン)|ハイフン"
            rf"|ドット|ピリオド|どっと|てん)"
            rf" ?[a-z0-9]{{1,20}}){{1,3}})(?![a-z0-9])"
        ),
        rf"{_SERVICE}のほう[→⇒:は]{{1,2}} ?{_HANDLE}",
        rf"{_SERVICE}(?:の)?(?:id|アカウント)(?:は|も)?(?:すべて|全部|全て|どれも|共通で|同じで)(?:、|も)?{_HANDLE}",
        # LINE ID: taro123, LINEのIDは「taro123」です
        (
            rf"{_SERVICE}(?: ?\([^()\n]{{1,12}}\))?(?:の|を|\n| |・|用|\(|/|:|】){{0,3}}(?:検索|友だち|友達"
            rf"|公開)?(?:用)?{_ID_WORD}{_JOIN}{_HANDLE}"
        ),
        # ライン: taro123, インスタ→@taro, LINE taro_123
        rf"{_SERVICE}(?:は|も|なら|で|が)?[ \n]{{0,2}}(?:[:=→⇒@>・(「『【】)/…]|->){{1,3}} ?{_HANDLE}{_SEARCHED}",
        rf"{_SERVICE}(?:のほう|の方)?(?:は|も|なら|で|が|、| ){{1,2}}{_BIG_HANDLE}{_SEARCHED}",
        (
            rf"{_SERVICE}(?:は|も|なら|で|、){{1,2}}(?P<handle>@?[a-z][a-z0-9._-]{{3,40}})(?=(?:です(?!か)"
            rf"|で検索|で登録|まで|を追加|を検索|と申|という(?:名前|id|アカウント)|でやって|で探し|で見つ"
            rf"|宛))"
        ),
        # Names in Japanese: LINEの名前は「たろう」, インスタは「やまたろ」で検索
        rf"{_SERVICE}(?:の|で|での|上の|・| ){{0,2}}{_ID_WORD}{_JOIN}{_QUOTED}",
        rf"{_SERVICE}(?:の|で|での|上の|・| ){{0,2}}{_ID_WORD}(?: ?(?:は|が|も|:|=|、|→) ?){_CALLED}",
        (
            rf"{_SERVICE}(?:の|で|での|上の|・| ){{0,2}}(?:アカウント名|ユーザー名|表示名|登録名|ニックネーム"
            rf"|ハンドルネーム|名前|id)(?: ?[:=→] ?)(?P<handle>[^\s「」『』。、:()]{{2,16}})"
        ),
        (
            rf"{_SERVICE}(?:は|で|に|を|の|なら|も|から|、| ){{0,2}}{_QUOTED}(?:という(?:名前|アカウント)"
            rf"|の名前)?(?:で|と|を|に|って|から)?(?:検索(?!して(?:知|見て|調|勉))|探|さが|追加|フォロー"
            rf"|登録して(?:い|お)|やって|出て|出ます|出る|表示|ヒット|見つ|です(?!か)|と申|名で)"
        ),
        (
            rf"{_SERVICE}(?:は|で|なら|も|、| ){{1,2}}(?P<handle>[ァ-ヺーぁ-ん一-鿿々a-z0-9_]{{2,14}}) ?(?:という名前"
            rf"|というアカウント|の名前|と|で)(?:検索|探し|さがし|登録して|やって|出て)"
        ),
        rf"{_SERVICE}(?:は|で)(?P<handle>[ァ-ヺーぁ-ん一-鿿々a-z0-9_ ]{{2,14}}?)(?:という(?:名前|アカウント|チャンネル|id)|で登録してい)",
        rf"{_SERVICE}(?:で|は)?{_QUOTED}という(?:名前|アカウント|チャンネル|ページ)",
        rf"{_SERVICE}(?:は|で|を|も|に)?[一-鿿ぁ-ん]{{0,8}}(?:は|:|→|、)?(?:@|id[:は=]?)(?P<handle>[a-z0-9][a-z0-9._-]{{2,40}})",
        rf"{_SERVICE}(?:の)?(?:チャンネル|アカウント|ページ|プロフィール)(?:は|名は|:|で)?{_QUOTED}",
        (
            rf"{_SERVICE}名(?:は|:|が| ){{1,2}}(?P<handle>[^\s「」『』。、:()]{{2,16}}?)(?=です|$|\n|。"
            rf"|、|で(?:検|お|す)|と申)"
        ),
        rf"(?:id|アカウント名?|ユーザー名)(?:は|:|=| ){{1,2}}{_HANDLE}(?=(?:です)?[^\n。]{{0,6}}{_SERVICE})",
        # The other way round: taro_123 (LINE), taro123で友だち追加, フォロー @taro
        rf"(?<![a-z0-9._@-])(?P<handle>@?[a-z0-9][a-z0-9._-]{{3,40}}) ?\((?:{_SERVICE})(?:の?id|アカウント)?\)",
        (
            r"(?<![a-z0-9._@-])(?P<handle>@?[a-z0-9][a-z0-9._-]{3,40})」?(?:で|を|に|と)?(?:line|ライン"
            r"|id)?(?:で|を|に)?(?:友だち追加|友達追加|ともだち追加|フレンド申請|友だち申請|友達申請"
            r"|フォロー|id検索|検索して(?:追加|友)|dm(?![a-z]))"
        ),
        (
            rf"(?:友だち追加|友達追加|友だち登録|友達登録|フォロー|フレンド|(?<![a-z])dm(?![a-z])|ディーエム"
            rf"|id検索|検索id){_JOIN}(?:id)?{_JOIN}(?P<handle>@?(?=[a-z0-9._-]{{0,30}}[a-z])[a-z0-9][a-z0-9._-]{{3,40}}){_SEARCHED}"
        ),
        rf"(?<![a-z])(?:my|私の|わたしの|自分の|僕の|俺の|当方の?)(?:の)?(?:id|アカウント){_JOIN}{_HANDLE}",
        # The service named before: LINEを交換しましょう。ID：taro123
        rf"{_SERVICE}[^\n@]{{0,30}}?(?<![a-z])(?:id|アイディー|アカウント)(?:は|:|=| |→|が|「){{1,3}}{_HANDLE}{_SEARCHED}",
        rf"{_SERVICE}[^\n@]{{0,24}}?(?<![a-z0-9._@-])(?P<handle>[a-z0-9][a-z0-9.-]{{0,30}}_[a-z0-9._-]{{1,30}}){_SEARCHED}",
        (
            rf"{_SERVICE}[^\n@]{{0,16}}?(?<![a-z0-9._@-])(?P<handle>(?=[a-z._-]{{1,30}}[0-9])[a-z][a-z0-9._-]{{3,40}})」?(?=です(?!か)"
            rf"|まで(?!の|に)|で検索|を検索|を追加|へどうぞ|と申)"
        ),
        # Written like an account: @taro_yamada, taro#1234, live:.cid.1a2b
        r"(?<![a-z0-9._%+@-])(?<![a-z0-9] )(?P<handle>@[a-z_](?=[a-z0-9._]{0,30}[a-z0-9_])[a-z0-9._]{2,40})(?![a-z0-9@-])",
        r"(?<![a-z0-9._#])(?P<handle>[a-z][a-z0-9_.]{2,31}#[0-9]{4})(?![0-9])",
        r"(?<![a-z0-9])(?P<handle>live:[a-z0-9._]{3,40})",
    )
)
_A_SERVICE = re.compile(_SERVICE)
_BEHIND_A_SERVICE = tuple(pattern for pattern in _PATTERNS if pattern.pattern.startswith(_SERVICE))
_BEFORE_A_SERVICE = tuple(
    pattern for pattern in _PATTERNS if _SERVICE in pattern.pattern and not pattern.pattern.startswith(_SERVICE)
)
_ANYWHERE = tuple(pattern for pattern in _PATTERNS if _SERVICE not in pattern.pattern)
# One of these stands in whatever a pattern matches: of most texts nothing more is asked.
_WORD_LIST = (
    "line insta twitter facebook skype discord telegram signal whatsapp wechat tiktok youtube"
    " threads mixi github linkedin bluesky mastodon misskey slack zoom chatwork teams kakao"
    " viber snapchat pinterest note qiita zenn reddit messenger weibo sns fb ig x qq bereal"
    " twitch steam wantedly ameba ライン らいん インスタ ツイッター ついったー フェイスブック"
    " フェースブック スカイプ ディスコ テレグラム シグナル ワッツアップ ウィーチャット 微信"
    " ティックトック ユーチューブ スレッズ ミクシィ ギットハブ リンクトイン ブルースカイ カカオ"
    " チャットワーク スラック ズーム メッセンジャー アメブロ エックス 友だち 友達 ともだち フレンド"
    " ハンドル ユーザ 垢 アカ 追加 imessage google zalo pixiv hatena psn naver soundcloud behance webex ピクシブ はてな スナチャ ツイキャス"
    " ブルスカ マストドン ミスキー メルカリ ココナラ ランサーズ クラウドワークス アメーバ ようつべ ヤフー 緑の kaggle"
    " フォロー dm ディーエム id アカウント @ # live:"
)
_WORDS = tuple(_WORD_LIST.split())
_NO_HANDLE = re.compile(
    r"@?(?:google_?meet|works?|api|bot|pay|id|app|apps|messaging|ads?|inc|official|reels?|search"
    r"|code|business|analytics|developer|developers|marketing|sdk|web|pc|ok|ng|pro|premium|android"
    r"|ios|iphone|windows|mac|actions|is|as|python[0-9.]{0,6}|html5?|css3?|php[0-9.]{0,6}|java[0-9]{0,2}|vue[0-9]?|office[0-9]{0,4}"
    r"|microsoft[0-9]{0,4}|word[0-9]{0,4}|excel[0-9]{0,4}|win[0-9]{0,2}|ver?[0-9.]{1,6}|v[0-9.]{1,6}|mp[34]|web[0-9.]{0,3}|b2[bc]"
    r"|[0-9]{1,5}(?:k|m|g|kb|mb|gb|px|mm|cm|kg)|"
    r"copilot|desktop|enterprise|connect|sns|line|instagram|twitter|facebook|skype|discord|youtube"
    r"|type|it|nifty|cosme|home|cafe|press|login|and|or|the|for|with|iot|ai|rooms?|meeting|phone"
    r"|music|shorts?|kids|"
    r"studio|live|sum|vlookup|if|medium|angular|react|types|nestjs|vue|shop(?:ping)?|wow|manager"
    r"|stories|insight|override|param|media|import|charset|font-face|autowired|test|bean|property"
    r"|begin|interface|implementation)[.]?"
)
_NO_NAME = re.compile(
    r"^(?:仕事|業務|作業|工程|製造|担当|経験|検査|組立|運用|管理|停止|交換|登録|必要|不要|不明"
    r"|なし|ない|非公開|同じ|後|どう|何|禁止|ありません|持って|本名|会社|御社|貴社|公開|別|こちら"
    r"|下記|以下|次|必須|任意|自由|変更|一つ|2つ|複数|店|英数字|全角|半角|匿名)"
    r"|ライン|運用|仕事|です|ます|教え|聞|ありません|ください|アカウント|ですか|でしょう|必要"
    r"|もの$|こと$|場合|ため$|よう$|そう$|そのまま|同じ|作成|設定|管理|業務|登録"
)
_JUST_DIGITS = re.compile(r"[0-9 .,:-]{1,40}")
_NO_NAME_IN_QUOTES = re.compile(
    r"^(?:なし|ない|不明|非公開|匿名|本名|id|アカウント)|(?:です|ます|ください|教え|ですか|でしょう)"
)
_UNIT_BEHIND = re.compile(r"(?:本|台|名|人|個|号|班|社|線|年|月|日|時|分|円|件|回|級|歳|%|か所|万|千|つ)")


def find(reading: Reading) -> list[Place]:
    """Places of names and IDs of other services in a reading."""
    text = reading.text
    if not any(word in text for word in _WORDS):
        return []
    found: list[Place] = []
    for match in _matches(text):
        start, end = _trimmed(text, *match.span("handle"))
        if start < end and _is_handle(text, start, end):
            found.append((start, end))
    return merged(found)


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Of every pattern; those that begin with a service are only tried where one stands."""
    for pattern in _ANYWHERE:
        yield from pattern.finditer(text)
    services = [match.start() for match in _A_SERVICE.finditer(text)]
    if not services:
        return
    for pattern in _BEFORE_A_SERVICE:
        yield from pattern.finditer(text)
    for at in services:
        yield from (match for pattern in _BEHIND_A_SERVICE if (match := pattern.match(text, at)) is not None)


def _trimmed(text: str, start: int, end: int) -> Place:
    while end > start and text[end - 1] in ".-:_ " and text[end - 1] != "_":
        end -= 1
    return start, end


def _is_handle(text: str, start: int, end: int) -> bool:
    handle = text[start:end]
    if _NO_HANDLE.fullmatch(handle):
        return False
    if _JUST_DIGITS.fullmatch(handle):
        return len(handle) >= 5 and not _UNIT_BEHIND.match(text, end)
    no_name = _NO_NAME_IN_QUOTES if text[max(0, start - 1) : start] in tuple("「『【") else _NO_NAME
    return not (re.search("[一-鿿ぁ-んァ-ヺ]", handle) and no_name.search(handle))

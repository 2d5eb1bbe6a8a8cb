"""Addresses of pages: with a scheme, with www, or a bare host of a known ending (MSG-8, as accounts of other services).

A bare host that is a firm's or a product's name (Booking.com, ASP.NET) is none.
"""

from __future__ import annotations

import re

from services.recognition.email import TOP_LEVELS
from services.recognition.reading import Reading
from services.recognition.spans import Place, merged

_PATH = r"[a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,62})"
_TOP = (
    rf"(?:{TOP_LEVELS}|to|gl|ly|be|gg|id|in|fm|li|ee|im|pro|club|world|life|studio|design|art"
    rf"|photo|ai|ne|ac|go|or|st|la|sh|pm|is|so|bio|land|space|website|fun|live|news|media|social"
    rf"|games|wiki|gle|gd|works|company|store|photos|agency|team|center|zone|ink|farm|house|salon|nagoya|osaka|kyoto|okinawa)"
)
_DOT_IN_BRACKETS = r" ?[(\[<{【〔「] ?(?:\.|dot|ドット|どっと|点) ?[)\]>}】〕」] ?"
_DOT = rf"(?:{_DOT_IN_BRACKETS}| ?(?:ドット|どっと) ?| dot |。|\.)"
_SPELLED = (
    rf"(?:{_DOT_IN_BRACKETS}| ?(?:ドット|どっと) ?| dot | \. |。|点| ?・ ?(?=(?:com|jp|net|co)(?![a-z]))|[★☆●](?=(?:com|jp|net"
    rf"|co)(?![a-z])))"
)
_END_READ = r"(?:コム|こむ|ジェ[ーイ]ピー|じぇ[ーい]ぴー|ネット(?!ワ)|シーオー)"

_WITH_SCHEME = re.compile(
    rf"(?<![a-z])(?:(?:h ?(?:t ?t|xx|\*\*) ?p ?s?|ttps?|ftp"
    rf"|エイチティーティーピー(?:エス)?) ?[:;,]?[ \n]?[/\\][ \n]?[/\\](?:\n(?=[a-z0-9]))?|: ?//(?=[ a-z])"
    rf"|(?<![:/a-z0-9])//(?=[a-z0-9-]{{2,40}}\.[a-z])) ?"
    rf"(?:[^\s\x1f、。，「」『』（）()<>\"]{{1,30}}\.(?=[a-z]))?{_PATH}{{1,2000}}"
)
_WITH_WWW = re.compile(
    rf"(?<![a-z0-9@.-])(?:www|ダブリューダブリューダブリュー)(?:{_DOT}|[ ,])(?: ?{_LABEL}(?:{_DOT}|[ ,])){{1,5}}(?:[a-z]{{2,12}}"
    rf"|{_END_READ})(?![a-z0-9-])(?:[/?#]{_PATH}{{0,2000}})?"
)
_BARE = re.compile(
    rf"(?<![a-z0-9@._/-])(?P<host>(?:{_LABEL}\.){{1,6}}{_TOP})(?![a-z0-9@_-])(?!\.[a-z])(?!\([a-z]{{0,9}}\)[a-z])(?P<path>(?::[0-9]{{2,5}})?/{_PATH}{{0,2000}})?"
)
_SPELLED_BARE = re.compile(
    rf"(?<![a-z0-9@._-]){_LABEL}(?:(?:\.|{_SPELLED}){_LABEL}){{0,4}}{_SPELLED}(?:co\.jp|ne\.jp"
    rf"|or\.jp|{TOP_LEVELS}|{_END_READ})(?![a-z0-9-])(?:/{_PATH}{{0,2000}})?"
)
_READ_END = re.compile(rf"(?<![a-z0-9@._-]){_LABEL}(?:\.{_LABEL}){{0,3}}\.(?:ジェ[ーイ]ピー|じぇ[ーい]ぴー|コム)")
_WITH_PATH = re.compile(
    rf"(?<![a-z0-9@._/-])(?=[a-z0-9-]{{0,60}}[a-z])(?:{_LABEL}\.){{1,4}}(?!m/|html?/|php/"
    rf"|js/)[a-z]{{2,12}}/(?=[a-z0-9@~_-](?:[a-z0-9@~_-]|/[a-z0-9])){_PATH}{{1,2000}}"
)
"""Of any ending, where a path follows."""
_SPELLED_SLASH = re.compile(
    rf"(?<![a-z0-9@._-])(?:{_LABEL}{_DOT}){{1,4}}{_TOP} ?(?:スラッシュ|\(/\)) ?[a-z0-9@_.-]{{1,60}}"
)
_JAPANESE_HOST = re.compile(
    r"(?<![一-鿿々ぁ-んァ-ヺーa-z0-9@.])(?:[一-鿿々ぁ-んァ-ヺーa-z]{0,16}(?:ページ|サイト|ブログ|hp|url|アドレス|ショップ)(?:は|が|も|の))?"
    r"(?P<host>[一-鿿々ぁ-んァ-ヺーa-z0-9-]{1,24}[一-鿿々ぁ-んァ-ヺー](?<![はがをもにでと])\.(?:com|net|org|jp|co\.jp|tokyo|shop|コム"
    r"|みんな"
    rf"|クラウド|ストア|ファッション|セール)(?![a-z0-9@])(?:/{_PATH}{{0,200}})?)"
)
_READ_HOST = re.compile(
    r"(?P<host>(?:(?:ダブリュー){3}|(?:(?P<told>(?:ページ|サイト|ブログ|hp|url)(?:は|が|も|:) ?)"
    r"|(?<![ァ-ヺーa-z0-9@.]))[ァ-ヺーa-z0-9・-]{2,30}?)(?:ドット|どっと)"
    r"(?:[ァ-ヺーa-z0-9・-]{2,30}?(?:ドット|どっと))?(?:コム|こむ|ジェ[ーイ]ピー|ネット|シーオー(?:ドット)?ジェ[ーイ]ピー|com|jp"
    r"|net)(?![ァ-ヺーa-z0-9]))"
)
"""A host that is read out: ハナワークスドットコム."""
_OPENED = re.compile(
    r"[」』]?(?:で検索(?:し(?!ま?した)|く|い|お|を|願)|を検索|を?ご覧|を見て|を開|にアクセス|という(?:ページ|サイト|ブログ|ホームページ))"
)
_WITH_COMMAS = re.compile(
    rf"(?<![a-z0-9@.,_-])(?:{_LABEL},){{1,3}}(?:com|jp|net)(?=[^\na-z0-9]{{0,12}}(?:ドット|ピリオド|\.))"
)
_ONE_SLASH = re.compile(rf"(?<![a-z])https?:/(?=[a-z0-9-]{{1,60}}\.[a-z]){_PATH}{{1,2000}}")
_OF_A_PAGE = re.compile(
    r"ホームページ|サイト|ブログ|(?<![a-z])(?:hp|url|web)|ページ|アドレス|リンク|検索|ネットショップ|のぞい|ご覧|見て"
)
_WELL_KNOWN = re.compile("^(?:価格|転職|就職|引越し?|ほけん|保険|お名前|食べログ|まぐまぐ|楽天)\\.")
_REVERSED_PAGE = re.compile(
    r"(?<![a-z0-9])[a-z0-9._~/?=%-]{2,80}[a-z0-9]//[:;]?s?ptth|(?<![a-z0-9.])(?:moc|pj|ten|gro)\.[a-z0-9.-]{2,60}\.www(?![a-z0-9])"
)
_PRODUCT_LIST = (
    "asp.net vb.net ado.net ml.net paint.net .net socket.io draw.io booking.com amazon.co.jp"
    " amazon.com amazon.jp salesforce.com hotels.com monday.com make.com indeed.com en.com en-japan.com"
    " overstock.com agoda.com trip.com crypto.com character.ai fast.ai stores.jp baseconnect.in"
    " prestashop.com wordpress.com github.io ruby-lang.org asp.net.core google.com yahoo.co.jp"
    " kakaku.com rakuten.co.jp biz.io type.jp c.co coconala.com bengo4.com zozo.com cookpad.com"
    " docomo.ne.jp ezweb.ne.jp softbank.ne.jp i.softbank.jp au.com dmm.com"
    " jobs.jp hr.com gmail.com outlook.com outlook.jp hotmail.com icloud.com yahoo.com live.jp"
)
_PRODUCTS = frozenset(_PRODUCT_LIST.split())
_FILE = re.compile(r"(?<![a-z0-9])(?:readme|index|main|report|resume|config|package)\.[a-z]{2,4}$")
_MEMBER = re.compile(
    r"^(?:self|this|user|os|sys|req|res|request|response|document|window|console|math|np|pd|item|data|obj|event|e)\.[a-z]{2,12}$"
)
"""A name within a program: self.name."""
_REVERSED = re.compile(r"(?:com|jp|org|net|io)\.[a-z]|[0-9.]{1,9}\.[a-z]{1,10}$")
_OF_A_FIRM = re.compile(
    r"(?:株式会社|社(?![内外])|という(?:会社|店|企業|製品|商品)|(?:の|で)?(?:関連会社|子会社|グループ|倉庫|営業|物流|店舗|社員|記事を"
    r"|求人広告|予約管理|出品)|で(?:働"
    r"|勤|アルバイト|派遣)|に(?:勤|入社|転職)|出身)"
)
_OF_A_PROGRAM = re.compile(
    r"(?:という|の)?(?:ファイル|パッケージ|関数|メソッド|クラス|変数|コマンド|スクリプト|仕様)|を(?:実行|参照|編集|コンパイル|読み込"
    r"|ビルド|追加|import|リンク)|の(?:よう|みたい)なコード|プロパティ|を(?:表示|取得|代入|呼び出)する|\(\)"
)
_A_WORD = re.compile(r"\.(?:me|so|is|in|it|be|to|id|us|am|at|no|do|go|or|la|my)$")
_LATIN_BEFORE = re.compile(r"[a-z] $")
_LATIN_BEHIND = re.compile(r" [a-z]")
_WORTH_A_LOOK = re.compile(
    r"[a-z0-9\])}>ット][ ]?\.[ ]?[a-z\[(]|[a-z0-9]\.[a-zじジコ]|[ぁ-んァ-ヺー一-鿿々]\.[a-zコみクスフセ]|www|エイチティー|ダブリュー"
    r"|[/\\]{2}|: ?/|[ \[(]dot|dot[ \])]|ドット"
    r"|どっと|//|p:/|ps:/|,(?:com|jp|net)|[【〔]\.|[a-z0-9](?:点| ?・ ?|[★☆●])[a-z]|[a-z0-9]。[a-z]|\(\.\)|\[\.\]|スラッシュ"
)
_END = ".,:;!?'()[]*-"


def find(reading: Reading) -> list[Place]:
    """Places of pages' addresses in a reading."""
    text = reading.text
    if not _WORTH_A_LOOK.search(text):
        return []
    found: list[Place] = []
    for pattern in (
        _WITH_SCHEME,
        _WITH_WWW,
        _SPELLED_BARE,
        _SPELLED_SLASH,
        _READ_END,
        _WITH_PATH,
        _WITH_COMMAS,
        _ONE_SLASH,
    ):
        found += [_trimmed(text, *match.span()) for match in pattern.finditer(text)]
    if "ptth" in text or ".www" in text:
        found += [match.span() for match in _REVERSED_PAGE.finditer(text)]
    found += [_trimmed(text, *match.span("host")) for match in _JAPANESE_HOST.finditer(text) if _is_a_page(text, match)]
    found += [
        (match.end("told") if match["told"] else match.start(), match.end())
        for match in _READ_HOST.finditer(text)
        if match["told"] or match["host"].startswith("ダブリュー") or _OPENED.match(text, match.end())
    ]
    for match in _BARE.finditer(text):
        if match["path"] or not _is_another(text, match["host"], *match.span("host")):
            found.append(_trimmed(text, *match.span()))
    return merged(found)


def _is_a_page(text: str, match: re.Match[str]) -> bool:
    """Whether a host in Japanese letters is told to be a page, and no firm's or product's name."""
    start, end = match.span("host")
    if _WELL_KNOWN.match(match["host"]) or _OF_A_FIRM.match(text, end):
        return False
    return (
        _OF_A_PAGE.search(text, max(0, start - 20), start) is not None
        or _OF_A_PAGE.search(text, end, end + 12) is not None
    )


def _is_another(text: str, host: str, start: int, end: int) -> bool:
    """Whether a bare host is a firm's or product's name, a file, a name in a program, or two sentences without a blank."""
    return bool(
        host in _PRODUCTS
        or _FILE.search(host)
        or _MEMBER.search(host)
        or _REVERSED.match(host)
        or _OF_A_FIRM.match(text, end)
        or _OF_A_PROGRAM.match(text, end)
        or (
            _A_WORD.search(host)
            and _LATIN_BEFORE.search(text, max(0, start - 8), start)
            and _LATIN_BEHIND.match(text, end)
        )
    )


def _trimmed(text: str, start: int, end: int) -> Place:
    """Without the punctuation that belongs to the sentence."""
    while end > start and text[end - 1] in _END:
        end -= 1
    return start, end

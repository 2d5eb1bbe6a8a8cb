"""Postal codes (郵便番号): with 〒 or the word in any form, else three and four digits where nothing says otherwise (MSG-8)."""

from __future__ import annotations

import re

from services.recognition.reading import Reading
from services.recognition.spans import Place, merged
from services.recognition.telephone import KANA_DIGIT

_BETWEEN = r"(?: ?(?:ハイフン|[^0-9a-z一-鿿ぁ-んァ-ヺ、。\n]{1,2}|の|ー) ?| )?"
_CODE = rf"[0-9]{{3}}{_BETWEEN}[0-9]{{4}}(?![0-9])(?!-[0-9])"
_LOOSE_CODE = (
    rf"(?:{_CODE}|[0-9]{{3}}-?\n-?[0-9]{{4}}(?![0-9])|[0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}}(?![0-9])"
    rf"|[0-9] [0-9] [0-9] ?[-の]? ?[0-9] [0-9] [0-9] [0-9]"
    r"|[0-9]{3}\([0-9]{4}\)?)"
)
_WORTH_A_LOOK = re.compile(rf"{_CODE}|[0-9] [0-9] [0-9] ?[-の]|3桁|〒|郵便|ゆうびん")
_LABEL = (
    r"(?:(?:〒|〶|郵便|ゆうびん|ユウビン|ポスト|ジップ)(?:番号|ばんごう|バンゴウ|コ[ー-]ド|no\.?)?|(?:住所|家)の番号"
    r"|(?<![a-z])(?:postal ?|zip ?|post ?)(?:code|コ[ー-]ド)?)"
)
_ONE = rf"(?:[0-9]|{KANA_DIGIT[:-2]})[ー-]?"
_LABELLED = re.compile(rf"{_LABEL}[^0-9。]{{0,10}}?(?:7桁で?)?(?<![0-9])(?P<code>{_LOOSE_CODE})")
_READ_OUT = re.compile(
    rf"{_LABEL}[はが:、 ]{{0,3}}(?P<code>(?:{_ONE}){{3}}[の、 ・ー-]{{0,2}}(?:{_ONE}){{4}})(?![ァ-ヺ0-9])"
)
_SAID_ALONE = re.compile(rf"郵便番号(?:だけ)?[^0-9\n。]{{0,12}}。(?P<code>{_CODE})")
_SAID_BEHIND = re.compile(rf"(?<![0-9])(?P<code>{_LOOSE_CODE})(?:です|という)?[ (←⇐]{{0,3}}(?:が|は)?(?:郵便番号|〒)")
_IN_PIECES = re.compile(
    r"(?:〒|郵便番号)[^0-9。\n]{0,12}(?:上3桁)?[^0-9。\n]{0,3}(?P<code>[0-9]{3}(?:[^0-9。\n]{0,4}(?:下|後|あと"
    r"|次)[^0-9。\n]{0,4}(?:4桁)?[^0-9。\n]{0,4})[0-9]{4})(?![0-9])"
)
_IN_HALVES = re.compile(
    r"[上頭]3桁[はがも]?(?P<code>[0-9]{3}[、 ]{0,2}(?:で、?)?(?:下|後ろ?|あと)の?4桁[はがも]?[0-9]{4})(?![0-9])"
)
_NEXT_TO_ADDRESS = re.compile(
    r"(?<![0-9])(?P<code>[0-9]{3}[-の ]?[0-9]{4}"
    r"|[0-9] [0-9] [0-9] ?[-の]? ?[0-9] [0-9] [0-9] [0-9])(?=[ 、,\n)]{0,2}[一-鿿ヶケ々ぁ-んァ-ヺー0-9]{1,6}(?:都|道|府|県|市|区|郡|町"
    r"|村))"
)
_BARE = re.compile(
    r"(?<![0-9a-z¥$φ])(?<![0-9a-z][-.,:/])(?P<code>[0-9]{3}-[0-9]{4})(?![0-9a-z])(?!-[0-9a-z])(?!,[0-9])"
)
_GROWN_TO = re.compile(r"(?:[一-鿿々ァ-ヺー]|[a-zφ][ :]?)$")
_A_HOME = re.compile(
    r"(?:住所|自宅|宛先|宛て?|届け?先|送付先|送り先|返送先|実家|在住|居所|家|[都道府県市区町村]|方面"
    r"|(?<![a-z])(?:japan|tokyo|osaka|kyoto|hokkaido|kanagawa|saitama|chiba|aichi|hyogo|fukuoka|hiroshima|miyagi|okinawa"
    r"|[a-z]{3,12}(?:-(?:ku|shi|ken|fu|to))"
    r"|yokohama|nagoya|kobe|sapporo|sendai|kawasaki)[ ,]?)$"
)
_HOURS = re.compile(r"勤務|シフト|出勤|働|時間|営業")
_COUNTED = re.compile(
    r" ?(?:円|万|千円|億|人|名|個|件|時|分|年|月|日|秒|回|冊|頁|ページ|枚|台|本|点|株|社|店|校"
    r"|戸|室|坪|平米|歩|km|m|g|kg|cm|mm|l|ml|kw|w|v|cc|t|%|％|度|℃|kcal|文字|号機|字|語|行|級"
    r"|\.{2,3}|番台|万円|世帯|型|系|形|頭|羽|匹|cal|rpm|ps|hz|px|pt|席|食|ha|版|シリーズ|キロ|メートル"
    r"|ロット|列|番(?!地)|を(?:使|組み|加工|検査|交換)|という数|の(?:部品|部屋|穴|本|絵|型)|グラム|リットル|ヘクタール|ワット|ドル"
    r"|ユーロ|pv|ok|便|の間|の範囲|の曲|の順)"
)
_OTHER_NUMBER = re.compile(
    r"(?:番号|番|控え|サイズ|寸法|の倉庫|倉庫の|試合|p/n|s/n|分類|コード|品番|型番|型式|型|no\.?|第|口座|jan|isbn|伝票|注文|id"
    r"|ナンバー|部品"
    r"|金型|図面|項目|手順書?|課題|ケース|チケット|図書|資料|文書|様式|仕様書?|マニュアル|報告書|議題|製番|試験|検査|テスト|案件|toeic"
    r"|スコア|ロット|約|およそ|合計|計|電話|tel|fax|内線|携帯|局番の(?:あと|後"
    r"|次)は?|直通"
    r"|[0-9]年|月収|月給|年収|時給|日給|定員|規模|従業員|登録|許可|シリーズ|台帳|品名|製品|機種"
    r"|規格|管理|請求書|契約|整理|部屋|棚|便|列車|bs|iso|jis|車番|(?:ナンバー|プレート)[^0-9。\n]{0,5}"
    r"|[a-z]{2,12}|便|フライト)"
    r"[はがもで:=\s「(（#-]{0,3}$"
)


def find(reading: Reading) -> list[Place]:
    """Places of postal codes in a reading."""
    digits, text = reading.digits, reading.text
    if not _WORTH_A_LOOK.search(digits):
        return []
    found = [match.span("code") for match in _READ_OUT.finditer(digits) if re.search("[^0-9の、 ・ー-]", match["code"])]
    found += [
        match.span("code")
        for pattern in (_IN_PIECES, _IN_HALVES, _LABELLED, _NEXT_TO_ADDRESS, _SAID_BEHIND, _SAID_ALONE)
        for match in pattern.finditer(digits)
    ]
    found += [
        match.span("code") for match in _BARE.finditer(digits) if _is_code(text, *match.span("code"), match["code"])
    ]
    return merged(found)


def _is_code(text: str, start: int, end: int, code: str) -> bool:
    """Whether three and four digits alone are a postal code: nothing says what else they are."""
    before = text[max(0, start - 16) : start]
    home = _A_HOME.search(before) is not None
    if not home and (_OTHER_NUMBER.search(before[-12:]) or _GROWN_TO.search(before)):
        return False
    if _COUNTED.match(text, end) or _is_range(code) or code == "000-0000":
        return False
    return not (_is_a_shift(code) and _HOURS.search(text, max(0, start - 16), end + 10))


def _is_a_shift(code: str) -> bool:
    """Hours and minutes without a colon, as 900-1730."""
    first, second = code.split("-")
    return int(first[1:]) < 60 and int(second[2:]) < 60 and int(first) < int(second) <= 2400


def _is_range(code: str) -> bool:
    """Two round numbers, the second not the less, as 100-1000."""
    first, second = code.split("-")
    return first.endswith("0") and second.endswith("00") and int(second) >= int(first) > 0

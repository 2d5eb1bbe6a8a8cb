"""Postal codes (郵便番号): with 〒 or the word in any form, else three and four digits where nothing says otherwise (MSG-8)."""

from __future__ import annotations

import re

from services.recognition.reading import Reading
from services.recognition.spans import Place, merged

_CODE = r"[0-9]{3} ?[-ー・の./_]? ?[0-9]{4}(?![0-9])(?!-[0-9])"
_WORTH_A_LOOK = re.compile(_CODE)
_LABELLED = re.compile(
    rf"(?:(?:〒|〶|郵便|ゆうびん|ポスト)(?:番号|ばんごう|コ[ー-]ド|no\.?)?|(?:住所|家)の番号|(?:postal ?|zip ?|post ?)(?:code|コ[ー-]ド)?)"
    rf"(?:[はがもで:=】\]」)、 (「【→-]|です| ?is|なら){{0,4}}(?P<code>{_CODE})"
)
_SAID_BEHIND = re.compile(rf"(?<![0-9])(?P<code>{_CODE})(?:です)?[ (]{{0,2}}(?:が|は)?(?:郵便番号|〒)")
_IN_PIECES = re.compile(
    r"(?:〒|郵便番号)[^0-9。\n]{0,12}(?:上3桁)?[^0-9。\n]{0,3}(?P<code>[0-9]{3}(?:[^0-9。\n]{0,4}(?:下|後|あと"
    r"|次)[^0-9。\n]{0,4}(?:4桁)?[^0-9。\n]{0,4})[0-9]{4})(?![0-9])"
)
_NEXT_TO_ADDRESS = re.compile(
    r"(?<![0-9])(?P<code>[0-9]{3}-?[0-9]{4})(?=[ 、,\n)]{0,2}[一-鿿ヶケ々0-9]{1,6}(?:都|道|府|県|市|区|郡|町|村))"
)
_BARE = re.compile(r"(?<![0-9a-z¥$])(?<![0-9a-z][-.,:/])(?P<code>[0-9]{3}-[0-9]{4})(?![0-9])(?!-[0-9a-z])(?!,[0-9])")
_COUNTED = re.compile(
    r" ?(?:円|万|千円|億|人|名|個|件|時|分|年|月|日|秒|回|冊|頁|ページ|枚|台|本|点|株|社|店|校"
    r"|戸|室|坪|平米|歩|km|m|g|kg|cm|mm|l|ml|kw|w|v|cc|t|%|％|度|℃|kcal|文字|号機|字|語|行|級"
    r"|番台|万円|世帯|型|系|形|頭|羽|匹|cal|rpm|ps|hz|px|pt|席|食|ha|版|シリーズ|キロ|メートル"
    r"|グラム|リットル|ヘクタール|ワット|ドル|ユーロ|pv|ok|便|の間|の範囲|の曲|の順)"
)
_OTHER_NUMBER = re.compile(
    r"(?:番号|番|分類|コード|品番|型番|型式|型|no\.?|第|口座|jan|isbn|伝票|注文|id|ナンバー|部品"
    r"|金型|図面|toeic|スコア|ロット|約|およそ|合計|計|電話|tel|fax|内線|携帯|局番の(?:あと|後"
    r"|次)は?|直通"
    r"|[0-9]年|月収|月給|年収|時給|日給|定員|規模|従業員|登録|許可|シリーズ|台帳|品名|製品|機種"
    r"|規格|管理|請求書|契約|案件|整理|部屋|棚|便|列車|bs|iso|jis|車番|(?:ナンバー|プレート)[^0-9。\n]{0,5}"
    r"|[a-z]{2,12}|便|フライト)"
    r"[はがもで:=\s「(（#-]{0,3}$"
)


def find(reading: Reading) -> list[Place]:
    """Places of postal codes in a reading."""
    digits, text = reading.digits, reading.text
    pieces = [match.span("code") for match in _IN_PIECES.finditer(digits)]
    if not pieces and not _WORTH_A_LOOK.search(digits):
        return []
    found = pieces + [
        match.span("code")
        for pattern in (_LABELLED, _NEXT_TO_ADDRESS, _SAID_BEHIND)
        for match in pattern.finditer(digits)
    ]
    for match in _BARE.finditer(digits):
        start, end = match.span("code")
        said_otherwise = _OTHER_NUMBER.search(text[max(0, start - 12) : start]) or _COUNTED.match(text, end)
        if not said_otherwise and not _is_range(match["code"]) and match["code"] != "000-0000":
            found.append((start, end))
    return merged(found)


def _is_range(code: str) -> bool:
    """Two round numbers, the second not the less, as 100-1000."""
    first, second = code.split("-")
    return first.endswith("0") and second.endswith("00") and int(second) >= int(first) > 0

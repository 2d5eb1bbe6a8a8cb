"""Postal addresses (住所): a municipality with 丁目, 番地, 号 or 1-2-3 behind it, or such numbers said to be a home's (MSG-8).

A municipality or quarter alone is none: where somebody wants to work stands in every record. An address that the
sentence gives to a workplace, an office or a meeting is no person's; one word of a home makes it one again.
"""

from __future__ import annotations

import re

from services.recognition import address_read
from services.recognition.address_read import DASH, NUMBER
from services.recognition.places import Places
from services.recognition.reading import Reading
from services.recognition.spans import Place, merged

_UNCOUNTED = r"(?![0-9十百])(?! ?(?:代|年|人|名(?!字)|歳|才|月|日|時|分|秒|円|万|個|件|回|階建|台|社|店|種|点|か月|ヶ月|ヵ月|つ))"
_BLOCK = re.compile(
    rf"(?<![0-9])(?:"
    rf"(?P<chome>{NUMBER} ?(?:丁目|ちょうめ|チョウメ|丁(?=[0-9])) ?(?:の ?|、)?(?:{NUMBER} ?(?:番地?|ばん|{DASH}"
    rf"|(?=[^0-9-])|$) ?(?:の ?)?(?:{NUMBER}{_UNCOUNTED} ?(?:号(?!室)|ごう)?)?(?:{DASH}{NUMBER})?)?"
    rf"(?:[で、の]{{1,2}}番地?[はがの]{{1,2}}{NUMBER}(?:{DASH}{NUMBER})?)?)"
    rf"|(?P<banchi>(?:無番地|{NUMBER} ?(?:番地|ばんち)) ?(?:の ?{NUMBER}{_UNCOUNTED})?"
    rf"(?:{DASH}{NUMBER}|{NUMBER}{_UNCOUNTED} ?(?:号(?!室))?)?)"
    rf"|(?P<ban>{NUMBER} ?番 ?(?:の ?)?{NUMBER} ?号?)"
    rf"|(?P<jo>(?:[北南東西][0-9]{{1,2}}[東西南北][0-9]{{1,2}}(?![0-9])(?:{DASH}[0-9]{{1,4}}){{0,2}}"
    rf"|[北南]{NUMBER}条(?:[東西]{NUMBER}丁目?)?"
    rf"|[東西]{NUMBER}条[南北]{NUMBER}丁目?|{NUMBER}条(?:通)?{NUMBER}丁目?)(?: ?{NUMBER}番?{DASH}?{NUMBER}?号?)?)"
    rf"|(?P<dashed>[0-9十百]{{1,4}}{DASH}[0-9十百]{{1,4}}(?:{DASH}[0-9十百]{{1,4}}){{0,2}})"
    rf"|(?P<kyoto>(?:上る|上ル|下る|下ル|東入る?|西入る?|東入ル"
    rf"|西入ル)(?:[一-鿿々ヶケァ-ヺー]{{1,12}}(?:[0-9]{{1,4}}(?:番地?)?(?:の?{DASH}[0-9]{{1,4}})?)?)?)"
    rf"|(?P<plain>[0-9]{{1,5}})(?=$|[\n。、 」)]|です|で(?:暮|育|生まれ|一人|独り|母|父|親|家族|妻|夫|子)"
    rf"|に(?:住|在住|引|届|送|お送り|家|実家|下宿|戻|帰|越|移|転|い(?:ます|る|て)|おり|あ(?:る|り)[^。\n]{{0,6}}(?:家|自宅|実家))"
    rf"|へ(?:送|届|お|引|転|帰|戻)"
    rf"|(?:が|は|、)(?:実家|自宅|住所|現住所|住まい|我が家|家です|うちです)|から(?:通|出られ|引|出勤)|まで(?:送|届|お|郵)"
    rf"|の(?:実家|自宅|家(?![一-鿿])|アパート|マンション|一軒家|借家)"
    rf"|(?:番)?で(?:す|一人)|[一-鿿ァ-ヺー]{{2,12}}[0-9]{{1,4}}号)"
    rf")"
)
_LONGEST_TOWN = 28
_TOWN = re.compile(
    rf"(?:[一-鿿々〆ヶケァ-ヺーぁ-ん〇0-9・]|(?<=[市区町村郡県都府道])[ \n]| (?=$)){{0,{_LONGEST_TOWN}}}$"
)
_PUBLIC = re.compile(
    r"^立(?=[一-鿿ァ-ヺー]{0,6}(?:校|園|館|所|院|センター|大学))|^内(?![丸町山田野])|^営(?!住宅|団地)|^外(?![神堀野])"
)
"""区立〇〇学校, 市内, 市営, 市外: no town. 内丸, 外神田 and 立石 are towns."""
_NO_TOWN = re.compile(
    r"で(?!ん)|から|まで|には|です|した|する|ます|との|として|方面|出身|勤務|在住|について|など"
    r"|以外|付近|周辺|^民|^役所|^役場|全域|(?:^|[一-鿿])へ(?=[0-9])"
    r"|を|は(?![らやなつ])|も(?=[0-9])|が(?=[0-9])|に(?=[0-9])|間で|距離|徒歩|年間|時給|月給"
    r"|人口|第$|約$|駅から|(?:通勤|実務|経験|募集|求人|希望|応募|定員)"
)
_ALONE = re.compile(
    r"(?:[一-鿿々ァ-ヺーa-z0-9・]{0,14}(?:マンション(?!名)|アパート|ハイツ|コーポ|荘|レジデンス|メゾン|団地|ハイム|パレス|ヴィラ|寮"
    r"|タワー|ハウス)"
    r"[一-鿿々ァ-ヺーぁ-んa-z0-9・]{0,12} ?(?:[a-z0-9]{1,2}(?:棟|号棟) ?-?)?[0-9]{1,4}(?:号室?|(?=に(?:住|在)|です|在住|$|[\n。、)])))"
    r"|[一-鿿々ァ-ヺー・]{3,20} ?[0-9]{1,4}号室(?=に(?:住|在住)|です)"
)
_HOUSE_TOWN = re.compile(r"(?:[一-鿿々ヶケァ-ヺーのが]{1,10}|(?<![ぁ-ん一-鿿])[ぁ-ん]{2,8}[一-鿿]{0,4})$")
_COUNTED = re.compile(
    r" ?(?:円|万|億|人|名|個|件|時|分(?!室)|年|月|日|秒|回|歳|才|割|%|社|店|校|か所|ヶ所|カ所"
    r"|箇所|か月|ヶ月|カ月|週|駅(?!前)|km|m(?![a-z])|kg|度|倍|本|台|枚|位|級|交替|交代|泊|号線|番線|番目|番ホーム|号店|号車|号機|号館"
    r"|号棟勤|番出口|対|点|限|階建|連"
    r"|じ(?:ごろ|かん|まで|から|の)|にん(?![じ])|番館|勝|敗|代|割合|コマ|便|系|類|種|部|交代|シフト|科|条第|章|項|ページ|版|勤|学期"
    r"|学年)|[区市町村県都府](?!営|立)"
)
_HOME = re.compile(
    r"住所|マンション名|アパート名|建物名|番地は|自宅|住んで|住まい|住居|在住|居住|実家|引っ?越し|転居|郵送|送付|お送り|送って|宛先"
    r"|宛て|届け先|お届け|返送|一人暮らし|暮らして|自宅|じゅうしょ|現住|家は|家の|我が家|家族と"
    r"|下宿|寮の|拙宅|居所|本籍|アドレスは|本人|住所地|〒"
)
_WORKPLACE = re.compile(
    r"勤務地|勤務先|就業場所|就業先|就労場所|職場|会社|本社|支社|支店|店舗|事業所|事業場|工場"
    r"|所在地|会場|オフィス|営業所|労働局|ハローワーク|安定所|面接|説明会|事務所|弊社|御社|貴社"
    r"|当社|センター|病院|施設|学校|大学|市役所|区役所|県庁|都庁|役場|集合|派遣先|配属|現場|倉庫|勤め先|停留所|バス停"
    r"|物流|ホテル|図書館|保育園|クリニック|訓練校|セミナー|相談窓口|窓口|店は|店の|求人の|薬局"
    r"|研修|法人|(?:ビル|庁舎|会館)(?:で|に|の)"
)
_BUILDING = re.compile(
    r" {0,2}(?:[一-鿿々ァ-ヺーぁ-んa-z0-9・ⅰ-ⅻ' -]{0,24}?(?:マンション|アパート|ハイツ|コーポ"
    r"|荘|レジデンス|メゾン|団地|ハイム|コート|パレス|ビル|棟|タワー|ヴィラ|寮|住宅|ハウス|プラザ"
    r"|グランデ|ドミール)[a-z0-9一-鿿ァ-ヺーぁ-ん]{0,12}? ?-?[0-9]{1,4}(?:号室?)?|[一-鿿々ァ-ヺーa-z・ ]{1,16}[0-9]{1,4}号室?"
    r"|-?[0-9]{1,4}号室?|#[0-9]{3,4})"
)
_MORE = re.compile(
    rf"[一-鿿々ケヶの]{{0,8}}{NUMBER} ?(?:番地|番|丁目|号(?!室))(?:{DASH}?{NUMBER}(?![0-9]) ?(?:号(?!室))?)?"
)
_HOUSE_BUILDING = re.compile(
    r"マンション|アパート|ハイツ|コーポ|荘|レジデンス|メゾン|団地|ハイム|コート|パレス|ヴィラ|寮|号室|方$"
)
# A number counted as an address counts, or behind a municipality, or 上る and its like.
_WORTH_A_LOOK = re.compile(
    r"[0-9十百] ?(?:丁|番|条|ちょう|チョウ|ばん|[-のノ] ?[0-9])|[市区町村郡県府][^。\n]{0,30}[0-9十百]"
    r"|無番地|[上下東西](?:る|ル|入)"
)
_BEHIND_A_CODE = re.compile(
    r"(?<![0-9])[0-9]{3}-?[0-9]{4}(?:です)?[)、,。\n ]{1,3}(?:住所は|(?:その)?(?:あと|後)は)?[一-鿿々ヶケァ-ヺーぁ-ん]{1,22}$"
)
"""What stands behind a postal code, whatever else the sentence is about."""
_ASKED = re.compile(r"(?:住所|自宅|家|住まい)(?:は|って|ですか)?\?$")
_SENTENCE = "。\n!?"


def find(reading: Reading, places: Places) -> list[Place]:
    """Places of postal addresses in a reading."""
    text, digits = reading.text, reading.digits
    found = address_read.find(text, digits, places)
    found += [match.span() for match in _ALONE.finditer(text) if _is_home(text, *match.span())]
    if not _WORTH_A_LOOK.search(digits):
        return merged(found)
    last = 0
    for match in _BLOCK.finditer(digits):
        if match.start() < last:
            continue
        place = _address(text, digits, match, places, last)
        if place is not None:
            found.append(place)
            last = place[1]
    return merged(found)


def _address(text: str, digits: str, match: re.Match[str], places: Places, after: int) -> Place | None:
    """The address that a block of numbers belongs to, or None."""
    if _COUNTED.match(digits, match.end()):
        return None
    start, end = match.start(), _whole_end(digits, match.end())
    run = _TOWN.search(text, max(after, start - _LONGEST_TOWN), start)
    assert run is not None  # the pattern matches the empty text too
    names = places.ends_in(text, run.start(), start)
    begin = next((first for first, last in names if _is_town(text[last:start])), None)
    around = _sentence_around(text, start if begin is None else begin, end)
    at_home = _HOME.search(around) is not None
    at_home = at_home or _BEHIND_A_CODE.search(digits, max(0, start - 40), start) is not None
    if _WORKPLACE.search(around) and not at_home:
        return None
    if begin is None and not match["plain"]:
        begin = address_read.begin_in_kana(
            text, after, start, places, whole=_is_full(match) or match[0].count("-") >= 2
        )
    if begin is None and not match["plain"] and (not match["kyoto"] or re.search("[0-9]", match[0])):
        told = _HOUSE_BUILDING.search(digits, match.end(), end) is not None or (
            match[0].count("-") >= 2 and bool(places.ends_in(around, 0, len(around)))
        )
        begin = _begin_of_home(text, match, after, at_home=at_home or told)
    return None if begin is None else (begin, end)


def _is_home(text: str, start: int, end: int) -> bool:
    """Whether the sentence is about where somebody lives, and not about a place of work."""
    around = _sentence_around(text, start, end)
    return _HOME.search(around) is not None and _WORKPLACE.search(around) is None


def _whole_end(digits: str, end: int) -> int:
    """Where the address ends: behind further numbers, the building and the room."""
    for _ in range(2):
        if more := _MORE.match(digits, end):
            end = more.end()
    building = _BUILDING.match(digits, end)
    end = building.end() if building else end
    return end - 1 if digits[end - 1] == " " else end


def _begin_of_home(text: str, match: re.Match[str], after: int, *, at_home: bool) -> int | None:
    """Where an address without a municipality begins; None where its numbers, or a word of a home, don't show it."""
    if not at_home and (not _is_full(match) or match[0].startswith("1丁目1番地")):
        return None  # 一丁目一番地 is what comes first of all, too
    town = _HOUSE_TOWN.search(text, max(after, match.start() - 10), match.start())
    has_town = town is not None and _is_town(town[0])
    if match["dashed"] and not (has_town and town is not None and len(town[0]) > 1):
        return match.start() if text.endswith("番地は", 0, match.start()) else None
    return town.start() if has_town and town is not None else match.start()


def _is_town(between: str) -> bool:
    """Whether what stands between a municipality and the numbers can be the name of a quarter."""
    return len(between) <= 22 and _NO_TOWN.search(between) is None and _PUBLIC.search(between) is None


def _is_full(match: re.Match[str]) -> bool:
    """Numbers that are an address' by themselves: 丁目 with a number behind it, 番 with 号, 北1条西2丁目."""
    if match["chome"]:
        return re.search("(?:丁目|ちょうめ|チョウメ|丁).*[0-9十百]", match[0]) is not None
    if match["jo"]:
        return "丁" in match[0] or "-" in match[0]
    return bool(match["ban"] and match[0].endswith("号"))


def _sentence_around(text: str, start: int, end: int) -> str:
    """The sentence around a place without what stands there, no more than 60 characters to each side."""
    begin = max(text.rfind(mark, max(0, start - 60), start) for mark in _SENTENCE) + 1
    asked = _ASKED.search(text, max(0, begin - 10), begin)
    begin = asked.start() if asked else begin
    ends = [at for mark in _SENTENCE if (at := text.find(mark, end, end + 60)) >= 0]
    return f"{text[max(begin, start - 60, 0) : start]}\n{text[end : min(ends, default=end + 60)]}"

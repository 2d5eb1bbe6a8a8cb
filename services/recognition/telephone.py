"""Telephone numbers in Japan: mobile, landline, IP, toll-free and paid services, national or with +81 (MSG-8).

Written in digits of any width or kanji, in one or in groups parted by hyphens, brackets, blanks or の, or read out in
kana. A number is known by its form alone, so whose it is does not matter; a run of digits that is said to be another
number (求人番号, 年金番号 …) is none unless it is written like a telephone's.
"""

from __future__ import annotations

import re

from services.recognition.reading import Reading
from services.recognition.spans import Place, merged

_PART = (
    r"(?:[ \n]{0,2}(?:(?:[^0-9a-z一-鿿ぁ-んァ-ヺ\s]|\x1f){0,6}[ \n]{0,3}|[のノ]|(?:で|の)?、?(?:次|あと|後|そのあと|その後|続けて"
    r"|続いて|続き|それから|そして"
    r"|最後|真ん中|下)?(?:[はがに、]| ){0,2}|(?:[-の]{1,2})?続きは|ハイフン|はいふん|ハイホン|てん|ドット|ポイント|(?:から|で)始まっ?て、?"
    r"|始まりで、?){0,1}[ \n]{0,2})"
)
"""What may stand between two groups of digits, or nothing."""
_SURE = r"(?: ?[-()./・_]{1,2} ?| )"
"""The same where groups alone make the number."""
_NO_LETTER = "(?<![^a-z][a-z])(?<!^[a-z])"
_BEGIN = rf"(?<![0-9])(?<![0-9][-.,]){_NO_LETTER}"
_END = r"(?![0-9])(?!-[0-9])(?![a-z](?![a-z]))(?!mm|cm)"
_COUNTRY = r"(?:(?:\+ ?|\(\+|00-?|010-?|プラス ?|ぷらす ?|国番号[はが:]? ?\+?)81\)?|(?<![0-9a-z])81(?=[- ][1-9]0?[- ]))"
_ZERO = r"(?:0|ゼロ|ぜろ|れい|レイ|まる|マル|zero)"
_AT_THE_HEAD = r"(?:先頭|冒頭|頭|あたま|最初|はじめ|初め|前|まえ)"
_IN_TURN = (
    r"(?:です|でして|で)?[、。,. \n]{0,3}(?:そ[のこ]の?)?(?:次|つぎ|真ん?中|まんなか|中間?|最後|さいご|お?終わ?り|おわり|ラスト|末尾"
    r"|お?しまい|下|しも"
    r"|残り|のこり|続き|つづき|続けて|つづけて|続く|後半|あと|後ろ?|うしろ|以降|それから|そして|そっから|から|[23二三](?:番目|つ目|個目))"
    r"(?:[^0-9\n。]|[234](?=桁|けた|ケタ|番目|つ目|個)){0,10}"
)
"""What stands between groups of digits that are told one after the other: 最初は090、真ん中が5512、おわりが8067."""

_CERTAIN = (
    # Mobile, IP and machines: 090-1234-5678, 090 12345678, 0 9 0 1 2 3 …
    rf"{_BEGIN}\(?0[5-9]0{_PART}[0-9]{{4}}{_PART}[0-9]{{4}}{_END}",
    rf"{_BEGIN}[〔【(「]0[5-9]0[〕】)」]{_PART}[0-9]{{4}}{_PART}[0-9]{{4}}{_END}",
    rf"{_BEGIN}0[ -]?[5-9][ -]?0[ ./-]{{1,3}}[0-9](?:[ ./-]{{0,3}}[0-9]){{7}}{_END}",
    rf"{_BEGIN}020{_SURE}[0-9]{{4}}{_SURE}[0-9]{{4}}{_END}",
    # Toll-free and paid: 0120-123-456, 0800-123-4567, 0570-077450
    (
        rf"{_BEGIN}0 ?(?:120|570|990|180){_SURE}(?:[0-9]{{3}}{_PART}[0-9]{{3}}|[0-9]{{2}}{_PART}[0-9]{{4}}"
        rf"|[0-9]{{2}}{_PART}[0-9]{{2}}{_PART}[0-9]{{2}}|[0-9]{{4}}{_SURE}[0-9]{{2}}){_END}"
    ),
    rf"{_BEGIN}0800{_PART}[0-9]{{3}}{_PART}[0-9]{{4}}{_END}",
    # Landline in groups of ten digits: 03-1234-5678, 045(123)4567, 0466 12 3456, 04992-1-2345
    rf"{_BEGIN}0[1-9]{_SURE}[0-9]{{4}}{_SURE}[0-9]{{4}}{_END}",
    rf"{_BEGIN}0[1-9][0-9]{_SURE}[0-9]{{3}}{_SURE}[0-9]{{4}}{_END}",
    rf"{_BEGIN}0[1-9][0-9]{{2}}{_SURE}[0-9]{{2}}{_SURE}[0-9]{{4}}{_END}",
    rf"{_BEGIN}0[1-9][0-9]{{3}}{_SURE}[0-9]{_SURE}[0-9]{{4}}{_END}",
    rf"{_BEGIN}0[1-9](?:の[0-9]{{4}}の[0-9]{{4}}|[0-9]の[0-9]{{3}}の[0-9]{{4}}|[0-9]{{2}}の[0-9]{{2}}の[0-9]{{4}}){_END}",
    rf"\(0(?:[1-9]\) ?[0-9]{{4}}-?|[1-9][0-9]\) ?[0-9]{{3}}-?|[1-9][0-9]{{2}}\) ?[0-9]{{2}}-?)[0-9]{{4}}{_END}",
    rf"{_BEGIN}0[1-9][0-9]{{0,3}}局の?[0-9]{{2,4}}[局のー-]{{1,2}}[0-9]{{4}}{_END}",
    rf"局番[はが:、 ]{{0,2}}(?P<number>0[1-9][0-9]{{0,3}}[^0-9\n。]{{1,8}}[0-9]{{2,4}}(?:{_SURE}|の)[0-9]{{4}}){_END}",
    r"(?<![0-9-])(?P<number>[1-9][0-9]{1,3}[-の][0-9]{4})(?=(?:に|へ|まで)お?電話)",
    (
        rf"{_BEGIN}[0-9]{{4}}{_SURE}[0-9]{{4}}[^0-9\n。]{{1,8}}(?:頭|最初|はじめ|始め|市外局番)[^0-9\n。]{{0,6}}(?:0[5-9]0"
        rf"|0[1-9][0-9]{{0,3}}){_END}"
    ),
    rf"{_BEGIN}0[5-9]0{_IN_TURN}[0-9]{{4}}{_IN_TURN}[0-9]{{4}}{_END}",
    (
        rf"{_BEGIN}0(?:[1-9]{_IN_TURN}[0-9]{{4}}|[1-9]{{2}}{_IN_TURN}[0-9]{{3}}|[1-9][0-9]{{2}}{_IN_TURN}[0-9]{{2}}"
        rf"|[1-9][0-9]{{3}}{_IN_TURN}[0-9]){_IN_TURN}[0-9]{{4}}{_END}"
    ),
    # From abroad, elsewhere too: +84 912 345 678
    r"(?<![0-9a-z])\+ ?[1-9](?:[ .()-]{0,2}[0-9]){9,14}(?![0-9])",
    # From abroad: +81 90 1234 5678, +81(0)3-1234-5678
    rf"(?<![0-9]){_COUNTRY}[- .、,]{{0,2}}(?:\(0\)|0)?[- .(]{{0,2}}[1-9](?:[- .()]{{0,2}}[0-9]){{8,9}}{_END}",
)
_LIKELY = (
    # Ten or eleven digits in one, or in two groups: a telephone number unless it is said to be another.
    rf"{_BEGIN}0[1-9][0-9]{{8}}{_END}",
    rf"{_BEGIN}0[36]{_SURE}[0-9]{{8}}{_END}",
    rf"{_BEGIN}0[1-9][0-9]{_SURE}[0-9]{{7}}{_END}",
    rf"{_BEGIN}0[1-9][0-9]{{2}}{_SURE}[0-9]{{6}}{_END}",
    rf"{_BEGIN}0[1-9][0-9]{{4}}{_SURE}[0-9]{{4}}{_END}",
    rf"{_BEGIN}0800[0-9]{{7}}{_END}",
    # Said in words or in another order: ゼロ90-1234-5678, 1234-5678、頭は090, 90-1234-5678の前に0, 0 4 5 - 1 2 3 …
    rf"(?<![0-9]){_NO_LETTER}(?:0|ゼロ|ぜろ|(?<![a-z])zero ?)[5-9](?:0|ゼロ|ぜろ|zero ?){_PART}[0-9]{{4}}{_PART}[0-9]{{4}}{_END}",
    rf"{_BEGIN}[1-9]0?(?:{_SURE}|の)[0-9]{{4}}(?:{_SURE}|の)[0-9]{{4}}(?=[^0-9\n。]{{0,10}}{_AT_THE_HEAD}[にはが]{{0,2}}、?{_ZERO})",
    (
        rf"(?:{_AT_THE_HEAD}[にはの]{{1,2}})?{_ZERO}[をがは、]{{0,2}}(?:つけ|付け|足し|たし|入れ|補|抜|省|略|とっ|取っ|除)[^0-9\n]{{0,16}}"
        rf"(?P<number>[5-9]0{_SURE}[0-9]{{4}}{_SURE}[0-9]{{4}}){_END}"
    ),
    rf"{_BEGIN}0 ?[1-9](?: ?-? ?[0-9]){{8}}(?<= [0-9] [0-9]){_END}",
    # Eleven digits of a mobile, parted anywhere: 0901-234-5678
    rf"{_BEGIN}0[- ]?[5-9][- ]?0(?:[-. ]?[0-9]){{8}}{_END}",
    rf"{_BEGIN}0[1-9]{_SURE}(?:[0-9]{{2}}{_SURE}){{3}}[0-9]{{2}}{_END}",
)
# Without the area's number: only where the word telephone stands before it.
_LABEL = (
    r"(?:市外局番(?:は|が)?0[0-9]{1,4}(?:の|で、?)?|電話|でんわ|携帯|けいたい|ケータイ|直通|tel|phone|fax|ファックス|ファクス"
    r"|[☎℡📞📱])"
)
_LOCAL = (
    rf"{_LABEL}(?:番号)?(?:は|も|が|:|=|\.|\)|」| |-){{0,3}}(?P<number>[1-9][0-9]{{1,3}}[-の][0-9]{{4}}){_END}(?!円"
    rf"|人|時|番)"
)

_SPOKEN = {
    "0": "ゼロ ぜろ れい レイ れ レ まる マル おー オー zero oh maru rei",
    "1": "いち イチ one ichi iti",
    "2": "にい ニイ に ニ two ni",
    "3": "さん サン three san",
    "4": "よん ヨン よ ヨ しい シイ し シ four yon shi si",
    "5": "ごう ゴウ ご ゴ five go",
    "6": "ろく ロク ろっ ロッ six roku",
    "7": "なな ナナ しち シチ seven nana shichi siti",
    "8": "はち ハチ ぱ パ eight hachi hati",
    "9": "きゅう キュウ きゅ キュ く ク nine kyuu kyu ku",
}
_DIGIT_OF = {word: digit for digit, words in _SPOKEN.items() for word in words.split()}
KANA_DIGIT = "(?:" + "|".join(sorted(_DIGIT_OF, key=len, reverse=True)) + ")ー?"
"""A digit as it is read out."""
_ONE = f"(?:[0-9]|{KANA_DIGIT[:-2]})"
_PAUSE = "(?:[ 、,.・･のノ\n-]|(?<![a-z])no(?![a-z])){0,3}"
_READ_OUT = re.compile(
    rf"(?<![0-9]){_NO_LETTER}(?:0|ゼロ|ぜろ|れい|レイ|れ|レ|まる|マル|zero|oh|maru"
    rf"|rei)ー?(?:{_PAUSE}{_ONE}){{9,10}}-?(?![0-9])(?![ァ-ヺ])(?!-[0-9])"
)
_DIGIT = re.compile(_ONE)
_NATIONAL = re.compile("0(?:[5-9]0[0-9]{8}|[1-9][0-9]{8})")

_CERTAIN_PATTERNS = tuple(re.compile(pattern) for pattern in _CERTAIN)
_LIKELY_PATTERNS = tuple(re.compile(pattern) for pattern in _LIKELY)
_LOCAL_PATTERN = re.compile(_LOCAL)
_OTHER_NUMBER = re.compile(
    r"(?:(?<!電話)(?<!携帯)(?<!連絡)(?<!連絡先)(?<!直通)(?<!fax)(?<!tel)(?<!話の)(?<!帯の)(?<!お)(?<!の)(?<![はがをも、。 \n])番号"
    r"|コード|ロット|品番|型番|型式|no\.?|整理券|登録|許可|第|口座|jan|isbn|伝票|注文|id|ナンバー|通し|追跡)"
    r"[はがも:=\s「(（#-]{0,3}$"
)
_REVERSED = re.compile(r"(?<![0-9])(?<![0-9]-)[0-9]{4}[ -]?[0-9]{2,4}[ -]?[0-9]{0,2}0(?:[5-9]0)?(?![0-9])(?!-[0-9])")
_BACKWARDS = re.compile("逆|ぎゃく|反対|さかさ|後ろから|うしろから|ひっくり返|裏返|(?:右|末尾|最後)から")
_PLACEHOLDER = re.compile(r"[○◯〇]{4}")
_BLANK_NUMBER = re.compile(r"0{7}$")


# Without seven digits near each other nothing more can match: most texts need no closer look.
_WORTH_A_LOOK = re.compile(r"(?:[0-9][^0-9]{0,8}){6}[0-9]")


def find(reading: Reading) -> list[Place]:
    """Places of telephone numbers in a reading."""
    text, digits = reading.text, reading.digits
    found = [match.span() for match in _READ_OUT.finditer(digits) if _is_read_out(match[0])]
    if not _WORTH_A_LOOK.search(digits):
        return found
    for pattern in _CERTAIN_PATTERNS:
        number = _of_interest(pattern)
        found += [match.span(number) for match in pattern.finditer(digits) if _is_number(text, digits, *match.span())]
    for pattern in _LIKELY_PATTERNS:
        number = _of_interest(pattern)
        found += [
            match.span(number)
            for match in pattern.finditer(digits)
            if _is_number(text, digits, *match.span()) and not _is_another(text, match.start())
        ]
    found += [match.span("number") for match in _LOCAL_PATTERN.finditer(digits)]
    found += [
        match.span() for match in _REVERSED.finditer(digits) if _is_written_backwards(text, digits, *match.span())
    ]
    return merged(found)


def _is_written_backwards(text: str, digits: str, start: int, end: int) -> bool:
    """A number from its last digit to its first, with a word beside it that says so: 8765-4321-090(逆から)."""
    number = "".join(re.findall("[0-9]", digits[start:end]))[::-1]
    return _NATIONAL.fullmatch(number) is not None and (
        _BACKWARDS.search(text, max(0, start - 20), start) is not None
        or _BACKWARDS.search(text, end, end + 20) is not None
    )


def _of_interest(pattern: re.Pattern[str]) -> str | int:
    return "number" if "number" in pattern.groupindex else 0


def _is_number(text: str, digits: str, start: int, end: int) -> bool:
    """Not a form to fill in, as 090-〇〇〇〇-〇〇〇〇."""
    if _PLACEHOLDER.search(text, start, end) is None:
        return True
    return _BLANK_NUMBER.search(re.sub("[^0-9]", "", digits[start:end])) is None


def _is_read_out(told: str) -> bool:
    """Whether digits, one by one or in words, make a number of the length that its beginning asks for."""
    ones = _DIGIT.findall(told)
    if len(ones[-1]) == 1 and ones[-1] in _DIGIT_OF and ones[-2] not in _DIGIT_OF:
        return False  # a particle behind digits: 0901234567に
    spoken = any(one in _DIGIT_OF for one in ones) or re.search("[0-9][0-9]", told) is None
    return spoken and _NATIONAL.fullmatch("".join(_DIGIT_OF.get(one, one) for one in ones)) is not None


def _is_another(text: str, start: int) -> bool:
    return _OTHER_NUMBER.search(text[max(0, start - 12) : start]) is not None

"""A person's own name and address in a text (SEE-2, MSG-8): asked of the registry alone, which knows them.

Found is the name in full, written or read, in any kana, in Roman letters and in older characters; the family or given
name alone only where it is said to be the writer's (山田と申します), as others are called so too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.recognition.reading import Reading
from services.recognition.romaji import romanizations
from services.recognition.spans import Kind, Place, merged

_OLD = str.maketrans(
    "髙﨑濵濱澤邊邉齋齊斎廣國櫻髪條眞惠德嶋嶌圓藪舘桒龍瀧澁實榮壽學氣假莊辯淵淺曾關豐冨",
    "高崎浜浜沢辺辺斉斉斉広国桜髪条真恵徳島島円薮館桑竜滝渋実栄寿学気仮荘弁渕浅曽関豊富",
)
_KATAKANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(ord("ぁ"), ord("ゖ") + 1)})
_EVENED: dict[int, int | str] = {**_OLD, **_KATAKANA}
_CLOSED_UP: dict[int, int | str | None] = {**_EVENED, **{ord(character): None for character in " \n・.,、/_=-()"}}
_ROMAN = re.compile("[a-z]{2}")
_LETTER_BY_LETTER = r"[ \n・.,、/_=-]{0,3}"
_BETWEEN = r"[ \n・,、./_=(-]{0,3}"
_READING = r"(?:\([^()\n]{1,12}\))?"
_SAID = re.compile(
    r"(?:(?:名前|氏名|姓|名|名字|苗字|本名|申請者|署名|差出人|下の名前|記入者|応募者|本人|フルネーム"
    r"|お名前|なまえ)[はがも:、 ]{1,2}"
    r"|(?:^|[。、\n ])(?:私|わたし|わたくし|自分|僕|俺|こちら)[は、 ]{1,2})[「『\"]?$"
)
_INTRODUCED = re.compile(
    r"(?: ?\([ぁ-んァ-ヺー a-z・]{1,20}\))?[」』\"]?"
    r"(?:(?:です(?:が|けど)?、?)?と(?:申|言い?ま|いいま|言う者|いう者|いう名前|呼んで)|です(?!か"
    r"|と|って|が?いらっ)|でございます|で御座います|だ(?:。|よ)|より(?=[ 。\n]|$)|拝(?=[ 。\n]"
    r"|$)| ?[。.]?(?=\n|$))"
)
_ROMAN_INTRODUCED = re.compile(r" ?(?:と申|といいま|と言いま|です(?!か|と|が))")
_NOT_ALONE = re.compile(r" ?(?:さん|様|さま|氏(?!名)|君|くん|先生|課長|部長|社長|店長|係長|主任|ちゃん|殿)")
_HIRAGANA_BEFORE = re.compile(r"[はがもをのとでに]$|[^ぁ-ん]$")
_BEHIND = re.compile(
    r"(?:です|と(?:申|いい|言|い|、|$)|で(?:す|ご|御|、)|だ[。よ]|より|は|が|の|を|に|も|さん"
    r"|様|拝|なの|ません|[^ぁ-んァ-ヺー]|$)"
)


@dataclass(frozen=True, repr=False)
class OwnData:
    """What is looked for; not shown when printed. Readings are katakana; the address may be empty."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    address: str = ""


def own_places(reading: Reading, own: OwnData) -> dict[Kind, list[Place]]:
    """Places of the person's name and address in a reading."""
    # What is said of a place is compared as the recognizers read it, so that 1-1 and １−１ are one.
    address = Reading.without_places(own.address).digits.replace(" ", "")
    at = reading.digits.find(address) if address else -1
    return {Kind.NAME: _names(reading.text, own), Kind.ADDRESS: [(at, at + len(address))] if at >= 0 else []}


def _names(read_text: str, own: OwnData) -> list[Place]:
    written = (_read(own.family), _read(own.given))
    read = (_read(own.family_kana), _read(own.given_kana))
    names: list[Place] = []
    if _ROMAN.search(read_text):
        names += _in_roman_letters(read_text, romanizations(read[0]), romanizations(read[1]))
    closed_up = read_text.translate(_CLOSED_UP)
    if not any(part and part in closed_up for part in (*written, *read)):
        return merged(names)
    katakana = read_text.translate(_EVENED)
    text = read_text.translate(_OLD)
    names = _whole_names(text, katakana, written, read)
    for part in {*written, *read} - {""}:
        names += [match.span() for match in re.finditer(re.escape(part), katakana) if _is_meant(text, *match.span())]
    return merged(names)


def _whole_names(text: str, katakana: str, written: tuple[str, str], read: tuple[str, str]) -> list[Place]:
    """Family and given name, each written or read, letter by letter too, with the reading between them in brackets."""
    found: list[Place] = []
    for family, given in {written, read, (read[0], written[1]), (written[0], read[1])}:
        if not family or not given:
            continue
        first, last = (_LETTER_BY_LETTER.join(map(re.escape, part)) for part in (family, given))
        pattern = rf"{first}{_BETWEEN}{_READING}{_BETWEEN}{last}"
        for match in re.finditer(pattern, katakana):
            start, end = match.span()
            if "(" in match[0] and ")" not in match[0] and katakana[end : end + 1] == ")":
                end += 1
            if _stands_alone(text, start, end):
                found.append((start, end))
    return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a full name is one, and not letters out of longer words: kana and short names need an edge."""
    name = text[start:end]
    if re.fullmatch("[ァ-ヺー]+", name):
        return (
            re.match("[ァ-ヺー]", text[end : end + 1]) is None
            and re.search("[ァ-ヺー]$", text[max(0, start - 1) : start]) is None
        )
    if re.fullmatch("[ぁ-ん]+", name):
        return (start == 0 or _HIRAGANA_BEFORE.search(text[start - 1 : start]) is not None) and _BEHIND.match(
            text, end
        ) is not None
    if len(name) == 2:
        return (
            re.search("[一-鿿々]$", text[max(0, start - 1) : start]) is None
            and re.match("[一-鿿々]", text[end : end + 1]) is None
        )
    return True


def _is_meant(text: str, start: int, end: int) -> bool:
    """Whether a family or given name alone is said to be the writer's."""
    before, name = text[max(0, start - 12) : start], text[start:end]
    if _NOT_ALONE.match(text, end):
        return False
    if re.fullmatch("[ぁ-ん]+", name):
        edge = not re.search("[ぁ-ん]$", before) or re.search("(?:は|、)$", before) is not None
    else:
        edge = re.search("[一-鿿々ァ-ヺーa-z]$", before) is None or re.search("(?:^|[。、\n ])私$", before) is not None
    if not edge:
        return False
    introduced = _INTRODUCED.match(text, end)
    if introduced is not None and introduced[0].strip(" 。.") == "":  # a signature: a line of its own
        return before == "" or before.endswith("\n") or _SAID.search(before) is not None
    said = _SAID.search(before) is not None and re.match("[一-鿿々ァ-ヺーぁ-ん]", text[end : end + 1]) is None
    return introduced is not None or said


def _in_roman_letters(text: str, families: frozenset[str], givens: frozenset[str]) -> list[Place]:
    if not families or not givens:
        return []
    first, last = ("|".join(map(re.escape, sorted(names, reverse=True))) for names in (families, givens))
    between = r"[ ,._・\n-]{0,3}"
    whole = rf"(?<![a-z])(?:(?:{first}){between}(?:{last})|(?:{last}){between}(?:{first}))(?![a-z])"
    found = [match.span() for match in re.finditer(whole, text)]
    for match in re.finditer(rf"(?<![a-z])(?:{first}|{last})(?![a-z])", text):
        if _ROMAN_INTRODUCED.match(text, match.end()):
            found.append(match.span())
    return found


def _read(name: str) -> str:
    """A name as it is compared: read as a text is, older characters as today's, kana as katakana, without blanks."""
    return Reading.without_places(name).text.translate(_EVENED).replace(" ", "")

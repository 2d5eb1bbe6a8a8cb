"""A text as recognizers read it: folded, dashes and blanks of every kind made one, what can't be seen left out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from services.folded_text import FoldedText, fold

BOUNDARY = "\x1f"
"""Stands for a bullet or number of a list, so that "①090…" is not read as "1090…"."""

_MARKS_A_LIST = re.compile("[①-⑳㉑-㉟㊱-㊿❶-❿➀-➓⓵-⓾○◯〇●]")
_LIST_NUMBER = re.compile("(?<![⓪⓿①-⑳❶-❿➀-➓⓵-⓾])[①-⑳㉑-㉟㊱-㊿❶-❿➀-➓⓵-⓾](?![⓪⓿①-⑳❶-❿➀-➓⓵-⓾])")
_BULLET = re.compile("(?<![0-9０-９○◯〇])[○◯〇●](?=[0０])")
_ENCIRCLED_A = re.compile("(?<=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ_])[ⓐⒶ](?=[A-Za-zＡ-Ｚａ-ｚ])")
_DASHES = "‐‑‒–—―−─━╌╴╶⁃~〜〰⸺⸻᠆⎯➖"
_BREAKS = {"\r": "", "\u2029": "\n"}
_OBJECT = "\ufffc"
"""Stands where something was embedded, and shows nothing."""
_BLANKS = "\u3164\u115f\u1160\u2800\t\v\f\u0085\u2028"
_KANJI_ONE = re.compile(r"一(?<=[0-9]一)(?=[0-9])")  # the character first, as what begins with one is found quickly
_LETTER_O = re.compile(
    r"(?<=[0-9])o(?=[0-9-])|(?<=[0-9o]-)o(?=[0-9o])|(?<=[0-9o]-o)o|(?<=[0-9]{3})o(?![a-z0-9])|(?<![a-z0-9])o(?=[5-9]o[-0-9])"
)
_LETTER_I = re.compile("[il](?:(?<=[0-9].)(?=[0-9]|-[0-9]{3})|(?<=[0-9]-.)(?=[0-9]{2}))")
_RADICALS = dict(
    zip(
        "⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺎⺒⺓⺔⺕⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺦⺧⺨⺩⺪⺫⺬⺭⺮⺱⺲⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲戶",
        "乛乚乙亻冂几刀刂卜㔾小兀巳幺彑彐心扌攵旡日月歺母民氵氺灬爫丬牛犭王疋目示礻竹罓罒网羊羊羊耂肀聿肉臼艹艹虎衤覀西見角角言貝足車辶辶辶邑金長镸長門阜阜雨青韋頁風飛食食飠食首馬骨鬼魚鳥鹵麦黄黽斉斉歯歯竜竜亀亀戸",
        strict=True,
    )
)
"""Radicals that a copy out of a PDF holds instead of characters (⻘⽊), so far as NFKC leaves them."""
_DIGITS = dict(zip("〇零○◯一二三四五六七八九壱弌壹弐貳参參肆伍陸漆捌玖", "00001234567891112233456789", strict=True))
_READ_AS_DIGIT = re.compile(f"[{''.join(_DIGITS)}]")
_LATIN_OF = dict(
    zip(
        "асеіјорѕхуһԁԛԝкмтнвαεινοκρτυχϲıɡᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ",
        "aceijopsxyhdqwkmthbaeivokptuxcigabcdefghijklmnopqrstuvwyz",
        strict=True,
    )
)
"""Letters that look like Latin ones: Cyrillic, Greek, small capitals."""
_WHITE_ON_BLACK = range(0x1F150, 0x1F18A)
"""🅐 to 🅩 and 🅰 to 🆉."""


class _Plain(dict[int, str]):
    """How each character of a folded text is read: as itself, as another, or not at all. Looked up when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = _plain(chr(code))
        return self[code]


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if character in _BLANKS or category == "Zs":
        return " "
    if character in _DASHES or category == "Pd":
        return "-"
    if category in ("Nd", "No") and (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    if ord(character) in _WHITE_ON_BLACK:
        return chr(ord("a") + (ord(character) - _WHITE_ON_BLACK.start) % 32 % 26)
    if character in _RADICALS or character in _LATIN_OF:
        return _RADICALS.get(character) or _LATIN_OF[character]
    if category in ("Cf", "Mn", "Me", "Co") or character == _OBJECT:
        return ""
    return _BREAKS.get(character, character)


_PLAIN = _Plain()
_UNUSUAL = re.compile("[^\n -}、。・「」ぁ-ゖァ-ヺー一-\u9fff]|戶")
"""All but what is surely read as itself: a search for it takes a tenth of the time of reading every character."""


@dataclass(frozen=True)
class Reading:
    """`text` as it is read; `folded` with the way back to the original, where it was asked for."""

    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    @classmethod
    def without_places(cls, original: str) -> Reading:
        """The reading alone, ten times as quick: for the many texts in which nothing is found."""
        folded = fold(_marked(original))
        return cls(folded.translate(_PLAIN) if _UNUSUAL.search(folded) else folded)

    @classmethod
    def of(cls, original: str) -> Reading:
        """The reading with what each of its characters came from: `original[starts[i]:ends[i]]`."""
        folded = FoldedText.of(_marked(original))
        characters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for character, start, end in zip(folded.folded, folded.starts, folded.ends, strict=True):
            read = _PLAIN[ord(character)]
            if not read and ends and unicodedata.category(character) in ("Mn", "Me"):
                ends[-1] = max(ends[-1], end)  # a mark belongs to what it stands on
            if read:
                characters.append(read)
                starts.append(start)
                ends.append(end)
        return cls("".join(characters), tuple(starts), tuple(ends))

    @cached_property
    def digits(self) -> str:
        """The reading with kanji numerals, round zeros and the letter o among digits as digits; of the same length."""
        text = _LETTER_O.sub(_as_zeros, self.text) if "o" in self.text else self.text
        text = _LETTER_I.sub("1", text)
        return _READ_AS_DIGIT.sub(_as_digit, _KANJI_ONE.sub("-", text)).replace("ー", "-")

    def original_place(self, start: int, end: int) -> tuple[int, int]:
        """Where in the original a half-open, not empty place of the reading stands."""
        return self.starts[start], max(self.ends[start:end])


def _as_digit(match: re.Match[str]) -> str:
    return _DIGITS[match[0]]


def _as_zeros(match: re.Match[str]) -> str:
    return "0" * len(match[0])


def _marked(original: str) -> str:
    """Bullets and numbers of lists replaced, and an encircled a between letters read as @, one character by one."""
    original = _ENCIRCLED_A.sub("@", original) if "ⓐ" in original or "Ⓐ" in original else original
    if not _MARKS_A_LIST.search(original):
        return original
    return _BULLET.sub(BOUNDARY, _LIST_NUMBER.sub(BOUNDARY, original))

"""Kana in Roman letters as people write their names: Hepburn and Kunrei, long vowels in each way."""

from __future__ import annotations

_SYLLABLES: dict[str, tuple[str, ...]] = {
    "ア": ("a",), "イ": ("i",), "ウ": ("u",), "エ": ("e",), "オ": ("o",),
    "カ": ("ka",), "キ": ("ki",), "ク": ("ku",), "ケ": ("ke",), "コ": ("ko",),
    "サ": ("sa",), "シ": ("shi", "si"), "ス": ("su",), "セ": ("se",), "ソ": ("so",),
    "タ": ("ta",), "チ": ("chi", "ti"), "ツ": ("tsu", "tu"), "テ": ("te",), "ト": ("to",),
    "ナ": ("na",), "ニ": ("ni",), "ヌ": ("nu",), "ネ": ("ne",), "ノ": ("no",),
    "ハ": ("ha",), "ヒ": ("hi",), "フ": ("fu", "hu"), "ヘ": ("he",), "ホ": ("ho",),
    "マ": ("ma",), "ミ": ("mi",), "ム": ("mu",), "メ": ("me",), "モ": ("mo",),
    "ヤ": ("ya",), "ユ": ("yu",), "ヨ": ("yo",),
    "ラ": ("ra",), "リ": ("ri",), "ル": ("ru",), "レ": ("re",), "ロ": ("ro",),
    "ワ": ("wa",), "ヲ": ("o", "wo"), "ン": ("n", "m", "n'", "n-"), "ヴ": ("v",),
    "ガ": ("ga",), "ギ": ("gi",), "グ": ("gu",), "ゲ": ("ge",), "ゴ": ("go",),
    "ザ": ("za",), "ジ": ("ji", "zi"), "ズ": ("zu",), "ゼ": ("ze",), "ゾ": ("zo",),
    "ダ": ("da",), "ヂ": ("ji", "di"), "ヅ": ("zu", "du", "dzu"), "デ": ("de",), "ド": ("do",),
    "バ": ("ba",), "ビ": ("bi",), "ブ": ("bu",), "ベ": ("be",), "ボ": ("bo",),
    "パ": ("pa",), "ピ": ("pi",), "プ": ("pu",), "ペ": ("pe",), "ポ": ("po",),
}  # fmt: skip
_SMALL = {"ャ": "a", "ュ": "u", "ョ": "o"}
_SMALL_VOWELS = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}
_MOST = 64
"""Spellings of a name at most: those beyond are rarer than a mistake."""


def romanizations(kana: str) -> frozenset[str]:
    """The ways a katakana name is written in Roman letters, lower case; none for what is no kana."""
    spelled = [""]
    place = 0
    while place < len(kana):
        character, following = kana[place], kana[place + 1 : place + 2]
        if character == "ッ":
            options: tuple[str, ...] = tuple(
                sorted({sound[0] for sound in _SYLLABLES.get(following, ())} - set("aiueo"))
            )
            options += ("t",) if following == "チ" else ()
        elif character == "ー":
            options = ("", "h", spelled[0][-1:])
        elif following in _SMALL and character in _SYLLABLES:
            options = tuple(way for sound in _SYLLABLES[character] for way in _contracted(sound, _SMALL[following]))
            place += 1
        elif following in _SMALL_VOWELS and character in _SYLLABLES:
            options = tuple(
                (sound.rstrip("aiueo") or "w") + _SMALL_VOWELS[following] for sound in _SYLLABLES[character]
            )
            place += 1
        elif character == "ウ" and spelled[0][-1:] in ("o", "u"):
            options = ("u", "", "h") if spelled[0][-1:] == "o" else ("u", "")
        elif character == "オ" and spelled[0][-1:] == "o":
            options = ("o", "", "h")
        elif character in _SYLLABLES:
            options = _SYLLABLES[character]
        else:
            return frozenset()
        spelled = [begun + sound for begun in spelled for sound in options or ("",)][:_MOST]
        place += 1
    return frozenset(spelled) - {""}


def _contracted(sound: str, vowel: str) -> tuple[str, ...]:
    """シ and ョ: sho or syo; リ and ョ: ryo; ジ and ュ: ju or jyu."""
    stem = sound[:-1]
    if stem == "j":
        return f"j{vowel}", f"jy{vowel}"
    return (stem + vowel,) if stem in ("sh", "ch") else (f"{stem}y{vowel}",)

"""Postal addresses told by their readings: in kana, whole or in part, and in Roman letters (MSG-8)."""

from __future__ import annotations

import re

from services.recognition.places import Places
from services.recognition.spans import Place

NUMBER = r"[0-9十百]{1,5}"
DASH = r" ?[-のノ] ?"
"""What numbers of an address, and what stands between them, look like wherever they are read."""
_PREFECTURES_READ = (
    "ほっかいどう あおもりけん いわてけん みやぎけん あきたけん やまがたけん ふくしまけん いばらきけん とちぎけん "
    "ぐんまけん さいたまけん ちばけん とうきょうと かながわけん にいがたけん とやまけん いしかわけん ふくいけん "
    "やまなしけん ながのけん ぎふけん しずおかけん あいちけん みえけん しがけん きょうとふ おおさかふ ひょうごけん "
    "ならけん わかやまけん とっとりけん しまねけん おかやまけん ひろしまけん やまぐちけん とくしまけん かがわけん "
    "えひめけん こうちけん ふくおかけん さがけん ながさきけん くまもとけん おおいたけん みやざきけん かごしまけん "
    "おきなわけん"
)
_READ_OUT = re.compile(
    rf"(?:{'|'.join(_PREFECTURES_READ.split())})[ぁ-んァ-ヺー 、]{{2,30}}?{NUMBER}(?:{DASH}{NUMBER}|(?:ちょうめ|ばんち|ばん"
    rf"|ごう)の?){{1,4}}(?:{NUMBER})?"
)
_IN_KANA = re.compile(
    rf"(?<![ァ-ヺー])(?![ァ-ヺ]{{0,6}}[ーァィェォパピプペポ])[ァ-ヺー]{{2,7}}(?:ク|シ"
    rf"|グン)[ァ-ヺー ]{{2,16}}[0-9]{{1,4}}(?:{DASH}[0-9]{{1,4}}|(?:チョウメ|バンチ|バン"
    rf"|ゴウ)){{1,4}}"
    rf"|(?<![ぁ-んァ-ヺー一-鿿])[ぁ-ん]{{2,6}}[区市郡][ぁ-んァ-ヺー一-鿿]{{2,12}}[0-9]{{1,4}}(?:{DASH}[0-9]{{1,4}}){{1,3}}"
)
"""A municipality in kana, whose names no table has: シブヤクウダガワチョウ1-1, しぶや区うだがわ町1-1."""
_ROMAN_AREA = r"[a-z]{2,16}-(?:ku|shi|cho|chome|machi|gun|mura|son|fu|ken|to)(?![a-z])"
_ROMAN_CITY = rf"(?:{_ROMAN_AREA}|[a-z]{{3,16}} (?:city|ward)(?![a-z]))"
_ROMAN = re.compile(
    rf"(?<![a-z0-9])(?:[0-9]{{1,4}}(?:-[0-9]{{1,4}}){{1,3}},? ?(?:[a-z-]{{2,24}},? ){{0,3}}{_ROMAN_CITY}(?:,? ?[a-z-]{{2,20}}){{0,3}}"
    rf"|(?:{_ROMAN_AREA},? ?){{1,3}}(?:[a-z-]{{2,20}},? ?){{0,2}}(?![0-9]{{3}}-[0-9]{{4}}(?![-0-9]))[0-9]{{1,4}}(?:-[0-9]{{1,4}}){{1,3}}"
    rf"|[a-z]{{2,20}} [0-9]{{1,4}}(?:-[0-9]{{1,4}}){{1,3}},? ?(?:{_ROMAN_AREA},? ?){{1,3}}(?:[a-z]{{2,20}})?)"
)
_RUN = re.compile(r"(?:[ぁ-んァ-ヺー市区郡県府都町村道]|[ 、・](?=[^ 、・]|$)){3,45}$")
_RUN_TO_KANJI = re.compile(_RUN.pattern[:-1] + "[一-鿿々]{0,6}$")
"""What may be an address in kana before its numbers, blanks between its parts."""
_ROMAN_NUMBERS = r"(?![0-9]{3}-[0-9]{4}(?![-0-9]))[0-9]{1,4}(?:-[0-9]{1,4}){1,3}(?![0-9])(?!-[0-9])"
_ROMAN_BEFORE = re.compile(rf"(?<![a-z0-9.-])(?P<words>(?:[a-z]{{2,16}}(?:-[a-z]{{2,6}})?,? ){{1,6}}){_ROMAN_NUMBERS}")
_ROMAN_BEHIND = re.compile(
    rf"(?<![a-z0-9.-])(?<![0-9])(?<!-){_ROMAN_NUMBERS}(?P<words>(?:[ ,]{{1,2}}[a-z]{{2,16}}(?:-[a-z]{{2,6}})?){{1,6}})"
)
_WORD = re.compile("[a-z-]{2,20}")


_LONG = 5
"""Readings of so many kana are no part of other words."""
_ENGLISH = re.compile("(?<![a-z])(?:of|the|in|at|to|is|was|and|with|for|vs|on|by|from)(?![a-z])")


def find(text: str, digits: str, places: Places) -> list[Place]:
    """Places of addresses whose parts are read out, of any municipality."""
    found = [match.span() for pattern in (_READ_OUT, _IN_KANA, _ROMAN) for match in pattern.finditer(text)]
    for match in _ROMAN_BEFORE.finditer(digits):
        named = _named(digits, match, places)
        if named:
            found.append((named[0][0], match.end()))
    for match in _ROMAN_BEHIND.finditer(digits):
        named = _named(digits, match, places)
        if named:
            found.append((match.start(), named[-1][1]))
    return found


def _named(text: str, match: re.Match[str], places: Places) -> list[Place]:
    """The municipalities among words in Roman letters, where they and the numbers are as many as an address has."""
    if _ENGLISH.search(match["words"]):
        return []
    words = [word.span() for word in _WORD.finditer(text, *match.span("words"))]
    named = [(start, end) for start, end in words if places.are_read_in_roman(text[start:end])]
    numbers = match[0].replace(match["words"], "").count("-") + 1
    return named if len(named) >= 2 or (named and numbers >= 3) else []


def begin_in_kana(text: str, after: int, start: int, places: Places, *, whole: bool) -> int | None:
    """Where an address in kana begins that ends before its numbers: よこはまし つるみく 1-2-3.

    Numbers that are no `whole` address need a quarter before them, as きたく 19-20 is none.
    """
    run = (_RUN_TO_KANJI if whole else _RUN).search(text, max(after, start - 45), start)
    if run is None:
        return None
    for at in range(run.start(), start - 2):
        end = places.read_at(text, at, start)
        begins = at == run.start() or text[at - 1] in " 、・はのがをにでも"
        if end is None or not (begins or end - at >= _LONG) or not _is_quarter(text[end:start]):
            continue
        if whole or text[end:start].strip(" 、・の"):
            return at
    return None


def _is_quarter(between: str) -> bool:
    return len(between) <= 24 and _NO_QUARTER.search(between) is None


_NO_QUARTER = re.compile("から|まで|には|です|ます|した|として|かんけい|で(?=[^んば])|を|しごと|きんむ|(?:は|が)(?= )")

"""Demands for personal data in a text of an organization's (MSG-8): a datum of the seeker's and a request for it.

What a datum is stands in demand_words, how it is asked for in demand_asking, and what lifts a demand in demand_lifted: no demand
is what is asked for at a contact of the organization's own that the sentence gives, or when the seeker comes or calls, for there
it belongs (001, 7(2)①ク). Nor is what describes work, forbids, or speaks of somebody else's data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.recognition import demand_asking as asking
from services.recognition import email, telephone, url
from services.recognition.demand_lifted import goes_to, is_lifted
from services.recognition.reading import Reading
from services.recognition.spans import Place, merged

_ENDING = re.compile(r"[ぁ-ん]{1,12}(?=[。!?\n、]|$)")
_DOT = "・*_/☆★◆◇♪♡♥.,+|"
_DOTS = rf"(?<=[{_DOT}][^{_DOT}0-9])[{_DOT}]|[{_DOT}](?=[^{_DOT}0-9][{_DOT}])"
_DRAWN = re.compile(rf"(?<=[ぁ-ん])[ー~-]{{1,4}}(?=[ぁ-ん?!。\n]|$)|{_DOTS}")
_KATAKANA_ALONE = re.compile(r"(?:^|(?<=[\n。!?]))[^ぁ-ん\n。!?]{0,60}[ァ-ヺー]{3}[^ぁ-ん\n。!?]{3,100}(?=[\n。!?]|$)")
"""A sentence without any hiragana is read as if its katakana were: ナマエヲ ヘンシンシテクダサイ."""
_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヴ"))}


def find(reading: Reading) -> list[Place]:
    """Places of demands in a reading: from the datum to the end of the request."""
    closed, way_back = _closed_up(reading.text)
    found = []
    for text in {closed, _KATAKANA_ALONE.sub(_as_hiragana, closed)}:
        for place in _asked(text):
            start, end = place[0], _to_the_end(text, *place)
            if start < end and not is_lifted(text, start, end):
                found.append((way_back[start], way_back[end - 1] + 1))
    if not found:
        return []
    contacts = [*telephone.find(reading), *email.find(reading), *url.find(reading)]
    return merged(place for place in found if not goes_to(reading.text, place, contacts))


def _asked(text: str) -> Iterator[Place]:
    """Data that something behind them asks for, questions that need no word for a datum, and forms to fill in."""
    for datum in asking.DATUM.finditer(text):
        start = datum.start() - (text[datum.start() - 1 : datum.start()] in ("お", "ご", "御"))
        for request in asking.behind(text, *datum.span()):
            yield start, request
    for pattern in asking.BY_THEMSELVES:
        for match in pattern.finditer(text):
            yield match.start("datum" if "datum" in pattern.groupindex else 0), match.end()
    for form in asking.FORM.finditer(text):
        first = asking.LABELLED.search(text, *form.span())
        yield first.start() if first else form.start(), form.end()


def _to_the_end(text: str, start: int, end: int) -> int:
    """Behind the ending of the verb, where little else follows it before the sentence ends; no stop and no break after it."""
    rest = _ENDING.match(text, end)
    end = rest.end() if rest else end
    while end > start and text[end - 1] in "\n。":
        end -= 1
    return end


def _closed_up(text: str) -> tuple[str, list[int]]:
    """The text without blanks, dots and drawn vowels that hide a word (電 話, 番・号・を, くださーい), and where each character stood."""
    drawn = {at for match in _DRAWN.finditer(text) for at in range(*match.span())}
    kept = [at for at, character in enumerate(text) if character not in " \t" and at not in drawn]
    return "".join([text[at] for at in kept]), kept


def _as_hiragana(match: re.Match[str]) -> str:
    return match[0].translate(_HIRAGANA)

"""Words that make another word an account: where they stand in a text, and which of them stand beside a place (MSG-8)."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from services.recognition.account_words import (
    ACCOUNT,
    ACCOUNT_OF_A_SERVICE,
    ADDING,
    ANY_BEGINS,
    DISGUISE,
    DISGUISED,
    SERVICE,
)

FAR = 36
"""So many characters at most lie between an account and the service that makes it one."""
_NEAR = 12
_SENTENCES = "。!?\n"
_MENTION = re.compile(
    rf"(?={ANY_BEGINS})(?:(?P<service>{SERVICE})|(?P<account>{ACCOUNT})|(?P<word>{ACCOUNT_OF_A_SERVICE})|(?P<adding>{ADDING}))"
)
_DISGUISE = re.compile(DISGUISE)
_DISGUISED = re.compile(DISGUISED)


@dataclass(frozen=True)
class Mention:
    """A word that accounts are known by: of `kind` `service`, `account`, `word` (for an account) or `adding`."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Beside:
    """What stands beside a word: the next mentions with what lies between, and whether a service is near."""

    before: Mention | None
    between_before: str
    after: Mention | None
    between_after: str
    service_near: bool


class Mentions:
    """All mentions of a text, ascending and without overlaps."""

    def __init__(self, text: str) -> None:
        """Find them."""
        self._text = text
        self._all = [Mention(*match.span(), match.lastgroup or "") for match in _MENTION.finditer(text)]
        if _DISGUISE.search(text):
            disguised = [Mention(*match.span(), "service") for match in _DISGUISED.finditer(text)]
            self._all = _without_overlaps(
                sorted([*self._all, *disguised], key=lambda mention: (mention.start, -mention.end))
            )
        self._ends = [mention.end for mention in self._all]

    def __bool__(self) -> bool:
        return bool(self._all)

    @property
    def services(self) -> list[Mention]:
        """The services among them."""
        return [mention for mention in self._all if mention.kind == "service"]

    def cover(self, at: int) -> bool:
        """Whether one of them holds the character at a place."""
        behind = self._behind(at)
        return behind < len(self._all) and self._all[behind].start <= at

    def begin_behind(self, at: int, start: int) -> bool:
        """Whether the first of them that ends behind a place begins at `start`."""
        behind = self._behind(at)
        return behind < len(self._all) and self._all[behind].start == start

    def beside(self, start: int, end: int) -> Beside:
        """What stands beside the word at a place."""
        behind = self._behind(start)
        before = self._all[behind - 1] if behind else None
        after = self._all[behind] if behind < len(self._all) else None
        if before is not None and start - before.end > FAR:
            before = None
        if after is not None and not 0 <= after.start - end <= _NEAR:
            after = None
        return Beside(
            before,
            self._text[before.end : start] if before else "",
            after,
            self._text[end : after.start] if after else "",
            self._service_near(start, end, behind),
        )

    def _behind(self, at: int) -> int:
        """The index of the first mention that ends behind a place."""
        return bisect_left(self._ends, at + 1)

    def _service_near(self, start: int, end: int, behind: int) -> bool:
        """Whether a service is told in the same sentence or the one before it."""
        for mention in reversed(self._all[max(0, behind - 4) : behind]):
            if mention.kind == "service" and start - mention.end <= FAR:
                between = self._text[mention.end : start].rstrip(_SENTENCES + " ")
                return sum(mark in _SENTENCES for mark in between) <= 1
        for mention in self._all[behind : behind + 3]:
            if mention.kind == "service" and mention.start - end <= FAR // 2:
                return not any(mark in _SENTENCES for mark in self._text[end : mention.start])
        return False


def _without_overlaps(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or kept[-1].end <= mention.start:
            kept.append(mention)
    return kept


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence around a place, no more than 40 characters to each side."""
    begin = max(text.rfind(mark, max(0, start - 40), start) for mark in _SENTENCES) + 1
    ends = [at for mark in _SENTENCES if (at := text.find(mark, end, end + 40)) >= 0]
    return text[max(begin, start - 40, 0) : min(ends, default=end + 40)]

"""Templates of an organization's own texts: which placeholders there are, and how they are filled (MSG-2).

What may be filled in is a fixed set, and nothing of it comes from the seeker's record: a preview would show the record before
it is acquired (SRC-7), and texts made to look personal are what 001 7(2)①ウ means by solicitation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class TemplateKind(StrEnum):
    """What a template is for."""

    GUIDANCE = "guidance"
    REPLY = "reply"


class Placeholder(StrEnum):
    """What may stand in double braces, by the word that stands there."""

    ORGANIZATION_NAME = "団体名"
    SENT_ON = "送信日"
    OPEN_UNTIL = "利用期限"
    SEEKER_NUMBER = "求職者番号"


PLACEHOLDERS: Mapping[TemplateKind, frozenset[Placeholder]] = {
    # Not the number beside a guidance: the seeker knows it, and a text for each of a thousand seekers would be kept.
    TemplateKind.GUIDANCE: frozenset(Placeholder) - {Placeholder.SEEKER_NUMBER},
    TemplateKind.REPLY: frozenset(Placeholder),
}

# Braces of either width, as Japanese keyboards give both; what is opened and not closed is found too.
_BRACED = re.compile(r"[{｛]{2}(?P<name>[^{｛}｝\n]*)[}｝]{2}|[{｛]{2,}|[}｝]{2,}")


@dataclass(frozen=True)
class UnknownPlaceholder:
    """What stands in double braces and means nothing for this kind; a half-open span in code points."""

    start: int
    end: int


def unknown_placeholders(body: str, kind: TemplateKind) -> list[UnknownPlaceholder]:
    """Every place in double braces that can't be filled, in order; empty where the template is right."""
    return [UnknownPlaceholder(*match.span()) for match in _BRACED.finditer(body) if _placeholder(match, kind) is None]


def filled(body: str, kind: TemplateKind, values: Mapping[Placeholder, str]) -> str:
    """The text with its placeholders filled. What is filled in is taken as it is, braces and all."""

    def value(match: re.Match[str]) -> str:
        placeholder = _placeholder(match, kind)
        return match[0] if placeholder is None else values[placeholder]

    return _BRACED.sub(value, body)


def _placeholder(match: re.Match[str], kind: TemplateKind) -> Placeholder | None:
    name = (match["name"] or "").strip()
    return next((one for one in PLACEHOLDERS[kind] if one.value == name), None)

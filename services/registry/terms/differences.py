"""What changed between two versions of the terms, paragraph by paragraph (REG-15)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_ARTICLE = re.compile(r"[0-9０-９]{1,2}[ 　]\D")

KINDS = {"insert": "added", "delete": "removed", "replace": "changed"}


@dataclass(frozen=True)
class Difference:
    """Paragraphs that stand in one version only; `article` is the heading of the article they stand in, "" before the first.

    `kind`: added, removed or changed. `before` and `after` are the paragraphs as they were and as they are.
    """

    kind: str
    article: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def differences(old: Sequence[str], new: Sequence[str]) -> list[Difference]:
    """All differences in the order of the text; applied to the old one they make the new one."""
    found = []
    for operation, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation != "equal":
            place = article_of(new, new_from) if new_to > new_from else article_of(old, old_from)
            found.append(Difference(KINDS[operation], place, tuple(old[old_from:old_to]), tuple(new[new_from:new_to])))
    return found


def article_of(paragraphs: Sequence[str], place: int) -> str:
    """The nearest heading of an article at or above a place."""
    above = (paragraph for paragraph in reversed(paragraphs[: place + 1]) if _ARTICLE.match(paragraph))
    return next(above, "")

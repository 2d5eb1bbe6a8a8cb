"""Precision and recall of a kind, with Wilson's 95 % intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.recognition import Kind, Span

Z = 1.959964
"""Of the standard normal distribution, 97.5 % lie below."""


@dataclass(frozen=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share; 1 of nothing."""
        return self.part / self.whole if self.whole else 1.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's score interval of 95 %.

        >>> [round(bound, 4) for bound in Share(98, 100).interval]
        [0.93, 0.9945]
        """
        if not self.whole:
            return 0.0, 1.0
        n, p = self.whole, self.value
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Figures:
    """How well a kind is found. `clean`: texts without any personal data in which something of the kind was found."""

    kind: Kind
    precision: Share
    recall: Share
    exact: Share
    clean: Share


def same(found: Span, labelled: Span) -> bool:
    """Whether a found span is a labelled one: of the same kind, and sharing at least half of the shorter of both.

    Where an address begins and ends is a matter of taste; how many are exact is told beside.
    """
    shared = min(found.end, labelled.end) - max(found.start, labelled.start)
    return found.kind is labelled.kind and 2 * shared >= min(found.end - found.start, labelled.end - labelled.start)


def figures(kind: Kind, texts: Iterable[tuple[Sequence[Span], Sequence[Span]]]) -> Figures:
    """Figures of a kind over texts, each given as (found, labelled)."""
    right = found_all = met = labelled_all = exact = spoilt = clean = 0
    for found_spans, labelled_spans in texts:
        found = [span for span in found_spans if span.kind is kind]
        labelled = [span for span in labelled_spans if span.kind is kind]
        found_all += len(found)
        labelled_all += len(labelled)
        right += sum(any(same(one, other) for other in labelled) for one in found)
        met += sum(any(same(one, other) for one in found) for other in labelled)
        exact += sum(other in found for other in labelled)
        if not labelled_spans:
            clean += 1
            spoilt += bool(found)
    return Figures(kind, Share(right, found_all), Share(met, labelled_all), Share(exact, met), Share(spoilt, clean))

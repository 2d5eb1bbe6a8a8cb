"""Precision and recall of the recognizers on both halves of the labelled texts: `python -m tests.recognition.report`.

`make bench BENCH="--only recognition"` does the same, and writes it where `--write` is given too.
"""

from __future__ import annotations

import sys

from services.recognition import Kind
from tests.bench.table import Table
from tests.recognition.figures import Figures, Share, figures
from tests.recognition.labelled import HALVES, read, read_demands

GOAL = 0.98
COLUMNS = ("kind", "labelled", "recall", "95 %", "found", "precision", "95 %", "exact spans", "look-alikes taken")
TITLES = {"development": "The development half", "held_apart": "The held-apart half"}


def run() -> list[Table]:
    """A table a half."""
    return [_table(half) for half in HALVES]


def _table(half: str) -> Table:
    texts, demands = ([(one.found(), one.spans) for one in rows] for rows in (read(half), read_demands(half)))
    measured = [figures(kind, demands if kind is Kind.DEMAND else texts) for kind in Kind]
    short = _short(measured)
    return Table(
        f"{TITLES[half]}: {len(texts):,} texts, and {len(demands):,} of organizations",
        COLUMNS,
        [_row(one) for one in measured],
        goal=f"recall and precision of at least {GOAL} in every kind",
        reached=bool(texts) and not short,
        notes=[f"Short of it: {', '.join(short)}."] if short else [],
    )


def _row(one: Figures) -> list[str]:
    return [
        one.kind,
        str(one.recall.whole),
        *_share(one.recall),
        str(one.precision.whole),
        *_share(one.precision),
        f"{one.exact.part} of {one.exact.whole}",
        f"{one.clean.part} of {one.clean.whole}",
    ]


def _share(share: Share) -> tuple[str, str]:
    low, high = share.interval
    return f"{share.value:.3f}", f"{low:.3f}–{high:.3f}"


def _short(measured: list[Figures]) -> list[str]:
    return [
        f"{one.kind} ({name} {share.value:.3f})"
        for one in measured
        for name, share in (("recall", one.recall), ("precision", one.precision))
        if share.value < GOAL
    ]


def main() -> int:
    """Print both tables."""
    for table in run():
        print(f"\n{table.as_text()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

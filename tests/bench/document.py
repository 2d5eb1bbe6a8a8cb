"""docs/benchmarks.md: a section a benchmark, each with the machine and the day it was measured on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.table import Table

FILE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
INTRODUCTION = """\
# Benchmarks

Written by `make bench BENCH=--write`; a section is written anew when its benchmark runs. What is measured is measured
against a plain peer in the same run, in turns: the ratios hold on other machines, the absolute figures do not. The peers
stand in `tests/bench/`, beside what they are compared with. No test depends on a time.

- `make bench` runs everything at 500,000 records.
- `make bench BENCH_RECORDS=2000000` runs what depends on the number of records with as many seekers as the country has;
  `make bench BENCH_RECORDS="500000 2000000"` shows how search grows.
- `make bench BENCH="--only http rpc"` runs some. Names: `rpc`, `search`, `http`, `feed`, `start`.
"""
_SECTION = re.compile(r"^## ", re.MULTILINE)


def write(measured: Mapping[str, Sequence[Table]], order: Sequence[str], machine: str) -> None:
    """Put these sections into the document, by their headings in this order; others stay as they are."""
    known = _sections(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    for heading, tables in measured.items():
        known[heading] = "\n\n".join([f"Measured {machine}", *(table.as_markdown() for table in tables)])
    texts = [INTRODUCTION.strip(), *(f"## {heading}\n\n{known[heading]}" for heading in order if heading in known)]
    FILE.write_text("\n\n".join(texts) + "\n", encoding="utf-8")


def _sections(text: str) -> dict[str, str]:
    """The text of each section by its heading."""
    parts = (part.partition("\n") for part in _SECTION.split(text)[1:])
    return {heading.strip(): body.strip() for heading, _, body in parts}

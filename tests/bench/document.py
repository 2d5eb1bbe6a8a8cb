"""docs/benchmarks.md: a section a benchmark, each with the machine and the day it was measured on, and sections kept by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from tests.bench.table import Table

FILE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
INTRODUCTION = """\
# Benchmarks

Written by `make bench BENCH=--write`; a section is written anew when its benchmark runs, one that no benchmark writes is kept
by hand and stays where it is. Where a plain peer does the
same, it is measured in the same run: the ratios hold on other machines, the absolute figures do not. What has no peer
below is told in absolute figures alone. No test depends on a time.

- `rpc`: calls a second through the gateway's client to one trivial service process. Peer: raw pika ping-pong with as many
  in flight, no framework.
- `feed`: rows a second and highest memory of `import-seekers`. Beside it: COPY of the same file into an unlogged table of
  text, the least there is to do.
- `changes`: 30,000 changed seekers in one run: rows a second, and how long after its commit a change is seen in search
  meanwhile. Beside it: the same rows once more, and COPY as for `feed`.
- `search`: ten query shapes with exact totals and facets. Peer: the same questions as SQL, with the best indexes we could
  give it.
- `freshness`: how long after its commit a block, an end and a narrowed choice are seen by every search process (SRC-3).
- `http`: searches a second through gunicorn, gateway, bus and one search process. Peer: the same app under the same
  gunicorn, with the search called where the gateway has its bus.
- `guidance`: 1,000 guidance in one batch, from the request to the last notice at an SMTP server; and dispatches a second for long.
  Peer: the same use case and event handlers without a bus, in as many processes as batches are in flight; beside it, in one.
- `information_change`: a change of mandatory information with 10,000 open conversations (MSG-3): time to the last, memory against
  that with 1,000, and what another organization waits meanwhile.
- `audit`: entries of the audit log (OPS-3) appended a second, and verified a second by walking the chain. Peers: rows without
  index, chain or lock, and reading the entries without computing a hash.
- `sanction`: from the decision to suspend an organization to the standing by which every service refuses, its token refused and
  the duty to delete what it holds opened (CMP-14, AUT-8, MSG-11), while others search and look at their allowance as fast as they
  are answered.
- `custody`: an organization with 100,000 acquired records withdraws: seconds until all are due, in batches, and how long an
  acquisition waits meanwhile.
- `conversations`: an organization's pages of conversations, totals of what is unread and search in 100,000 messages of its own,
  with as many of others beside them (MSG-6). Beside it: the same without the index of
  words (bitmap scans off).
- `year`: seconds of the registry's duties over 10,000 applications in a simulated year, day by day, each date held against
  an oracle written from the law. Beside it: a bare UPDATE a day.
- `login`: logins with a one-time password a second, from the request with the password through the mail to the open session.
  Peer: the hash of a password alone, on the same cores.
- `recognition`: precision and recall of what is found in messages (MSG-8), a kind, with Wilson's 95 % intervals, on both
  halves of `tests/data/personal_data`; nothing is tuned on the held-apart one. Not in it: what the worst texts take, which was measured by
  hand ([168](decisions/168-strangers-texts-teach-classes.md), "Time").
- `start`: from `make up` on an installed machine until ready.

How to run them:

- `make bench` runs all of them, at 500,000 records.
- `make bench BENCH_RECORDS=2000000` does so with as many seekers as the country has, and
  `make bench BENCH_RECORDS="500000 2000000"` shows how search grows (`http` runs at the first size).
- `make bench BENCH="--only freshness"` measures it alone, without filling the peer of search.
- `make bench BENCH="--only http rpc"` runs some; `make bench BENCH="--feed 5337 500000"` imports larger feeds.

The peers stand in `tests/bench/`, beside what they are compared with.
"""
_SECTION = re.compile(r"^## ", re.MULTILINE)


def write(measured: Mapping[str, Sequence[Table]], order: Sequence[str], machine: str) -> None:
    """Put these sections into the document, by their headings in this order; others stay as they are.

    A section with another heading is kept by hand: it stays behind the one that it follows.
    """
    known = _sections(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    headings = list(order)
    for before, heading in pairwise(["", *known]):
        if heading not in headings:
            headings.insert(headings.index(before) + 1 if before else 0, heading)
    for heading, tables in measured.items():
        known[heading] = "\n\n".join([f"Measured {machine}", *(table.as_markdown() for table in tables)])
    texts = [INTRODUCTION.strip(), *(f"## {heading}\n\n{known[heading]}" for heading in headings if heading in known)]
    FILE.write_text("\n\n".join(texts) + "\n", encoding="utf-8")


def _sections(text: str) -> dict[str, str]:
    """The text of each section by its heading."""
    parts = (part.partition("\n") for part in _SECTION.split(text)[1:])
    return {heading.strip(): body.strip() for heading, _, body in parts}

"""What was measured of search, as tables with its goals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.bench.search.compare import summary
from tests.bench.search.freshness import CHANGES_A_SECOND, READERS
from tests.bench.table import Table, ratio, tenths, whole

MEDIAN_RATIO, LEAST_RATIO = 10.0, 1.0
GOALS_FROM_RECORDS = 500_000
P99_AT_MOST_MS, AT_RECORDS = 200.0, 2_000_000
FRESH_WITHIN_MS = 1_000.0

Measured = dict[str, Any]


def shapes_table(records: int, prepared: Measured, measured: list[Measured]) -> Table:
    """Every shape against SQL at one size."""
    found = summary(measured)
    goal, reached = _goal(records, found)
    rows = [
        [
            one["shape"],
            whole(one["total"]),
            *(tenths(one[name]) for name in ("search_p50_ms", "search_p99_ms", "peer_p50_ms", "peer_p99_ms")),
            tenths(one["ratio"]),
            tenths(one["with_bodies_p50_ms"]),
        ]
        for one in measured
    ]
    return Table(
        f"Ten shapes at {whole(records)} records: first page, exact total, facets",
        ("shape", "hits", "search p50 ms", "p99 ms", "SQL p50 ms", "p99 ms", "times faster", "with bodies p50 ms"),
        rows,
        goal=goal,
        reached=reached,
        notes=(
            (
                f"Median over the shapes {found['median_ratio']:.1f} times faster, least {found['least_ratio']:.1f}; "
                f"slowest p99 {found['slowest_p99_ms']:.1f} ms, with bodies {found['slowest_with_bodies_p99_ms']:.1f} ms."
            ),
            (
                f"The index holds {prepared['index_bytes'] / 1e6:,.0f} MB and was built in "
                f"{prepared['rebuild_seconds']:.0f} s ({whole(prepared['rebuild_per_second'])} records/s); the peer's GIN "
                f"index {prepared['peer_gin_bytes'] / 1e6:,.0f} MB, its table with indexes "
                f"{prepared['peer_bytes'] / 1e6:,.0f} MB."
            ),
        ),
    )


def alone_table(records: int, prepared: Measured, measured: list[Measured]) -> Table:
    """Every shape at one size, search alone."""
    slowest = max(one["search_p99_ms"] for one in measured)
    names = ("search_p50_ms", "search_p99_ms", "with_bodies_p50_ms", "with_bodies_p99_ms")
    return Table(
        f"Ten shapes at {whole(records)} records, search alone: first page, exact total, facets",
        ("shape", "hits", "search p50 ms", "p99 ms", "with bodies p50 ms", "p99 ms"),
        [[one["shape"], whole(one["total"]), *(tenths(one[name]) for name in names)] for one in measured],
        goal=f"p99 under {P99_AT_MOST_MS:.0f} ms" if records >= AT_RECORDS else "",
        reached=slowest < P99_AT_MOST_MS if records >= AT_RECORDS else None,
        notes=(
            (
                f"Slowest p99 {slowest:.1f} ms, with bodies {max(one['with_bodies_p99_ms'] for one in measured):.1f} ms. "
                f"The index holds {prepared['index_bytes'] / 1e6:,.0f} MB and was built in "
                f"{prepared['rebuild_seconds']:.0f} s ({whole(prepared['rebuild_per_second'])} records/s)."
            ),
        ),
    )


def _goal(records: int, found: dict[str, float]) -> tuple[str, bool | None]:
    """What was to be reached at this size, and whether it was; sizes for a trial have no goal."""
    if records < GOALS_FROM_RECORDS:
        return "", None
    goal = f"in the median over the shapes at least {MEDIAN_RATIO:.0f} times faster than SQL, never slower"
    reached = found["median_ratio"] >= MEDIAN_RATIO and found["least_ratio"] >= LEAST_RATIO
    if records >= AT_RECORDS:
        goal += f", p99 under {P99_AT_MOST_MS:.0f} ms"
        reached = reached and found["slowest_p99_ms"] < P99_AT_MOST_MS
    return goal, reached


def freshness_table(measured: dict[int, Measured]) -> Table:
    """From a commit to "not found", by number of records and by what took the seeker out."""
    return Table(
        f"From the commit of a block, an end or a narrowed choice to not found, {READERS} search processes, "
        f"{CHANGES_A_SECOND} changes a second",
        ("records, change", "changes/s done", "watched", "p50 ms", "p99 ms", "worst ms"),
        [
            [
                f"{whole(records)}, {kind}",
                whole(one["changes_a_second"]),
                whole(found["watched"]),
                *(tenths(found[f"{name}_ms"]) for name in ("p50", "p99", "worst")),
            ]
            for records, one in measured.items()
            for kind, found in one["freshness"].items()
        ],
        goal=f"p99 of each kind under {FRESH_WITHIN_MS / 1000:.0f} s at {CHANGES_A_SECOND} changes a second",
        reached=all(
            one["changes_a_second"] >= 0.99 * CHANGES_A_SECOND
            and all(found["p99_ms"] < FRESH_WITHIN_MS for found in one["freshness"].values())
            for one in measured.values()
        ),
    )


def growth_table(measured: dict[int, list[Measured]]) -> Table:
    """How the time of each shape grows from the smallest to the largest size."""
    sizes: Sequence[int] = sorted(measured)
    least, most = measured[sizes[0]], measured[sizes[-1]]
    return Table(
        f"Growth from {whole(sizes[0])} to {whole(sizes[-1])} records ({sizes[-1] / sizes[0]:.1f} times)",
        ("shape", "search p50 ms", "then", "times", "SQL p50 ms", "then", "times"),
        [
            [
                small["shape"],
                *(
                    text
                    for name in ("search_p50_ms", "peer_p50_ms")
                    for text in (tenths(small[name]), tenths(large[name]), ratio(large[name] / small[name]))
                ),
            ]
            for small, large in zip(least, most, strict=True)
        ],
    )

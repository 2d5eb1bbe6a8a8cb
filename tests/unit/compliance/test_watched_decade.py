"""Decades of what falls due through the pure rules of the watch, day by day against the oracle of the terms (CMP-6; decisions 158, 306).

The bureau's desk takes back and corrects what it has recorded, an approved withdrawal too, at random, several times in a row, while the
organization is suspended, heard on a termination, or wrongly terminated.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

import pytest

from tests.simulated_decade.watched_years import Span, Years
from tests.unit.compliance.played_bureau import PlayedBureau
from tests.unit.compliance.test_simulated_decade import AMOUNTS

SPAN = Span(dt.date(2021, 4, 1), dt.date(2031, 3, 31), dt.date(2029, 12, 28))
LIVES = (
    ("private", "permission"), ("private", "seekers"), ("private", "reports"), ("municipal", "seekers"), ("municipal", "reports"),
)  # fmt: skip
"""A municipality has no permission whose term could end (REG-16)."""
SEEDS = (19, 5, 4, 2)
_SLIPS = ("form_corrected", "form_taken_back", "refusal_taken_back")
TO_BE_REACHED = {
    *("stopped", "goes on", "mended", "mended late", "undone", "confirmed", "missing anew"),
    *("goes on after a slip", "undone when over", "undone beside another"),
    *("prompt demand", "prompt unmended", "prompt repeated", "hearing", "heard"),
    *("terminated", "terminated as unmended", "terminated as repeated", "terminated during the hearing on another thing"),
    *("stop taken back", "stop taken back while terminated", "runs on again", "had run"),
    *("stopped after days were given back", "stopped for what fell due meanwhile"),
    *(f"{slip} of who is {standing}" for slip in _SLIPS for standing in ("active", "suspended")),
    *(f"{step} of who is {how}" for step in ("withdrawn", "withdrawal_taken_back") for how in ("active", "suspended")),
    "a withdrawal told after it was taken back",
    *("form_corrected of who is terminated", "form_taken_back of who is terminated"),
    *("form_corrected during a hearing", "form_taken_back during a hearing", "closed during a hearing"),
    *(f"reopened by {slip} of who is {how}" for slip in _SLIPS[1:] for how in ("active", "suspended")),
    *("a receipt told after it was taken back", "a receipt told after it was approved", "a closing told after the reopening"),
}  # fmt: skip


def played(seed: int) -> Years:
    """The years of a seed."""
    years = Years(PlayedBureau(AMOUNTS, 2020), LIVES, SPAN, seed)
    years.go()
    return years


def seen_in(years: Years) -> set[str]:
    """What they reach."""
    return years.seen("private") | years.seen("municipal")


def test_not_one_day_of_decades_of_what_falls_due_differs_from_the_terms() -> None:
    """CMP-6, REG-16, CMP-14, CAL-3, CAL-4: how each stands, which cases are open and where they are, what the bureau is prompted to do."""
    reached = [seen_in(played(seed)) for seed in SEEDS]
    missing = sorted(TO_BE_REACHED - set().union(*reached))
    what = f"{__name__} import reaching; [print(*one) for one in reaching({missing})]"
    assert not missing, f'no history of SEEDS reaches this: python -c "from {what}"'


def reaching(missing: Iterable[str], seeds: Iterable[int] = range(60)) -> Iterator[tuple[int, list[str]]]:
    """Seeds whose histories reach some of what is missing, each with what."""
    for seed in seeds:
        if reached := sorted(seen_in(played(seed)) & set(missing)):
            yield seed, reached


@pytest.mark.parametrize("what", ["stopped"])
def test_what_no_history_reaches_is_found_with_the_command_that_is_named(what: str) -> None:
    """Whoever changes what is drawn need not guess at seeds."""
    assert (SEEDS[0], [what]) in reaching([what], SEEDS[:1])

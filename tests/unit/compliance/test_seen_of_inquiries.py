"""What an organization sees of a case of its own while an offence is suspected in it (CMP-1, decision 151)."""

import datetime as dt

import pytest

from services.compliance.cases.domain.files import CaseState
from services.compliance.cases.domain.inquiries import Taken, seen_by_organization
from services.compliance.standing.domain.grounds import Ground

MARCH, APRIL, MAY = (dt.date(2026, month, 1) for month in (3, 4, 5))
MALICE, SUSPECTED, ORDER = Ground.MALICE, Ground.SUSPECTED_OFFENCE, Ground.ORDER
BEFORE = [Taken("open", MALICE), Taken("announce_hearing", MALICE)]
QUIET = [Taken("reclassify", SUSPECTED), Taken("refer", SUSPECTED)]


@pytest.mark.parametrize(
    ("later", "ground", "steps", "state"),
    [
        ([], MALICE, [0, 1], None),
        (QUIET[:1], MALICE, [0, 1], CaseState.HEARING),
        (QUIET, MALICE, [0, 1], CaseState.HEARING),
        ([*QUIET, Taken("close", SUSPECTED)], MALICE, [0, 1, 4], None),
        ([*QUIET, Taken("reclassify", ORDER)], ORDER, [0, 1, 2, 3, 4], None),
        ([*QUIET, Taken("suspend_provisionally", SUSPECTED)], SUSPECTED, [0, 1, 2, 3, 4], None),
    ],
)
def test_it_looks_as_before_until_something_is_asked_or_found(
    later: list[Taken], ground: Ground, steps: list[int], state: CaseState | None
) -> None:
    seen = seen_by_organization([*BEFORE, *later])
    assert (seen.ground, [place for place, _ in seen.steps], seen.state) == (ground, steps, state)


def test_its_own_answer_and_the_end_are_shown_on_the_ground_that_it_knows() -> None:
    course = [
        Taken("open", MALICE),
        Taken("request_correction", MALICE),
        QUIET[0],
        Taken("answer", SUSPECTED),
        Taken("close", SUSPECTED),
    ]
    assert seen_by_organization(course).steps == ((0, MALICE), (1, MALICE), (3, MALICE), (4, MALICE))
    assert seen_by_organization(course[:-1]).state is CaseState.ANSWERED


@pytest.mark.parametrize("event", ["end_provisional", "annul"])
def test_the_end_of_an_earlier_provisional_suspension_is_shown_on_the_ground_that_it_knows(event: str) -> None:
    """CMP-1, CMP-10: what becomes of a measure that it felt tells nothing of the inquiry since."""
    felt = [Taken("open", MALICE), Taken("suspend_provisionally", MALICE)]
    seen = seen_by_organization([*felt, *QUIET, Taken(event, SUSPECTED)])
    assert (seen.steps, seen.state, seen.hidden) == (
        ((0, MALICE), (1, MALICE), (4, MALICE)),
        CaseState.OPENED,
        2,
    )


def test_the_end_of_one_that_was_decided_on_the_suspicion_is_shown_on_it() -> None:
    """CMP-10: by the suspension it has learnt of the case, with all that went before."""
    felt = [Taken("open", MALICE), *QUIET, Taken("suspend_provisionally", SUSPECTED), Taken("annul", SUSPECTED)]
    seen = seen_by_organization(felt)
    assert (seen.ground, len(seen.steps), seen.hidden, seen.state) == (SUSPECTED, 5, 0, None)


def test_a_case_that_was_opened_again_is_shown_open_while_an_inquiry_is_hidden() -> None:
    """Decision 158: the termination was taken back, and a provisional suspension runs on in it."""
    again = [*BEFORE, Taken("state_view", MALICE), Taken("terminate", MALICE), Taken("annul", MALICE), *QUIET]
    assert seen_by_organization(again).state is CaseState.OPENED


@pytest.mark.parametrize(
    ("before", "known"),
    [([], MARCH), ([Taken("set_day", MALICE, APRIL)], APRIL), ([Taken("set_day", MALICE)], None)],
    ids=["as opened", "as set", "not known any more"],
)
def test_a_day_that_is_set_in_a_hidden_inquiry_leaves_the_one_that_it_sees(
    before: list[Taken], known: dt.date | None
) -> None:
    """CMP-1: what it sees is what the steps that it sees have left."""
    course = [Taken("open", MALICE, MARCH), *before, *QUIET]
    assert seen_by_organization(course).hides_day is False
    seen = seen_by_organization([*course, Taken("set_day", SUSPECTED, MAY), Taken("answer", SUSPECTED)])
    assert (seen.hides_day, seen.day) == (True, known)
    found = seen_by_organization([*course, Taken("set_day", SUSPECTED, MAY), Taken("reclassify", ORDER)])
    assert (found.hides_day, found.day) == (False, MAY)

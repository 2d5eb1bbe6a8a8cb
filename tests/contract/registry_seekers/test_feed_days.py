"""SEE-1, SEE-2, SEE-6: days of the feed that can't be of the application in hand change nothing, and erase nobody (decision 135)."""

import pytest

from tests.contract.registry_seekers.feeds import end, row
from tests.contract.registry_seekers.test_feed_narrowing import Feed, change

FIRST, LATER, LAST = "2026-06-09T01:00:00Z", "2026-06-09T02:00:00Z", "2026-06-09T03:00:00Z"
OLD = {"applied_on": "2026-04-01", "valid_until": "2026-06-30", "registered_at": "2026-04-01T01:00:00Z"}
IN_HAND = {"applied_on": "2026-05-11", "valid_until": "2026-07-31", "registered_at": "2026-05-11T01:00:00Z"}


@pytest.fixture
def seeker(database, keys, tmp_path) -> Feed:
    return Feed(database, keys, tmp_path, **IN_HAND)


@pytest.mark.parametrize("ended_on", ["2016-06-09", "2026-05-10"], ids=["mistyped", "of the application before"])
def test_an_end_before_the_application_in_hand_is_refused_in_its_place_and_the_right_one_ends_it(
    seeker: Feed, ended_on: str
) -> None:
    """SEE-6: it is of an application before, or mistyped."""
    before = seeker.state
    progress = seeker.take(end(1, LATER, ended_on=ended_on))
    assert (progress.counts["refused"], progress.counts["ended"]) == (1, 0)
    assert (seeker.refusals(), seeker.places()) == ([("older_application", False)], ["ended_on"])
    assert seeker.state == before
    assert seeker.take(end(1, LATER, ended_on="2026-06-09")).counts["ended"] == 1


@pytest.mark.parametrize(
    ("at", "ended_on", "taken"),
    [
        (LATER, "2026-05-11", True),
        (LATER, "2026-06-09", True),
        (LATER, "2026-06-10", False),
        ("2026-06-09T15:30:00Z", "2026-06-10", True),
        (LATER, "2062-06-09", False),
    ],
    ids=["the day of application", "the day stated", "the day after", "the day stated, in Japan", "mistyped"],
)
def test_an_application_ends_from_its_own_day_to_that_on_which_it_is_stated(
    seeker: Feed, at: str, ended_on: str, taken: bool
) -> None:
    """SEE-6, CAL-1: until an end has come nothing is over."""
    seeker.take(end(1, at, ended_on=ended_on))
    assert seeker.refusals() == ([] if taken else [("invalid_value", False)])
    assert seeker.state["ended_on"] == (ended_on if taken else None)


def test_a_row_of_the_application_before_is_refused_and_the_one_in_hand_stays(seeker: Feed) -> None:
    """SEE-1, SEE-6: stated later, of an older application; what it narrows counts as of any refused row."""
    before = seeker.state
    seeker.take(row(1, action="change", changed_at=LATER, **OLD, provision_choice="municipal_only"))
    assert (seeker.refusals(), seeker.places()) == ([("older_application", True)], ["applied_on"])
    after = seeker.state
    assert (after["applied_on"], after["valid_until"]) == ("2026-05-11", "2026-07-31")
    assert (after["application_id"], after["provided_to"]) == (before["application_id"], ["municipal"])


def test_a_day_of_application_mistyped_before_is_mended_by_a_row_of_the_same_registration(seeker: Feed) -> None:
    """SEE-1: else no later row of the person could be taken."""
    registered = {**IN_HAND, "applied_on": "2026-05-08"}
    assert seeker.take(row(1, action="change", changed_at=LATER, **registered)).counts["changed"] == 1
    assert seeker.state["applied_on"] == "2026-05-08"
    assert seeker.take(row(1, action="change", changed_at=LAST, **IN_HAND)).counts["changed"] == 1


@pytest.mark.parametrize(
    ("at", "valid_until", "taken"),
    [
        (LATER, "2026-08-31", True),
        (LATER, "2026-09-01", False),
        (LATER, "2062-07-31", False),
        ("2026-05-31T14:59:59Z", "2026-08-31", False),
        ("2026-05-31T15:00:00Z", "2026-08-31", True),
    ],
    ids=["extended as far as it goes", "a day more", "mistyped", "in May, in Japan", "in June, in Japan"],
)
def test_an_application_lasts_no_longer_than_one_made_on_the_day_stated(
    database, keys, tmp_path, at: str, valid_until: str, taken: bool
) -> None:
    """SEE-6, CAL-1: to the end of the month after the next, whether made or extended then; what the row narrows counts."""
    seeker = Feed(database, keys, tmp_path, at="2026-05-11T01:00:00Z", **IN_HAND)
    told = {**IN_HAND, "valid_until": valid_until, "provision_choice": "municipal_only"}
    seeker.take(row(1, action="change", changed_at=at, **told))
    assert seeker.refusals() == ([] if taken else [("invalid_value", True)])
    assert seeker.places() == ([] if taken else ["valid_until"])
    assert seeker.state["valid_until"] == (valid_until if taken else "2026-07-31")
    assert seeker.state["provided_to"] == ["municipal"]


def test_how_long_an_application_lasts_is_a_setting_that_bounds_the_feed_too(seeker: Feed) -> None:
    """SEE-6: in a file as in an event, whether the row names the end or not."""
    told = {**IN_HAND, "open_to_employers": True}
    longer, longest = (change(LATER, **{**told, "valid_until": day}) for day in ("2026-08-01", "2026-07-31"))
    seeker.take(longer, longest, validity_months=1)
    assert (seeker.refusals(), seeker.places()) == ([("invalid_value", False)], ["valid_until"])
    assert seeker.state["valid_until"] == "2026-07-31"


@pytest.mark.parametrize(
    ("at", "applied_on", "taken"),
    [
        (LATER, "2026-06-09", True),
        (LATER, "2026-06-10", False),
        ("2026-06-09T15:30:00Z", "2026-06-10", True),
        (LATER, "2062-05-11", False),
    ],
    ids=["the day stated", "the day after", "the day stated, in Japan", "mistyped"],
)
def test_no_application_is_told_of_before_it_is_made(seeker: Feed, at: str, applied_on: str, taken: bool) -> None:
    """SEE-6, CAL-1: else rows with the right day would be of an older application, and refused."""
    new = {"applied_on": applied_on, "valid_until": None, "registered_at": "2026-06-09T00:30:00Z"}
    seeker.take(change(at, **new, open_to_employers=True))
    assert seeker.refusals() == ([] if taken else [("invalid_value", False)])
    assert seeker.places() == ([] if taken else ["applied_on"])
    assert seeker.state["applied_on"] == (applied_on if taken else "2026-05-11")

"""SEE-4: what a row of the feed narrows has effect at once, also where the row itself is refused (decision 190)."""

from typing import Any

import pytest
import sqlalchemy as sa

from services.registry.seekers import feed_import, usecases
from services.registry.seekers.tables import feed_imports, feed_refusals, seekers
from tests.contract.registry_seekers.feeds import NOW, TODAY, bring_in, end, feed, row, told

FIRST, LATER, LAST = "2026-06-09T01:00:00Z", "2026-06-09T02:00:00Z", "2026-06-09T03:00:00Z"
CALL_ME = "連絡は090-0123-4567まで。"
OWN_TEXT = {"desired_work": CALL_ME}


def change(at: str, **told_of: Any) -> dict[str, Any]:
    return row(1, action="change", changed_at=at, **told_of)


class Feed:
    """One seeker, told of row by row, each in a file of its own."""

    def __init__(self, database, keys, folder, *, at: str = FIRST, **told_of: Any) -> None:
        self.database, self.keys, self.folder, self.files = database, keys, folder, 0
        self.take(row(1, changed_at=at, open_to_employers=True, **told_of))

    def take(self, *rows: dict[str, Any] | str, **options: Any) -> feed_import.Progress:
        self.files += 1
        return bring_in(self.database, self.keys, feed(self.folder / f"{self.files}.csv", *rows), **options)

    @property
    def state(self) -> dict[str, Any]:
        (state,) = told(self.database).values()
        return state

    def refusals(self) -> list[tuple[str, bool]]:
        with self.database.transaction() as connection:
            query = sa.select(feed_refusals.c.reason, feed_refusals.c.narrowed)
            return [tuple(one) for one in connection.execute(query)]

    def places(self) -> list[str]:
        """The columns of the refusals."""
        with self.database.transaction() as connection:
            return list(connection.execute(sa.select(feed_refusals.c.column)).scalars())


@pytest.fixture
def seeker(database, keys, tmp_path) -> Feed:
    return Feed(database, keys, tmp_path)


@pytest.mark.parametrize(
    "spoilt",
    [
        OWN_TEXT,
        {"occupation_codes": ["999"]},
        {"phone": "秘密"},
        {"email": "taken@seeker.example.jp"},
        {"office_code": "X9999"},
    ],
    ids=["personal data", "unknown code", "a person's column", "another's address", "unknown office"],
)
def test_who_takes_the_choice_back_is_hidden_at_once_though_the_row_is_refused(seeker: Feed, spoilt) -> None:
    """SEE-4, SEE-2: the row is refused, its text is not taken, and nobody of the classes left out finds the seeker."""
    seeker.take(row(2, email="taken@seeker.example.jp", action="create"))
    before = told(seeker.database)
    progress = seeker.take(change(LATER, provision_choice="none", **spoilt))
    assert (progress.counts["refused"], progress.counts["narrowed"], progress.counts["changed"]) == (1, 1, 0)
    (number,) = {one for one, state in told(seeker.database).items() if state != before[one]}
    state = told(seeker.database)[number]
    assert (state["provision_choice"], state["provided_to"]) == ("none", [])
    assert state["version"] == before[number]["version"] + 1
    assert state["open_to_employers"] is False, "the row does not say that employers may find the person"


def test_a_choice_of_the_other_class_leaves_neither(seeker: Feed) -> None:
    """SEE-4: what both choices cover is left; what the new one adds waits for a row that is taken."""
    seeker.take(change(LATER, provision_choice="municipal_only", open_to_employers=True))
    seeker.take(change(LAST, provision_choice="private_only", open_to_employers=True, **OWN_TEXT))
    assert seeker.state["provided_to"] == []
    seeker.take(change(LAST, provision_choice="private_only", open_to_employers=True))
    assert seeker.state["provided_to"] == ["private"], "the same row, mended, is taken"


def test_openness_to_employers_taken_back_has_effect_and_the_choice_stays(seeker: Feed) -> None:
    """SEE-4b."""
    seeker.take(change(LATER, open_to_employers=False, **OWN_TEXT))
    assert (seeker.state["open_to_employers"], seeker.state["provision_choice"]) == (False, "both")
    assert seeker.state["record"] is not None
    assert seeker.state["record"]["desired_work"] == row(1)["desired_work"], "no text of the refused row"


def test_what_widens_waits(seeker: Feed) -> None:
    """SEE-4."""
    seeker.take(change(LATER, provision_choice="none", open_to_employers=False))
    state = seeker.state
    progress = seeker.take(change(LAST, provision_choice="both", open_to_employers=True, **OWN_TEXT))
    assert (progress.counts["refused"], progress.counts["narrowed"]) == (1, 0)
    assert seeker.state == state
    assert seeker.refusals() == [("personal_data", False)]


def test_a_school_that_keeps_the_person_out_and_an_earlier_end_count(seeker: Feed) -> None:
    """SEE-5, SEE-6: of the same application."""
    valid_until = "2026-06-15"
    seeker.take(change(LATER, valid_until=valid_until, open_to_employers=True, **OWN_TEXT))
    assert (seeker.state["valid_until"], seeker.state["record"]["valid_until"]) == (valid_until, valid_until)
    pupil = {"pupil_of": "other_school", "graduates_on": "2027-03-31"}
    seeker.take(change(LAST, open_to_employers=True, **pupil, **OWN_TEXT))
    assert (seeker.state["provided_to"], seeker.state["record"]) == ([], None)
    assert seeker.state["valid_until"] == valid_until, "a later end waits"


def test_an_older_row_that_comes_late_widens_nothing(seeker: Feed) -> None:
    """SEE-1, SEE-4: its text is newer than what is known, its choice is older than what the person took back."""
    seeker.take(change(LAST, provision_choice="none", **OWN_TEXT))
    garden = "庭木の手入れの仕事を希望します。"
    seeker.take(change(LATER, provision_choice="both", open_to_employers=True, desired_work=garden))
    assert (seeker.state["provision_choice"], seeker.state["open_to_employers"]) == ("none", False)
    with seeker.database.transaction() as connection:
        assert connection.execute(sa.select(seekers.c.record)).scalar_one()["desired_work"] == garden
    seeker.take(change("2026-06-09T04:00:00Z", provision_choice="both", open_to_employers=True))
    assert seeker.state["provided_to"] == ["private", "municipal"], "a later row rules"


def test_the_same_refused_row_again_changes_nothing_and_is_told_once(seeker: Feed) -> None:
    """SEE-1: a replay."""
    refused = change(LATER, provision_choice="none", **OWN_TEXT)
    seeker.take(refused)
    state = seeker.state
    again = seeker.take(refused, row(3))
    assert again.counts["narrowed"] == 0
    assert told(seeker.database)[state["seeker_number"]] == state


def test_in_one_file_each_row_counts_in_its_place(seeker: Feed) -> None:
    """SEE-4: narrowed, then widened by a row that is taken; the batch is one transaction."""
    progress = seeker.take(
        change(LATER, provision_choice="none", **OWN_TEXT), change(LAST, provision_choice="municipal_only")
    )
    assert (progress.counts["narrowed"], progress.counts["changed"]) == (1, 1)
    assert seeker.state["provided_to"] == ["municipal"]
    with seeker.database.transaction() as connection:
        query = sa.select(feed_imports.c.narrowed).order_by(feed_imports.c.started_at, feed_imports.c.import_id)
        assert sorted(connection.execute(query).scalars()) == [0, 1]


def test_the_choice_made_on_my_page_is_narrowed_by_no_row(seeker: Feed) -> None:
    """SEE-4: what the person decided here stands against the feed, as ever."""
    number = seeker.state["seeker_number"]
    with seeker.database.transaction() as connection:
        usecases.change_provision_choice(connection, number, "private_only", now=NOW, today=TODAY, trace="t")
    progress = seeker.take(change("2026-06-10T00:59:00Z", provision_choice="none", open_to_employers=True, **OWN_TEXT))
    assert progress.counts["narrowed"] == 0
    assert seeker.state["provided_to"] == ["private"]


def test_a_row_of_the_future_or_of_nobody_narrows_nothing(seeker: Feed) -> None:
    """SEE-1."""
    state = seeker.state
    seeker.take(change("2027-01-01T00:00:00Z", provision_choice="none", **OWN_TEXT))
    seeker.take(row(7, provision_choice="none", **OWN_TEXT))
    assert seeker.state == state


def test_an_end_is_never_held_back_by_texts(seeker: Feed) -> None:
    """SEE-4: the row of an end has no texts; what stands in their columns is not looked at."""
    progress = seeker.take({**end(1, LATER), **OWN_TEXT})
    assert progress.counts["ended"] == 1
    assert (seeker.state["ended_on"], seeker.state["record"]) == ("2026-06-09", None)

"""Entries of the public lists and positions in them, as pure functions (REG-14)."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from services.registry.public_list.domain.entry import Facts, ListName, Suspension, entry_of
from services.registry.public_list.domain.position import Position, read
from services.registry.sanctions.domain.standing import Standing, standing_after

SINCE = dt.datetime(2026, 6, 10, 6, 0, tzinfo=dt.UTC)


def facts(**changes: object) -> Facts:
    values: dict[str, object] = {
        "organization_id": "0198c2f3-0000-7000-8000-0000000000aa",
        "name": "千代田区",
        "department": "産業振興課",
        "kind": "municipality_own",
        "class_": "municipal",
        "bureau_code": "13",
        "municipality_code": "131016",
        "municipality_name": "東京都千代田区",
        "address": "九段南１丁目",
        "permission_number": "13-地-000001",
        "services": ["seekers"],
        "handles_subsidies": False,
        **changes,
    }
    return Facts(**values)  # type: ignore[arg-type]


def test_reason_and_period_of_a_suspension_are_told_in_the_municipal_class_alone() -> None:
    """REG-14; 000, 001 5."""
    suspension = Suspension(("報告が行われないため。",), SINCE, dt.date(2026, 12, 10))
    told = ("suspension_reason", "suspended_on", "suspended_until")
    for class_, expected in (
        ("municipal", ["報告が行われないため。", "2026-06-10", "2026-12-10"]),
        ("private", [None, None, None]),
    ):
        entry = entry_of(facts(class_=class_, standing="suspended", suspension=suspension))
        assert entry is not None
        assert entry.list is ListName.CURRENT
        assert entry.content["suspended"] is True
        assert [entry.content[name] for name in told] == expected


def test_a_terminated_organization_is_listed_to_the_end_of_the_last_day_of_its_bar() -> None:
    """REG-14, CMP-9: terminated on 1 October 2025, to 29 September 2028."""
    at = dt.datetime(2025, 10, 1, 3, 0, tzinfo=dt.UTC)
    entry = entry_of(facts(standing="terminated", terminated_at=at, bar_until=dt.date(2028, 9, 29)))
    assert entry is not None
    assert (entry.list, entry.content["terminated_on"]) == (ListName.TERMINATED, "2025-10-01")
    assert entry.shown_until == dt.datetime(2028, 9, 29, 15, 0, tzinfo=dt.UTC)
    assert "reason" not in str(entry.content)


def test_who_has_withdrawn_has_no_entry() -> None:
    """REG-14."""
    assert entry_of(facts(standing="withdrawn")) is None


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30)


@given(st.datetimes(timezones=st.just(dt.UTC)), st.none() | st.tuples(TEXT, TEXT, TEXT))
def test_a_position_is_read_back_from_its_cursor(at: dt.datetime, after: tuple[str, str, str] | None) -> None:
    """REG-14."""
    position = Position(at, after)
    assert read(position.written()) == position


@given(st.text(max_size=200) | st.binary(max_size=60).map(lambda raw: raw.hex()))
def test_no_text_breaks_the_reading_of_a_cursor(text: str) -> None:
    """REG-14."""
    position = read(text)
    assert position is None or position.at.tzinfo is not None


def test_a_termination_stands_above_all_and_a_withdrawal_above_suspension_and_resumption() -> None:
    """CMP-9, REG-5."""
    for present in Standing:
        assert standing_after(present, Standing.TERMINATED) is Standing.TERMINATED
    for told in (Standing.ACTIVE, Standing.SUSPENDED):
        assert standing_after(Standing.WITHDRAWN, told) is Standing.WITHDRAWN
        assert standing_after(Standing.ACTIVE, told) is told


def test_a_termination_taken_back_leaves_what_the_measures_say_or_the_withdrawal_that_it_stood_above() -> None:
    """CMP-9, REG-5."""
    for told in (Standing.ACTIVE, Standing.SUSPENDED):
        assert standing_after(Standing.TERMINATED, told) is told
        assert standing_after(Standing.TERMINATED, told, had_withdrawn=True) is Standing.WITHDRAWN

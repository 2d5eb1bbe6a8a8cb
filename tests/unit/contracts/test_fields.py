"""Days as they cross the bus: of years that can be counted in, in one form."""

from __future__ import annotations

from datetime import date

import pytest
from marshmallow import Schema, ValidationError

from services.contracts.fields import Day


class Named(Schema):
    day = Day(required=True)


@pytest.mark.parametrize("day", ["1868-01-01", "2026-02-28", "2028-02-29", "2199-12-31"])
def test_a_day_that_can_be_counted_from_is_taken(day: str) -> None:
    """CAL-1."""
    assert Named().load({"day": day}) == {"day": date.fromisoformat(day)}


@pytest.mark.parametrize("day", ["9999-12-31", "2200-01-01", "1867-12-31", "0001-01-01"])
def test_a_term_without_end_is_refused_where_it_comes_in_and_fails_no_duty_later(day: str) -> None:
    """CAL-3: the day after 9999-12-31 can't be counted."""
    with pytest.raises(ValidationError, match="1868年から2199年まで"):
        Named().load({"day": day})


@pytest.mark.parametrize(
    "day", ["2026-02-29", "2026-2-1", "20260201", "２０２６-０２-０１", "", 20260201, None, "2026-W05-1"]
)
def test_what_is_no_day_is_refused(day: object) -> None:
    """CAL-1."""
    with pytest.raises(ValidationError):
        Named().load({"day": day})

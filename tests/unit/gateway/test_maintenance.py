"""OPS-1: when the site is closed (seed 001, 16)."""

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.availability.maintenance import (
    Closing,
    ClosingRefused,
    MaintenanceHours,
    announced,
    closed,
    next_regular_closing,
    regular_closing,
)
from gateway.settings import maintenance_hours
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.service.allowance import dispatch_settings
from services.runtime.settings import SettingInvalid, SettingMissing, Settings, load

JAPAN = dt.timezone(dt.timedelta(hours=9))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-06-10T00:00:00", "2026-06-10T06:00:00"),
        ("2026-06-10T05:59:59.999999", "2026-06-10T06:00:00"),
        ("2026-06-10T06:00:00", None),
        ("2026-06-10T21:30:00", None),
        ("2026-06-10T23:59:59", None),
        # the last day of a month, from 21:30 through the night
        ("2026-06-30T21:29:59", None),
        ("2026-06-30T21:30:00", "2026-07-01T06:00:00"),
        ("2026-07-01T00:00:00", "2026-07-01T06:00:00"),
        ("2026-07-01T06:00:00", None),
        # months of every length, leap years, the turn of the year
        ("2026-02-28T22:00:00", "2026-03-01T06:00:00"),
        ("2028-02-28T22:00:00", None),
        ("2028-02-29T22:00:00", "2028-03-01T06:00:00"),
        ("2026-12-31T23:00:00", "2027-01-01T06:00:00"),
        ("2026-04-30T21:30:00", "2026-05-01T06:00:00"),
        ("2026-05-30T22:00:00", None),
    ],
)
def test_the_site_closes_every_night_and_in_the_evening_of_a_month_s_last_day(now: str, until: str | None) -> None:
    """OPS-1."""
    assert regular_closing(at(now)) == (at(until) if until else None)


@given(st.integers(min_value=0, max_value=100 * 366 * 86_400))
def test_the_next_regular_maintenance_is_the_first_instant_at_which_the_site_is_closed(second: int) -> None:
    """OPS-1: beginning and end as announced are those by which requests are refused."""
    now = at("2000-01-01T00:00:00") + dt.timedelta(seconds=second)
    begins, ends = next_regular_closing(now)
    assert begins < ends
    assert ends > now
    assert regular_closing(max(begins, now)) == ends
    assert regular_closing(ends) is None
    if begins > now:
        assert regular_closing(now) is None
        assert regular_closing(begins - dt.timedelta(microseconds=1)) is None


def test_other_hours_are_a_setting() -> None:
    """OPS-1: those of every night and those of a month's last evening, in what is refused and in what is announced."""
    hours = MaintenanceHours(opens=dt.time(4, 30), closes_at_months_end=dt.time(23))
    assert regular_closing(at("2026-06-10T04:29:59"), hours) == at("2026-06-10T04:30:00")
    assert regular_closing(at("2026-06-10T04:30:00"), hours) is None
    assert regular_closing(at("2026-06-30T22:59:59"), hours) is None
    assert regular_closing(at("2026-06-30T23:00:00"), hours) == at("2026-07-01T04:30:00")
    assert next_regular_closing(at("2026-06-30T05:00:00"), hours) == (
        at("2026-06-30T23:00:00"),
        at("2026-07-01T04:30:00"),
    )
    told = closed(at("2026-06-30T23:30:00"), [], at_night=True, hours=hours)
    assert told is not None
    assert told.until == at("2026-07-01T04:30:00")


def hours_set(service: str, **environment: str) -> Settings:
    """The settings file of a service, with the hours as given and something for all it needs besides."""
    needed: dict[str, str] = {}
    while True:
        try:
            return load(service, {**needed, **environment})
        except SettingMissing as missing:
            needed |= dict.fromkeys(str(missing).partition(": ")[2].split(", "), "x")


@pytest.mark.parametrize("environment", [{}, {"MAINTENANCE_ENDS_AT": "04:30"}])
def test_gateway_and_messaging_open_at_the_same_hour(environment: dict[str, str]) -> None:
    """OPS-1, MSG-4: one setting, one default, so that the cap is not said to open while the site is closed."""
    gateway = maintenance_hours(hours_set("gateway", **environment))
    messaging = dispatch_settings(hours_set("messaging", **environment))
    assert gateway.opens == messaging.opens_at == dt.time.fromisoformat(environment.get("MAINTENANCE_ENDS_AT", "06:00"))
    assert (MaintenanceHours().opens, DispatchSettings().opens_at) == (dt.time(6), dt.time(6))


def test_a_months_last_evening_begins_after_the_site_has_opened() -> None:
    """OPS-1."""
    assert maintenance_hours(hours_set("gateway")) == MaintenanceHours(dt.time(6), dt.time(21, 30))
    with pytest.raises(SettingInvalid, match="MONTH_END_MAINTENANCE_BEGINS_AT"):
        maintenance_hours(hours_set("gateway", MONTH_END_MAINTENANCE_BEGINS_AT="05:00"))


@pytest.mark.parametrize(("service", "read"), [("gateway", maintenance_hours), ("messaging", dispatch_settings)])
def test_a_maintenance_of_no_length_is_no_setting(service: str, read: Callable[[Settings], object]) -> None:
    """OPS-1: ended at the midnight at which it begins, it would be announced every night and close nobody out."""
    with pytest.raises(SettingInvalid, match=r"MAINTENANCE_ENDS_AT .* must come after 00:00"):
        read(hours_set(service, MAINTENANCE_ENDS_AT="00:00"))
    read(hours_set(service, MAINTENANCE_ENDS_AT="00:01"))


MORNING = at("2026-06-10T10:00:00")


def closing(begins: str, ends: str | None, text: str = "", ended: str | None = None) -> Closing:
    return Closing("a", at(begins), at(ends) if ends else None, text, at(ended) if ended else None)


def test_a_setting_turns_the_regular_maintenance_off() -> None:
    """OPS-1."""
    night = at("2026-06-10T03:00:00")
    assert closed(night, (), at_night=True)
    assert closed(night, (), at_night=False) is None


@pytest.mark.parametrize(
    ("announced_ones", "until"),
    [
        ([closing("2026-06-10T10:00:00", "2026-06-10T11:00:00")], "2026-06-10T11:00:00"),
        (
            [
                closing("2026-06-10T09:00:00", "2026-06-10T11:00:00"),
                closing("2026-06-10T09:30:00", "2026-06-10T12:00:00"),
            ],
            "2026-06-10T12:00:00",
        ),
        ([closing("2026-06-10T09:00:00", "2026-06-10T11:00:00"), closing("2026-06-10T10:00:00", None)], None),
    ],
)
def test_of_several_closings_the_last_to_end_tells_when_the_site_is_back(
    announced_ones: list[Closing], until: str | None
) -> None:
    """OPS-1."""
    found = closed(MORNING, announced_ones, at_night=True)
    assert found is not None
    assert found.until == (at(until) if until else None)


@pytest.mark.parametrize(
    ("now", "announced_ones", "until"),
    [
        # an emergency into the night, and into the evening of a month's last day
        ("2026-06-10T23:00:00", [closing("2026-06-10T23:00:00", "2026-06-11T00:30:00")], "2026-06-11T06:00:00"),
        ("2026-06-30T21:00:00", [closing("2026-06-30T21:00:00", "2026-06-30T22:00:00")], "2026-07-01T06:00:00"),
        # the night, and what follows on it
        ("2026-06-10T03:00:00", [closing("2026-06-10T06:00:00", "2026-06-10T07:00:00")], "2026-06-10T07:00:00"),
        ("2026-06-10T03:00:00", [closing("2026-06-10T06:00:01", "2026-06-10T07:00:00")], "2026-06-10T06:00:00"),
        ("2026-06-10T03:00:00", [closing("2026-06-10T05:00:00", None)], None),
        # one that begins while the other lasts
        (
            "2026-06-10T10:00:00",
            [
                closing("2026-06-10T10:30:00", "2026-06-10T13:00:00"),
                closing("2026-06-10T10:00:00", "2026-06-10T11:00:00"),
            ],
            "2026-06-10T13:00:00",
        ),
    ],
)
def test_closings_that_follow_on_one_another_are_one_until_the_site_is_back(
    now: str, announced_ones: list[Closing], until: str | None
) -> None:
    """OPS-1: when it is back, not when the next maintenance takes over."""
    found = closed(at(now), announced_ones, at_night=True)
    assert found is not None
    assert found.until == (at(until) if until else None)


INSTANTS = st.integers(min_value=0, max_value=3 * 24 * 60).map(lambda minute: MORNING + dt.timedelta(minutes=minute))
CLOSINGS = st.builds(
    lambda one, other: Closing("a", min(one, other), max(one, other) + dt.timedelta(minutes=1)), INSTANTS, INSTANTS
)


@given(INSTANTS, st.lists(CLOSINGS, max_size=6), st.booleans())
def test_at_the_instant_that_is_told_the_site_is_open_and_never_before(
    now: dt.datetime, announced_ones: list[Closing], at_night: bool
) -> None:
    """OPS-1."""
    found = closed(now, announced_ones, at_night=at_night)
    if found is None:
        return
    assert found.until is not None
    assert found.until > now
    assert closed(found.until, announced_ones, at_night=at_night) is None
    minutes = int((found.until - now) / dt.timedelta(minutes=1))
    for minute in range(0, minutes, 7):
        assert closed(now + dt.timedelta(minutes=minute), announced_ones, at_night=at_night) == found


@pytest.mark.parametrize(
    "one",
    [
        closing("2026-06-10T10:00:01", "2026-06-10T11:00:00"),
        closing("2026-06-10T09:00:00", "2026-06-10T10:00:00"),
        closing("2026-06-10T09:00:00", None, ended="2026-06-10T09:30:00"),
    ],
    ids=["to come", "over", "ended"],
)
def test_what_has_not_begun_or_is_over_closes_nothing(one: Closing) -> None:
    """OPS-1."""
    assert closed(MORNING, [one], at_night=True) is None


def test_maintenance_that_goes_over_the_night_lasts_until_its_own_end() -> None:
    """OPS-1."""
    long = closing("2026-06-10T03:00:00", "2026-06-10T09:00:00", "復旧作業を行っています。")
    found = closed(at("2026-06-10T04:00:00"), [long], at_night=True)
    assert found is not None
    assert (found.until, found.text) == (at("2026-06-10T09:00:00"), "復旧作業を行っています。")


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (MORNING - dt.timedelta(seconds=1), None, ClosingRefused.BEGINS_IN_THE_PAST),
        (None, MORNING, ClosingRefused.ENDS_BEFORE_IT_BEGINS),
        (MORNING + dt.timedelta(hours=2), MORNING + dt.timedelta(hours=1), ClosingRefused.ENDS_BEFORE_IT_BEGINS),
    ],
)
def test_maintenance_is_not_announced_backwards(
    begins: dt.datetime | None, ends: dt.datetime | None, expected: ClosingRefused
) -> None:
    """OPS-1."""
    assert announced("a", begins, ends, "", MORNING) is expected


def test_an_emergency_begins_at_once_without_announcement() -> None:
    """OPS-1: 事前周知なく."""
    begun = announced("a", None, None, "障害の復旧作業を行っています。", MORNING)
    assert isinstance(begun, Closing)
    assert begun.holds(MORNING)

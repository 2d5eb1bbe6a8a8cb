"""MSG-11, MSG-12 and SRC-7 as functions of the facts and a day."""

import datetime as dt
from typing import Any

import pytest

from services.compliance.custody.domain.ageing import AgeingSettings, Urgency, confirm_by, days_late, urgency_of
from services.compliance.custody.domain.deciding import (
    Duty,
    Ground,
    Holding,
    holding_of,
    last_day,
)
from services.compliance.custody.domain.facts import (
    Acquisition,
    BlockChange,
    Facts,
    ServiceChange,
    Span,
    sanctioned_spans,
)
from services.compliance.standing.domain.grounds import Ground as SanctionGround
from services.compliance.standing.domain.grounds import MeasureKind
from services.compliance.standing.domain.measures import Measure
from services.legal_calendar import start_of_day


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def at(text: str) -> dt.datetime:
    """Noon in Japan."""
    return start_of_day(day(text)) + dt.timedelta(hours=12)


def acquired(*days: str) -> frozenset[Acquisition]:
    return frozenset(Acquisition(at(text), "view") for text in days)


def block(version: int, text: str, *, blocked: bool = True) -> BlockChange:
    return BlockChange(version, blocked, at(text))


def held(facts: Facts, today: str) -> Holding:
    holding = holding_of(facts, day(today))
    assert holding is not None
    return holding


@pytest.mark.parametrize(
    ("acquired_on", "accepted_on", "last"),
    [
        ("2026-01-15", None, "2026-03-31"),
        ("2025-12-31", None, "2026-02-28"),
        ("2025-06-01", "2025-06-10", "2027-03-31"),
        ("2026-02-01", "2026-03-31", "2027-03-31"),
        ("2026-02-01", "2026-04-01", "2028-03-31"),
    ],
)
def test_msg_12_the_last_day_a_record_is_kept(acquired_on: str, accepted_on: str | None, last: str) -> None:
    assert last_day(day(acquired_on), accepted_on and day(accepted_on)) == day(last)  # type: ignore[arg-type]


def test_nothing_acquired_nothing_held() -> None:
    assert holding_of(Facts(block_changes=frozenset({block(1, "2026-01-01")})), day("2026-01-02")) is None


def test_src_7_later_views_never_move_the_month() -> None:
    facts = Facts(acquired("2026-02-01", "2026-01-31", "2026-03-15"))
    assert held(facts, "2026-03-20").keep_until == day("2026-03-31")


def test_cal_1_the_month_of_acquisition_is_the_japanese_one() -> None:
    facts = Facts(frozenset({Acquisition(dt.datetime(2026, 1, 31, 15, 0, tzinfo=dt.UTC), "view")}))
    assert held(facts, "2026-02-01").keep_until == day("2026-04-30")


def test_msg_12_deletion_is_due_from_the_first_moment_after_the_last_day() -> None:
    facts = Facts(acquired("2026-01-15"))
    assert held(facts, "2026-03-31").duty is None
    assert held(facts, "2026-04-01").duty == Duty(Ground.PERIOD_OVER, dt.datetime(2026, 3, 31, 15, tzinfo=dt.UTC))


@pytest.mark.parametrize(("accepted", "counts"), [("2026-03-31", True), ("2026-04-01", False), ("2026-01-14", False)])
def test_msg_12_only_a_day_of_acceptance_inside_the_period_counts(accepted: str, counts: bool) -> None:
    holding = held(Facts(acquired("2026-01-15"), accepted_on=frozenset({day(accepted)})), "2026-05-01")
    assert (holding.accepted_on is not None) is counts
    assert (holding.duty is None) is counts


def test_msg_11_a_block_makes_a_duty_and_unblocking_does_not_undo_it() -> None:
    facts = Facts(acquired("2026-01-15"), frozenset({block(1, "2026-01-20"), block(2, "2026-01-21", blocked=False)}))
    assert held(facts, "2026-01-25").duty == Duty(Ground.BLOCK, at("2026-01-20"))


def test_msg_11_a_block_before_the_record_was_acquired_makes_a_duty_with_the_acquisition() -> None:
    facts = Facts(acquired("2026-01-15"), frozenset({block(1, "2026-01-10")}))
    assert held(facts, "2026-01-25").duty == Duty(Ground.BLOCK, at("2026-01-15"))


def test_a_block_that_was_over_before_the_record_was_acquired_makes_none() -> None:
    facts = Facts(acquired("2026-01-15"), frozenset({block(1, "2026-01-10"), block(2, "2026-01-11", blocked=False)}))
    assert held(facts, "2026-01-25").duty is None


def test_msg_11_the_block_of_an_accepted_seeker_makes_a_duty_for_what_came_through_the_service() -> None:
    facts = Facts(acquired("2026-01-15"), frozenset({block(1, "2026-02-10")}), frozenset({day("2026-02-01")}))
    holding = held(facts, "2026-02-11")
    assert (holding.duty and holding.duty.ground, holding.accepted_on) == (Ground.BLOCK, day("2026-02-01"))


def test_the_ground_that_came_first_stands() -> None:
    late_block = Facts(acquired("2026-01-15"), frozenset({block(1, "2026-04-02")}))
    early_block = Facts(acquired("2026-01-15"), frozenset({block(1, "2026-03-30")}))
    assert held(late_block, "2026-05-01").duty == Duty(Ground.PERIOD_OVER, start_of_day(day("2026-04-01")))
    assert held(early_block, "2026-05-01").duty == Duty(Ground.BLOCK, at("2026-03-30"))


def test_what_is_acquired_after_a_confirmed_deletion_is_held_anew() -> None:
    before = Facts(acquired("2026-01-15"), frozenset({block(1, "2026-01-20")}), deleted_at=at("2026-01-25"))
    assert holding_of(before, day("2026-02-01")) is None
    unblocked = block(2, "2026-01-28", blocked=False)
    after = Facts(
        acquired("2026-01-15", "2026-02-03"), before.block_changes | {unblocked}, deleted_at=before.deleted_at
    )
    holding = held(after, "2026-02-04")
    assert (holding.acquired_at, holding.duty) == (at("2026-02-03"), None)


# Demand and the end of the service -----------------------------------------------------------------------------------


def test_msg_11_a_demand_covers_what_was_held_when_it_was_made() -> None:
    held_then = Facts(acquired("2026-01-15"), demanded_at=frozenset({at("2026-01-20")}))
    assert held(held_then, "2026-01-25").duty == Duty(Ground.DEMAND, at("2026-01-20"))
    acquired_later = Facts(acquired("2026-01-21"), demanded_at=frozenset({at("2026-01-20")}))
    assert held(acquired_later, "2026-01-25").duty is None


def test_msg_11_a_demand_after_another_ground_is_kept_beside_it() -> None:
    facts = Facts(
        acquired("2026-01-15"), frozenset({block(1, "2026-01-16")}), demanded_at=frozenset({at("2026-01-20")})
    )
    holding = held(facts, "2026-01-25")
    assert (holding.duty, holding.demanded_at) == (Duty(Ground.BLOCK, at("2026-01-16")), at("2026-01-20"))


def suspended(kind: MeasureKind, begun: str, ended: str | None = None, **changes: Any) -> frozenset[Span]:
    ended_at = None if ended is None else at(ended)
    return sanctioned_spans([Measure(kind, SanctionGround.OTHER_BREACH, at(begun), ended_at=ended_at, **changes)])


def test_msg_11_a_suspension_makes_a_duty_that_its_end_does_not_undo() -> None:
    spans = suspended(MeasureKind.UNTIL_CORRECTED, "2026-01-20", "2026-02-01")
    facts = Facts(acquired("2026-01-15"), sanctioned=spans)
    assert held(facts, "2026-03-01").duty == Duty(Ground.SERVICE_ENDED, at("2026-01-20"))
    assert held(Facts(acquired("2026-02-02"), sanctioned=spans), "2026-03-01").duty is None


def test_cmp_14_a_suspension_with_a_term_is_over_by_its_day_whether_or_not_that_was_dealt_with() -> None:
    spans = suspended(MeasureKind.WITH_TERM, "2026-01-20", last_day=day("2026-07-20"))
    inside, after = Facts(acquired("2026-07-20"), sanctioned=spans), Facts(acquired("2026-07-21"), sanctioned=spans)
    assert held(inside, "2026-07-22").duty == Duty(Ground.SERVICE_ENDED, at("2026-07-20"))
    assert held(after, "2026-07-22").duty is None


def test_cmp_6_a_suspension_that_goes_on_has_no_end() -> None:
    overdue = Measure(MeasureKind.WITH_TERM, SanctionGround.OVERDUE, at("2026-01-20"), last_day=day("2026-07-20"))
    facts = Facts(acquired("2026-08-01"), sanctioned=sanctioned_spans([overdue]))
    assert held(facts, "2026-08-02").duty == Duty(Ground.SERVICE_ENDED, at("2026-08-01"))


def test_cmp_10_a_provisional_suspension_makes_none() -> None:
    assert suspended(MeasureKind.PROVISIONAL, "2026-01-20") == frozenset()


def test_reg_3_versions_and_not_instants_order_what_the_registry_told() -> None:
    """Closed and open again at the same instant, whichever comes first in the set."""
    changes = frozenset({ServiceChange(3, True, at("2026-01-20")), ServiceChange(2, False, at("2026-01-20"))})
    assert held(Facts(acquired("2026-01-20"), service_changes=changes), "2026-01-25").duty is None
    assert held(Facts(acquired("2026-01-19"), service_changes=changes), "2026-01-25").duty == Duty(
        Ground.SERVICE_ENDED, at("2026-01-20")
    )


# How the age of a duty is shown --------------------------------------------------------------------------------------

AGEING = AgeingSettings(days_at_once=1, days_without_delay=7)


def test_msg_11_without_delay_is_late_after_seven_days_and_at_once_after_one() -> None:
    blocked = held(Facts(acquired("2026-01-15"), frozenset({block(1, "2026-01-16")})), "2026-01-20")
    demanded = held(Facts(acquired("2026-01-15"), demanded_at=frozenset({at("2026-01-16")})), "2026-01-20")
    assert (urgency_of(blocked), confirm_by(blocked, AGEING)) == (Urgency.WITHOUT_DELAY, day("2026-01-23"))
    assert (urgency_of(demanded), confirm_by(demanded, AGEING)) == (Urgency.AT_ONCE, day("2026-01-17"))
    assert [days_late(day("2026-01-17"), day(today)) for today in ("2026-01-16", "2026-01-17", "2026-01-18")] == [
        0,
        0,
        1,
    ]


def test_a_late_demand_gives_no_more_time_than_the_duty_had() -> None:
    facts = Facts(
        acquired("2026-01-15"), frozenset({block(1, "2026-01-16")}), demanded_at=frozenset({at("2026-02-01")})
    )
    assert confirm_by(held(facts, "2026-02-02"), AGEING) == day("2026-01-23")


def test_what_need_not_be_deleted_has_no_day() -> None:
    assert confirm_by(held(Facts(acquired("2026-01-15")), "2026-01-20"), AGEING) is None

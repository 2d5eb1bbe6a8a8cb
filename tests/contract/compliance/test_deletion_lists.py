"""MSG-11, MSG-12: the worklist of an organization, confirmations of many, and what staff see of late ones."""

import datetime as dt
from functools import partial
from typing import Any

import pytest

from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.usecases.working_off import open_duties_of_ended_periods
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller, Role
from services.contracts.compliance import (
    CONFIRM_DUTIES,
    CONFIRM_DUTY,
    COUNT_CUSTODY,
    DEMAND_DELETION,
    LIST_CUSTODY,
    LIST_DUTIES,
    LIST_LATE_DUTIES,
    LIST_LATE_ORGANIZATIONS,
    RECORD_DELETED,
)
from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from tests.contract.at_once import together
from tests.contract.compliance.conftest import Compliance
from tests.contract.served import START, Refused

NUMBERS = [f"{40_000_000_000 + index}" for index in range(6)]
MINISTRY = Caller(role=Role.MINISTRY, account_id=new_id())


def bureau(code: str) -> Caller:
    return Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code=code)


def blocked(compliance: Compliance, agency: Caller, *numbers: str) -> list[str]:
    """Records viewed and blocked a minute later, one a day; the IDs of their duties, the oldest first."""
    for number in numbers:
        compliance.tell(compliance.viewed(agency, number))
        compliance.tell(compliance.block(agency, 1, number=number, at=compliance.now + dt.timedelta(minutes=1)))
        compliance.pass_by(days=1)
    return [duty["duty_id"] for duty in compliance.call(LIST_DUTIES, agency)["duties"]]


def shown(compliance: Compliance, agency: Caller, **request: Any) -> list[str]:
    return [duty["seeker_number"] for duty in compliance.call(LIST_DUTIES, agency, **request)["duties"]]


def test_msg_11_duties_are_sorted_filtered_and_counted(compliance: Compliance) -> None:
    agency = compliance.agency()
    blocked(compliance, agency, *NUMBERS[:3])
    person = Caller(role=Role.SEEKER, account_id=new_id(), seeker_number=NUMBERS[2])
    compliance.call(DEMAND_DELETION, person, organization_id=agency.organization_id)
    compliance.tell(compliance.viewed(agency, NUMBERS[3]))
    demander = Caller(role=Role.SEEKER, account_id=new_id(), seeker_number=NUMBERS[3])
    compliance.call(DEMAND_DELETION, demander, organization_id=agency.organization_id)
    assert shown(compliance, agency) == NUMBERS[:4]
    assert shown(compliance, agency, sort="newest") == NUMBERS[3::-1]
    assert shown(compliance, agency, sort="confirm_by") == [NUMBERS[2], NUMBERS[3], *NUMBERS[:2]]
    assert shown(compliance, agency, ground="demand") == [NUMBERS[3]]
    assert shown(compliance, agency, urgency="at_once") == NUMBERS[2:4]
    assert shown(compliance, agency, urgency="without_delay") == NUMBERS[:2]
    assert shown(compliance, agency, late=True) == []
    compliance.pass_by(days=2)
    assert shown(compliance, agency, late=True) == NUMBERS[2:4]
    counts = compliance.call(COUNT_CUSTODY, agency)
    assert (counts["held"], counts["due"], counts["at_once"], counts["late"]) == (0, 4, 2, 2)
    assert {one["ground"]: one["count"] for one in counts["grounds"]} == {
        "demand": 1,
        "block": 3,
        "period_over": 0,
        "service_ended": 0,
    }


@pytest.mark.parametrize("sort", ["oldest", "newest", "confirm_by"])
def test_duties_are_paged_whole_in_every_order(compliance: Compliance, sort: str) -> None:
    agency = compliance.agency()
    blocked(compliance, agency, *NUMBERS)
    whole = shown(compliance, agency, sort=sort)
    paged: list[str] = []
    after = None
    while True:
        page = compliance.call(LIST_DUTIES, agency, sort=sort, limit=4, after=after)
        paged += [duty["seeker_number"] for duty in page["duties"]]
        after = page["next"]
        if after is None:
            break
    assert paged == whole
    assert len(set(whole)) == 6


def test_msg_11_days_late_are_counted_from_the_day_after_the_yardstick(compliance: Compliance) -> None:
    agency = compliance.agency()
    blocked(compliance, agency, NUMBERS[0])
    (duty,) = compliance.call(LIST_DUTIES, agency)["duties"]
    assert (duty["urgency"], duty["confirm_by"], duty["days_late"]) == ("without_delay", "2026-04-29", 0)
    compliance.pass_by(days=7)
    (duty,) = compliance.call(LIST_DUTIES, agency)["duties"]
    assert duty["days_late"] == 1


def test_msg_12_holdings_show_the_days_left_and_are_filtered_and_sorted(compliance: Compliance) -> None:
    agency = compliance.agency()
    for number in NUMBERS[:2]:
        compliance.tell(compliance.viewed(agency, number))
    compliance.pass_by(days=10)
    compliance.tell(compliance.viewed(agency, NUMBERS[2]))
    compliance.tell(compliance.placement(agency, 2, compliance.today, new_id(), NUMBERS[0]))
    compliance.tell(compliance.block(agency, 1, number=NUMBERS[1]))

    def seen(**request: Any) -> list[tuple[str, int | None]]:
        found = compliance.call(LIST_CUSTODY, agency, **request)["holdings"]
        return [(one["seeker_number"], one["days_left"]) for one in found]

    assert seen() == [(NUMBERS[1], None), (NUMBERS[2], 90), (NUMBERS[0], 699)]
    assert seen(state="held") == [(NUMBERS[2], 90), (NUMBERS[0], 699)]
    assert seen(state="due") == [(NUMBERS[1], None)]
    assert seen(accepted=True) == [(NUMBERS[0], 699)]
    assert seen(ending_within_days=90, state="held") == [(NUMBERS[2], 90)]
    assert [number for number, _ in seen(sort="acquired")] == NUMBERS[:3]
    counts = compliance.call(COUNT_CUSTODY, agency)
    assert (counts["held"], counts["accepted"], counts["ending_soon"], counts["due"]) == (2, 1, 0, 1)
    assert counts["ending_soon_days"] == 30
    compliance.service.ageing = AgeingSettings(ends_soon_days=90)
    counts = compliance.call(COUNT_CUSTODY, agency)
    assert (counts["ending_soon"], counts["ending_soon_days"]) == (1, 90)


def test_holdings_are_paged_by_acquisition_too(compliance: Compliance) -> None:
    agency = compliance.agency()
    for number in NUMBERS:
        compliance.tell(compliance.viewed(agency, number))
        compliance.pass_by(minutes=1)
    first = compliance.call(LIST_CUSTODY, agency, sort="acquired", limit=4)
    second = compliance.call(LIST_CUSTODY, agency, sort="acquired", limit=4, cursor=first["cursor"])
    assert [one["seeker_number"] for one in first["holdings"] + second["holdings"]] == NUMBERS
    with pytest.raises(Refused) as refused:
        compliance.call(LIST_CUSTODY, agency, sort="keep_until", cursor=first["cursor"])
    assert refused.value.code is ErrorCode.STALE_CURSOR


def test_msg_11_many_are_confirmed_at_once_with_a_result_each(compliance: Compliance) -> None:
    agency, other = compliance.agency(), compliance.agency()
    first, second, third = blocked(compliance, agency, *NUMBERS[:3])
    (foreign,) = blocked(compliance, other, NUMBERS[0])
    compliance.call(CONFIRM_DUTY, agency, duty_id=first)
    unknown = new_id()
    asked = [second, first, foreign, unknown, third, second]
    answer = compliance.call(CONFIRM_DUTIES, agency, duty_ids=asked)
    assert [(one["duty_id"], one["result"]) for one in answer["results"]] == [
        (second, "confirmed"),
        (first, "already_confirmed"),
        (foreign, "not_found"),
        (unknown, "not_found"),
        (third, "confirmed"),
        (second, "given_twice"),
    ]
    assert answer["confirmed"] == 2
    assert shown(compliance, agency) == []
    assert shown(compliance, other) == [NUMBERS[0]]
    assert len(compliance.published(RECORD_DELETED)) == 3


def test_msg_11_a_confirmation_keeps_who_and_when_and_the_day_that_was_told(compliance: Compliance) -> None:
    """OPS-3: an entry of the audit log for each, also in a batch."""
    agency = compliance.agency()
    ids = blocked(compliance, agency, *NUMBERS[:2])
    additional = Caller(role=Role.ORGANIZATION_ADDITIONAL, account_id=new_id(), organization_id=agency.organization_id)
    compliance.call(CONFIRM_DUTIES, additional, duty_ids=ids, deleted_on="2026-04-23")
    for duty in compliance.call(LIST_DUTIES, agency, state="confirmed")["duties"]:
        assert duty["confirmed_by"] == additional.account_id
        assert (duty["confirmed_at"], duty["deleted_on"]) == ("2026-04-24T01:00:00Z", "2026-04-23")
        assert duty["days_late"] == 0
    entries = compliance.published(AUDIT_RECORDED["compliance"])
    assert [(entry["action"], entry["subject_id"]) for entry in entries] == [
        ("compliance.confirm_duty", duty_id) for duty_id in ids
    ]


@pytest.mark.parametrize("day", ["2026-04-21", "2026-04-24"])
def test_a_deletion_before_the_acquisition_or_to_come_is_refused(compliance: Compliance, day: str) -> None:
    agency = compliance.agency()
    (duty_id,) = blocked(compliance, agency, NUMBERS[0])
    with pytest.raises(Refused) as refused:
        compliance.call(CONFIRM_DUTY, agency, duty_id=duty_id, deleted_on=day)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.DELETION_DAY_UNFIT, "/deleted_on")
    (result,) = compliance.call(CONFIRM_DUTIES, agency, duty_ids=[duty_id], deleted_on=day)["results"]
    assert result["result"] == "day_unfit"


def test_a_confirmation_and_a_new_acquisition_at_the_same_time_lose_nothing(compliance: Compliance) -> None:
    """What was acquired until the confirmation went with it; what was acquired after is held anew, whichever came first."""
    agency = compliance.agency()
    ids = blocked(compliance, agency, *NUMBERS)
    later = compliance.now + dt.timedelta(minutes=5)
    earlier = compliance.now - dt.timedelta(minutes=5)
    unblocked = [compliance.block(agency, 2, blocked=False, number=number, at=earlier) for number in NUMBERS]
    compliance.tell(*unblocked)
    viewed = [compliance.viewed(agency, number, later) for number in NUMBERS[:3]]
    viewed += [compliance.viewed(agency, number, earlier) for number in NUMBERS[3:]]

    def act(index: int) -> None:
        if index % 2:
            compliance.tell(viewed[index // 2])
        else:
            compliance.call(CONFIRM_DUTY, agency, duty_id=ids[index // 2])

    together(*(partial(act, index) for index in range(12)))
    held = compliance.call(LIST_CUSTODY, agency, sort="acquired")["holdings"]
    assert sorted(one["seeker_number"] for one in held) == NUMBERS[:3]
    assert [one["ground"] for one in held] == [None, None, None]


def test_msg_11_staff_see_late_deletions_of_their_own_organizations_with_their_age(compliance: Compliance) -> None:
    agency, osaka = compliance.agency("東京の紹介所"), compliance.agency("大阪の紹介所")
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(osaka, version=2, name="大阪の紹介所", bureau_code="27"))
    blocked(compliance, agency, *NUMBERS[:2])
    blocked(compliance, osaka, NUMBERS[2])
    assert compliance.call(LIST_LATE_DUTIES, MINISTRY)["total"] == 0
    compliance.now = START + dt.timedelta(days=15)
    seen = compliance.call(LIST_LATE_DUTIES, MINISTRY)
    assert [(one["seeker_number"], one["days_late"]) for one in seen["duties"]] == [
        (NUMBERS[0], 8),
        (NUMBERS[1], 7),
        (NUMBERS[2], 6),
    ]
    assert [(one["from_days"], one["to_days"], one["count"]) for one in seen["ages"]] == [
        (1, 7, 2),
        (8, 30, 1),
        (31, None, 0),
    ]
    own = compliance.call(LIST_LATE_DUTIES, bureau("27"))
    assert [(one["organization_name"], one["bureau_code"]) for one in own["duties"]] == [("大阪の紹介所", "27")]
    assert own["total"] == 1
    with pytest.raises(Refused) as refused:
        compliance.call(LIST_LATE_DUTIES, bureau("27"), bureau_code="13")
    assert refused.value.code is ErrorCode.OTHER_BUREAUS_ORGANIZATION
    assert compliance.call(LIST_LATE_DUTIES, MINISTRY, bureau_code="27")["total"] == 1
    assert compliance.call(LIST_LATE_DUTIES, MINISTRY, organization_id=agency.organization_id)["total"] == 2
    assert compliance.call(LIST_LATE_DUTIES, MINISTRY, ground="demand")["total"] == 0


def test_late_deletions_and_their_organizations_are_paged(compliance: Compliance) -> None:
    agencies = [compliance.agency(f"第{index}紹介所") for index in range(3)]
    for agency in agencies:
        blocked(compliance, agency, *NUMBERS[:2])
    compliance.now = START + dt.timedelta(days=40)
    names: list[tuple[str, int, int]] = []
    after = None
    while True:
        page = compliance.call(LIST_LATE_ORGANIZATIONS, MINISTRY, limit=2, after=after)
        names += [(one["organization_name"], one["late"], one["days_late"]) for one in page["organizations"]]
        after = page["next"]
        if after is None:
            break
    assert names == [("第0紹介所", 2, 33), ("第1紹介所", 2, 31), ("第2紹介所", 2, 29)]
    first = compliance.call(LIST_LATE_DUTIES, MINISTRY, limit=4)
    second = compliance.call(LIST_LATE_DUTIES, MINISTRY, limit=4, after=first["next"])
    assert len({one["duty_id"] for one in first["duties"] + second["duties"]}) == 6
    with pytest.raises(Refused):
        compliance.call(LIST_LATE_DUTIES, MINISTRY, after=new_id())
    with pytest.raises(Refused):
        compliance.call(LIST_LATE_ORGANIZATIONS, MINISTRY, after=new_id())


def test_cal_6_ended_periods_of_several_organizations_are_worked_off_in_batches(compliance: Compliance) -> None:
    """MSG-12: a batch is of one organization; what is left is found by the next, and a day that was missed as well."""
    agencies = [compliance.agency() for _ in range(3)]
    for agency in agencies:
        compliance.tell(compliance.guided(agency, *NUMBERS))
    compliance.now = dt.datetime(2026, 7, 3, tzinfo=dt.UTC)
    done = []
    for _ in range(4):
        with compliance.work() as work:
            done.append(open_duties_of_ended_periods(work, work.day, AgeingSettings()))
    assert done == [6, 6, 6, 0]
    for agency in agencies:
        grounds = {duty["ground"] for duty in compliance.call(LIST_DUTIES, agency)["duties"]}
        assert grounds == {"period_over"}

"""SRC-7, MSG-11, MSG-12: custody of records and the duties to delete them."""

import datetime as dt
from functools import partial

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.usecases.working_off import open_duties_of_ended_periods
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller, Role
from services.contracts.compliance import (
    CONFIRM_DUTY,
    LIST_CUSTODY,
    LIST_DUTIES,
    LIST_HOLDERS,
    RECORD_DELETED,
)
from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from tests.contract.at_once import DONE, at_once, together
from tests.contract.compliance.conftest import SEEKER, Compliance, Told
from tests.contract.served import START, Refused

HOUR = dt.timedelta(hours=1)


def open_duties(compliance: Compliance, agency: Caller) -> list[dict[str, object]]:
    return list(compliance.call(LIST_DUTIES, agency)["duties"])


def custody(compliance: Compliance, agency: Caller) -> list[dict[str, object]]:
    return list(compliance.call(LIST_CUSTODY, agency)["holdings"])


def test_a_municipality_is_told_the_rule_and_no_article_of_terms_that_do_not_bind_it(compliance: Compliance) -> None:
    """MSG-12; seed 001 is the terms of the private class."""
    town = compliance.agency()
    compliance.receive(
        ORGANIZATION_CHANGED, compliance.state(town, version=2, kind="municipality_own", class_="municipal")
    )
    compliance.tell(compliance.viewed(town))
    assert [one["keep_rule"] for one in custody(compliance, town)] == [
        "求職の申込みを受理していない求職情報は、取得した月の翌々月の末日まで保有できます。"
    ]
    compliance.tell(compliance.placement(town, 1, compliance.today, new_id(), SEEKER))
    assert [one["keep_rule"] for one in custody(compliance, town)] == [
        "求職の申込みを受理した求職情報は、受理した年度の翌年度の初日から１年を経過する日まで保有できます。"
    ]


def test_src_7_the_first_acquisition_opens_custody_and_later_ones_change_nothing(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    compliance.pass_by(days=30)
    compliance.tell(compliance.guided(agency), compliance.viewed(agency))
    (holding,) = custody(compliance, agency)
    assert holding == {
        "seeker_number": SEEKER,
        "acquired_at": "2026-04-22T01:00:00Z",
        "acquired_by": agency.account_id,
        "reason": "view",
        "keep_until": "2026-06-30",
        "keep_basis": "not_accepted",
        "keep_rule": "求職の申込みを受理していない求職情報は、取得した月の翌々月の末日まで保有できます（利用規約７(2)①オ(ウ)）。",
        "days_left": 39,
        "accepted_on": None,
        "duty_id": None,
        "ground": None,
    }


def test_src_7_guidance_alone_is_an_acquisition_too(compliance: Compliance) -> None:
    agency = compliance.agency()
    numbers = [f"{10_000_000_000 + index}" for index in range(200)]
    compliance.tell(compliance.guided(agency, *numbers))
    assert custody(compliance, agency)[0]["reason"] == "guidance"
    shown, cursor = [], None
    while True:
        page = compliance.call(LIST_CUSTODY, agency, limit=60, cursor=cursor)
        shown += [holding["seeker_number"] for holding in page["holdings"]]
        cursor = page["cursor"]
        if cursor is None:
            break
    assert sorted(shown) == numbers


def test_msg_11_a_block_opens_a_duty_of_the_organization_that_holds_the_record(compliance: Compliance) -> None:
    holder, stranger = compliance.agency(), compliance.agency()
    compliance.tell(compliance.viewed(holder))
    compliance.pass_by(hours=1)
    compliance.tell(compliance.block(holder, 1), compliance.block(stranger, 1))
    (duty,) = open_duties(compliance, holder)
    assert (duty["ground"], duty["rule"], duty["opened_at"]) == ("block", "MSG-11", "2026-04-22T02:00:00Z")
    assert open_duties(compliance, stranger) == []


def test_msg_11_a_duty_is_confirmed_once_and_the_record_is_held_no_more(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency), compliance.block(agency, 1, at=START + HOUR))
    compliance.pass_by(days=1)
    (duty,) = open_duties(compliance, agency)
    confirmed = compliance.call(CONFIRM_DUTY, agency, duty_id=duty["duty_id"])
    assert confirmed["confirmed_at"] == "2026-04-23T01:00:00Z"
    assert (open_duties(compliance, agency), custody(compliance, agency)) == ([], [])
    assert compliance.call(LIST_DUTIES, agency, state="confirmed")["duties"] == [confirmed]
    (told,) = compliance.published(RECORD_DELETED)
    assert (told["seeker_number"], told["ground"]) == (SEEKER, "block")
    with pytest.raises(Refused) as refused:
        compliance.call(CONFIRM_DUTY, agency, duty_id=duty["duty_id"])
    assert refused.value.code is ErrorCode.DUTY_ALREADY_CONFIRMED


def test_msg_11_of_many_confirmations_at_once_one_counts(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency), compliance.block(agency, 1))
    (duty,) = open_duties(compliance, agency)

    outcomes = at_once(*[lambda: compliance.call(CONFIRM_DUTY, agency, duty_id=duty["duty_id"])] * 8)
    assert sorted(outcomes) == [DONE, *[ErrorCode.DUTY_ALREADY_CONFIRMED] * 7]
    assert len(compliance.published(RECORD_DELETED)) == 1


def test_other_organizations_duties_do_not_exist(compliance: Compliance) -> None:
    agency, other = compliance.agency(), compliance.agency()
    compliance.tell(compliance.viewed(agency), compliance.block(agency, 1))
    (duty,) = open_duties(compliance, agency)
    for operation, request in ((CONFIRM_DUTY, {"duty_id": duty["duty_id"]}), (LIST_DUTIES, {"after": duty["duty_id"]})):
        with pytest.raises(Refused) as refused:
            compliance.call(operation, other, **request)
        assert refused.value.code is ErrorCode.NOT_FOUND


def test_a_record_under_custody_without_a_duty_can_not_be_confirmed(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    with pytest.raises(Refused, match="not_found"):
        compliance.call(CONFIRM_DUTY, agency, duty_id=new_id())


def test_duties_are_paged_oldest_first(compliance: Compliance) -> None:
    agency = compliance.agency()
    numbers = [f"{20_000_000_000 + index}" for index in range(5)]
    for hours, number in enumerate(numbers):
        at = START + hours * HOUR
        compliance.tell(compliance.viewed(agency, number, at), compliance.block(agency, 1, number=number, at=at))
    first = compliance.call(LIST_DUTIES, agency, limit=3)
    second = compliance.call(LIST_DUTIES, agency, limit=3, after=first["next"])
    assert [duty["seeker_number"] for duty in first["duties"] + second["duties"]] == numbers
    assert second["next"] is None


def test_msg_12_the_daily_duty_opens_what_ran_out_and_run_twice_does_no_harm(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))

    def run(day: str) -> int:
        compliance.now = dt.datetime.fromisoformat(f"{day}T01:00:00+00:00")
        with compliance.work() as work:
            return open_duties_of_ended_periods(work, work.day, AgeingSettings())

    assert run("2026-06-30") == 0
    assert run("2026-07-03") == 1
    (duty,) = open_duties(compliance, agency)
    assert (duty["ground"], duty["opened_at"]) == ("period_over", "2026-06-30T15:00:00Z")
    assert run("2026-07-03") == 0
    assert open_duties(compliance, agency) == [duty]
    [entry] = compliance.published(AUDIT_RECORDED["compliance"])
    assert (entry["action"], entry["role"]) == ("compliance.open_duties_of_ended_periods", Role.SYSTEM)
    assert (entry["subject_id"], entry["details"]) == (agency.organization_id, {"holdings": 1, "day": "2026-07-03"})


def test_msg_12_an_acceptance_moves_the_last_day_also_when_recorded_late(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    compliance.now = dt.datetime(2026, 7, 2, 1, 0, tzinfo=dt.UTC)
    with compliance.work() as work:
        open_duties_of_ended_periods(work, work.today, AgeingSettings())
    assert len(open_duties(compliance, agency)) == 1
    compliance.tell(compliance.placement(agency, 2, dt.date(2026, 6, 30), new_id()))
    (holding,) = custody(compliance, agency)
    assert (holding["keep_until"], holding["accepted_on"]) == ("2028-03-31", "2026-06-30")
    assert open_duties(compliance, agency) == []


def test_msg_12_an_acceptance_after_the_period_lifts_no_duty_and_keeps_nothing_longer(compliance: Compliance) -> None:
    """MSG-13: it is recorded, as every application is to be accepted; only one inside the period counts for what is kept."""
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency))
    compliance.now = dt.datetime(2026, 7, 2, 1, 0, tzinfo=dt.UTC)
    compliance.tell(compliance.placement(agency, 1, dt.date(2026, 7, 2), new_id()))
    (holding,) = custody(compliance, agency)
    assert (holding["keep_until"], holding["accepted_on"]) == ("2026-06-30", None)
    assert len(open_duties(compliance, agency)) == 1


def test_msg_12_an_acceptance_that_is_taken_back_leaves_the_record_as_if_there_had_been_none(
    compliance: Compliance,
) -> None:
    """MSG-13: recorded in the wrong conversation; the period is over meanwhile, and the duty opens at once."""
    agency, conversation_id = compliance.agency(), new_id()
    compliance.tell(compliance.viewed(agency), compliance.placement(agency, 1, START.date(), conversation_id))
    compliance.now = dt.datetime(2026, 7, 2, 1, 0, tzinfo=dt.UTC)
    assert open_duties(compliance, agency) == []
    event, data = compliance.placement(agency, 2, None, conversation_id)
    compliance.tell((event, {**data, "applied_on": None}))
    (holding,) = custody(compliance, agency)
    assert (holding["keep_until"], holding["accepted_on"]) == ("2026-06-30", None)
    (duty,) = open_duties(compliance, agency)
    assert (duty["ground"], duty["opened_at"]) == ("period_over", "2026-06-30T15:00:00Z")


def test_msg_12_nothing_is_accepted_any_more_once_deletion_is_confirmed(compliance: Compliance) -> None:
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency), compliance.block(agency, 1, at=START + HOUR))
    compliance.pass_by(days=1)
    (duty,) = open_duties(compliance, agency)
    compliance.call(CONFIRM_DUTY, agency, duty_id=duty["duty_id"])
    compliance.tell(compliance.placement(agency, 2, START.date(), new_id()))
    assert custody(compliance, agency) == []


def test_see_7_a_seeker_sees_who_acquired_the_record_and_what_became_of_it(compliance: Compliance) -> None:
    seeker = Caller(role=Role.SEEKER, account_id=new_id(), seeker_number=SEEKER)
    keeps, must_delete, deleted = (compliance.agency(name) for name in ("第一紹介所", "第二紹介所", "第三紹介所"))
    for hours, agency in enumerate((keeps, must_delete, deleted)):
        compliance.tell(compliance.viewed(agency, at=START + hours * HOUR))
    compliance.pass_by(days=1)
    compliance.tell(compliance.block(must_delete, 1), compliance.block(deleted, 1))
    (duty,) = open_duties(compliance, deleted)
    compliance.call(CONFIRM_DUTY, deleted, duty_id=duty["duty_id"])
    holders = compliance.call(LIST_HOLDERS, seeker)["holders"]
    assert [(holder["organization_name"], holder["deletion_due"], holder["deleted_at"]) for holder in holders] == [
        ("第三紹介所", False, "2026-04-23T01:00:00Z"),
        ("第二紹介所", True, None),
        ("第一紹介所", False, None),
    ]


@pytest.mark.parametrize("cursor", ["x", "2026-01-01", "2026-01-01.x", ".", "2026-13-01." + "0" * 32])
def test_a_made_up_cursor_is_refused(compliance: Compliance, cursor: str) -> None:
    with pytest.raises(Refused) as refused:
        compliance.call(LIST_CUSTODY, compliance.agency(), cursor=cursor)
    assert refused.value.code is ErrorCode.STALE_CURSOR


def _history(compliance: Compliance, agency: Caller, conversation_id: str) -> list[Told]:
    """Viewed while blocked, guided after unblocking, accepted, blocked and unblocked again; withdrawn, told of before and after."""
    return [
        compliance.block(agency, 1, at=START),
        compliance.viewed(agency, at=START + HOUR),
        compliance.block(agency, 2, blocked=False, at=START + 2 * HOUR),
        compliance.guided(agency, at=START + 3 * HOUR),
        compliance.placement(agency, 1, None, conversation_id),
        compliance.placement(agency, 2, START.date(), conversation_id),
        compliance.block(agency, 3, at=START + 5 * HOUR),
        compliance.block(agency, 4, blocked=False, at=START + 6 * HOUR),
        (ORGANIZATION_CHANGED, compliance.state(agency, version=2, services=["offers"])),
        (ORGANIZATION_CHANGED, compliance.state(agency, version=3)),
    ]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(range(10)),
    told=st.sets(st.integers(0, 9)),
    doubled=st.lists(st.integers(0, 9), max_size=3),
)
@example(order=[0, 8, 5, 2, 3, 7, 4, 6, 9, 1], told={1, 2, 4, 6, 7, 8, 9}, doubled=[0])
def test_whatever_the_order_of_events_the_same_is_held_and_due(
    compliance: Compliance, order: list[int], told: set[int], doubled: list[int]
) -> None:
    """MSG-11, MSG-12, SRC-7; a review of what the organization holds comes at the end, as it does soon after."""
    outcomes = []
    for sequence in (range(10), [*order, *doubled]):
        agency = compliance.agency()
        history = _history(compliance, agency, new_id())
        compliance.tell(*(history[index] for index in sequence if index in told))
        compliance.review()
        anew = {"duty_id": None, "acquired_by": None}
        duties = [{**duty, **anew} for duty in open_duties(compliance, agency)]
        held = [{**holding, **anew} for holding in custody(compliance, agency)]
        outcomes.append((held, duties))
    assert outcomes[0] == outcomes[1]


def test_a_view_and_a_block_at_the_same_moment_make_a_duty(compliance: Compliance) -> None:
    agencies = [compliance.agency() for _ in range(20)]
    for agency in agencies:
        view, block = compliance.viewed(agency), compliance.block(agency, 1)
        together(partial(compliance.tell, view), partial(compliance.tell, block))
    assert [len(open_duties(compliance, agency)) for agency in agencies] == [1] * 20

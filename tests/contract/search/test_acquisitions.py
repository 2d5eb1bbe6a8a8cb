"""The ledger of acquisitions (SRC-7): the first view or guidance counts, later ones never move it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pytest

from services.contracts.caller import Caller, Role
from services.contracts.search import SHOW_SEEKER, ShowSeekerAnswer
from services.contracts.seeker_record import SeekerRecord
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from services.search import projections, usecases
from services.search.reasons import SearchReason
from services.search.service import SearchService
from services.search.tables import acquisitions, later_views
from tests.contract.at_once import shared_out
from tests.contract.search.conftest import MUNICIPAL, PRIVATE, ReadModel, reader
from tests.contract.search.records import NOON, TODAY
from tests.contract.served import Served

ONE = "00000000001"
JUNE = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


def show(
    model: ReadModel,
    seeker_number: str = ONE,
    *,
    organization_id: str = PRIVATE,
    now: dt.datetime = NOON,
    today: dt.date = TODAY,
) -> dict[str, Any]:
    with model.database.transaction() as connection:
        answer = usecases.show_seeker(
            connection, reader(organization_id), seeker_number, now=now, today=today, trace="t"
        )
    dumped: dict[str, Any] = ShowSeekerAnswer().dump(answer)
    return dumped


def guide(model: ReadModel, *seeker_numbers: str, sent_at: dt.datetime = NOON) -> None:
    sent = [
        {"organization_id": PRIVATE, "account_id": None, "seeker_number": number, "sent_at": sent_at}
        for number in seeker_numbers
    ]
    with model.database.transaction() as connection:
        guidance = {"sent": sent, "role": Role.ORGANIZATION_ADDITIONAL, "network_address": "198.51.100.7"}
        usecases.acquire_by_guidance(connection, guidance, now=sent_at, trace="t")


def told(model: ReadModel) -> list[dict[str, Any]]:
    return _written(model, "seeker_record_acquired")


def entered(model: ReadModel) -> list[dict[str, Any]]:
    return _written(model, "audit_recorded")


def _written(model: ReadModel, type_: str) -> list[dict[str, Any]]:
    with model.database.transaction() as connection:
        bodies = connection.exec_driver_sql("SELECT body FROM outbox ORDER BY seq").scalars().all()
    events = [json.loads(body) for body in bodies]
    assert {event["type"] for event in events} <= {"seeker_record_acquired", "audit_recorded"}
    return [event["data"] for event in events if event["type"] == type_]


def test_the_first_view_is_an_acquisition_and_later_ones_are_not(read_model: ReadModel) -> None:
    read_model.add(1, desired_work="経理")
    first, later = show(read_model), show(read_model, now=JUNE)
    assert first["acquired_at"] == later["acquired_at"] == "2026-05-15T03:00:00Z"
    assert first["record"]["desired_work"] == "経理"
    (event,) = told(read_model)
    assert (event["organization_id"], event["seeker_number"], event["reason"]) == (PRIVATE, ONE, "view")
    assert event["acquired_at"] == "2026-05-15T03:00:00Z"


def test_an_organization_gets_every_field_of_both_applications(read_model: ReadModel) -> None:
    """SEE-3, SEE-A, SEE-B: as the registry told it, none left out."""
    told_of = read_model.add(1)
    assert show(read_model)["record"] == SeekerRecord().dump(SeekerRecord().load(told_of["record"]))


def test_each_organization_acquires_for_itself(read_model: ReadModel) -> None:
    read_model.add(1)
    show(read_model)
    assert show(read_model, organization_id=MUNICIPAL, now=JUNE)["acquired_at"] == "2026-06-01T00:00:00Z"
    assert len(told(read_model)) == 2


def test_a_new_application_for_work_is_acquired_anew(read_model: ReadModel) -> None:
    read_model.add(1)
    show(read_model)
    read_model.add(1, version=2)
    assert show(read_model, now=JUNE)["acquired_at"] == "2026-06-01T00:00:00Z"


def test_guidance_is_an_acquisition_unless_there_was_a_view(read_model: ReadModel) -> None:
    for number in (1, 2):
        read_model.add(number)
    show(read_model)
    guide(read_model, ONE, "00000000002", sent_at=JUNE)
    assert [(event["seeker_number"], event["reason"]) for event in told(read_model)] == [
        (ONE, "view"),
        ("00000000002", "guidance"),
    ]
    assert show(read_model, "00000000002", now=JUNE + dt.timedelta(days=9))["acquired_at"] == "2026-06-01T00:00:00Z"


def test_ops_3_in_which_role_and_from_where_a_record_was_acquired_is_told_for_the_audit_log(
    read_model: ReadModel,
) -> None:
    read_model.add(1)
    read_model.add(2)
    caller = replace(reader(PRIVATE), address="198.51.100.9")
    with read_model.database.transaction() as connection:
        usecases.show_seeker(connection, caller, ONE, now=NOON, today=TODAY, trace="t")
    guide(read_model, "00000000002")
    assert [(event["role"], event["network_address"]) for event in told(read_model)] == [
        ("organization_main", "198.51.100.9"),
        ("organization_additional", "198.51.100.7"),
    ]


def test_ops_3_of_later_views_each_account_has_one_entry_a_day(read_model: ReadModel) -> None:
    """The view that acquires is entered by compliance; whoever else of the organization looks at it is found in the log all the same."""
    read_model.add(1)
    acquirer = replace(reader(PRIVATE), account_id=new_id(), address="198.51.100.9")
    colleague = replace(acquirer, account_id=new_id())

    def look(caller: Caller, today: dt.date) -> None:
        with read_model.database.transaction() as connection:
            usecases.show_seeker(connection, caller, ONE, now=NOON, today=today, trace="t")

    tomorrow = TODAY + dt.timedelta(days=1)
    for caller, day in [(acquirer, TODAY), (acquirer, TODAY), (colleague, TODAY), (colleague, TODAY)]:
        look(caller, day)
    for _ in range(2):
        look(acquirer, tomorrow)
    assert len(told(read_model)) == 1
    assert [entry["account_id"] for entry in entered(read_model)] == [colleague.account_id, acquirer.account_id]
    (entry, _) = entered(read_model)
    assert (entry["action"], entry["subject_kind"], entry["subject_id"]) == ("search.show_seeker", "seeker", ONE)
    assert (entry["role"], entry["network_address"]) == ("organization_main", "198.51.100.9")


def test_ops_3_later_views_at_the_same_time_make_one_entry(read_model: ReadModel) -> None:
    read_model.add(1)
    show(read_model)
    caller = reader(PRIVATE)

    def look(_: int) -> None:
        with read_model.database.transaction() as connection:
            usecases.show_seeker(connection, caller, ONE, now=NOON, today=TODAY, trace="t")

    shared_out(look, range(10), 5)
    assert len(entered(read_model)) == 1


def test_who_saw_what_on_days_that_are_over_is_cleared_away_with_the_old_keys(read_model: ReadModel) -> None:
    """OPS-3: the entries stay in the log; what is noted to make only one a day goes."""
    served = Served(SearchService(), read_model.database)
    served.now = NOON
    read_model.add(1)
    served.call(SHOW_SEEKER, reader(PRIVATE), seeker_number=ONE)
    for cleared in (0, 1, 0):
        with served.work() as work:
            assert served.service.forget_old_keys(work) == cleared
        served.pass_by(days=1)
    assert served.count(later_views) == 0


def test_guidance_to_a_seeker_not_heard_of_yet_is_tried_again_later(read_model: ReadModel) -> None:
    read_model.add(1)
    with pytest.raises(usecases.SeekerNotYetKnown):
        guide(read_model, ONE, "00000000002")
    assert told(read_model) == []


def test_views_at_the_same_time_make_one_acquisition(read_model: ReadModel) -> None:
    read_model.add(1)
    answers = shared_out(lambda minute: show(read_model, now=NOON + dt.timedelta(minutes=minute)), range(10), 5)
    assert len({answer["acquired_at"] for answer in answers}) == 1
    assert len(told(read_model)) == 1


def test_a_record_that_may_not_be_seen_is_not_shown_and_not_acquired(read_model: ReadModel) -> None:
    read_model.add(1, provided_to=("municipal",))
    read_model.add(2)
    read_model.block("00000000002", PRIVATE)
    read_model.add(3, valid_until=str(TODAY - dt.timedelta(days=1)))
    read_model.add(4, provided_to=())
    for number in (1, 2, 3, 4, 5):
        with pytest.raises(Refusal) as refused:
            show(read_model, f"{number:011d}")
        assert refused.value.reason is SearchReason.NOT_FOUND
    assert told(read_model) == []


def test_who_is_suspended_sees_no_record(read_model: ReadModel) -> None:
    read_model.add(1)
    read_model.add_organization(PRIVATE, "private", version=2, standing="suspended")
    with pytest.raises(Refusal) as refused:
        show(read_model)
    assert refused.value.reason is SearchReason.ORGANIZATION_NOT_ACTIVE
    with pytest.raises(Refusal):
        show(read_model, organization_id=new_id())


# MSG-11, MSG-12: what compliance tells of the pair -------------------------------------------------------------------


def custody(model: ReadModel, version: int, **state: Any) -> None:
    """What compliance tells of PRIVATE and seeker ONE."""
    nothing = {"acquired_at": None, "keep_until": None, "due_since": None, "deleted_at": None}
    pair = {"organization_id": PRIVATE, "seeker_number": ONE, "version": version, **nothing, **state}
    with model.database.transaction() as connection:
        projections.project_custody(connection, [pair])


def refused_to(model: ReadModel, **when: Any) -> SearchReason:
    with pytest.raises(Refusal) as refused:
        show(model, **when)
    reason = refused.value.reason
    assert isinstance(reason, SearchReason)
    return reason


def test_msg_12_access_to_the_record_ends_at_midnight_by_the_calendar_alone(read_model: ReadModel) -> None:
    """Acquired 15 January: shown through 31 March, closed from 1 April 00:00 in Japan, whatever events are on their way."""
    acquired = dt.datetime(2026, 1, 15, 3, 0, tzinfo=dt.UTC)
    read_model.add(1, valid_until="2027-12-31")
    show(read_model, now=acquired, today=dt.date(2026, 1, 15))
    last, next_day = dt.date(2026, 3, 31), dt.date(2026, 4, 1)
    assert show(read_model, today=last)["acquired_at"] == "2026-01-15T03:00:00Z"
    assert refused_to(read_model, today=next_day) is SearchReason.TO_BE_DELETED
    assert show(read_model, organization_id=MUNICIPAL, today=next_day)["record"]
    assert len(told(read_model)) == 2


def test_msg_12_an_acceptance_keeps_the_record_open_until_its_day(read_model: ReadModel) -> None:
    read_model.add(1, valid_until="2028-12-31")
    show(read_model)
    custody(read_model, 1, acquired_at=NOON, keep_until=dt.date(2028, 3, 31))
    assert show(read_model, today=dt.date(2028, 3, 31))["record"]
    assert refused_to(read_model, today=dt.date(2028, 4, 1)) is SearchReason.TO_BE_DELETED


def test_msg_11_while_deletion_is_due_the_record_is_closed(read_model: ReadModel) -> None:
    read_model.add(1)
    show(read_model)
    custody(read_model, 1, acquired_at=NOON, keep_until=dt.date(2026, 7, 31), due_since=NOON)
    assert refused_to(read_model) is SearchReason.TO_BE_DELETED
    custody(read_model, 3, acquired_at=NOON, keep_until=dt.date(2028, 3, 31))
    assert show(read_model)["record"], "lifted by an acceptance that was recorded late"
    custody(read_model, 2, acquired_at=NOON, keep_until=dt.date(2026, 7, 31), due_since=NOON)
    assert show(read_model)["record"], "an older state changes nothing"


def test_msg_11_after_a_confirmed_deletion_a_view_is_a_new_acquisition(read_model: ReadModel) -> None:
    """SRC-7: its month is a new one; later views do not move that either."""
    read_model.add(1)
    show(read_model)
    custody(read_model, 1, deleted_at=NOON + dt.timedelta(days=1))
    assert show(read_model, now=JUNE)["acquired_at"] == "2026-06-01T00:00:00Z"
    assert show(read_model, now=JUNE + dt.timedelta(days=9))["acquired_at"] == "2026-06-01T00:00:00Z"
    assert [event["acquired_at"] for event in told(read_model)] == ["2026-05-15T03:00:00Z", "2026-06-01T00:00:00Z"]


def test_src_7_a_new_acquisition_after_a_confirmed_deletion_is_recorded_with_its_own_who_and_why(
    read_model: ReadModel,
) -> None:
    read_model.add(1)
    show(read_model)
    custody(read_model, 1, deleted_at=NOON + dt.timedelta(days=1))
    guide(read_model, ONE, sent_at=JUNE)
    with read_model.database.transaction() as connection:
        (row,) = connection.execute(acquisitions.select()).all()
    assert (row.acquired_at, row.account_id, row.reason) == (JUNE, None, "guidance")


def test_msg_11_what_was_deleted_by_a_clock_ahead_of_ours_is_not_shown_until_it_can_be_acquired(
    read_model: ReadModel,
) -> None:
    """SRC-7: nobody reads what no acquisition tells of; a moment later it is one."""
    read_model.add(1)
    show(read_model)
    custody(read_model, 1, deleted_at=NOON + dt.timedelta(seconds=2))
    assert refused_to(read_model) is SearchReason.TO_BE_DELETED
    later = NOON + dt.timedelta(seconds=3)
    assert show(read_model, now=later)["acquired_at"] == "2026-05-15T03:00:03Z"


def test_guidance_of_before_a_confirmed_deletion_that_comes_late_is_no_acquisition(read_model: ReadModel) -> None:
    read_model.add(1)
    custody(read_model, 1, deleted_at=NOON + dt.timedelta(days=1))
    guide(read_model, ONE, sent_at=NOON)
    assert told(read_model) == []
    guide(read_model, ONE, sent_at=JUNE)
    assert [event["acquired_at"] for event in told(read_model)] == ["2026-06-01T00:00:00Z"]

"""Duties hold the standing's lock of one organization at a time (CMP-14), and one that fails holds up no other."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.compliance.blocks.domain.threshold import BlockSettings
from services.compliance.cases.domain.playing import Settings
from services.compliance.duty_turns.tables import failed_turns
from services.compliance.standing.storage import measures
from services.compliance.standing.usecases.ending import end_suspensions
from services.compliance.watch import storage as watch
from services.compliance.watch.usecases import prompting
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.served import Refused

TOKYO = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
SEEKERS = [f"1000000000{digit}" for digit in range(4)]


def suspended(compliance: Compliance, agency: Caller) -> None:
    """A suspension whose term is over by November."""
    decision = {"kind": "suspension_with_term", "ground": "advertising", "public_reason": "宣伝に利用したため。"}
    about = {"organization_id": agency.organization_id, "day_unknown": True, "seen_version": 0}
    compliance.call(contract.SUSPEND_ORGANIZATION, TOKYO, **decision, **about)


def blocked(compliance: Compliance, agency: Caller) -> None:
    compliance.tell(compliance.guided(agency, *SEEKERS))
    compliance.tell(*(compliance.block(agency, 1, number=number) for number in SEEKERS))


def overdue(compliance: Compliance, agency: Caller) -> None:
    state = compliance.state(agency, version=2, permission_valid_until=dt.date(2026, 10, 20))
    compliance.receive(ORGANIZATION_CHANGED, state)


@pytest.mark.parametrize(
    ("duty", "prepare"), [("end_suspensions", suspended), ("look_at_blocks", blocked), ("watch_overdue", overdue)]
)
def test_cmp_14_a_duty_locks_one_organization_at_a_time_and_goes_on_after_one_that_fails(
    compliance: Compliance,
    monkeypatch: pytest.MonkeyPatch,
    duty: str,
    prepare: Callable[[Compliance, Caller], Any],
) -> None:
    compliance.service.block_settings = BlockSettings(count=3, share_percent=50, share_from=2)
    agencies = [compliance.agency() for _ in range(3)]
    for agency in agencies:
        prepare(compliance, agency)
    compliance.now = dt.datetime(2026, 11, 4, tzinfo=dt.UTC)
    locked: dict[int, set[str]] = defaultdict(set)
    failing = {agencies[1].organization_id}
    lock = measures.lock_standing

    def watched(connection: Connection, organization_id: str) -> None:
        lock(connection, organization_id)
        locked[connection.scalar(sa.select(sa.func.txid_current())) or 0].add(organization_id)
        if organization_id in failing:
            raise ConnectionError

    monkeypatch.setattr(measures, "lock_standing", watched)

    def run() -> int:
        with compliance.work() as work:
            return int(getattr(compliance.service, duty)(work))

    assert run() == 2
    assert compliance.count(failed_turns, failed_turns.c.duty == duty) == 1
    assert [len(organizations) for organizations in locked.values()] == [1, 1, 1]
    failing.clear()
    assert run() == 1, "the one that failed is due again"
    assert run() == 0
    assert compliance.count(failed_turns) == 0


def failing_from(monkeypatch: pytest.MonkeyPatch, failing: set[str]) -> list[str]:
    """Let the lock of these organizations fail; answers whose turn it was, as it grows."""
    turns: list[str] = []
    lock = measures.lock_standing

    def watched(connection: Connection, organization_id: str) -> None:
        turns.append(organization_id)
        lock(connection, organization_id)
        if organization_id in failing:
            raise ConnectionError

    monkeypatch.setattr(measures, "lock_standing", watched)
    return turns


def test_cal_6_those_behind_get_their_turn_however_many_before_them_fail_again_and_again(
    compliance: Compliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the first 500 of a duty fail each time; the failed ones go on to be tried, each in its turn."""
    agencies = [compliance.agency() for _ in range(5)]
    for agency in agencies:
        suspended(compliance, agency)
        compliance.pass_by(minutes=1)
    first, second, third, *_behind = (agency.organization_id or "" for agency in agencies)
    turns = failing_from(monkeypatch, failing := {first, second, third})
    compliance.now = dt.datetime(2026, 11, 4, tzinfo=dt.UTC)
    done = []
    for _ in range(4):
        with compliance.work() as work:
            done.append(end_suspensions(work, limit=2))
        compliance.pass_by(minutes=1)
    assert done == [0, 1, 1, 0], "those behind came as soon as those before them had failed once"
    assert turns[:2] == [first, second]
    assert turns[5:] == [first, second, third], "and the failed ones are tried again, the one that waits longest first"
    failing.clear()
    for _ in range(2):
        with compliance.work() as work:
            done.append(end_suspensions(work, limit=2))
    assert sum(done) == 5
    assert compliance.count(failed_turns) == 0


def test_what_has_failed_and_is_due_no_more_is_forgotten(
    compliance: Compliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency = compliance.agency()
    suspended(compliance, agency)
    failing_from(monkeypatch, failing := {agency.organization_id or ""})
    compliance.now = dt.datetime(2026, 11, 4, tzinfo=dt.UTC)
    for times in (1, 2):
        with compliance.work() as work:
            assert end_suspensions(work) == 0
        assert compliance.count(failed_turns, failed_turns.c.times == times) == 1
    failing.clear()
    # Whoever acts on the organization sees the ended term first, and tells of it.
    about = {"organization_id": agency.organization_id, "ground": "advertising", "day_unknown": True}
    compliance.call(contract.OPEN_CASE, TOKYO, **about, text="確認します。")
    with compliance.work() as work:
        assert end_suspensions(work) == 0
    assert compliance.count(failed_turns) == 0


def missing_reports(compliance: Compliance, number: int) -> list[Caller]:
    """Agencies that owe the report of fiscal 2025, on the day on which the bureau is prompted, in the order of their IDs."""
    agencies = [compliance.agency() for _ in range(number)]
    for agency in agencies:
        told = compliance.state(agency, version=2, approved_on=dt.date(2025, 6, 2))
        compliance.receive(ORGANIZATION_CHANGED, told)
    compliance.now = dt.datetime(2026, 4, 21, tzinfo=dt.UTC)
    for duty in ("expect_reports", "watch_overdue"):
        with compliance.work() as work:
            getattr(compliance.service, duty)(work)
    return sorted(agencies, key=lambda agency: agency.organization_id or "")


def test_cmp_6_demands_of_all_reports_lock_one_organization_at_a_time(
    compliance: Compliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CMP-14: a sanction on one of them waits for its own demand alone."""
    missing_reports(compliance, 3)
    locked: dict[int, set[str]] = defaultdict(set)
    lock = measures.lock_standing

    def watched(connection: Connection, organization_id: str) -> None:
        lock(connection, organization_id)
        locked[connection.scalar(sa.select(sa.func.txid_current())) or 0].add(organization_id)

    monkeypatch.setattr(measures, "lock_standing", watched)
    demanded = compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。")
    assert (demanded["demanded"], demanded["more"]) == (3, False)
    assert [len(organizations) for organizations in locked.values()] == [1, 1, 1]


def test_cmp_6_what_can_not_be_demanded_keeps_nobody_behind_it_waiting(
    compliance: Compliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An organization that has withdrawn since the calendar looked; and `more` is told where the call has done its part."""
    monkeypatch.setattr(prompting, "DEMANDS_AT_ONCE", 1)
    gone, *others = missing_reports(compliance, 3)
    state = compliance.state(gone, version=3, approved_on=dt.date(2025, 6, 2), standing="withdrawn")
    compliance.receive(ORGANIZATION_CHANGED, state)
    settings = Settings(compliance.service.standing_settings, compliance.service.case_settings)
    request = {"text": "提出してください。", "note": "", "due_on": None}
    answers = []
    for _ in range(3):
        with compliance.work(TOKYO) as work:
            answers.append(prompting.demand_reports(work, request, settings).told)
    assert [(one["demanded"], one["more"]) for one in answers] == [(1, True), (1, False), (0, False)]
    requested = [one for one in compliance.published(contract.CASE_ADVANCED) if one["event"] == "request_correction"]
    assert [one["organization_id"] for one in requested] == [other.organization_id for other in others]


def test_cmp_6_what_a_colleague_has_demanded_meanwhile_is_not_demanded_again(
    compliance: Compliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the case under its lock, as the list was read before it: a second demand would set the day anew."""
    missing_reports(compliance, 2)
    with compliance.database.transaction() as connection:
        found = [(one[0], one[2]) for one in watch.to_be_demanded(connection, "13", after=None, limit=10)]
    compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。")
    monkeypatch.setattr(prompting, "_waiting", lambda _: iter(found))
    late = compliance.call(contract.DEMAND_REPORTS, TOKYO, text="早急に提出してください。")
    assert (len(found), late["demanded"]) == (2, 0)
    requested = [one for one in compliance.published(contract.CASE_ADVANCED) if one["event"] == "request_correction"]
    assert [one["text"] for one in requested] == ["提出してください。"] * 2


def test_cmp_6_those_behind_a_page_that_can_not_be_demanded_are_demanded_too(
    compliance: Compliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many have withdrawn since the calendar looked: the call goes on to the next page."""
    monkeypatch.setattr(prompting, "LOOKED_AT_ONCE", 2)
    *gone, last = missing_reports(compliance, 5)
    for agency in gone:
        state = compliance.state(agency, version=3, approved_on=dt.date(2025, 6, 2), standing="withdrawn")
        compliance.receive(ORGANIZATION_CHANGED, state)
    answer = compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。")
    assert (answer["demanded"], answer["more"]) == (1, False)
    (told,) = [one for one in compliance.published(contract.CASE_ADVANCED) if one["event"] == "request_correction"]
    assert told["organization_id"] == last.organization_id


def test_cmp_6_a_repeated_key_demands_no_more_and_is_answered_as_the_first_was(
    compliance: Compliance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does the key with another body: each is looked up before anything is demanded (decision 283)."""
    monkeypatch.setattr(prompting, "DEMANDS_AT_ONCE", 1)
    missing_reports(compliance, 3)
    compliance.idempotency_key = new_id()
    first = compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。")
    assert (first["demanded"], first["more"]) == (1, True)
    assert compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。") == first
    with pytest.raises(Refused) as refused:
        compliance.call(contract.DEMAND_REPORTS, TOKYO, text="急ぎ提出してください。")
    assert refused.value.code is ErrorCode.IDEMPOTENCY_KEY_REUSED
    requested = [one for one in compliance.published(contract.CASE_ADVANCED) if one["event"] == "request_correction"]
    assert [one["case_id"] for one in requested] == first["case_ids"]
    compliance.idempotency_key = new_id()
    second = compliance.call(contract.DEMAND_REPORTS, TOKYO, text="提出してください。")
    assert (second["demanded"], second["more"]) == (1, True)
    assert second["case_ids"] != first["case_ids"]

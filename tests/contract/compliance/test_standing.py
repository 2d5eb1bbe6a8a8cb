"""Measures on organizations as staff decide them, with what others are told (CMP-2 to CMP-10, CMP-13, CMP-14)."""

import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from services.compliance.standing.tables import measures
from services.compliance.standing.usecases.ending import end_suspensions
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.served import Refused

TOKYO, OSAKA = (Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code=code) for code in ("13", "27"))
OPERATIONS = Caller(role=Role.OPERATIONS, account_id=new_id())
MINISTRY = Caller(role=Role.MINISTRY, account_id=new_id())


LATE = {"item": "seeker_term", "due_on": "2026-03-10"}


def suspend(compliance: Compliance, agency: Caller, staff: Caller = TOKYO, **changes: Any) -> dict[str, Any]:
    request = {
        "organization_id": agency.organization_id,
        "kind": "suspension_with_term",
        "ground": "offer_information",
        "public_reason": "求人情報を宣伝に利用したため。",
        "note": "通報により把握した。",
        "happened_on": compliance.today.isoformat(),
        "seen_version": 0,
        **changes,
    }
    return compliance.call(contract.SUSPEND_ORGANIZATION, staff, **request)


def heard(compliance: Compliance, agency: Caller) -> str:
    """A case of malice in which the organization has stated its view; answers its ID."""
    opened = {"organization_id": agency.organization_id, "ground": "malice", "text": "事実関係を確認します。"}
    case_id = compliance.call(contract.OPEN_CASE, TOKYO, **opened, day_unknown=True)["case_id"]
    compliance.call(contract.ANNOUNCE_HEARING, TOKYO, case_id=case_id, seen_version=1, text="意見を述べてください。")
    compliance.call(contract.ANSWER_CASE, agency, case_id=case_id, seen_version=2, text="意見はありません。")
    return str(case_id)


def terminate(compliance: Compliance, case_id: str, staff: Caller = TOKYO, **changes: Any) -> dict[str, Any]:
    request = {"case_id": case_id, "seen_version": 3, "text": "求職情報を第三者に提供したため。", **changes}
    return compliance.call(contract.TERMINATE_IN_CASE, staff, **request)


def shown(compliance: Compliance, agency: Caller) -> dict[str, Any]:
    return compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=agency.organization_id)


def lift(compliance: Compliance, measure_id: str, staff: Caller = TOKYO) -> dict[str, Any]:
    return compliance.call(contract.LIFT_MEASURE, staff, measure_id=measure_id, note="確認した。")


def told(compliance: Compliance) -> list[dict[str, Any]]:
    return compliance.published(contract.ORGANIZATION_STANDING_CHANGED)


def run_the_duty(compliance: Compliance) -> int:
    with compliance.work() as work:
        return end_suspensions(work)


def code_of(refused: pytest.ExceptionInfo[Refused]) -> ErrorCode:
    return refused.value.code


def test_a_suspension_takes_effect_at_once_and_others_are_told_with_its_ground_reason_and_period(
    compliance: Compliance,
) -> None:
    """CMP-3, CMP-13, CMP-14."""
    agency = compliance.agency()
    now = suspend(compliance, agency)
    assert (now["standing"], now["until"], now["version"]) == ("suspended", "2026-10-22", 1)
    (state,) = told(compliance)
    assert (state["version"], state["standing"], state["until"]) == (1, "suspended", dt.date(2026, 10, 22))
    (measure,) = state["measures"]
    assert (measure["rule"], measure["article"]) == ("CMP-3", "利用規約８(2)①")
    assert measure["reason"] == "求人情報を宣伝に利用したため。"


def test_the_organization_sees_its_standing_with_reason_and_period_but_no_note_and_no_author(
    compliance: Compliance,
) -> None:
    """AUT-9, CMP-13."""
    agency = compliance.agency()
    assert compliance.call(contract.SHOW_OWN_STANDING, agency)["standing"] == "active"
    suspend(compliance, agency)
    own = compliance.call(contract.SHOW_OWN_STANDING, agency)
    assert (own["standing"], own["until"]) == ("suspended", "2026-10-22")
    (measure,) = own["measures"]
    assert (measure["article"], measure["bureau_code"]) == ("利用規約８(2)①", "13")
    assert measure["ground"] == "offer_information", "by its name, as the municipal class has no articles"
    assert not {"note", "decided_by"} & measure.keys()
    assert "通報" not in str(own)


def test_ministry_and_operations_read_and_another_bureau_does_not(compliance: Compliance) -> None:
    """AUT-7."""
    agency = compliance.agency()
    suspend(compliance, agency)
    for reader in (TOKYO, MINISTRY, OPERATIONS):
        now = compliance.call(contract.SHOW_STANDING, reader, organization_id=agency.organization_id)
        assert now["measures"][0]["note"] == "通報により把握した。"
    with pytest.raises(Refused) as refused:
        compliance.call(contract.SHOW_STANDING, OSAKA, organization_id=agency.organization_id)
    assert code_of(refused) is ErrorCode.OTHER_BUREAUS_ORGANIZATION


@pytest.mark.parametrize(
    ("staff", "changes", "code", "pointer"),
    [
        (OSAKA, {}, ErrorCode.OTHER_BUREAUS_ORGANIZATION, None),
        (TOKYO, {"decided_on": "2026-04-21"}, ErrorCode.DECISION_NOT_OF_TODAY, "/decided_on"),
        (TOKYO, {"decided_on": "2026-04-23"}, ErrorCode.DECISION_NOT_OF_TODAY, "/decided_on"),
        (TOKYO, {"ground": "malice"}, ErrorCode.GROUND_NOT_FOR_MEASURE, "/ground"),
        (TOKYO, {"seen_version": 1}, ErrorCode.STANDING_CHANGED, "/seen_version"),
        (TOKYO, {"organization_id": new_id()}, ErrorCode.NOT_FOUND, "/organization_id"),
    ],
)
def test_a_decision_that_can_not_be_is_refused_and_leaves_nothing(
    compliance: Compliance, staff: Caller, changes: dict[str, Any], code: ErrorCode, pointer: str | None
) -> None:
    """CMP-10, CMP-14, AUT-7."""
    agency = compliance.agency()
    with pytest.raises(Refused) as refused:
        suspend(compliance, agency, staff, **changes)
    assert (code_of(refused), refused.value.pointer) == (code, pointer)
    assert compliance.count(measures) == 0
    assert told(compliance) == []


def test_the_same_is_not_decided_twice_nor_anything_on_a_terminated_organization(compliance: Compliance) -> None:
    """CMP-9, CMP-14."""
    agency = compliance.agency()
    suspend(compliance, agency)
    with pytest.raises(Refused) as refused:
        suspend(compliance, agency, seen_version=1)
    assert code_of(refused) is ErrorCode.MEASURE_IN_FORCE
    case_id = heard(compliance, agency)
    terminate(compliance, case_id)
    now = shown(compliance, agency)
    assert (now["standing"], now["bar_until"]) == ("terminated", "2029-04-20")
    assert [measure["end"] for measure in now["measures"]] == [None, "terminated"]
    with pytest.raises(Refused) as refused:
        suspend(compliance, agency, seen_version=2)
    assert code_of(refused) is ErrorCode.ORGANIZATION_TERMINATED
    with pytest.raises(Refused) as refused:
        terminate(compliance, case_id, seen_version=4)
    assert code_of(refused) is ErrorCode.CASE_CLOSED
    with pytest.raises(Refused) as refused:
        lift(compliance, now["measures"][0]["measure_id"])
    assert code_of(refused) is ErrorCode.TERMINATION_FINAL
    assert [state["standing"] for state in told(compliance)] == ["suspended", "terminated"]
    assert told(compliance)[-1]["bar_until"] == dt.date(2029, 4, 20)


def test_a_withdrawn_organization_is_not_suspended(compliance: Compliance) -> None:
    """REG-5."""
    agency = compliance.agency()
    compliance.tell((ORGANIZATION_CHANGED, compliance.state(agency, version=2, standing="withdrawn")))
    with pytest.raises(Refused) as refused:
        suspend(compliance, agency)
    assert code_of(refused) is ErrorCode.ORGANIZATION_WITHDRAWN


def test_of_two_staff_at_once_one_decides_and_the_other_is_told(compliance: Compliance) -> None:
    """CMP-13, CMP-14: of each decision exactly one comes through."""
    agency = compliance.agency()
    case_id = heard(compliance, agency)
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def act(number: int) -> None:
        start.wait()
        try:
            if number % 2:
                suspend(compliance, agency)
            else:
                terminate(compliance, case_id)
            outcomes.append("decided")
        except Refused as refused:
            outcomes.append(refused.code.value)

    threads = [threading.Thread(target=act, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A suspension may come before the termination of another case; nothing comes after it, and nothing twice.
    assert outcomes.count("decided") == len(told(compliance)) == compliance.count(measures) in {1, 2}
    assert set(outcomes) <= {"decided", "standing_changed", "case_changed", "organization_terminated"}
    assert told(compliance)[-1]["standing"] == "terminated"


def test_a_suspension_until_corrected_ends_when_the_bureau_confirms_the_correction(compliance: Compliance) -> None:
    """CMP-2, CMP-8."""
    agency = compliance.agency()
    (measure,) = suspend(compliance, agency, kind="suspension_until_corrected", ground="order")["measures"]
    with pytest.raises(Refused) as refused:
        lift(compliance, measure["measure_id"], OSAKA)
    assert code_of(refused) is ErrorCode.OTHER_BUREAUS_ORGANIZATION
    compliance.pass_by(days=20)
    lifted = lift(compliance, measure["measure_id"])
    assert (lifted["standing"], lifted["measures"][0]["end"]) == ("active", "corrected")
    with pytest.raises(Refused) as refused:
        lift(compliance, measure["measure_id"])
    assert code_of(refused) is ErrorCode.MEASURE_ENDED
    assert [(state["version"], state["standing"]) for state in told(compliance)] == [(1, "suspended"), (2, "active")]


def test_while_facts_are_established_a_bureau_suspends_provisionally_and_may_then_decide(
    compliance: Compliance,
) -> None:
    """CMP-10: the provisional suspension ends by itself not, the definite one is decided beside it."""
    agency = compliance.agency()
    provisional = suspend(compliance, agency, kind="provisional_suspension", ground="facts_unclear")["measures"][0]
    assert told(compliance)[-1]["until"] is None
    suspend(compliance, agency, seen_version=1)
    now = lift(compliance, provisional["measure_id"])
    assert (now["standing"], now["until"]) == ("suspended", "2026-10-22")
    assert [state["standing"] for state in told(compliance)] == ["suspended"] * 3
    assert "end_provisional" in [step["event"] for step in compliance.published(contract.CASE_ADVANCED)], (
        "told by its case"
    )


def test_the_end_of_the_only_suspension_is_told_by_the_standing_alone(compliance: Compliance) -> None:
    """CMP-10, CMP-13: of a resumption there is one mail, and not two."""
    agency = compliance.agency()
    (only,) = suspend(compliance, agency, kind="provisional_suspension", ground="facts_unclear")["measures"]
    assert lift(compliance, only["measure_id"])["standing"] == "active"
    assert "end_provisional" not in [step["event"] for step in compliance.published(contract.CASE_ADVANCED)]


def test_a_suspension_with_a_term_runs_it_in_full_and_ends_by_itself(compliance: Compliance) -> None:
    """CMP-14, CAL-6: a duty that was missed for days catches up, and a second run changes nothing."""
    agency, other = compliance.agency(), compliance.agency("別の団体")
    now = suspend(compliance, agency)
    suspend(compliance, other, kind="suspension_until_corrected", ground="other_breach")
    with pytest.raises(Refused) as refused:
        lift(compliance, now["measures"][0]["measure_id"])
    assert code_of(refused) is ErrorCode.TERM_RUNS_IN_FULL
    compliance.now = dt.datetime(2026, 10, 22, 14, 59, tzinfo=dt.UTC)  # the last minute of the last day in Japan
    assert run_the_duty(compliance) == 0
    compliance.pass_by(days=4)
    assert run_the_duty(compliance) == 1
    assert run_the_duty(compliance) == 0
    (mine,) = [state for state in told(compliance) if state["organization_id"] == agency.organization_id][1:]
    assert (mine["version"], mine["standing"], mine["measures"]) == (2, "active", [])
    (measure,) = compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=agency.organization_id)["measures"]
    assert (measure["end"], measure["ended_at"]) == ("term_over", "2026-10-22T15:00:00Z")


def test_between_midnight_and_the_duty_the_organization_is_shown_as_active_and_can_be_suspended_again(
    compliance: Compliance,
) -> None:
    """CMP-14, CAL-6: what holds follows from the day, not from the duty."""
    agency = compliance.agency()
    suspend(compliance, agency)
    compliance.now = dt.datetime(2026, 10, 22, 15, 0, tzinfo=dt.UTC)
    assert compliance.call(contract.SHOW_OWN_STANDING, agency)["standing"] == "active"
    now = suspend(compliance, agency, seen_version=1)
    assert [measure["end"] for measure in now["measures"]] == [None, "term_over"]
    assert now["until"] == "2027-04-22"  # decided at 00:00, the day itself counts (CAL-3)


def test_a_suspension_for_what_is_overdue_goes_on_after_its_term_until_it_is_mended(compliance: Compliance) -> None:
    """CMP-6."""
    agency = compliance.agency()
    (measure,) = suspend(compliance, agency, ground="overdue", overdue=LATE)["measures"]
    compliance.now = dt.datetime(2026, 11, 1, 1, 0, tzinfo=dt.UTC)
    assert run_the_duty(compliance) == 1
    assert run_the_duty(compliance) == 0
    assert [(state["standing"], state["until"]) for state in told(compliance)] == [
        ("suspended", dt.date(2026, 10, 22)),
        ("suspended", None),
    ]
    assert lift(compliance, measure["measure_id"])["standing"] == "active"


def test_what_was_overdue_and_is_mended_in_the_term_ends_with_it(compliance: Compliance) -> None:
    """CMP-6, CMP-14."""
    agency = compliance.agency()
    (measure,) = suspend(compliance, agency, ground="overdue", overdue=LATE)["measures"]
    compliance.pass_by(days=30)
    now = lift(compliance, measure["measure_id"])
    assert (now["standing"], now["until"]) == ("suspended", "2026-10-22")
    told_by_mail = compliance.published(contract.CASE_ADVANCED)[-1]["text"]
    assert told_by_mail.endswith("利用の停止は、停止の期間が満了するまで続きます。")
    with pytest.raises(Refused) as refused:
        lift(compliance, measure["measure_id"])
    assert code_of(refused) is ErrorCode.MENDED_ALREADY
    compliance.now = dt.datetime(2026, 10, 23, 1, 0, tzinfo=dt.UTC)
    run_the_duty(compliance)
    assert told(compliance)[-1]["standing"] == "active"


def test_the_database_itself_holds_one_measure_on_a_ground(compliance: Compliance) -> None:
    """CMP-14: whatever the code does."""
    agency = compliance.agency()
    suspend(compliance, agency)
    columns = [column.name for column in measures.c if column.name != "measure_id"]
    copy = sa.select(sa.literal(new_id(), type_=measures.c.measure_id.type), *(measures.c[name] for name in columns))
    with pytest.raises(sa.exc.IntegrityError, match="uq_measures_in_force"), compliance.database.transaction() as open_:
        open_.execute(measures.insert().from_select(["measure_id", *columns], copy))

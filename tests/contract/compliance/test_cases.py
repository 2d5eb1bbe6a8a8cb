"""Cases as staff and the organization act in them, with what others are told (CMP-1, CMP-13, CMP-14)."""

import datetime as dt
import threading
from typing import Any

import pytest

from services.compliance.cases.tables import case_steps, cases
from services.compliance.standing.tables import measures
from services.contracts import compliance as contract
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.served import Refused

TOKYO, OSAKA = (Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code=code) for code in ("13", "27"))
MINISTRY = Caller(role=Role.MINISTRY, account_id=new_id())
OPERATIONS = Caller(role=Role.OPERATIONS, account_id=new_id())


def opened(compliance: Compliance, agency: Caller, staff: Caller = TOKYO, **changes: Any) -> str:
    request = {
        "organization_id": agency.organization_id,
        "ground": "other_breach",
        "origin": "complaint",
        "happened_on": "2026-04-20",
        "text": "在職中の会社への電話連絡について確認します。",
        "note": "公共職業安定所への申出による。",
        **changes,
    }
    return str(compliance.call(contract.OPEN_CASE, staff, **request)["case_id"])


def stepped(compliance: Compliance, case_id: str, seen: int, operation: Any, staff: Caller = TOKYO, **more: Any) -> Any:
    request = {"case_id": case_id, "seen_version": seen, "text": "お知らせします。", **more}
    return compliance.call(operation, staff, **request)


def told(compliance: Compliance) -> list[str]:
    return [step["event"] for step in compliance.published(contract.CASE_ADVANCED)]


def code_of(refused: pytest.ExceptionInfo[Refused]) -> ErrorCode:
    return refused.value.code


def test_a_case_from_its_opening_to_the_confirmed_correction(compliance: Compliance) -> None:
    """CMP-8, CMP-13, CMP-14: request with due day, suspension at once, answer, confirmation, use resumed."""
    agency = compliance.agency()
    case_id = opened(compliance, agency)
    (told_of,) = compliance.published(contract.CASE_ADVANCED)
    assert (told_of["ground"], told_of["overdue_item"]) == ("other_breach", None)
    asked = stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION, due_on="2026-05-01")
    assert asked["awaited"] == {"kind": "answer", "due_on": "2026-05-01", "late": False}
    stepped(compliance, case_id, 2, contract.SUSPEND_IN_CASE, kind="suspension_until_corrected", text="違反のため。")
    compliance.call(contract.ANSWER_CASE, agency, case_id=case_id, seen_version=3, text="やめました。")
    done = stepped(compliance, case_id, 4, contract.ADVANCE_CASE, event="confirm", note="報告書を受理した。")
    assert (done["state"], done["awaited"], done["version"]) == ("closed", None, 5)
    events = ["open", "request_correction", "suspend", "answer", "confirm"]
    assert [step["event"] for step in done["steps"]] == events
    assert [step["side"] for step in done["steps"]] == ["bureau", "bureau", "bureau", "organization", "bureau"]
    standing = compliance.published(contract.ORGANIZATION_STANDING_CHANGED)
    assert [(one["standing"], one["until"]) for one in standing] == [("suspended", None), ("active", None)]
    assert standing[0]["measures"][0]["ground"] == "other_breach", "as the mail names it, in either class"
    assert told(compliance) == ["open", "request_correction", "confirm"], "the standing tells of measures"
    entries = compliance.published(AUDIT_RECORDED["compliance"])
    assert [entry["action"] for entry in entries] == [f"compliance.case_{event}" for event in events]
    decided = {event: entry["details"]["measure_id"] for event, entry in zip(events, entries, strict=True)}
    assert decided == {**dict.fromkeys(events), "suspend": done["suspensions"][0]["measure_id"]}, "OPS-3: which measure"


@pytest.mark.parametrize("ground", ["advertising", "other_breach"])
def test_a_municipality_is_terminated_again_on_the_basis_that_its_case_offers(
    compliance: Compliance, ground: str
) -> None:
    """CMP-4, CMP-8, CMP-9, decision 154: in its class any breach after a suspension by any breach opens the termination."""
    town = compliance.agency()
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(town, version=2, class_="municipal", main_numbers=[]))
    first = opened(compliance, town, ground=ground)
    stepped(compliance, first, 1, contract.REQUEST_CORRECTION)
    stepped(compliance, first, 2, contract.SUSPEND_IN_CASE, kind="suspension_until_corrected", text="違反のため。")
    stepped(compliance, first, 3, contract.ADVANCE_CASE, event="confirm")
    compliance.pass_by(days=40)
    again = opened(compliance, town, ground=ground, happened_on=compliance.today.isoformat())
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=again)["terminable"] == [ground]
    stepped(compliance, again, 1, contract.ANNOUNCE_HEARING)
    compliance.call(contract.ANSWER_CASE, town, case_id=again, seen_version=2, text="申し訳ありません。")
    done = stepped(compliance, again, 3, contract.TERMINATE_IN_CASE, basis=ground, text="再度の違反のため。")
    assert done["state"] == "closed"
    assert compliance.published(contract.ORGANIZATION_STANDING_CHANGED)[-1]["standing"] == "terminated"


@pytest.mark.parametrize("short", [False, True])
def test_who_confirms_one_of_two_cases_on_a_ground_is_told_of_the_other(compliance: Compliance, short: bool) -> None:
    """CMP-8, decision 150: the second could not suspend while the first did; now it can, and use is resumed until then."""
    agency = compliance.agency()
    first, second, another = (
        opened(compliance, agency, ground=ground) for ground in ("other_breach", "other_breach", "order")
    )
    for case_id in (first, second):
        stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION)
    suspension = {"kind": "suspension_until_corrected", "text": "違反のため。"}
    suspended = stepped(compliance, first, 2, contract.SUSPEND_IN_CASE, **suspension)
    with pytest.raises(Refused) as refused:
        stepped(compliance, second, 2, contract.SUSPEND_IN_CASE, **suspension)
    assert code_of(refused) is ErrorCode.MEASURE_IN_FORCE
    other = {"case_id": second, "ground": "other_breach", "state": "correction_requested"}
    if short:
        lifting = {"measure_id": suspended["suspensions"][0]["measure_id"], "note": "確認した。"}
        answer = compliance.call(contract.LIFT_MEASURE, TOKYO, **lifting)
        assert answer["standing"] == "active"
        assert answer["open_cases"] == [other, {"case_id": another, "ground": "order", "state": "opened"}]
    else:
        assert stepped(compliance, first, 3, contract.ADVANCE_CASE, event="confirm")["others_on_ground"] == [other]
    assert stepped(compliance, second, 2, contract.SUSPEND_IN_CASE, **suspension)["others_on_ground"] == []
    assert compliance.published(contract.ORGANIZATION_STANDING_CHANGED)[-1]["standing"] == "suspended"


def test_both_sides_see_the_timeline_and_each_what_it_may(compliance: Compliance) -> None:
    """CMP-13: the organization sees neither notes nor authors, and nobody else's cases."""
    agency, other = compliance.agency(), compliance.agency("別の団体")
    case_id = opened(compliance, agency)
    own = compliance.call(contract.SHOW_OWN_CASE, agency, case_id=case_id)
    assert (own["article"], own["steps"][0]["text"]) == (
        "利用規約８(2)⑤ａ",
        "在職中の会社への電話連絡について確認します。",
    )
    assert "申出による" not in str(own)
    assert not {"account_id", "note"} & own["steps"][0].keys()
    assert [one["case_id"] for one in compliance.call(contract.LIST_OWN_CASES, agency)["cases"]] == [case_id]
    assert compliance.call(contract.LIST_OWN_CASES, other)["cases"] == []
    for operation, more in (
        (contract.SHOW_OWN_CASE, {}),
        (contract.ANSWER_CASE, {"seen_version": 1, "text": "いいえ"}),
    ):
        with pytest.raises(Refused) as refused:
            compliance.call(operation, other, case_id=case_id, **more)
        assert code_of(refused) is ErrorCode.NOT_FOUND
    for reader in (TOKYO, MINISTRY, OPERATIONS):
        shown = compliance.call(contract.SHOW_CASE, reader, case_id=case_id)
        assert (shown["origin"], shown["steps"][0]["note"]) == ("complaint", "公共職業安定所への申出による。")
        assert [one["case_id"] for one in compliance.call(contract.LIST_CASES, reader)["cases"]] == [case_id]
    assert compliance.call(contract.LIST_CASES, OSAKA)["cases"] == []
    with pytest.raises(Refused) as refused:
        compliance.call(contract.SHOW_CASE, OSAKA, case_id=case_id)
    assert code_of(refused) is ErrorCode.OTHER_BUREAUS_ORGANIZATION


def test_a_list_goes_on_where_its_page_ended_and_can_leave_out_what_is_closed(compliance: Compliance) -> None:
    """CMP-13."""
    agency = compliance.agency()
    first, second, third = (opened(compliance, agency) for _ in range(3))
    stepped(compliance, second, 1, contract.ADVANCE_CASE, event="close")
    page = compliance.call(contract.LIST_CASES, TOKYO, limit=2)
    assert [one["case_id"] for one in page["cases"]] == [third, second]
    rest = compliance.call(contract.LIST_CASES, TOKYO, limit=2, after=page["next"])
    assert ([one["case_id"] for one in rest["cases"]], rest["next"]) == ([first], None)
    still = compliance.call(contract.LIST_CASES, TOKYO, organization_id=agency.organization_id, open_only=True)
    assert [one["case_id"] for one in still["cases"]] == [third, first]
    own = compliance.call(contract.LIST_OWN_CASES, agency, limit=1, after=third)
    assert [one["case_id"] for one in own["cases"]] == [second]


def test_a_termination_is_decided_after_the_hearing_and_by_the_ministry_too(compliance: Compliance) -> None:
    """CMP-7, CMP-9; 001 3: 厚生労働省又は労働局."""
    agency = compliance.agency()
    case_id = opened(compliance, agency, MINISTRY, ground="malice")
    announced = stepped(compliance, case_id, 1, contract.ANNOUNCE_HEARING, MINISTRY)
    assert (announced["awaited"]["due_on"], announced["terminable"]) == ("2026-05-01", ["malice"])
    with pytest.raises(Refused) as refused:
        stepped(compliance, case_id, 2, contract.TERMINATE_IN_CASE, MINISTRY)
    assert code_of(refused) is ErrorCode.ORGANIZATION_NOT_HEARD
    compliance.now = dt.datetime(2026, 5, 1, 15, 0, tzinfo=dt.UTC)  # 2 May in Japan
    done = stepped(compliance, case_id, 2, contract.TERMINATE_IN_CASE, MINISTRY, basis="malice")
    assert (done["state"], done["terminable"]) == ("closed", ["malice"])
    (state,) = compliance.published(contract.ORGANIZATION_STANDING_CHANGED)
    assert (state["standing"], state["bar_until"]) == ("terminated", dt.date(2029, 5, 1))


def test_a_suspected_offence_goes_to_the_supply_demand_section_and_on_under_another_ground(
    compliance: Compliance,
) -> None:
    """CMP-1, CMP-10: suspended provisionally meanwhile."""
    agency = compliance.agency()
    case_id = opened(compliance, agency, ground="suspected_offence")
    stepped(compliance, case_id, 1, contract.ADVANCE_CASE, event="refer")
    stepped(compliance, case_id, 2, contract.SUSPEND_IN_CASE, kind="provisional_suspension")
    stepped(compliance, case_id, 3, contract.RECLASSIFY_CASE, ground="order")
    done = stepped(compliance, case_id, 4, contract.SUSPEND_IN_CASE, kind="suspension_until_corrected")
    assert [step["ground"] for step in done["steps"]][-3:] == ["suspected_offence", "order", "order"]
    (first, second) = compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=agency.organization_id)["measures"]
    assert (first["case_id"], first["ground"], first["in_force"]) == (case_id, "order", True)
    assert (second["ground"], second["end"]) == ("facts_unclear", "facts_established")
    assert done["steps"][-1]["measure_id"] == first["measure_id"]


def test_a_suspension_from_the_organizations_page_is_decided_in_a_case_with_its_correction_request(
    compliance: Compliance,
) -> None:
    """CMP-3, CMP-13, CMP-14: and closes with its term once the correction is confirmed."""
    agency = compliance.agency()
    request = {"kind": "suspension_with_term", "ground": "offer_information", "public_reason": "違反のため。"}
    request["happened_on"] = "2026-04-20"
    now = compliance.call(
        contract.SUSPEND_ORGANIZATION, TOKYO, organization_id=agency.organization_id, seen_version=0, **request
    )
    case_id = now["measures"][0]["case_id"]
    shown = compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)
    assert [step["event"] for step in shown["steps"]] == ["open", "request_correction", "suspend"]
    assert told(compliance) == ["request_correction"]
    compliance.call(contract.ANSWER_CASE, agency, case_id=case_id, seen_version=3, text="改めました。")
    assert stepped(compliance, case_id, 4, contract.ADVANCE_CASE, event="confirm")["state"] == "confirmed"
    compliance.now = dt.datetime(2026, 10, 22, 15, 0, tzinfo=dt.UTC)
    assert compliance.call(contract.SHOW_CASE, TOKYO, case_id=case_id)["state"] == "closed", "by the day"
    with compliance.work() as work:
        compliance.service.end_suspensions(work)
    assert compliance.count(cases, cases.c.state == "closed") == 1, "and by the duty"


@pytest.mark.parametrize(
    ("staff", "operation", "changes", "code", "pointer"),
    [
        (OSAKA, contract.REQUEST_CORRECTION, {}, ErrorCode.OTHER_BUREAUS_ORGANIZATION, None),
        (OPERATIONS, contract.REQUEST_CORRECTION, {}, ErrorCode.OTHER_AUTHORITYS_MEASURE, None),
        (TOKYO, contract.REQUEST_CORRECTION, {"seen_version": 2}, ErrorCode.CASE_CHANGED, "/seen_version"),
        (TOKYO, contract.REQUEST_CORRECTION, {"due_on": "2026-04-22"}, ErrorCode.DUE_DAY_UNFIT, "/due_on"),
        (TOKYO, contract.REQUEST_CORRECTION, {"case_id": new_id()}, ErrorCode.NOT_FOUND, "/case_id"),
        (TOKYO, contract.ADVANCE_CASE, {"event": "confirm"}, ErrorCode.NOTHING_TO_CONFIRM, None),
        (TOKYO, contract.ADVANCE_CASE, {"event": "refer"}, ErrorCode.NOT_TO_BE_REFERRED, None),
        (TOKYO, contract.ADVANCE_CASE, {"event": "end_provisional"}, ErrorCode.MEASURE_ENDED, None),
        (TOKYO, contract.RECLASSIFY_CASE, {"ground": "other_breach"}, ErrorCode.CASE_GROUND_UNFIT, "/ground"),
        (TOKYO, contract.ANNOUNCE_HEARING, {}, ErrorCode.TERMINATION_NOT_PROVIDED, None),
        (TOKYO, contract.TERMINATE_IN_CASE, {}, ErrorCode.CASE_OUT_OF_ORDER, None),
        (
            TOKYO,
            contract.SUSPEND_IN_CASE,
            {"kind": "suspension_until_corrected"},
            ErrorCode.CORRECTION_NOT_REQUESTED,
            None,
        ),
        (
            TOKYO,
            contract.SUSPEND_IN_CASE,
            {"kind": "provisional_suspension", "decided_on": "2026-04-21"},
            ErrorCode.DECISION_NOT_OF_TODAY,
            "/decided_on",
        ),
    ],
)
def test_a_step_that_can_not_be_is_refused_and_leaves_nothing(
    compliance: Compliance, staff: Caller, operation: Any, changes: dict[str, Any], code: ErrorCode, pointer: str | None
) -> None:
    """CMP-13, CMP-14, AUT-7."""
    case_id = opened(compliance, compliance.agency())
    with pytest.raises(Refused) as refused:
        stepped(compliance, **{"case_id": case_id, "seen": 1, "operation": operation, "staff": staff, **_seen(changes)})
    assert (code_of(refused), refused.value.pointer) == (code, pointer)
    assert (compliance.count(case_steps), compliance.count(measures)) == (1, 0)


def _seen(changes: dict[str, Any]) -> dict[str, Any]:
    return {"seen" if name == "seen_version" else name: value for name, value in changes.items()}


def test_what_is_overdue_is_opened_with_what_is_missing(compliance: Compliance) -> None:
    """CMP-6."""
    agency = compliance.agency()
    with pytest.raises(Refused) as refused:
        opened(compliance, agency, ground="overdue")
    assert (code_of(refused), refused.value.pointer) == (ErrorCode.OVERDUE_UNFIT, "/overdue")
    missing = {"item": "permission", "due_on": "2026-03-31"}
    case_id = opened(compliance, agency, ground="overdue", overdue=missing)
    with pytest.raises(Refused) as refused:
        stepped(compliance, case_id, 1, contract.SUSPEND_IN_CASE, kind="suspension_with_term")
    assert code_of(refused) is ErrorCode.GRACE_NOT_OVER
    compliance.now = dt.datetime(2026, 4, 30, 15, 0, tzinfo=dt.UTC)
    shown = stepped(compliance, case_id, 1, contract.SUSPEND_IN_CASE, kind="suspension_with_term")
    assert shown["overdue"] == missing


def test_of_many_who_act_at_once_on_a_case_one_comes_through(compliance: Compliance) -> None:
    """CMP-13: the others are told that it has changed."""
    case_id = opened(compliance, compliance.agency())
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def act(number: int) -> None:
        start.wait()
        try:
            if number % 2:
                stepped(compliance, case_id, 1, contract.REQUEST_CORRECTION)
            else:
                stepped(compliance, case_id, 1, contract.ADVANCE_CASE, event="close")
            outcomes.append("done")
        except Refused as refused:
            outcomes.append(refused.code.value)

    threads = [threading.Thread(target=act, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("done") == 1
    assert outcomes.count("case_changed") == 5
    assert compliance.count(case_steps) == 2

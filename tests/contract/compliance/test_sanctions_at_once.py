"""Sanctions twice at one instant, out of order, back-dated, by another bureau, on who is terminated: one comes through (CMP-9, CMP-14)."""

from collections.abc import Callable
from functools import partial

from services.compliance.standing.tables import measures
from services.contracts import compliance as contract
from services.contracts.errors import ErrorCode
from tests.contract.at_once import DONE, at_once
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.test_standing import MINISTRY, OSAKA, TOKYO, heard, lift, shown, suspend, terminate, told


def test_cmp_14_of_many_who_lift_a_measure_at_one_instant_one_does(compliance: Compliance) -> None:
    agency = compliance.agency()
    (measure,) = suspend(compliance, agency, kind="suspension_until_corrected", ground="order")["measures"]
    outcomes = at_once(*[partial(lift, compliance, measure["measure_id"])] * 6)
    assert sorted(outcomes) == sorted([DONE, *[ErrorCode.MEASURE_ENDED] * 5])
    assert [state["standing"] for state in told(compliance)] == ["suspended", "active"]


def test_cmp_14_of_decisions_at_one_instant_the_competent_and_undated_one_comes_through(compliance: Compliance) -> None:
    """AUT-7: whoever is first at the lock, another bureau and another day are refused as what they are."""
    agency = compliance.agency()
    steps: list[Callable[[], object]] = [
        partial(suspend, compliance, agency),
        partial(suspend, compliance, agency, OSAKA),
        partial(suspend, compliance, agency, decided_on="2026-04-21"),
        partial(suspend, compliance, agency, OSAKA, decided_on="2026-04-21"),
    ]
    own, foreign, dated, both = at_once(*steps)
    assert own == DONE
    assert foreign == both == ErrorCode.OTHER_BUREAUS_ORGANIZATION
    assert dated in {ErrorCode.DECISION_NOT_OF_TODAY, ErrorCode.STANDING_CHANGED, ErrorCode.MEASURE_IN_FORCE}
    assert compliance.count(measures) == len(told(compliance)) == 1


def test_cmp_9_a_termination_decided_by_two_authorities_at_one_instant_is_one(compliance: Compliance) -> None:
    """Bureau and ministry, and another bureau beside them; nothing is decided on the terminated organization any more."""
    agency = compliance.agency()
    case_id = heard(compliance, agency)
    outcomes = at_once(
        *[partial(terminate, compliance, case_id)] * 3,
        *[partial(terminate, compliance, case_id, MINISTRY)] * 3,
        partial(terminate, compliance, case_id, OSAKA),
    )
    assert outcomes.count(DONE) == 1
    assert outcomes[-1] == ErrorCode.OTHER_BUREAUS_ORGANIZATION
    others = set(outcomes[:-1]) - {DONE}
    assert others <= {ErrorCode.CASE_CHANGED, ErrorCode.CASE_CLOSED, ErrorCode.ORGANIZATION_TERMINATED}
    assert (compliance.count(measures), [state["standing"] for state in told(compliance)]) == (1, ["terminated"])
    version = shown(compliance, agency)["version"]
    late = at_once(*[partial(suspend, compliance, agency, seen_version=version)] * 4)
    assert set(late) == {ErrorCode.ORGANIZATION_TERMINATED}


def test_cmp_9_a_termination_before_its_hearing_is_out_of_order_however_many_ask_at_one_instant(
    compliance: Compliance,
) -> None:
    """One announces the hearing while others terminate: none of these comes through before the organization was heard."""
    agency = compliance.agency()
    opened = {"organization_id": agency.organization_id, "ground": "malice", "text": "事実関係を確認します。"}
    case_id = compliance.call(contract.OPEN_CASE, TOKYO, **opened, day_unknown=True)["case_id"]
    hearing = {"case_id": case_id, "seen_version": 1, "text": "意見を述べてください。"}
    outcomes = at_once(
        partial(compliance.call, contract.ANNOUNCE_HEARING, TOKYO, **hearing),
        *[partial(terminate, compliance, case_id, seen_version=1)] * 3,
        *[partial(terminate, compliance, case_id, seen_version=2)] * 3,
    )
    assert outcomes[0] == DONE
    refused = {ErrorCode.CASE_OUT_OF_ORDER, ErrorCode.CASE_CHANGED, ErrorCode.ORGANIZATION_NOT_HEARD}
    assert set(outcomes[1:]) <= refused
    assert (compliance.count(measures), told(compliance)) == (0, [])

"""Blocks above the threshold open a case of the bureau, from events in any order (CMP-11)."""

from typing import Any

import pytest

from services.compliance.blocks.domain.threshold import BlockSettings
from services.contracts import compliance as contract
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import ORGANIZATION_CHANGED
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.served import Refused

TOKYO = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
SEEKERS = [f"1000000000{digit}" for digit in range(8)]


@pytest.fixture(autouse=True)
def low(compliance: Compliance) -> None:
    compliance.service.block_settings = BlockSettings(count=3, share_percent=50, share_from=2)


def run(compliance: Compliance) -> None:
    with compliance.work() as work:
        compliance.service.look_at_blocks(work)


def cases(compliance: Compliance) -> list[dict[str, Any]]:
    return list(compliance.call(contract.LIST_CASES, TOKYO)["cases"])


def blocked(compliance: Compliance, agency: Caller, *numbers: str, version: int = 1, undo: bool = False) -> None:
    compliance.tell(*(compliance.block(agency, version, blocked=not undo, number=number) for number in numbers))
    run(compliance)


def test_more_than_the_threshold_opens_one_case_with_the_figures_in_it(compliance: Compliance) -> None:
    """CMP-11: opened by rule; told to the organization; a second run and further blocks open no other."""
    agency = compliance.agency()
    compliance.tell(compliance.guided(agency, *SEEKERS))
    blocked(compliance, agency, *SEEKERS[:3])
    assert cases(compliance) == []
    blocked(compliance, agency, SEEKERS[3])
    (head,) = cases(compliance)
    assert (head["origin"], head["rule"], head["ground"]) == ("rule", "CMP-11", "many_blocks")
    case = compliance.call(contract.SHOW_CASE, TOKYO, case_id=head["case_id"])
    assert "求職者８人に対し、受信を拒否している求職者が４人" in case["steps"][0]["text"]
    assert [step["event"] for step in compliance.published(contract.CASE_ADVANCED)] == ["open"]
    run(compliance)
    blocked(compliance, agency, SEEKERS[4])
    assert len(cases(compliance)) == 1


def test_a_share_of_the_guidance_opens_a_case_too_in_whatever_order_events_come(compliance: Compliance) -> None:
    """CMP-11: facts commute; an organization not yet told of waits."""
    agency = Caller(role=Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=new_id())
    blocked(compliance, agency, *SEEKERS[:2])
    compliance.tell(compliance.guided(agency, *SEEKERS[:3]))
    run(compliance)
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency))
    run(compliance)
    assert len(cases(compliance)) == 1, "two of three"


def test_who_unblocks_does_not_count_and_flapping_opens_nothing_new(compliance: Compliance) -> None:
    """CMP-11: seekers who now block; after the case was closed only from clearly below."""
    agency = compliance.agency()
    compliance.tell(compliance.guided(agency, *SEEKERS))
    blocked(compliance, agency, *SEEKERS[:4])
    (head,) = cases(compliance)
    step = {"case_id": head["case_id"], "seen_version": 1, "event": "close", "text": "指導しました。"}
    compliance.call(contract.ADVANCE_CASE, TOKYO, **step)
    for version in (2, 3):
        blocked(compliance, agency, SEEKERS[3], version=version, undo=version == 2)
    assert len(cases(compliance)) == 1
    blocked(compliance, agency, *SEEKERS[:4], version=4, undo=True)
    blocked(compliance, agency, *SEEKERS[:4], version=5)
    assert len(cases(compliance)) == 2


def test_no_measure_rests_on_the_figures_alone(compliance: Compliance) -> None:
    """CMP-11, CMP-5: where a breach is found the case goes on under its ground."""
    agency = compliance.agency()
    compliance.tell(compliance.guided(agency, *SEEKERS))
    blocked(compliance, agency, *SEEKERS[:4])
    (head,) = cases(compliance)
    decision = {"kind": "suspension_until_corrected", "text": "過剰な営業のため。"}
    with pytest.raises(Refused) as refused:
        compliance.call(contract.SUSPEND_IN_CASE, TOKYO, case_id=head["case_id"], seen_version=1, **decision)
    assert refused.value.code is ErrorCode.GROUND_NOT_FOR_MEASURE
    for seen, operation, more in (
        (1, contract.RECLASSIFY_CASE, {"ground": "excessive_solicitation"}),
        (2, contract.REQUEST_CORRECTION, {}),
        (3, contract.SUSPEND_IN_CASE, {"kind": "suspension_until_corrected"}),
    ):
        request = {"case_id": head["case_id"], "seen_version": seen, "text": "過剰な営業のため。", **more}
        compliance.call(operation, TOKYO, **request)
    shown = compliance.call(contract.SHOW_STANDING, TOKYO, organization_id=agency.organization_id)
    assert (shown["standing"], shown["measures"][0]["rule"]) == ("suspended", "CMP-5")


def test_a_former_organization_gets_no_case(compliance: Compliance) -> None:
    """CMP-11, REG-5."""
    agency = compliance.agency()
    compliance.tell(compliance.guided(agency, *SEEKERS))
    compliance.receive(ORGANIZATION_CHANGED, compliance.state(agency, version=2, standing="withdrawn"))
    blocked(compliance, agency, *SEEKERS[:4])
    assert cases(compliance) == []

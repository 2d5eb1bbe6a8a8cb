"""Steps through complaints and registers."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts import compliance as contract
from services.contracts.caller import Caller
from tests.contract.compliance import test_complaint_registers, test_complaints
from tests.contract.compliance.conftest import Compliance
from tests.contract.reaches.steps import BUREAU, OFFICE, TOKYO, Step, holding, step


def _compliance(request: pytest.FixtureRequest) -> Compliance:
    served: Compliance = request.getfixturevalue("compliance")
    return served


def _complaint(request: pytest.FixtureRequest) -> dict[str, Any]:
    """A complaint about an organization of Tokyo, taken to an office of Tokyo's."""
    compliance = _compliance(request)
    return test_complaints.filed(compliance, compliance.agency(), to_authority=True, office_code="X1301")


def _next(complaint: dict[str, Any], **more: Any) -> dict[str, Any]:
    names = {"complaint_id": complaint["complaint_id"], "seen_version": complaint["version"]}
    return {**names, "text": "対応します。", **more}


@step(contract.LIST_STAFF_COMPLAINTS, BUREAU, OFFICE)
def complaints(request: pytest.FixtureRequest) -> Step:
    return Step({}, holding(_complaint(request)["complaint_id"]))


@step(contract.SHOW_STAFF_COMPLAINT, BUREAU, OFFICE)
def complaint(request: pytest.FixtureRequest) -> Step:
    return Step({"complaint_id": _complaint(request)["complaint_id"]})


@step(contract.HANDLE_COMPLAINT, BUREAU, OFFICE)
def handled(request: pytest.FixtureRequest) -> Step:
    return Step(_next(_complaint(request), event="note"))


@step(contract.LINK_COMPLAINT, BUREAU)
def linked(request: pytest.FixtureRequest) -> Step:
    made = _complaint(request)
    opening = {"organization_id": made["organization_id"], "ground": "other_breach", "text": "確認します。"}
    case = _compliance(request).call(contract.OPEN_CASE, TOKYO, **opening, day_unknown=True)
    return Step(_next(made, case_id=case["case_id"]))


def _complained_of(request: pytest.FixtureRequest) -> Caller:
    """An organization of Tokyo with a complaint at an office of Tokyo's."""
    compliance = _compliance(request)
    agency = compliance.agency()
    test_complaints.filed(compliance, agency, to_authority=True, office_code="X1301")
    return agency


@step(contract.DEMAND_REGISTER, BUREAU, OFFICE)
def demanded(request: pytest.FixtureRequest) -> Step:
    agency = _complained_of(request)
    period = {"first_day": "2026-04-01", "last_day": "2026-04-30", "due_on": "2026-05-08"}
    return Step({"organization_id": agency.organization_id, **period, "text": "提出してください。"})


@step(contract.LIST_REGISTER_DEMANDS, BUREAU, OFFICE)
def demands(request: pytest.FixtureRequest) -> Step:
    demanded_by = test_complaint_registers.demand(
        _compliance(request), _complained_of(request), test_complaints.IIDABASHI
    )
    return Step({}, holding(demanded_by["demand_id"]))


@step(contract.SHOW_HANDED_IN_REGISTER, BUREAU, OFFICE)
def register(request: pytest.FixtureRequest) -> Step:
    compliance = _compliance(request)
    agency = _complained_of(request)
    demand_id = test_complaint_registers.demand(compliance, agency, test_complaints.IIDABASHI)["demand_id"]
    compliance.call(contract.HAND_IN_REGISTER, agency, demand_id=demand_id)
    return Step({"demand_id": demand_id})

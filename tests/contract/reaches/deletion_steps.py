"""Steps through late deletions and certificates of deletion."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts import compliance as contract
from services.contracts.caller import Caller
from tests.contract.compliance import test_deletion_certificates
from tests.contract.compliance.conftest import Compliance
from tests.contract.reaches.steps import BUREAU, Step, holding, step


def _late(request: pytest.FixtureRequest) -> Caller:
    """An organization of Tokyo that must delete, and is late."""
    compliance: Compliance = request.getfixturevalue("compliance")
    agency = compliance.agency()
    compliance.tell(compliance.viewed(agency), compliance.block(agency, 1))
    compliance.pass_by(days=30)
    return agency


def _certified(request: pytest.FixtureRequest) -> tuple[Caller, dict[str, Any]]:
    compliance: Compliance = request.getfixturevalue("compliance")
    agency = compliance.agency()
    duty_ids = test_deletion_certificates.confirmed(compliance, agency)
    return agency, compliance.call(contract.ISSUE_CERTIFICATE, agency, duty_ids=duty_ids)


@step(contract.LIST_LATE_DUTIES, BUREAU)
def late_duties(request: pytest.FixtureRequest) -> Step:
    return Step({}, holding(_late(request).organization_id or ""))


@step(contract.LIST_LATE_ORGANIZATIONS, BUREAU)
def late_organizations(request: pytest.FixtureRequest) -> Step:
    return Step({}, holding(_late(request).organization_id or ""))


@step(contract.LIST_CERTIFICATES, BUREAU)
def certificates(request: pytest.FixtureRequest) -> Step:
    agency, certificate = _certified(request)
    return Step({"organization_id": agency.organization_id}, holding(certificate["certificate_id"]))


@step(contract.GET_CERTIFICATE, BUREAU)
def certificate(request: pytest.FixtureRequest) -> Step:
    _, issued = _certified(request)
    return Step({"certificate_id": issued["certificate_id"]})

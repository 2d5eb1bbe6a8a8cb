"""The service serves its whole contract, and every refusal has a code."""

from importlib import import_module
from pathlib import Path

import pytest

from services.compliance.audit.domain.reasons import AuditReason
from services.compliance.cases.domain.reasons import CaseReason
from services.compliance.complaints.domain.reasons import ComplaintReason
from services.compliance.custody.domain.reasons import CustodyReason
from services.compliance.schema import metadata
from services.compliance.service import ComplianceService
from services.compliance.standing.domain.reasons import OrderReason, StandingReason
from services.contracts import compliance as contracts
from tests.contract.compliance.conftest import Compliance
from tests.contract.declared import differing, unserved

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(autouse=True, scope="module")
def _all_tables() -> None:
    for path in (REPOSITORY / "services" / "compliance").rglob("tables.py"):
        import_module(".".join(path.relative_to(REPOSITORY).with_suffix("").parts))


def test_every_operation_of_the_contract_is_served() -> None:
    missing = unserved(contracts, ComplianceService)
    assert not missing, f"add a method to ComplianceService for each of {missing}"


def test_every_reason_has_a_code() -> None:
    missing = {
        *CustodyReason,
        *AuditReason,
        *StandingReason,
        *OrderReason,
        *CaseReason,
        *ComplaintReason,
    } - set(ComplianceService.refusals)
    assert not missing, f"map these in ComplianceService.refusals: {missing}"


def test_the_migrations_make_the_tables_as_declared(compliance: Compliance) -> None:
    assert differing(compliance.database, metadata) == []

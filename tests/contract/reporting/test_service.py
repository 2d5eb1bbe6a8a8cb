"""The service serves its whole contract, and every refusal has a code."""

from services.contracts import reporting as contracts
from services.reporting.service import ReportingService
from services.reporting.tables import metadata
from services.reporting.usage_reports.domain.filing import FilingReason
from services.reporting.usecases import ReportingReason
from tests.contract.declared import differing, unserved
from tests.contract.reporting.conftest import Reporting


def test_every_operation_of_the_contract_is_served() -> None:
    missing = unserved(contracts, ReportingService)
    assert not missing, f"add a method to ReportingService for each of {missing}"


def test_every_reason_has_a_code() -> None:
    missing = {*ReportingReason, *FilingReason} - set(ReportingService.refusals)
    assert not missing, f"map these in ReportingService.refusals: {missing}"


def test_the_migrations_make_the_tables_as_declared(reporting: Reporting) -> None:
    assert differing(reporting.database, metadata) == []

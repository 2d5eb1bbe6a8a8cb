"""The service serves its whole contract, and every refusal has a code."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.contracts import reporting as contracts
from services.contracts.operations import Operation
from services.reporting.service import ReportingService
from services.reporting.tables import metadata
from services.reporting.usage_reports.domain.filing import FilingReason
from services.reporting.usecases import ReportingReason
from tests.contract.reporting.conftest import Reporting


def test_every_operation_of_the_contract_is_served() -> None:
    operations = {value.name for value in vars(contracts).values() if isinstance(value, Operation)}
    missing = {name for name in operations if not hasattr(ReportingService, name)}
    assert not missing, f"add a method to ReportingService for each of {missing}"


def test_every_reason_has_a_code() -> None:
    missing = {*ReportingReason, *FilingReason} - set(ReportingService.refusals)
    assert not missing, f"map these in ReportingService.refusals: {missing}"


def test_the_migrations_make_the_tables_as_declared(reporting: Reporting) -> None:
    with reporting.database.transaction() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        checks = sa.inspect(connection)
        for table in metadata.sorted_tables:
            made = {check["name"] for check in checks.get_check_constraints(table.name)}
            declared = {str(check.name) for check in table.constraints if isinstance(check, sa.CheckConstraint)}
            assert made == declared, f"{table.name}: {made ^ declared}"

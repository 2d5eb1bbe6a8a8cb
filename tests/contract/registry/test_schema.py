"""The migrations make the tables that the code expects; every refusal has its code and its text."""

from importlib import import_module
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.contracts import registry as contract
from services.contracts.operations import Operation
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.organizations.domain.reasons import Reason
from services.registry.organizations.reasons_told import TEXTS, RequestReason
from services.registry.reference import tables as _reference_tables  # noqa: F401 - the service itself reads the files
from services.registry.schema import metadata
from services.registry.service import REFUSALS, RegistryService
from tests.contract.registry.conftest import Registry

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(autouse=True, scope="module")
def _all_tables() -> None:
    for path in (REPOSITORY / "services" / "registry").rglob("tables.py"):
        import_module(".".join(path.relative_to(REPOSITORY).with_suffix("").parts))


def test_the_migrated_database_has_the_tables_columns_and_indexes_of_the_code(registry: Registry) -> None:
    with registry.database.transaction() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrated_database_has_the_named_checks_of_the_code(registry: Registry) -> None:
    inspector = sa.inspect(registry.database.engine)
    for table in metadata.tables.values():
        named = {check.name for check in table.constraints if isinstance(check, sa.CheckConstraint)}
        assert {check["name"] for check in inspector.get_check_constraints(table.name)} == named, table.name


def test_every_reason_has_a_code_and_every_rule_a_text() -> None:
    reasons = {*Reason, *RequestReason, *AccountReason}
    assert not reasons - REFUSALS.keys(), "add them to REFUSALS in services/registry/service.py"
    assert not set(Reason) - TEXTS.keys(), "add them to TEXTS in services/registry/organizations/reasons_told.py"


def test_every_operation_of_the_contract_is_served() -> None:
    operations = [value.name for value in vars(contract).values() if isinstance(value, Operation)]
    missing = [name for name in operations if not hasattr(RegistryService, name)]
    assert not missing, f"add them to RegistryService: {missing}"

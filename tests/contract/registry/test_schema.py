"""The migrations make the tables that the code expects; every refusal has its code and its text."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.registry.accounts.domain.reasons import AccountReason
from services.registry.organizations.domain.reasons import Reason
from services.registry.organizations.reasons_told import TEXTS, RequestReason
from services.registry.reference import tables as _reference_tables  # noqa: F401 - the service itself reads the files
from services.registry.schema import metadata
from services.registry.service import REFUSALS
from tests.contract.registry.conftest import Registry


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

"""What a service has, beside what is declared of it: its operations in the contract, its tables in the code."""

from types import ModuleType
from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.contracts.operations import Operation
from services.runtime.database import Database


def unserved(contract: ModuleType, service: type) -> set[str]:
    """The operations of a contract for which a service has no method."""
    operations = {value.name for value in vars(contract).values() if isinstance(value, Operation)}
    return {name for name in operations if not hasattr(service, name)}


def differing(database: Database, metadata: sa.MetaData) -> list[Any]:
    """Tables, columns with their types, indexes and named checks in which a migrated database differs from the code."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = list(compare_metadata(context, metadata))
        there = sa.inspect(connection)
        for table in metadata.sorted_tables:
            made = {check["name"] for check in there.get_check_constraints(table.name)}
            declared = {str(check.name) for check in table.constraints if isinstance(check, sa.CheckConstraint)}
            found.extend((table.name, name) for name in sorted(made ^ declared))
    return found

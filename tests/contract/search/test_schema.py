"""The migrations make the tables that the code speaks of."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from services.search.tables import metadata
from tests.contract.search.conftest import ReadModel


def test_the_migrated_database_is_what_the_tables_say(read_model: ReadModel) -> None:
    with read_model.database.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = [one for one in compare_metadata(context, metadata) if "alembic_version" not in str(one)]
    assert differences == []

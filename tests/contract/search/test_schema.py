"""The migrations make the tables that the code speaks of."""

from __future__ import annotations

from services.search.tables import metadata
from tests.contract.declared import differing
from tests.contract.search.conftest import ReadModel


def test_the_migrated_database_is_what_the_tables_say(read_model: ReadModel) -> None:
    assert differing(read_model.database, metadata) == []

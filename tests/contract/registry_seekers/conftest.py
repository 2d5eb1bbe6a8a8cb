"""A registry database and keys."""

import secrets
from collections.abc import Callable, Iterator

import pytest

from services.registry.personal_data import PersonalData
from services.runtime.database import Database


@pytest.fixture
def database(fresh_database: Callable[[str], str]) -> Iterator[Database]:
    database = Database(fresh_database("registry"), pool_size=3)
    yield database
    database.close()


@pytest.fixture(scope="session")
def keys() -> PersonalData:
    return PersonalData({"k1": secrets.token_bytes(32)}, secrets.token_bytes(32))

"""A registry database and keys."""

import secrets
from collections.abc import Callable

import pytest

from services.registry.personal_data import PersonalData
from services.runtime.database import Database


@pytest.fixture
def database(open_database: Callable[..., Database]) -> Database:
    return open_database("registry", pool_size=3)


@pytest.fixture(scope="session")
def keys() -> PersonalData:
    return PersonalData({"k1": secrets.token_bytes(32)}, secrets.token_bytes(32))

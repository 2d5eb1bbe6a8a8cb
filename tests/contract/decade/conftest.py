"""The services that sanctions reach, each with its own database."""

from collections.abc import Callable

import pytest

from services.runtime.database import Database
from services.search.service import SearchService
from tests.contract.compliance.conftest import compliance as compliance
from tests.contract.messaging.conftest import messaging as messaging
from tests.contract.registry.conftest import registry as registry
from tests.contract.served import Served


@pytest.fixture
def search(open_database: Callable[..., Database]) -> Served:
    """Without an index: who may ask is all that is asked."""
    return Served(SearchService(), open_database("search"))

"""The service serves its whole contract, and every refusal has a code."""

from services.contracts import messaging as contracts
from services.messaging.domain.reasons import MessagingReason
from services.messaging.service import MessagingService
from services.messaging.tables import metadata
from tests.contract.declared import differing, unserved
from tests.contract.messaging.conftest import Messaging


def test_every_operation_of_the_contract_is_served() -> None:
    missing = unserved(contracts, MessagingService)
    assert not missing, f"add a method to MessagingService for each of {missing}"


def test_every_reason_has_a_code() -> None:
    missing = set(MessagingReason) - set(MessagingService.refusals)
    assert not missing, f"map these in MessagingService.refusals: {missing}"


def test_the_migrations_make_the_tables_as_declared(messaging: Messaging) -> None:
    assert differing(messaging.database, metadata) == []

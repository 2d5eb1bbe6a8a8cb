"""The services with their real databases, as their own tests have them."""

from tests.contract.compliance.conftest import compliance
from tests.contract.messaging.conftest import messaging
from tests.contract.registry.conftest import registry

__all__ = ["compliance", "messaging", "registry"]

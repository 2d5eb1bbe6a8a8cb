"""Every operation of an organization in every standing, at the registry (AUT-9)."""

import pytest

from gateway.roles_document import organization_operations
from services.contracts import registry as contract
from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import STANDINGS
from services.contracts.standings import standings_for
from services.registry.organizations.tables import organizations
from services.registry.organizations.usecases.admission import AdmissionReason
from services.registry.service import REFUSALS
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from tests.contract.registry.conftest import Registry
from tests.contract.served import Refused

OPERATIONS = [operation for operation in organization_operations() if operation.service == "registry"]


@pytest.mark.parametrize("standing", STANDINGS)
def test_an_organization_may_ask_what_the_table_permits_in_its_standing(registry: Registry, standing: str) -> None:
    """AUT-9: looked at before the request, from the registry's own record."""
    organization_id = registry.approved()["organization_id"]
    with registry.database.transaction() as connection:
        ended_on = registry.today if standing == "withdrawn" else None
        connection.execute(organizations.update().values(standing=standing, withdrawn_on=ended_on))
    for operation in OPERATIONS:
        for role in operation.roles & {Role.ORGANIZATION_MAIN, Role.ORGANIZATION_ADDITIONAL, Role.MACHINE}:
            caller = Caller(role, account_id=new_id(), organization_id=organization_id)
            refused = False
            with registry.work(caller) as work:
                try:
                    registry.service.gate(work, operation)
                except Refusal as refusal:
                    refused = refusal.reason is AdmissionReason.NOT_IN_THIS_STANDING
            assert refused == (standing not in (standings_for(operation) or ())), operation.routing_key


def test_an_organization_that_is_not_known_may_ask_for_nothing_that_needs_a_standing(registry: Registry) -> None:
    """AUT-9."""
    stranger = Caller(Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=new_id())
    with pytest.raises(Refused) as refused:
        registry.call(contract.MAKE_TOKEN, stranger, name="x", scopes=["offers:api"], networks=["203.0.113.7"], days=1)
    assert refused.value.code is ErrorCode.ORGANIZATION_NOT_ACTIVE


def test_the_refusal_has_its_code() -> None:
    assert REFUSALS[AdmissionReason.NOT_IN_THIS_STANDING] is ErrorCode.ORGANIZATION_NOT_ACTIVE

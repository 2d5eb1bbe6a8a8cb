"""AUT-7, operation by operation: what is Tokyo's is refused to staff of another bureau or office, and not in their lists."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from services.contracts.caller import Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.operations import Operation
from services.contracts.reaches import LOCAL_STAFF, REACHES, Reach
from services.contracts.registry import ACCEPT_ONLINE_APPLICATION, CONFIRM_EMPLOYER, GET_DOCUMENT
from tests.contract.compliance.conftest import compliance as compliance
from tests.contract.messaging.conftest import messaging as messaging
from tests.contract.reaches import (
    complaint_steps,
    deletion_steps,
    messaging_steps,
    other_steps,
    overdue_steps,
    registry_steps,
)
from tests.contract.reaches.steps import IIDABASHI, OFFICE, OWN, STEPS, STRANGERS, TOKYO, Step
from tests.contract.registry import employers
from tests.contract.registry.conftest import Registry
from tests.contract.registry.conftest import member as member
from tests.contract.registry.conftest import registry as registry
from tests.contract.registry.test_documents import upload
from tests.contract.registry_people.conftest import BringIn, at_office, register
from tests.contract.registry_people.conftest import bring_in as bring_in
from tests.contract.reporting.conftest import reporting as reporting
from tests.contract.served import Refused, Served
from tests.unit.contracts.test_contracts import OPERATIONS

NOT_THEIRS = {
    ErrorCode.NOT_FOUND,
    ErrorCode.FORBIDDEN,
    ErrorCode.OTHER_BUREAU,
    ErrorCode.OTHER_OFFICE,
    ErrorCode.OTHER_BUREAUS_ORGANIZATION,
    ErrorCode.OTHER_BUREAUS_NUMBER,
}
WALKED = sorted(STEPS, key=lambda walked: (walked[0].routing_key, walked[1]))


def rows_of(served: Served) -> str:
    """Every row of the service, to see that nothing was changed."""
    with served.database.transaction() as connection:
        tables = sorted(sa.inspect(connection).get_table_names())
        found = {one: connection.scalars(sa.text(f'SELECT t::text FROM "{one}" t')).all() for one in tables}
    return json.dumps({one: sorted(rows) for one, rows in found.items()}, ensure_ascii=False)


def refusal(served: Served, operation: Operation, caller: Caller, step: Step) -> ErrorCode | None:
    """How a request is refused; None for a list without the subject."""
    try:
        answer = served.call(operation, caller, **step.request)
    except Refused as refused:
        return refused.code
    shows = step.seen is None or step.seen(answer)
    assert not shows, f"{operation.routing_key} serves {caller} what is not theirs"
    return None


@pytest.mark.parametrize(
    ("operation", "role"), WALKED, ids=[f"{operation.routing_key}-{role}" for operation, role in WALKED]
)
def test_staff_of_another_area_reach_nothing(operation: Operation, role: Role, request: pytest.FixtureRequest) -> None:
    """AUT-7: refused, or not in the list, and nothing changed by it; the own staff are served the very same request."""
    step = STEPS[operation, role](request)
    served: Served = request.getfixturevalue(operation.service)
    before = rows_of(served)
    for stranger in STRANGERS[role]:
        told = refusal(served, operation, stranger, step)
        assert told in NOT_THEIRS or (told is None and step.seen), f"{operation.routing_key} answers {stranger}: {told}"
    assert rows_of(served) == before, "a refused request leaves nothing behind"
    answer = served.call(operation, OWN[role], **step.request)
    assert step.seen is None or step.seen(answer), "the step shows nothing: it proves nothing either"


def test_every_operation_of_the_own_area_is_walked() -> None:
    """AUT-7."""
    declared = {
        (operation.routing_key, role)
        for _, operation in OPERATIONS
        for role in LOCAL_STAFF & operation.roles
        # What anybody may ask with a key is asked without one by staff of bureaus alone.
        if REACHES.get(operation.routing_key) is Reach.OWN_AREA
        and not (Role.ANYONE in operation.roles and role is Role.OFFICE_STAFF)
    }
    walked = {(operation.routing_key, role) for operation, role in STEPS}
    modules = (registry_steps, complaint_steps, messaging_steps, deletion_steps, overdue_steps, other_steps)
    beside = ", ".join(module.__name__ for module in modules)
    assert declared == walked, f"add a step to a module beside {beside}: {declared ^ walked}"


# What names two subjects, or a person who comes -----------------------------------------------------------------------


def test_a_document_of_another_bureaus_application_is_not_read_through_an_own_one(registry: Registry) -> None:
    """AUT-7, REG-8: the document belongs to the application named beside it."""
    own, other = registry.register(), registry.register(email="osaka@example.jp", municipality_code="271004")
    document_id = upload(registry, other)["document_id"]
    asked = {"application_id": own["application_id"], "document_id": document_id}
    assert refusal(registry, GET_DOCUMENT, TOKYO, Step(asked)) is ErrorCode.NOT_FOUND


def test_an_employer_is_not_given_another_offices_establishment(registry: Registry) -> None:
    """AUT-7, OFR-1: an own request and an establishment of another office."""
    osaka = employers.office(employers.OSAKA_OFFICE)
    place = {"municipality_code": employers.OSAKA_CITY, "contact": employers.a_contact(email="o@midori.example.jp")}
    theirs = employers.register(registry, osaka, **place)["establishment_id"]
    asked = employers.ask(registry)["application_id"]
    request = Step({"application_id": asked, "establishment_id": theirs})
    assert refusal(registry, CONFIRM_EMPLOYER, IIDABASHI, request) is ErrorCode.OTHER_OFFICE


def test_who_has_come_to_an_office_is_accepted_there_and_then_unknown_to_all_others(
    registry: Registry, bring_in: BringIn
) -> None:
    """AUT-7, SEE-1: whichever office the person goes to; the number is told by the person alone."""
    number = register(registry)
    asked = {"seeker_number": number, "source_id": "T000050"}
    assert registry.call(ACCEPT_ONLINE_APPLICATION, at_office("X1302"), **asked)["office_code"] == "X1302"
    for stranger in STRANGERS[OFFICE]:
        if stranger.office_code != "X1302":
            assert refusal(registry, ACCEPT_ONLINE_APPLICATION, stranger, Step(asked)) is ErrorCode.NOT_FOUND
    unknown = Step({"seeker_number": "10000000008", "source_id": "T000051"})
    assert refusal(registry, ACCEPT_ONLINE_APPLICATION, IIDABASHI, unknown) is ErrorCode.NOT_FOUND

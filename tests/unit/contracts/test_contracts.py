"""What crosses the bus is complete: texts for all codes, one name an operation, no personal data in an event (SEE-2)."""

import importlib
import inspect
from collections import Counter
from collections.abc import Iterator
from types import ModuleType

import pytest
from marshmallow import Schema, fields

from services.contracts.audit import SOURCES
from services.contracts.error_texts import ROOMS
from services.contracts.errors import ERRORS, ErrorCode
from services.contracts.events import Event
from services.contracts.operations import Operation

MODULES: list[ModuleType] = [
    importlib.import_module(f"services.contracts.{name}")
    for name in ("registry", "search", "messaging", "compliance", "reporting")
]


def all_of(kind: type) -> list[tuple[ModuleType, object]]:
    return [(module, value) for module in MODULES for value in vars(module).values() if isinstance(value, kind)]


OPERATIONS = [(m, o) for m, o in all_of(Operation) if isinstance(o, Operation) and o.service == m.SERVICE]
EVENTS = [(m, e) for m, e in all_of(Event) if isinstance(e, Event) and e.source == m.SERVICE]


def test_every_error_code_has_a_japanese_text_and_a_status() -> None:
    assert set(ERRORS) == set(ErrorCode), "add the missing code to its room in services/contracts/error_texts"
    assert sum(map(len, ROOMS)) == len(ERRORS), "one code has texts in two rooms"
    for code, text in ERRORS.items():
        assert text.title.endswith("。"), code
        assert 400 <= text.status <= 504, code


def test_no_two_operations_share_a_name() -> None:
    names = Counter(operation.routing_key for _, operation in OPERATIONS)
    assert [name for name, times in names.items() if times > 1] == []


def test_every_operation_names_who_may_call_it() -> None:
    assert OPERATIONS
    assert [operation.routing_key for _, operation in OPERATIONS if not operation.roles] == []


def members(schema: Schema) -> Iterator[str]:
    for name, field in schema.fields.items():
        yield name
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            yield from members(inner.schema)


PERSONAL = {
    "birth_date",
    "sex",
    "age",
    "address",
    "phone",
    "email",
    "postal_code",
    "family_name",
    "given_name",
    "name_kana",
}


@pytest.mark.parametrize("event", [event for _, event in EVENTS], ids=lambda event: event.type)
def test_no_event_has_room_for_personal_data(event: Event) -> None:
    """SEE-2. The name of an organization and of its privacy manager (001 7(2)①カ) are none of a seeker's."""
    assert PERSONAL & set(members(event.data)) == set()


@pytest.mark.parametrize("event", [event for _, event in EVENTS], ids=lambda event: event.type)
def test_events_are_named_by_noun_and_past_participle(event: Event) -> None:
    assert event.type.split("_")[-1].endswith(("ed", "sent", "withdrawn"))
    assert inspect.getdoc(type(event.data)), "say what the event means"


UNAUDITED = {
    "search.show_seeker",
    "registry.begin_login",
    "registry.mail_one_time_password",
    "registry.record_use",
    "registry.check_employer",
}
"""Changes that leave no entry of their own in the audit log; each says why in its operation."""


def test_every_change_leaves_an_entry_in_the_audit_log_or_says_why_not() -> None:
    """OPS-3: the runtime writes one where the use case does not, for every operation of a service that records."""
    changes = [operation for _, operation in OPERATIONS if operation.changes]
    assert {operation.service for operation in changes} <= set(SOURCES)
    assert {operation.routing_key for operation in changes if operation.unaudited} == UNAUDITED
    assert [operation.routing_key for _, operation in OPERATIONS if operation.unaudited and not operation.changes] == []

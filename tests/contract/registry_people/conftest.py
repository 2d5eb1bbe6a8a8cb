"""Seekers in a served registry: of the feed, and registered online."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from deploy.demo.seeker_people import person
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.registry import (
    REGISTER_SEEKER,
    REQUEST_REGISTRATION_KEY,
    SEEKERS_CHANGED,
    OwnRecord,
)
from services.registry.seekers.tables import seekers
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry.conftest import registry as registry
from tests.contract.registry_seekers import feeds

TERMS = "2021-12-01"
PASSWORD = "a new and long password"
TOKYO_HOME = "131016"

BringIn = Callable[..., str]


def seeker(seeker_number: str, account_id: str | None = None) -> Caller:
    return Caller(role=Role.SEEKER, account_id=account_id or new_id(), seeker_number=seeker_number)


def office(registry: Registry, seeker_number: str) -> Caller:
    """Staff of the seeker's own office."""
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(seekers).where(seekers.c.seeker_number == seeker_number)).one()
    return at_office(row.office_code, row.bureau_code)


def at_office(office_code: str, bureau_code: str = "13") -> Caller:
    return Caller(role=Role.OFFICE_STAFF, account_id=new_id(), office_code=office_code, bureau_code=bureau_code)


@pytest.fixture
def bring_in(registry: Registry, tmp_path: Path) -> BringIn:
    """Imports a row of the feed; answers the seeker's number, or "" where the row changed nobody."""
    registry.now = feeds.NOW
    files = iter(range(1_000))

    def bring_in(index: int = 1, **changed: Any) -> str:
        row = feeds.end(index, **changed) if changed.get("action") == "end" else feeds.row(index, **changed)
        before = len(registry.published(SEEKERS_CHANGED))
        feeds.bring_in(registry.database, registry.personal_data, feeds.feed(tmp_path / f"{next(files)}.csv", row))
        told = registry.published(SEEKERS_CHANGED)[before:]
        return str(told[0]["seekers"][0]["seeker_number"]) if told else ""

    return bring_in


def state(registry: Registry, seeker_number: str) -> dict[str, Any]:
    """The state of a seeker that was told last."""
    told = [one for event in registry.published(SEEKERS_CHANGED) for one in event["seekers"]]
    return next(one for one in reversed(told) if one["seeker_number"] == seeker_number)


def registration(index: int = 50, **changes: Any) -> dict[str, Any]:
    """A registration as the page sends it, but for the key."""
    provided = feeds.row(index)
    whom = person(Random(f"online:{index}"), index, TOKYO_HOME, feeds.TODAY)
    return {
        **whom,
        "password": PASSWORD,
        "terms_version": TERMS,
        "provision_choice": "both",
        "open_to_employers": True,
        "record": {name: provided[name] for name in OwnRecord().fields if provided.get(name) is not None},
        **changes,
    }


def key_for(registry: Registry, email: str) -> str:
    assert registry.call(REQUEST_REGISTRATION_KEY, ANONYMOUS, email=email) == {"accepted": True}
    return registry.mails()[-1].parameters["key"]


def register(registry: Registry, index: int = 50, **changes: Any) -> str:
    """Register online; answers the seeker's number."""
    asked = registration(index, **changes)
    answer = registry.call(REGISTER_SEEKER, ANONYMOUS, key=key_for(registry, asked["email"]), **asked)
    return str(answer["seeker_number"])

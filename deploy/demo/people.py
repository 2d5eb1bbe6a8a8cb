"""Job seekers of the demo beside the feed's many: registered online, near the end of validity, narrowed, and erased.

They come as people do, by the registry's own use cases, in a second. An office's acceptance is left to whoever looks on.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from deploy.demo.seeker_people import MAIL_DOMAIN, person
from deploy.demo.seeker_records import record
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.registry import REGISTER_SEEKER, REQUEST_REGISTRATION_KEY, OwnRecord
from services.registry.accounts.usecases.keys import request_registration_key
from services.registry.mail.outgoing import open_parameters
from services.registry.mail.tables import outgoing_mails
from services.registry.personal_data import Sealed
from services.registry.seekers.feed_batch import take_all
from services.registry.seekers.feed_statement import statement_of
from services.registry.seekers.tables import seekers
from services.registry.seekers.usecases import erasure, my_page, online
from services.registry.tools import Tools, from_settings
from services.runtime import clock, settings
from services.runtime.database import Database
from services.runtime.identifiers import new_id

TERMS = "2021-12-01"
HOME = "131016"
ONLINE = f"online@{MAIL_DOMAIN}"
NEAR_END, NARROWED, ERASED = "DEMO-NEAR-END", "DEMO-NARROWED", "DEMO-ERASED"
"""Their IDs at Hello Work."""


@dataclass(frozen=True)
class People:
    """The demo's people in a registry: what their use cases are given."""

    connection: Connection
    tools: Tools
    now: dt.datetime
    today: dt.date
    password: str

    @property
    def when(self) -> dict[str, Any]:
        """Instant, day and trace."""
        return {"now": self.now, "today": self.today, "trace": "demo"}


def load(environment: Mapping[str, str], password: str, say: Callable[[str], None]) -> None:
    """Load them once; where the first one is there already, nothing is done."""
    config = settings.load("registry", environment)
    database = Database(config.text("DATABASE_URL"), pool_size=1, name="demo-people")
    try:
        with database.transaction() as connection:
            people = People(connection, from_settings(config), clock.now(), clock.today(), password)
            known = sa.select(sa.func.count()).where(seekers.c.source_id.in_([NEAR_END, NARROWED]))
            if connection.execute(known).scalar_one() == 0:
                _come(people, say)
    finally:
        database.close()


def _come(people: People, say: Callable[[str], None]) -> None:
    near_end = people.today + dt.timedelta(days=10)
    _state(people, 1, NEAR_END, valid_until=near_end, applied_on=people.today - dt.timedelta(days=50))
    narrowed = _state(people, 2, NARROWED)
    my_page.change_provision_choice(people.connection, narrowed, "none", **people.when)
    _erase(people, _state(people, 3, ERASED))
    number = _register(people)
    say(f"{ONLINE} has registered online as {number}; one near the end, one narrowed, one erased")


def _columns(index: int, today: dt.date) -> tuple[dict[str, Any], dict[str, Any]]:
    random = Random(f"people:{index}")
    whom = person(random, 9_000_000 + index, HOME, today)
    told = {name: _json(value) for name, value in record(random, today).items() if value is not None}
    return whom, told


def statement_columns(index: int, source_id: str, now: dt.datetime, **changed: Any) -> dict[str, Any]:
    """What the feed says of one of the demo's people, of nobody's choice yet: the shares of seed 003 stay as they are."""
    whom, told = _columns(index, clock.japanese_day(now))
    columns = {
        "action": "create",
        "source_id": source_id,
        "office_code": "X1301",
        "provision_choice": "none",
        "my_page_opened": True,
        "terms_version": TERMS,
        "open_to_employers": True,
        **whom,
        **told,
        "changed_at": now.isoformat().replace("+00:00", "Z"),
    }
    return {**columns, **{name: _json(value) for name, value in changed.items()}}


def registration(index: int, today: dt.date) -> dict[str, Any]:
    """What one of the demo's people says of person and record where he or she registers online (SEE-1)."""
    whom, told = _columns(index, today)
    return {**whom, "record": {name: told[name] for name in OwnRecord().fields if name in told}}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def _state(people: People, index: int, source_id: str, **changed: Any) -> str:
    """A seeker of the feed; answers the number."""
    statement = statement_of(statement_columns(index, source_id, people.now, **changed))
    take_all(people.connection, people.tools.personal_data, [(0, statement)], now=people.now, trace="demo")
    query = sa.select(seekers.c.seeker_number).where(seekers.c.source_id == source_id)
    return str(people.connection.execute(query).scalar_one())


def _erase(people: People, number: str) -> None:
    """Two of the office's staff: one puts in the demand, the other confirms it."""
    first, second = (
        Caller(role=Role.OPERATIONS, account_id=new_id()),
        Caller(role=Role.OPERATIONS, account_id=new_id()),
    )
    asked = erasure.ask(people.connection, number, "in_person", caller=first, now=people.now)
    erasure.decide(
        people.connection,
        {"erasure_id": asked["erasure_id"], "erase": True, "reason": None},
        caller=second,
        personal_data=people.tools.personal_data,
        told_within=people.tools.seekers.erasure_told_within,
        **people.when,
    )


def _register(people: People) -> str:
    """Registered online, with the key out of the mail that is about to be sent."""
    tools, ticket = people.tools, secrets.token_hex(32)
    request_registration_key(
        people.connection,
        REQUEST_REGISTRATION_KEY.request.load({"email": ONLINE, "ticket": ticket}),
        caller=ANONYMOUS,
        now=people.now,
        trace="demo",
        personal_data=tools.personal_data,
    )
    lookup = tools.personal_data.lookup(ONLINE)
    mail = people.connection.execute(sa.select(outgoing_mails).where(outgoing_mails.c.recipient_lookup == lookup)).one()
    sealed = Sealed(mail.parameters_key_id, bytes(mail.parameters_sealed))
    request = REGISTER_SEEKER.request.load(
        {
            **registration(4, people.today),
            "email": ONLINE,
            "ticket": ticket,
            "key": open_parameters(tools.personal_data, mail.mail_id, sealed)["key"],
            "password": people.password,
            "terms_version": TERMS,
            "provision_choice": "both",
            "open_to_employers": True,
        }
    )
    registered = online.register(
        people.connection,
        request,
        personal_data=tools.personal_data,
        passwords=tools.passwords,
        settings=tools.keys,
        **people.when,
    )
    return str(registered["seeker_number"])

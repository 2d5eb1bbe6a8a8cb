"""What the registry has on record at the end of the year: the steps of applications, what others were told, the mails."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from typing import Any

import sqlalchemy as sa

from services.contracts import registry as contract
from services.registry.mail.outgoing import open_parameters
from services.registry.mail.tables import outgoing_mails
from services.registry.organizations.tables import application_transitions
from services.registry.personal_data import Sealed
from services.runtime.outbox import outbox_table
from services.runtime.serialization import loads
from tests.contract.served import Served
from tests.simulated_year.oracle.course import Letter
from tests.simulated_year.oracle.filings import Stage

JAPAN = dt.timezone(dt.timedelta(hours=9))

_STAGES = {
    "registered": Stage.WAITING,
    "form_received": Stage.ARRIVED,
    "lapsed": Stage.LAPSED,
    "approved": Stage.APPROVED,
    "refused": Stage.REFUSED,
}
_LETTERS: dict[str, tuple[Letter, str | None]] = {
    "registration_received": (Letter.REGISTERED, "form_due_on"),
    "registration_received_with_documents": (Letter.REGISTERED, "form_due_on"),
    "procedure_registered": (Letter.REGISTERED, "form_due_on"),
    "procedure_registered_municipal": (Letter.REGISTERED, "form_due_on"),
    "paper_application_entered": (Letter.ENTERED, "received_on"),
    "bureau_address": (Letter.ADDRESS, "form_due_on"),
    "bureau_address_municipal": (Letter.ADDRESS, "form_due_on"),
    "bureau_address_for_later": (Letter.ADDRESS, None),
    "bureau_address_for_later_municipal": (Letter.ADDRESS, None),
    "bureau_list": (Letter.LIST, "form_due_on"),
    "form_received": (Letter.RECEIVED, "received_on"),
    "form_received_after_lapse": (Letter.RECEIVED_AFTER_ALL, "received_on"),
    "application_approved": (Letter.APPROVED, None),
    "application_approved_on_paper": (Letter.APPROVED, None),
    "application_approved_municipal": (Letter.APPROVED, None),
    "application_approved_municipal_on_paper": (Letter.APPROVED, None),
    "procedure_approved": (Letter.APPROVED, None),
    "application_refused": (Letter.REFUSED, None),
    "procedure_refused": (Letter.REFUSED, None),
    "application_lapsed": (Letter.LAPSED, "form_due_on"),
    "procedure_lapsed": (Letter.LAPSED, "form_due_on"),
    "permission_ending": (Letter.PERMISSION_ENDING, "until"),
    "permission_ended": (Letter.PERMISSION_ENDED, "until"),
    "seeker_information_ending_by_lookback": (Letter.SEEKERS_ENDING, "until"),
    "seeker_information_ending_without_placement": (Letter.SEEKERS_ENDING, "until"),
    "seeker_information_ended": (Letter.SEEKERS_ENDED, "until"),
    "seeker_information_closed": (Letter.SEEKERS_CLOSED, "until"),
    "seeker_information_closed_alone": (Letter.SEEKERS_CLOSED, "until"),
    "seeker_information_closed_refused": (Letter.SEEKERS_CLOSED, "until"),
    "seeker_information_closed_refused_alone": (Letter.SEEKERS_CLOSED, "until"),
}
"""By the kind of a mail: which letter of the law it is, and the fact in it that names the day it tells of."""

Mailed = tuple[dt.date, Letter, str | None]
"""A mail as it was queued: its day, what it is, and the day that it tells of, as it is written there."""

_outbox = outbox_table(sa.MetaData())


class Hearing:
    """Takes what is told to other services out of the outbox, as a relay does; `told`: by organization, with its day."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._seq = 0
        self.told: dict[str, list[tuple[dt.date, dict[str, Any]]]] = defaultdict(list)

    def hear(self, day: dt.date) -> None:
        """What was told on a day."""
        changed = _outbox.c.routing_key == contract.ORGANIZATION_CHANGED.type
        query = sa.select(_outbox.c.body).where(changed, _outbox.c.seq > self._seq).order_by(_outbox.c.seq)
        with self._served.database.transaction() as connection:
            states = [loads(body)["data"] for body in connection.scalars(query)]
            self._seq = connection.scalar(sa.select(sa.func.max(_outbox.c.seq))) or self._seq
        for state in states:
            self.told[state["organization_id"]].append((day, state))


def steps(served: Served) -> dict[str, list[tuple[dt.date, Stage]]]:
    """By application, its steps in the registry's own log, with their Japanese days (REG-5)."""
    columns = (application_transitions.c.application_id, application_transitions.c.at, application_transitions.c.state)
    query = sa.select(*columns).order_by(application_transitions.c.transition_id)
    logged: dict[str, list[tuple[dt.date, Stage]]] = defaultdict(list)
    with served.database.transaction() as connection:
        for row in connection.execute(query):
            logged[row.application_id].append((row.at.astimezone(JAPAN).date(), _STAGES[row.state]))
    return logged


def mails(served: Served) -> dict[bytes, Counter[Mailed]]:
    """By the recipient's lookup, every mail that was queued."""
    found: dict[bytes, Counter[Mailed]] = defaultdict(Counter)
    personal_data = served.service.tools.personal_data
    with served.database.transaction() as connection:
        for row in connection.execute(sa.select(outgoing_mails)):
            letter, fact = _LETTERS[row.template]
            about = None
            if fact is not None:
                sealed = Sealed(row.parameters_key_id, bytes(row.parameters_sealed))
                about = open_parameters(personal_data, row.mail_id, sealed)[fact]
            found[bytes(row.recipient_lookup)][row.created_at.astimezone(JAPAN).date(), letter, about] += 1
    return found

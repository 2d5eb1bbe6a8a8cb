"""Queries of applications: rows to domain objects and back, what names persons sealed on its way; the log of their steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.registry.accounts.tables import accounts
from services.registry.organizations import content
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.decisions import (
    Application,
    Document,
    Receipt,
    ReceiptWay,
    Registration,
    Step,
)
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.lifecycle import OPEN, ApplicationEvent, ApplicationState
from services.registry.organizations.tables import application_transitions, applications, registration_numbers
from services.registry.personal_data import PersonalData, Sealed

_SUMMARY = (
    applications.c.application_id,
    applications.c.registration_number,
    applications.c.application_kind,
    applications.c.kind,
    applications.c.name,
    applications.c.state,
    applications.c.registered_on,
    applications.c.form_due_on,
    applications.c.form_received_on,
    applications.c.decided_on,
)
PERMISSION_UNTIL = applications.c.content["permission_valid_until"].astext
"""The end of the permission that an application states."""
REGISTERED = "registered"
"""The log's word for the first step of an application."""
_t = application_transitions.c
_NEW = applications.c.application_kind == ApplicationKind.NEW


@dataclass(frozen=True)
class GivenUpTerm:
    """The term of seeker information that a withdrawal gave up alone, as it stood (REG-3, REG-16)."""

    until: dt.date
    failed_on: dt.date | None
    closed_on: dt.date | None


@dataclass(frozen=True)
class StoredApplication:
    """An application with what the rules do not ask about. `document` is the registered JSON, persons included."""

    application_id: str
    registration_number: str
    account_id: str
    organization_id: str | None
    decided_on: dt.date | None
    download_key_hash: bytes
    document: Mapping[str, Any]
    facts: Application
    base_application_id: str | None = None
    """The application whose content was in force at registration; None for a new application."""
    carried_change_id: str | None = None
    """The change application that a renewal carries (REG-16)."""
    seeker_information_until: dt.date | None = None
    """Until when its approval gave seeker information; None also where it was decided on before that was kept."""
    on_paper: bool = False
    """Whether it came on paper and the bureau entered it (REG-9)."""
    given_up: GivenUpTerm | None = None
    """Of a withdrawal from seeker information alone; None also where it was approved before that was kept."""


def next_registration_number(connection: Connection, today: dt.date) -> str:
    """The number the applicant quotes (登録番号): the day and a running number."""
    number: int = connection.execute(sa.select(registration_numbers.next_value())).scalar_one()
    return f"{today:%Y%m%d}-{number:06d}"


def insert_application(
    connection: Connection,
    stored: StoredApplication,
    registration: Registration,
    personal_data: PersonalData,
) -> None:
    """Write an application as registered."""
    applicant = stored.facts.content.applicant
    rest, persons = content.divided(stored.document)
    sealed = personal_data.seal(persons, _about_persons(stored.application_id))
    connection.execute(
        applications.insert().values(
            application_id=stored.application_id,
            registration_number=stored.registration_number,
            application_kind=stored.facts.kind,
            state=stored.facts.state,
            account_id=stored.account_id,
            organization_id=stored.organization_id,
            bureau_code=stored.facts.bureau_code,
            kind=applicant.kind,
            name=applicant.name,
            registered_on=registration.registered_on,
            form_due_on=registration.form_due_on,
            bureau_address_due_on=registration.bureau_address_due_on,
            replaced=False,
            gave_way=stored.facts.gave_way,
            content=rest,
            persons_sealed=sealed.ciphertext,
            persons_key_id=sealed.key_id,
            download_key_hash=stored.download_key_hash,
            withdrawn_services=sorted(stored.facts.withdrawn_services) or None,
            base_application_id=stored.base_application_id,
            carried_change_id=stored.carried_change_id,
            on_paper=stored.on_paper,
        )
    )


def application(
    connection: Connection, application_id: str, personal_data: PersonalData, *, lock: bool = False
) -> StoredApplication | None:
    """An application by its ID. With `lock`, its row stays locked: of two steps at once the second sees the first."""
    query = sa.select(applications).where(applications.c.application_id == application_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _stored(row, personal_data)


def application_nobody_holds(
    connection: Connection, application_id: str, personal_data: PersonalData
) -> StoredApplication | None:
    """An application by its ID, its row locked; None where somebody holds the row, who is not waited for."""
    query = sa.select(applications).where(applications.c.application_id == application_id)
    row = connection.execute(query.with_for_update(skip_locked=True)).first()
    return None if row is None else _stored(row, personal_data)


def application_issued_with(
    connection: Connection, account_id: str, personal_data: PersonalData
) -> StoredApplication | None:
    """The new application whose registration issued an account, its row locked; None for an account of another origin.

    The caller holds the lock of the account's address, which everybody who holds the row and may want it has taken before.
    """
    query = sa.select(applications).where(_NEW & (applications.c.account_id == account_id))
    row = connection.execute(query.with_for_update()).first()
    return None if row is None else _stored(row, personal_data)


def applicant_of(connection: Connection, application_id: str) -> tuple[str | None, str | None]:
    """Whose application it is: the organization and, of one that is none yet, the account issued; both None of no application."""
    query = sa.select(applications.c.organization_id, applications.c.account_id)
    row = connection.execute(query.where(applications.c.application_id == application_id)).first()
    if row is None:
        return None, None
    return row.organization_id, row.account_id if row.organization_id is None else None


def certificates_in_force(connection: Connection, application_id: str) -> dict[str, list[str]]:
    """What third parties certify of an organization, by the application whose content is in force (REG-14)."""
    query = sa.select(applications.c.content).where(applications.c.application_id == application_id)
    return content.certificates(connection.execute(query).scalar_one())


def organization_of(connection: Connection, application_id: str) -> str | None:
    """Whose application it is; None for an applicant that is no organization yet."""
    query = sa.select(applications.c.organization_id).where(applications.c.application_id == application_id)
    return connection.execute(query).scalar()


def open_applications(connection: Connection, organization_id: str) -> list[Row[Any]]:
    """An organization's applications that are under way, oldest first (REG-6), with the end of the permission they state."""
    where = (applications.c.organization_id == organization_id) & applications.c.state.in_(OPEN)
    query = sa.select(*_SUMMARY, PERMISSION_UNTIL.label("permission_valid_until")).where(where)
    return list(connection.execute(query.order_by(applications.c.application_id)))


def renewals_received(
    connection: Connection, organization_id: str, personal_data: PersonalData
) -> list[StoredApplication]:
    """An organization's renewals whose forms have come and which were not approved, the newest first."""
    undone = (ApplicationState.FORM_RECEIVED, ApplicationState.REFUSED)
    where = (
        (applications.c.organization_id == organization_id)
        & (applications.c.application_kind == ApplicationKind.RENEWAL)
        & applications.c.state.in_(undone)
    )
    rows = connection.execute(sa.select(applications).where(where).order_by(applications.c.application_id.desc()))
    return [_stored(row, personal_data) for row in rows]


def summaries(
    connection: Connection, bureau_code: str, *, state: str | None, after: str | None, limit: int
) -> list[Row[Any]]:
    """A bureau's applications, oldest first: the IDs rise with the time of registration."""
    query = sa.select(*_SUMMARY).where(applications.c.bureau_code == bureau_code)
    if state is not None:
        query = query.where(applications.c.state == state)
    if after is not None:
        query = query.where(applications.c.application_id > after)
    return list(connection.execute(query.order_by(applications.c.application_id).limit(limit)))


def own_summaries(connection: Connection, organization_id: str, *, after: str | None, limit: int) -> list[Row[Any]]:
    """An organization's own applications, oldest first."""
    query = sa.select(*_SUMMARY).where(applications.c.organization_id == organization_id)
    if after is not None:
        query = query.where(applications.c.application_id > after)
    return list(connection.execute(query.order_by(applications.c.application_id).limit(limit)))


def overdue(connection: Connection, today: dt.date, limit: int) -> list[str]:
    """IDs of registrations whose last day for the form is over, and still wait for it."""
    where = (applications.c.state == ApplicationState.REGISTERED) & (applications.c.form_due_on < today)
    query = sa.select(applications.c.application_id).where(where).order_by(applications.c.form_due_on).limit(limit)
    return list(connection.execute(query).scalars())


def take_step(connection: Connection, application_id: str, step: Step, **values: Any) -> None:
    """Write what a step leads to."""
    connection.execute(
        applications.update().where(applications.c.application_id == application_id).values(state=step.state, **values)
    )


def give_way(connection: Connection, application_id: str) -> None:
    """Note that the ID of an application is another's; its state, and its log, stay as they are (decision 119)."""
    where = applications.c.application_id == application_id
    connection.execute(applications.update().where(where).values(gave_way=True))


def waits_without_its_address(connection: Connection, lookup: bytes, today: dt.date) -> bool:
    """Whether a registration under this address gave way and waits for its form still, as far as its applicant can see."""
    ids = sa.select(accounts.c.account_id).where(accounts.c.email_lookup == lookup)
    waiting = _NEW & applications.c.gave_way & (applications.c.state == ApplicationState.REGISTERED)
    theirs = applications.c.account_id.in_(ids) & (applications.c.form_due_on >= today)
    return connection.execute(sa.select(sa.exists().where(waiting & theirs))).scalar_one()


def note_told_nobody(connection: Connection, application_id: str) -> None:
    """Note that no contact manager of one that gave way could be told of its lapse: its bureau is shown it (decision 119)."""
    where = applications.c.application_id == application_id
    connection.execute(applications.update().where(where).values(told_nobody=True))


def note_term(connection: Connection, application_id: str, until: dt.date | None) -> None:
    """Write until when an approval gave seeker information: its letter says the same ever after (REG-10)."""
    where = applications.c.application_id == application_id
    connection.execute(applications.update().where(where).values(seeker_information_until=until))


def keep_given_up(connection: Connection, application_id: str, term: GivenUpTerm) -> None:
    """Keep with a withdrawal the term of seeker information that it gives up alone, in case it is taken back."""
    values = {f"given_up_{name}": day for name, day in vars(term).items()}
    where = applications.c.application_id == application_id
    connection.execute(applications.update().where(where).values(values))


def change_download_key(connection: Connection, application_id: str, key_hash: bytes) -> None:
    """Put a new key to the form in the old one's place."""
    connection.execute(
        applications.update().where(applications.c.application_id == application_id).values(download_key_hash=key_hash)
    )


NO_RECEIPT = dict.fromkeys(("form_received_on", "receipt_way", "receipt_explanation", "receipt_documents"))
"""Columns of an application whose receipt was taken back."""
NO_REFUSAL = dict.fromkeys(("decided_on", "refusal_reason"))
"""Columns of an application whose refusal was taken back."""
NO_WITHDRAWAL = dict.fromkeys(
    (
        "decided_on",
        "letter_posted_on",
        "seeker_information_until",
        "given_up_until",
        "given_up_failed_on",
        "given_up_closed_on",
    )
)
"""Columns of a withdrawal whose approval was taken back."""


def receipt_values(receipt: Receipt) -> dict[str, Any]:
    """Columns of a receipt."""
    return {
        "form_received_on": receipt.received_on,
        "receipt_way": receipt.way,
        "receipt_explanation": receipt.explanation,
        "receipt_documents": sorted(receipt.documents),
    }


def log_registration(connection: Connection, stored: StoredApplication, *, at: dt.datetime) -> None:
    """The first line of an application's log; its author is the applicant."""
    _log(connection, stored.application_id, at, REGISTERED, stored.facts.state, stored.account_id, "")


def log_step(
    connection: Connection, application_id: str, step: Step, *, at: dt.datetime, account_id: str | None, note: str = ""
) -> None:
    """Add a step to an application's log, with author and time; the calendar has no account."""
    _log(connection, application_id, at, step.event, step.state, account_id, note)


def _log(
    connection: Connection, application_id: str, at: dt.datetime, event: str, state: str, by: str | None, note: str
) -> None:
    connection.execute(
        application_transitions.insert().values(
            application_id=application_id, at=at, event=event, state=state, account_id=by, note=note
        )
    )


def transitions(connection: Connection, application_id: str) -> list[Row[Any]]:
    """Every step of an application, in order; that one gave way was a step of its own once, and is told as a lapse."""
    where = _t.application_id == application_id
    told = sa.case((_t.event == ApplicationEvent.GAVE_WAY, sa.literal(ApplicationEvent.LAPSED)), else_=_t.event)
    columns = [told.label("event") if column is _t.event else column for column in _t]
    return list(connection.execute(sa.select(*columns).where(where).order_by(_t.transition_id)))


def _about_persons(application_id: str) -> str:
    return f"applications.persons:{application_id}"


def _stored(row: Row[Any], personal_data: PersonalData) -> StoredApplication:
    sealed = Sealed(row.persons_key_id, bytes(row.persons_sealed))
    document = content.joined(row.content, personal_data.open(sealed, _about_persons(row.application_id)))
    return StoredApplication(
        application_id=row.application_id,
        registration_number=row.registration_number,
        account_id=row.account_id,
        organization_id=row.organization_id,
        decided_on=row.decided_on,
        download_key_hash=bytes(row.download_key_hash),
        document=document,
        facts=Application(
            content=content.content_of(document),
            bureau_code=row.bureau_code,
            registered_on=row.registered_on,
            form_due_on=row.form_due_on,
            state=ApplicationState(row.state),
            receipt=_receipt(row),
            replaced=row.replaced,
            gave_way=row.gave_way,
            kind=ApplicationKind(row.application_kind),
            withdrawn_services=frozenset(map(Service, row.withdrawn_services or ())),
        ),
        base_application_id=row.base_application_id,
        carried_change_id=row.carried_change_id,
        seeker_information_until=row.seeker_information_until,
        on_paper=row.on_paper,
        given_up=_given_up(row),
    )


def _given_up(row: Row[Any]) -> GivenUpTerm | None:
    if row.given_up_until is None:
        return None
    return GivenUpTerm(row.given_up_until, row.given_up_failed_on, row.given_up_closed_on)


def _receipt(row: Row[Any]) -> Receipt | None:
    if row.form_received_on is None:
        return None
    return Receipt(
        received_on=row.form_received_on,
        way=ReceiptWay(row.receipt_way),
        explanation=row.receipt_explanation,
        documents=frozenset(map(Document, row.receipt_documents)),
    )

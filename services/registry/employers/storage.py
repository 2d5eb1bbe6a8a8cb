"""Queries of establishments and of requests for a My Page: rows to domain objects and back, contact persons sealed."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.contracts.caller import Role
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.storage import account as account_by_id
from services.registry.accounts.tables import accounts
from services.registry.employers.domain.establishment import (
    Contact,
    Content,
    Establishment,
    EstablishmentState,
    establishment_number,
    folded,
)
from services.registry.employers.domain.request import RequestState
from services.registry.employers.tables import employer_requests, establishment_serials, establishments
from services.registry.personal_data import PersonalData, Sealed

_CONTENT = tuple(Content.__dataclass_fields__)
_HAS_ACCOUNT = (
    (accounts.c.establishment_id == establishments.c.establishment_id)
    & (accounts.c.role == Role.EMPLOYER)
    & accounts.c.state.in_((AccountState.ISSUED, AccountState.OPEN))
)


@dataclass(frozen=True)
class Request:
    """A request for a My Page as it is kept; `contact` is None once it is decided or has lapsed."""

    application_id: str
    state: RequestState
    office_code: str
    registered_on: dt.date
    confirm_by: dt.date
    content: Content
    contact: Contact | None = None
    establishment_id: str | None = None
    reason: str | None = None


# Establishments ------------------------------------------------------------------------------------------------------


def find(connection: Connection, establishment_id: str, *, lock: bool = False) -> Establishment | None:
    """An establishment; with `lock` its row stays locked, so that of two changes at once the second sees the first."""
    query = sa.select(establishments).where(establishments.c.establishment_id == establishment_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _establishment(row)


def contact_of(connection: Connection, establishment_id: str, personal_data: PersonalData) -> Contact:
    """The contact person, opened."""
    query = sa.select(establishments.c.contact_sealed, establishments.c.contact_key_id)
    row = connection.execute(query.where(establishments.c.establishment_id == establishment_id)).one()
    return _opened(personal_data, Sealed(row.contact_key_id, bytes(row.contact_sealed)), establishment_id)


def registered_at(connection: Connection, establishment_id: str) -> dt.datetime:
    """The instant at which an establishment was registered."""
    query = sa.select(establishments.c.registered_at).where(establishments.c.establishment_id == establishment_id)
    instant: dt.datetime = connection.execute(query).scalar_one()
    return instant


def next_number(connection: Connection, office_code: str) -> str:
    """The next number of an office. Its row is locked to the end: two registrations at once get two numbers."""
    statement = pg.insert(establishment_serials).values(office_code=office_code, last=1)
    drawn = statement.on_conflict_do_update(
        index_elements=["office_code"], set_={"last": establishment_serials.c.last + 1}
    ).returning(establishment_serials.c.last)
    return establishment_number(office_code, connection.execute(drawn).scalar_one())


def lock_place(connection: Connection, content: Content) -> None:
    """Make all that register something at this place wait for one another until the transaction ends.

    The unique index stands behind it; the lock makes the loser see the winner's row instead of an error.
    """
    key = sa.func.hashtextextended(f"establishment:{_place(content)}", 0)
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def same_registered(connection: Connection, content: Content, *, but: str | None = None) -> str | None:
    """The number of the registered establishment with this name and reading at this place, other than `but`."""
    where = (
        (establishments.c.state == EstablishmentState.REGISTERED)
        & (establishments.c.folded_place == _place(content))
        & (establishments.c.folded_names == _names(content))
    )
    query = sa.select(establishments.c.establishment_number).where(where)
    if but is not None:
        query = query.where(establishments.c.establishment_id != but)
    return connection.execute(query).scalar()


def insert(
    connection: Connection,
    establishment: Establishment,
    contact: Contact,
    *,
    now: dt.datetime,
    personal_data: PersonalData,
) -> None:
    """Write a new establishment."""
    connection.execute(
        establishments.insert().values(
            establishment_id=establishment.establishment_id,
            establishment_number=establishment.establishment_number,
            registered_at=now,
            **_values(establishment),
            **_sealed(personal_data, contact, establishment.establishment_id),
        )
    )


def save(
    connection: Connection,
    establishment: Establishment,
    contact: Contact | None = None,
    *,
    personal_data: PersonalData,
) -> None:
    """Write a changed establishment; its contact person only where one is given."""
    sealed = _sealed(personal_data, contact, establishment.establishment_id) if contact else {}
    connection.execute(
        establishments.update()
        .where(establishments.c.establishment_id == establishment.establishment_id)
        .values(**_values(establishment), **sealed)
    )


def account_of(connection: Connection, establishment_id: str) -> Account | None:
    """The issued or open account of an establishment's My Page."""
    query = sa.select(accounts.c.account_id).join(establishments, _HAS_ACCOUNT)
    account_id = connection.execute(query.where(establishments.c.establishment_id == establishment_id)).scalar()
    return None if account_id is None else account_by_id(connection, account_id)


def page_gave_way(connection: Connection, establishment: Establishment) -> bool:
    """Whether the page it was issued gave way to a seeker (SEE-7), and it was given no other since.

    Its account was released, which without that is done by closing the establishment alone.
    """
    if establishment.state is not EstablishmentState.REGISTERED:
        return False
    its = (accounts.c.establishment_id == establishment.establishment_id) & (accounts.c.role == Role.EMPLOYER)
    states = set(connection.execute(sa.select(accounts.c.state).where(its)).scalars())
    return states == {AccountState.RELEASED}


def page(
    connection: Connection,
    *,
    office_code: str | None,
    bureau_code: str | None,
    words: str,
    state: str | None,
    after: str | None,
    limit: int,
) -> list[Establishment]:
    """Establishments of an office or a bureau by number: all, or those with these words as number or part of a name."""
    query = sa.select(establishments).order_by(establishments.c.establishment_number).limit(limit)
    if office_code is not None:
        query = query.where(establishments.c.office_code == office_code)
    else:
        query = query.where(establishments.c.bureau_code == (bureau_code or ""))
    if state is not None:
        query = query.where(establishments.c.state == state)
    if after is not None:
        query = query.where(establishments.c.establishment_number > after)
    if words := folded(words):
        query = query.where(
            (establishments.c.establishment_number == words.upper())
            | (establishments.c.corporate_number == words)
            | establishments.c.folded_names.contains(words, autoescape=True)
        )
    return [_establishment(row) for row in connection.execute(query)]


def candidates(connection: Connection, office_code: str, content: Content) -> list[Establishment]:
    """Registered establishments of an office that may be the one with this content; at most 20."""
    same = establishments.c.folded_place == _place(content)
    same |= establishments.c.folded_names == _names(content)
    if content.corporate_number is not None:
        same |= establishments.c.corporate_number == content.corporate_number
    query = sa.select(establishments).where(
        establishments.c.office_code == office_code, establishments.c.state == EstablishmentState.REGISTERED, same
    )
    rows = connection.execute(query.order_by(establishments.c.establishment_number).limit(20))
    return [_establishment(row) for row in rows]


# Requests for a My Page ----------------------------------------------------------------------------------------------


def insert_request(connection: Connection, request: Request, personal_data: PersonalData) -> None:
    """Write a new request, its contact person sealed."""
    assert request.contact is not None
    connection.execute(
        employer_requests.insert().values(
            application_id=request.application_id,
            state=request.state,
            office_code=request.office_code,
            registered_on=request.registered_on,
            confirm_by=request.confirm_by,
            content=asdict(request.content),
            **_sealed(personal_data, request.contact, request.application_id),
        )
    )


def withdraw_request(connection: Connection, application_id: str) -> None:
    """Take back a request that was written in the caller's own transaction: nobody has seen it."""
    connection.execute(employer_requests.delete().where(employer_requests.c.application_id == application_id))


def find_request(
    connection: Connection, application_id: str, personal_data: PersonalData, *, lock: bool = False
) -> Request | None:
    """A request; with `lock` its row stays locked, so that of two decisions at once the second sees the first."""
    query = sa.select(employer_requests).where(employer_requests.c.application_id == application_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _request(row, personal_data)


def request_page(
    connection: Connection, office_code: str, *, state: str | None, after: str | None, limit: int
) -> list[Row[Any]]:
    """An office's requests, oldest first, without their contact persons."""
    columns = ("application_id", "state", "registered_on", "confirm_by", "content")
    query = sa.select(*(employer_requests.c[name] for name in columns))
    query = query.where(employer_requests.c.office_code == office_code).order_by(employer_requests.c.application_id)
    if state is not None:
        query = query.where(employer_requests.c.state == state)
    if after is not None:
        query = query.where(employer_requests.c.application_id > after)
    return list(connection.execute(query.limit(limit)))


def decide_request(
    connection: Connection,
    application_id: str,
    state: RequestState,
    *,
    establishment_id: str | None = None,
    reason: str | None = None,
) -> None:
    """Write what became of a request, and erase its contact person."""
    connection.execute(
        employer_requests.update()
        .where(employer_requests.c.application_id == application_id)
        .values(state=state, establishment_id=establishment_id, reason=reason, contact_sealed=None, contact_key_id=None)
    )


def overdue_requests(connection: Connection, today: dt.date, limit: int, personal_data: PersonalData) -> list[Request]:
    """Waiting requests whose days are over, oldest first, locked; those that somebody just decides are left to them."""
    query = (
        sa.select(employer_requests)
        .where(employer_requests.c.state == RequestState.WAITING, employer_requests.c.confirm_by < today)
        .order_by(employer_requests.c.confirm_by, employer_requests.c.application_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_request(row, personal_data) for row in connection.execute(query)]


# Rows ----------------------------------------------------------------------------------------------------------------


def _names(content: Content) -> str:
    return f"{folded(content.name)} {folded(content.name_kana)}"


def _place(content: Content) -> str:
    return f"{content.municipality_code} {folded(content.address)}"


def _values(establishment: Establishment) -> dict[str, Any]:
    return {
        "version": establishment.version,
        "state": establishment.state,
        "office_code": establishment.office_code,
        "bureau_code": establishment.bureau_code,
        "closed_on": establishment.closed_on,
        "closing_reason": establishment.closing_reason,
        "folded_names": _names(establishment.content),
        "folded_place": _place(establishment.content),
        **asdict(establishment.content),
    }


def _about(row_id: str) -> str:
    return f"employers.contact:{row_id}"


def _sealed(personal_data: PersonalData, contact: Contact, row_id: str) -> dict[str, Any]:
    sealed = personal_data.seal(json.dumps(asdict(contact), ensure_ascii=False), _about(row_id))
    return {"contact_sealed": sealed.ciphertext, "contact_key_id": sealed.key_id}


def _opened(personal_data: PersonalData, sealed: Sealed, row_id: str) -> Contact:
    return Contact(**json.loads(personal_data.open(sealed, _about(row_id))))


def _establishment(row: Row[Any]) -> Establishment:
    return Establishment(
        establishment_id=row.establishment_id,
        establishment_number=row.establishment_number,
        version=row.version,
        state=EstablishmentState(row.state),
        office_code=row.office_code,
        bureau_code=row.bureau_code,
        content=Content(**{name: getattr(row, name) for name in _CONTENT}),
        closed_on=row.closed_on,
        closing_reason=row.closing_reason,
    )


def _request(row: Row[Any], personal_data: PersonalData) -> Request:
    contact = None
    if row.contact_sealed is not None:
        contact = _opened(personal_data, Sealed(row.contact_key_id, bytes(row.contact_sealed)), row.application_id)
    return Request(
        application_id=row.application_id,
        state=RequestState(row.state),
        office_code=row.office_code,
        registered_on=row.registered_on,
        confirm_by=row.confirm_by,
        content=Content(**row.content),
        contact=contact,
        establishment_id=row.establishment_id,
        reason=row.reason,
    )

"""The lines of a bureau's desk: queues, search, and counts, each one statement over the applications."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.contracts.registry import DESK_QUEUES, PRIVATE_KINDS
from services.registry.accounts.tables import accounts
from services.registry.desk.domain.permission_numbers import WrittenNumber
from services.registry.desk.domain.proposals import ProposalState
from services.registry.desk.domain.settings import DeskSettings
from services.registry.desk.tables import bureau_address_mails, decision_proposals
from services.registry.documents.domain.files import DocumentKind
from services.registry.documents.tables import application_documents
from services.registry.mail.addresses import counts_as_undeliverable
from services.registry.mail.bouncing import BounceSettings
from services.registry.mail.tables import mail_addresses
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.tables import applications

_a, _m, _p = applications.c, bureau_address_mails.c, decision_proposals.c
_UNDECIDED = (ApplicationState.REGISTERED, ApplicationState.FORM_RECEIVED)
_ONE_DAY = dt.timedelta(days=1)


def _takes_no_mail(now: dt.datetime, bounces: BounceSettings) -> sa.ColumnElement[bool]:
    """The applicant's address refuses mail, or mail comes back from it, whether or not that was known when it was queued."""
    address = mail_addresses.c.recipient_lookup == accounts.c.email_lookup
    undeliverable = counts_as_undeliverable(now, bounces)
    return sa.exists().where(accounts.c.account_id == _a.account_id, address, undeliverable)


@dataclass(frozen=True)
class Queue:
    """Which applications stand in a queue, and the day by which they are in order."""

    condition: sa.ColumnElement[bool]
    day: sa.ColumnElement[dt.date]


def queues(now: dt.datetime, today: dt.date, settings: DeskSettings, bounces: BounceSettings) -> Mapping[str, Queue]:
    """Every queue of a desk on a day, by its name (REG-7, REG-9, REG-10)."""
    registered = _a.state == ApplicationState.REGISTERED
    received = _a.state == ApplicationState.FORM_RECEIVED
    # What was entered from paper and taken back has lapsed by no day: no form is looked for (REG-9, decision 306).
    lapsed = (_a.state == ApplicationState.LAPSED) & ~_a.replaced & ~_a.on_paper
    recently = _a.form_due_on >= today - dt.timedelta(days=settings.lapsed_recently_days)
    untold = (_a.gave_way & _a.told_nobody) | (~_a.gave_way & _takes_no_mail(now, bounces))
    no_address = (_a.application_kind == ApplicationKind.NEW) & _a.state.in_(_UNDECIDED) & _m.mailed_at.is_(None)
    municipal = _a.kind.not_in(sorted(PRIVATE_KINDS))
    to_post = (
        (_a.state == ApplicationState.APPROVED)
        & (_a.application_kind != ApplicationKind.WITHDRAWAL)
        & municipal
        & _a.letter_posted_on.is_(None)
    )
    found = {
        "arrived": Queue(received, _a.form_received_on),
        "proposed": Queue(received & _p.proposal_id.is_not(None), _a.form_received_on),
        "due_soon": Queue(
            registered & (_a.form_due_on <= today + dt.timedelta(days=settings.due_soon_days)), _a.form_due_on
        ),
        "lapsing": Queue(registered & (_a.form_due_on <= today + _ONE_DAY), _a.form_due_on),
        "lapsed_recently": Queue(lapsed & recently, _a.form_due_on),
        "lapsed_untold": Queue(lapsed & recently & untold, _a.form_due_on),
        "address_to_send": Queue(no_address, _a.bureau_address_due_on),
        "address_overdue": Queue(no_address & (_a.bureau_address_due_on < today), _a.bureau_address_due_on),
        "letters_to_post": Queue(to_post, _a.decided_on),
    }
    assert list(found) == list(DESK_QUEUES), "the contract names every queue"
    return found


def counts(connection: Connection, bureau_code: str, wanted: Mapping[str, Queue]) -> dict[str, int]:
    """How many stand in each queue of a bureau."""
    columns = [sa.func.count().filter(queue.condition).label(name) for name, queue in wanted.items()]
    query = sa.select(*columns).select_from(_joined()).where(_a.bureau_code == bureau_code)
    return dict(connection.execute(query).one()._mapping)


def counts_by_bureau(connection: Connection, wanted: Mapping[str, Queue]) -> dict[str, dict[str, int]]:
    """How many stand in each queue of each bureau that has any application."""
    columns = [sa.func.count().filter(queue.condition).label(name) for name, queue in wanted.items()]
    query = sa.select(_a.bureau_code, *columns).select_from(_joined()).group_by(_a.bureau_code)
    return {row.bureau_code: {name: getattr(row, name) for name in wanted} for row in connection.execute(query)}


def counts_by_kind(connection: Connection) -> Sequence[Row[Any]]:
    """How many applications there are by bureau, kind of organization and of application, and state."""
    groups = (_a.bureau_code, _a.kind, _a.application_kind, _a.state)
    query = sa.select(*groups, sa.func.count().label("applications")).group_by(*groups).order_by(*groups)
    return connection.execute(query).all()


def lines(
    connection: Connection,
    bureau_code: str,
    conditions: Sequence[sa.ColumnElement[bool]],
    *,
    day: sa.ColumnElement[dt.date] = _a.registered_on,
    after: tuple[dt.date, str] | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """A bureau's applications that meet all conditions, ordered by `day` and ID, from behind `after` on."""
    form_uploaded = (
        sa.select(sa.func.min(application_documents.c.uploaded_at))
        .where(
            application_documents.c.application_id == _a.application_id,
            application_documents.c.kind == DocumentKind.SIGNED_FORM,
        )
        .scalar_subquery()
    )
    columns: list[sa.ColumnElement[Any]] = [
        _a.application_id,
        _a.registration_number,
        _a.application_kind,
        _a.kind,
        _a.name,
        _a.state,
        _a.registered_on,
        _a.form_due_on,
        _a.form_received_on,
        _a.bureau_address_due_on,
        _m.mailed_at.label("bureau_address_mailed_at"),
        _a.decided_on,
        _a.letter_posted_on,
        _p.proposal_id,
        _p.decision.label("proposed_decision"),
        _p.proposed_by,
        form_uploaded.label("form_uploaded_at"),
        day.label("day"),
    ]
    query = sa.select(*columns).select_from(_joined()).where(_a.bureau_code == bureau_code, *conditions)
    if after is not None:
        query = query.where(sa.tuple_(day, _a.application_id) > sa.tuple_(*map(sa.literal, after)))
    return connection.execute(query.order_by(day, _a.application_id).limit(limit)).all()


def conditions(request: Mapping[str, Any], number: WrittenNumber | None) -> list[sa.ColumnElement[bool]]:
    """What a search asks for, as conditions; what it leaves out asks nothing."""
    found: list[sa.ColumnElement[bool]] = []
    for column in (_a.registration_number, _a.kind, _a.application_kind, _a.state):
        if request[column.name] is not None:
            found.append(column == request[column.name])
    for name, column in (("registered", _a.registered_on), ("received", _a.form_received_on), ("due", _a.form_due_on)):
        if request[f"{name}_from"] is not None:
            found.append(column >= request[f"{name}_from"])
        if request[f"{name}_to"] is not None:
            found.append(column <= request[f"{name}_to"])
    if request["name"] is not None:
        written = _a.name + "\n" + sa.func.coalesce(_a.content["name_kana"].astext, "")
        found.append(sa.func.strpos(_folded(written), _folded(sa.literal(request["name"]))) > 0)
    if number is not None:
        kept = (_a.content["permission_number"].astext, _a.content["commissioned_agency_number"].astext)
        if number.branch is not None:
            found.append(sa.or_(*(column == number.whole for column in kept)))
        else:
            found.append(sa.or_(*((column == number.main) | column.startswith(f"{number.main}-") for column in kept)))
    return found


_HIRAGANA = "".join(map(chr, range(0x3041, 0x3097))) + "ゝゞ"
_KATAKANA = "".join(map(chr, range(0x30A1, 0x30F7))) + "ヽヾ"


def _folded(text: sa.ColumnElement[str]) -> sa.ColumnElement[str]:
    """Width, case and kana folded, blanks left out: on both sides by the database, so that both sides are the same."""
    normal = sa.func.normalize(text, sa.literal_column("NFKC"), type_=sa.Text)
    return sa.func.translate(sa.func.lower(normal), _HIRAGANA + " ", _KATAKANA, type_=sa.Text)


def _joined() -> sa.FromClause:
    waiting = (_p.application_id == _a.application_id) & (_p.state == ProposalState.OPEN)
    return applications.outerjoin(bureau_address_mails, _m.application_id == _a.application_id).outerjoin(
        decision_proposals, waiting
    )

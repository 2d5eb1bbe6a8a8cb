"""What the desk keeps beside the applications: proposals of decisions, mails of addresses, posted letters."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.registry.desk.domain.proposals import ProposalState
from services.registry.desk.tables import bureau_address_mails, decision_proposals
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.tables import applications

_proposals, _mails = decision_proposals.c, bureau_address_mails.c


def insert_proposal(connection: Connection, **values: Any) -> None:
    """Write an open proposal."""
    connection.execute(decision_proposals.insert().values(state=ProposalState.OPEN, **values))


def open_proposal(connection: Connection, application_id: str) -> Row[Any] | None:
    """The proposal that waits, if one does. Read under the lock of the application's row, where it decides anything."""
    where = (_proposals.application_id == application_id) & (_proposals.state == ProposalState.OPEN)
    return connection.execute(sa.select(decision_proposals).where(where)).first()


def close_proposal(connection: Connection, proposal_id: str, state: ProposalState, *, by: str, at: dt.datetime) -> None:
    """Write what became of a proposal."""
    where = _proposals.proposal_id == proposal_id
    connection.execute(decision_proposals.update().where(where).values(state=state, closed_by=by, closed_at=at))


def proposals(connection: Connection, application_id: str) -> list[Row[Any]]:
    """Every proposal on an application, oldest first."""
    query = sa.select(decision_proposals).where(_proposals.application_id == application_id)
    return list(connection.execute(query.order_by(_proposals.proposed_at, _proposals.proposal_id)))


def letter(connection: Connection, application_id: str) -> Row[Any]:
    """Day of decision, day of posting and state of an application."""
    columns = [applications.c.state, applications.c.decided_on, applications.c.letter_posted_on]
    return connection.execute(sa.select(*columns).where(applications.c.application_id == application_id)).one()


def record_letter(connection: Connection, application_id: str, posted_on: dt.date | None) -> None:
    """Keep the day on which the letter of acceptance was posted; None: it was not yet, as was recorded by mistake."""
    where = applications.c.application_id == application_id
    connection.execute(applications.update().where(where).values(letter_posted_on=posted_on))


def address_mailed_at(connection: Connection, application_id: str) -> dt.datetime | None:
    """When the bureau's address was mailed to an applicant."""
    return connection.execute(sa.select(_mails.mailed_at).where(_mails.application_id == application_id)).scalar()


def record_address(connection: Connection, application_id: str, **values: Any) -> None:
    """Keep that the bureau's address was mailed, or that the applicant was pointed to the list."""
    statement = pg.insert(bureau_address_mails).values(application_id=application_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["application_id"], set_=values))


def without_address(connection: Connection, today: dt.date, limit: int) -> list[str]:
    """New applications that wait for their form, whose day for the bureau's address is over, and who heard nothing."""
    heard = sa.exists().where(_mails.application_id == applications.c.application_id)
    query = (
        sa.select(applications.c.application_id)
        .where(
            applications.c.application_kind == ApplicationKind.NEW,
            applications.c.state == ApplicationState.REGISTERED,
            applications.c.bureau_address_due_on < today,
            ~heard,
        )
        .order_by(applications.c.bureau_address_due_on, applications.c.application_id)
        .limit(limit)
    )
    return list(connection.execute(query).scalars())

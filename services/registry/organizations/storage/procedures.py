"""Queries of how an organization's changes, renewals and withdrawals stand beside each other (REG-6, REG-16, CMP-6)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.lifecycle import OPEN, ApplicationEvent, ApplicationState
from services.registry.organizations.storage.applications import PERMISSION_UNTIL, REGISTERED, StoredApplication
from services.registry.organizations.tables import application_transitions, applications

_t = application_transitions.c


def state_of(connection: Connection, application_id: str | None) -> ApplicationState | None:
    """How an application stands; None where none is named."""
    query = sa.select(applications.c.state).where(applications.c.application_id == application_id)
    state = connection.execute(query).scalar()
    return None if state is None else ApplicationState(state)


def carry_instead(connection: Connection, earlier_id: str, change_id: str) -> None:
    """A renewal that is under way carries the change that took the place of the one it carried (REG-6, REG-16)."""
    carries = (applications.c.carried_change_id == earlier_id) & applications.c.state.in_(OPEN)
    connection.execute(applications.update().where(carries).values(carried_change_id=change_id))


def carry_instead_of_taken_back(connection: Connection, organization_id: str, change_id: str) -> None:
    """A renewal under way whose change was taken back as an entry from paper carries the change entered anew (REG-9, REG-16).

    The caller holds the organization's row.
    """
    taken_back = sa.select(applications.c.application_id).where(
        (applications.c.organization_id == organization_id)
        & (applications.c.state == ApplicationState.LAPSED)
        & applications.c.on_paper
    )
    carries = (
        (applications.c.organization_id == organization_id)
        & applications.c.state.in_(OPEN)
        & applications.c.carried_change_id.in_(taken_back)
    )
    connection.execute(applications.update().where(carries).values(carried_change_id=change_id))


def services_given_up_since(connection: Connection, stored: StoredApplication) -> frozenset[Service]:
    """The services of withdrawals that were approved after an application of the same organization was registered.

    By the order of the log, which both write with the organization's row locked: a clock may stand still or go back.
    """
    query = _approved_since(stored, ApplicationKind.WITHDRAWAL, applications.c.withdrawn_services)
    return frozenset(Service(service) for services in connection.execute(query).scalars() for service in services)


def has_had_seeker_information(connection: Connection, organization: Row[Any]) -> bool:
    """Whether an organization uses seeker information or has used it, and so may hold seekers' records (MSG-11).

    It is given up by withdrawal alone (REG-5).
    """
    given_up = sa.exists().where(
        (applications.c.organization_id == organization.organization_id)
        & (applications.c.state == ApplicationState.APPROVED)
        & applications.c.withdrawn_services.contains([Service.SEEKERS])
    )
    return Service.SEEKERS in organization.services or bool(connection.scalar(sa.select(given_up)))


def another_approved_since(connection: Connection, stored: StoredApplication) -> bool:
    """Whether another application of its kind was approved for the organization after it was registered; by the log, as above."""
    query = _approved_since(stored, stored.facts.kind, applications.c.application_id)
    return connection.execute(query.where(applications.c.application_id != stored.application_id)).first() is not None


def decided_since_withdrawal(connection: Connection, stored: StoredApplication) -> bool:
    """Whether a change or another withdrawal of the organization was approved after this one; by the log, as above.

    A change states all that is registered, and a withdrawal what is in use: both know nothing of what this one has ended.
    """
    kinds = applications.c.application_kind.in_((ApplicationKind.CHANGE, ApplicationKind.WITHDRAWAL))
    stands = kinds & (applications.c.state == ApplicationState.APPROVED)
    return _any_since_approval(connection, stored, stands, ApplicationEvent.APPROVED)


def change_waits_since_withdrawal(connection: Connection, stored: StoredApplication) -> bool:
    """Whether a change is under way that was registered after this withdrawal was approved: it states the services that were left."""
    waits = (applications.c.application_kind == ApplicationKind.CHANGE) & applications.c.state.in_(OPEN)
    return _any_since_approval(connection, stored, waits, REGISTERED)


def _any_since_approval(
    connection: Connection, stored: StoredApplication, which: sa.ColumnElement[bool], event: str
) -> bool:
    """Whether such an event of another application of the organization follows the last approval of this one in the log."""
    approved = (
        sa.select(sa.func.max(_t.transition_id))
        .where((_t.application_id == stored.application_id) & (_t.event == ApplicationEvent.APPROVED))
        .scalar_subquery()
    )
    query = (
        sa.select(applications.c.application_id)
        .join(application_transitions, _t.application_id == applications.c.application_id)
        .where(
            (applications.c.organization_id == stored.organization_id)
            & (applications.c.application_id != stored.application_id)
            & which
            & (_t.event == event)
            & (_t.transition_id > approved)
        )
    )
    return connection.execute(query.limit(1)).first() is not None


def _approved_since(stored: StoredApplication, kind: ApplicationKind, column: sa.Column[Any]) -> sa.Select[Any]:
    """Those of a kind whose approval stands: a withdrawal that was taken back has ended nothing (decision 306)."""
    registered = (
        sa.select(_t.transition_id)
        .where((_t.application_id == stored.application_id) & (_t.event == REGISTERED))
        .scalar_subquery()
    )
    return (
        sa.select(column)
        .join(application_transitions, _t.application_id == applications.c.application_id)
        .where(
            (applications.c.organization_id == stored.organization_id)
            & (applications.c.application_kind == kind)
            & (applications.c.state == ApplicationState.APPROVED)
            & (_t.event == ApplicationEvent.APPROVED)
            & (_t.transition_id > registered)
        )
    )


def names_another_end(permission_valid_until: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether an application is a change that names another end of the permission than this one, which is in force."""
    in_force = sa.func.to_char(permission_valid_until, "YYYY-MM-DD")
    return sa.and_(
        applications.c.application_kind == ApplicationKind.CHANGE, PERMISSION_UNTIL.is_distinct_from(in_force)
    )


@dataclass(frozen=True)
class OfTerms:
    """What of an organization's applications touches a term, by kind: when the form came of the one that is being decided, and how many
    are refused."""

    received: Mapping[str, dt.date]
    refused: Mapping[str, int]


def procedures_of_terms(connection: Connection, organization: Row[Any]) -> OfTerms:
    """The changes and renewals that touch a term (CMP-6).

    A change only where it names another end of the permission than the one in force.
    """
    touches = (applications.c.application_kind == ApplicationKind.RENEWAL) | names_another_end(
        sa.cast(organization.permission_valid_until, sa.Date)
    )
    of_these = applications.c.state.in_((ApplicationState.FORM_RECEIVED, ApplicationState.REFUSED))
    where = (applications.c.organization_id == organization.organization_id) & of_these & touches
    query = sa.select(applications.c.application_kind, applications.c.state, applications.c.form_received_on)
    found = connection.execute(query.where(where)).all()
    return OfTerms(
        {one.application_kind: one.form_received_on for one in found if one.state == ApplicationState.FORM_RECEIVED},
        Counter(one.application_kind for one in found if one.state == ApplicationState.REFUSED),
    )

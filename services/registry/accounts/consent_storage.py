"""What is asked of an account's consents to the terms of use (REG-15) with every login: one statement (decision 203)."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.registry.accounts.tables import accounts, terms_consents
from services.registry.organizations.tables import organizations
from services.runtime.round_trips import BY_NAME, later

_CONSENTS = (
    sa.select(organizations.c.kind, terms_consents.c.audience, terms_consents.c.version)
    .select_from(
        accounts.outerjoin(organizations, organizations.c.organization_id == accounts.c.organization_id).outerjoin(
            terms_consents, terms_consents.c.account_id == accounts.c.account_id
        )
    )
    .where(accounts.c.account_id == sa.bindparam("of_account"))
    .execution_options(**BY_NAME)
)


def kind_and_consents(connection: Connection, account_id: str) -> tuple[str | None, set[tuple[str, str]]]:
    """The kind of an account's organization, None where it is no organization's, and audience and version of each consent."""
    rows = connection.execute(_CONSENTS, {"of_account": account_id}).all()
    consents = {(row.audience, row.version) for row in rows if row.audience is not None}
    return next((row.kind for row in rows), None), consents


_RECORD_CONSENT = pg.insert(terms_consents).on_conflict_do_nothing()


def record_consent(
    connection: Connection, account_id: str, *, audience: str, version: str, way: str, now: dt.datetime
) -> None:
    """Keep the first consent of an account to a version of the terms (REG-15)."""
    row = {"account_id": account_id, "audience": audience, "version": version, "consented_at": now, "way": way}
    later(connection, _RECORD_CONSENT, row)

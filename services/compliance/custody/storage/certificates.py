"""Certificates of deletion and the deletions they name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.compliance.custody.storage.holdings import StoredHolding, stored
from services.compliance.custody.tables import certificates, certified, holdings


@dataclass(frozen=True)
class StoredCertificate:
    """A certificate with its organization as it was."""

    certificate_id: str
    serial: int
    organization_id: str
    organization_name: str
    bureau_code: str
    issued_at: dt.datetime
    issued_by: str | None
    records: int


def add_certificate(connection: Connection, values: dict[str, Any], holding_ids: Sequence[str]) -> StoredCertificate:
    """Write a certificate and what it names."""
    row = connection.execute(
        certificates.insert().values(**values, records=len(holding_ids)).returning(*certificates.c)
    ).one()
    connection.execute(
        certified.insert(),
        [{"certificate_id": row.certificate_id, "holding_id": holding_id} for holding_id in holding_ids],
    )
    return StoredCertificate(**row._mapping)


def certificate(connection: Connection, certificate_id: str) -> StoredCertificate | None:
    """A certificate by its ID."""
    row = connection.execute(certificates.select().where(certificates.c.certificate_id == certificate_id)).first()
    return None if row is None else StoredCertificate(**row._mapping)


def certificates_of(
    connection: Connection, organization_id: str, limit: int, after: StoredCertificate | None
) -> list[StoredCertificate]:
    """The certificates of an organization, the newest first, from after one of them."""
    query = certificates.select().where(certificates.c.organization_id == organization_id)
    if after is not None:
        query = query.where(certificates.c.serial < after.serial)
    rows = connection.execute(query.order_by(certificates.c.serial.desc()).limit(limit))
    return [StoredCertificate(**row._mapping) for row in rows]


def deletions_of(connection: Connection, certificate_id: str) -> list[StoredHolding]:
    """The deletions that a certificate names, in the order of their confirmation."""
    rows = connection.execute(
        sa.select(holdings)
        .join(certified, certified.c.holding_id == holdings.c.holding_id)
        .where(certified.c.certificate_id == certificate_id)
        .order_by(holdings.c.deleted_at, holdings.c.seeker_number)
    )
    return [stored(row) for row in rows]

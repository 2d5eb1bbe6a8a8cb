"""What others are told of an establishment: its whole state, in an event with a rising version."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.engine import Connection

from services.contracts.registry import EMPLOYER_CHANGED
from services.registry.accounts.domain.account import AccountState
from services.registry.employers import storage
from services.registry.employers.domain.establishment import Establishment
from services.runtime.outbox import publish


def publish_employer(connection: Connection, establishment: Establishment, *, now: dt.datetime, trace: str) -> None:
    """Tell the state as it is in this transaction; the contact person, address and telephone stay here (SEE-2)."""
    account, content = storage.account_of(connection, establishment.establishment_id), establishment.content
    state = {
        "establishment_id": establishment.establishment_id,
        "version": establishment.version,
        "establishment_number": establishment.establishment_number,
        "state": str(establishment.state),
        "name": content.name,
        "corporate_number": content.corporate_number,
        "municipality_code": content.municipality_code,
        "industry_code": content.industry_code,
        "employees_total": content.employees_total,
        "employees_here": content.employees_here,
        "office_code": establishment.office_code,
        "bureau_code": establishment.bureau_code,
        "has_my_page": account is not None and account.state is AccountState.OPEN,
    }
    publish(connection, EMPLOYER_CHANGED, subject=establishment.establishment_id, data=state, now=now, trace=trace)

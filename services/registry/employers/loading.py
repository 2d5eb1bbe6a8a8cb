"""Brings in establishments that offices registered elsewhere, by the same rules as at the counter, with their My Pages.

For the start of a site and for the demo. Nobody is sent an e-mail, as all of them were told long ago.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts import reference
from services.contracts.caller import Caller, Role
from services.registry.accounts import storage as accounts
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.employers import storage
from services.registry.employers.published import publish_employer
from services.registry.employers.usecases.answers import checked_content, contact_from
from services.registry.employers.usecases.asking import email_is_taken
from services.registry.employers.usecases.desk import write_new
from services.registry.personal_data import PersonalData
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal


@dataclass
class Loaded:
    """What became of the establishments; `refused` names the position, from 1, and the reason's code."""

    establishments: int = 0
    present: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def load_establishments(
    connection: Connection,
    given: Iterable[Mapping[str, Any]],
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    password_hash: str | None = None,
) -> Loaded:
    """Load establishments, each as `contracts.registry.RegisterEstablishmentRequest` loads it; one transaction for all.

    One that is registered already is left as it is, so that loading can be repeated. `password_hash`: opens the My Page
    of those that are to have one; without, it is for its address to open, by a mailed key.
    """
    done = Loaded()
    for position, one in enumerate(given, start=1):
        try:
            content = checked_content(one["establishment"], inside="/establishment")
            if storage.same_registered(connection, content) is not None:
                done.present += 1
                continue
            contact = contact_from(one["contact"])
            lookup = personal_data.lookup(contact.email)
            accounts.lock_email(connection, lookup)
            with_page = one["with_my_page"] and password_hash is not None
            if with_page and email_is_taken(connection, contact.email, today=today, personal_data=personal_data):
                done.refused.append((position, "email_held"))
                continue
            office = Caller(Role.OFFICE_STAFF, office_code=reference.competent_office(content.municipality_code))
            establishment = write_new(connection, content, contact, caller=office, now=now, personal_data=personal_data)
        except Refusal as refusal:
            done.refused.append((position, refusal.reason.name.lower()))
            continue
        if with_page and password_hash is not None:
            account = Account(
                account_id=new_id(),
                role=Role.EMPLOYER,
                state=AccountState.OPEN,
                display_name=content.name,
                establishment_id=establishment.establishment_id,
            )
            accounts.insert_account(
                connection,
                account,
                email=contact.email,
                password_hash=password_hash,
                now=now,
                personal_data=personal_data,
            )
        publish_employer(connection, establishment, now=now, trace=trace)
        done.establishments += 1
    return done

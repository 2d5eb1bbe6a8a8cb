"""Brings in organizations that were approved elsewhere, by the same rules as on the site: registered, received, approved.

For the start of a site and for the demo. Nobody is sent an e-mail, as all of them were told long ago.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.engine import Connection

from services.registry.accounts import storage as accounts
from services.registry.accounts.owners import is_another_seekers
from services.registry.accounts.passwords import Passwords
from services.registry.organizations import content
from services.registry.organizations.domain.decisions import Receipt, ReceiptWay, demanded_documents
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases.decision import Acting, write_approval, write_receipt
from services.registry.organizations.usecases.registration import (
    confirmed,
    refuse_unknown_codes,
    write_registration,
)
from services.registry.personal_data import PersonalData
from services.runtime.refusal import Refusal

_EXPLANATION = "サイトの開始前に承認した申請の移行"


@dataclass
class Loaded:
    """What became of the applications; `refused` names the position, from 1, and the reasons' codes."""

    organizations: int = 0
    present: int = 0
    refused: list[tuple[int, list[str]]] = field(default_factory=list)


def load_organizations(
    connection: Connection,
    applications: Iterable[Mapping[str, Any]],
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    passwords: Passwords,
    password_hash: str | None = None,
    settings: ApplicationSettings,
) -> Loaded:
    """Load applications, each as `contracts.registry.NewApplication` loads it; one transaction for all of them.

    An application whose ID is held already is left as it is, so that loading can be repeated. One that the rules refuse
    is reported and leaves nothing behind. `password_hash`: one hash for all accounts, in place of each one's own
    password; only for demo and tests, as equal hashes show equal passwords.
    """
    done = Loaded()
    acting = Acting(
        connection, by=None, now=now, today=today, trace=trace, personal_data=personal_data, settings=settings
    )
    for position, application in enumerate(applications, start=1):
        lookup = personal_data.lookup(application["email"])
        accounts.lock_email(connection, lookup)
        if accounts.email_is_held(connection, lookup, today):
            done.present += 1
            continue
        document = content.as_json(application)
        try:
            refuse_unknown_codes(application)
            held = is_another_seekers(connection, lookup)
            registration = confirmed(connection, document, today=today, settings=settings, email_held=held)
        except Refusal as refusal:
            done.refused.append((position, _codes(refusal)))
            continue
        stored = write_registration(
            connection,
            document,
            registration,
            password_hash=password_hash or passwords.hash(application["password"]),
            now=now,
            personal_data=personal_data,
        )
        stored = _received(acting, stored)
        municipal = stored.facts.content.municipal
        # Of the municipal class the letter is posted (REG-10); theirs was, long ago.
        write_approval(acting, stored, stored.facts.bureau_code, letter_posted_on=today if municipal else None)
        done.organizations += 1
    return done


def _received(acting: Acting, stored: StoredApplication) -> StoredApplication:
    """The application with its form, and every document that its class and marks ask for, received on paper."""
    receipt = Receipt(
        received_on=acting.today,
        way=ReceiptWay.POST,
        explanation=_EXPLANATION,
        documents=demanded_documents(stored.facts),
    )
    step = write_receipt(acting, stored, receipt, stored.facts.bureau_code)
    return replace(stored, facts=replace(stored.facts, state=step.state, receipt=receipt))


def _codes(refusal: Refusal) -> list[str]:
    reasons = refusal.details.get("reasons")
    if reasons:
        return [reason["code"] for reason in reasons]
    return [f"{refusal.reason.value} at {refusal.pointer}"]

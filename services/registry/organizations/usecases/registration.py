"""Registering an application (利用申請の登録): checked by all rules at once, fixed once confirmed (REG-5, REG-6)."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts import reference
from services.contracts.caller import Role
from services.registry.accounts import consent_storage
from services.registry.accounts import storage as accounts
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.passwords import Passwords
from services.registry.desk.usecases import bureau_address
from services.registry.organizations import content, storage
from services.registry.organizations.domain import decisions
from services.registry.organizations.domain.decisions import Application, Registration
from services.registry.organizations.domain.kinds import KINDS, OrganizationKind, class_of
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.mails import ApplicantMails, bureau_name
from services.registry.organizations.reasons_told import RequestReason, allowed
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases.circumstances import circumstances
from services.registry.organizations.usecases.decision import Acting, lapse_if_overdue
from services.registry.personal_data import PersonalData
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal

DEFAULTS = ApplicationSettings()


def register_application(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    passwords: Passwords,
    settings: ApplicationSettings = DEFAULTS,
    address_at_once: bool = True,
) -> dict[str, Any]:
    """Register a new application and issue its ID, by e-mail; the services open on approval (REG-5; seed 000, STEP 1).

    With the key of an earlier registration that waits for its form, the new one takes its place (REG-6). Refused with all
    reasons at once. No password is compared here: the answer would tell whether it fits (AUT-6). `address_at_once`: whether
    the bureau's address goes to the contact managers with it (REG-9).

    An address that opens a seeker's My Page is not refused, as whoever names an acquaintance's would learn who seeks work (SEE-7):
    the registration gives way at once, in the silence of every one that does (decision 119), and who reads the mailbox is told
    that it takes another address (decision 194). Waiting so, it holds the address against further ones as any would.
    """
    application = request["application"]
    refuse_unknown_codes(application)
    document = content.as_json(application)
    lookup = personal_data.lookup(application["email"])
    if request["replaces"] is not None:
        _replace(connection, request["replaces"], lookup, now=now, personal_data=personal_data)
    accounts.lock_email(connection, lookup)
    acting = Acting(connection, None, now, today, trace, personal_data, settings)
    holders = roles_that_hold(acting, lookup)
    held = bool(holders - {Role.SEEKER}) | storage.waits_without_its_address(connection, lookup, today)
    registration = confirmed(connection, document, today=today, settings=settings, email_held=held)
    stored = write_registration(
        connection,
        document,
        registration,
        password_hash=passwords.hash(application["password"]),
        now=now,
        personal_data=personal_data,
        gave_way=Role.SEEKER in holders,
    )
    registered = _registered(connection, stored)
    mails = ApplicantMails(connection, stored, now=now, trace=trace, personal_data=personal_data)
    mails.registered(registered["download_key"])
    if address_at_once:
        bureau_address.mail_known_address(connection, stored, now=now, trace=trace, personal_data=personal_data)
    return registered


def roles_that_hold(acting: Acting, lookup: bytes) -> set[str]:
    """By whose accounts an address, locked by the caller, is in use or reserved (REG-11): their roles.

    A registration past its last day holds none: it lapses here where the duty has not run yet (REG-7, CAL-6).
    """
    holder = accounts.credentials(acting.connection, lookup)
    if holder is not None and holder.account.state is AccountState.ISSUED:
        stored = storage.application_issued_with(acting.connection, holder.account.account_id, acting.personal_data)
        if stored is not None:
            lapse_if_overdue(acting, stored)
    return accounts.roles_that_hold(acting.connection, lookup, acting.today)


def confirmed(
    connection: Connection,
    document: Mapping[str, Any],
    *,
    today: dt.date,
    settings: ApplicationSettings,
    email_held: bool,
) -> Registration:
    """The registration, if all rules allow it; raises the refusal with every objection (REG-2, REG-3, REG-12, OPS-5)."""
    applied = content.content_of(document)
    facts = circumstances(connection, applied, today, email_held=email_held)
    return allowed(decisions.confirm(applied, facts, today, settings), prefix="/application")


def write_registration(
    connection: Connection,
    document: Mapping[str, Any],
    registration: Registration,
    *,
    password_hash: str,
    now: dt.datetime,
    personal_data: PersonalData,
    on_paper: bool = False,
    gave_way: bool = False,
) -> StoredApplication:
    """Write account, application, consent to the terms and the log's first line. `gave_way`: the address is another's."""
    applied = content.content_of(document)
    account = Account(
        account_id=new_id(),
        role=Role.ORGANIZATION_MAIN,
        state=AccountState.RELEASED if gave_way else AccountState.ISSUED,
        display_name=applied.applicant.name,
    )
    accounts.insert_account(
        connection,
        account,
        email=document["email"],
        password_hash=password_hash,
        now=now,
        personal_data=personal_data,
    )
    stored = StoredApplication(
        application_id=new_id(),
        registration_number=storage.next_registration_number(connection, registration.registered_on),
        account_id=account.account_id,
        organization_id=None,
        decided_on=None,
        download_key_hash=b"",
        document=document,
        facts=Application(
            content=applied,
            bureau_code=reference.bureau_of(applied.applicant.municipality_code),
            registered_on=registration.registered_on,
            form_due_on=registration.form_due_on,
            state=ApplicationState.REGISTERED,
            gave_way=gave_way,
        ),
        on_paper=on_paper,
    )
    storage.insert_application(connection, stored, registration, personal_data)
    consent_storage.record_consent(
        connection,
        account.account_id,
        audience=class_of(applied.applicant.kind),
        version=applied.terms_version,
        way="application",
        now=now,
    )
    storage.log_registration(connection, stored, at=now)
    return stored


def _registered(connection: Connection, stored: StoredApplication) -> dict[str, Any]:
    """What the completion page shows, with a new key to the form; of the key only a hash is kept."""
    download_key = secrets.token_urlsafe(24)
    storage.change_download_key(connection, stored.application_id, key_hash(download_key))
    return {
        "application_id": stored.application_id,
        "registration_number": stored.registration_number,
        "registered_on": stored.facts.registered_on,
        "form_due_on": stored.facts.form_due_on,
        "bureau_code": stored.facts.bureau_code,
        "bureau_name": bureau_name(stored.facts.bureau_code),
        "download_key": download_key,
    }


def key_hash(download_key: str) -> bytes:
    """What is kept of a key to a form: it is long and random, so that a plain hash suffices."""
    return hashlib.sha256(download_key.encode()).digest()


def application_with_key(
    connection: Connection,
    application_id: str,
    download_key: str | None,
    personal_data: PersonalData,
    *,
    lock: bool = False,
) -> StoredApplication:
    """The application of whom the key was given to; without the right key it looks as if there were none."""
    stored = storage.application(connection, application_id, personal_data, lock=lock)
    given = key_hash(download_key or "")
    if stored is None or not hmac.compare_digest(given, stored.download_key_hash):
        raise Refusal(RequestReason.NO_SUCH_APPLICATION, "/application_id")
    return stored


def _replace(
    connection: Connection,
    earlier: Mapping[str, Any],
    lookup: bytes,
    *,
    now: dt.datetime,
    personal_data: PersonalData,
) -> None:
    """End a wrong registration (REG-6) and release its ID, so that the new one may take it.

    Both addresses are locked before the application's row, the lower lookup first; the new one's is `lookup`.
    """
    try:
        seen = application_with_key(connection, **earlier, personal_data=personal_data)
        for one in sorted({lookup, accounts.lookup_of(connection, seen.account_id)}):
            accounts.lock_email(connection, one)
        stored = application_with_key(connection, **earlier, personal_data=personal_data, lock=True)
    except Refusal as refusal:
        raise Refusal(refusal.reason, f"/replaces{refusal.pointer}") from None
    step = allowed(decisions.replace(stored.facts))
    storage.take_step(connection, stored.application_id, step, replaced=True)
    accounts.change_state(connection, stored.account_id, AccountState.RELEASED)
    storage.log_step(connection, stored.application_id, step, at=now, account_id=stored.account_id)


def give_way(connection: Connection, account_id: str, personal_data: PersonalData) -> bool:
    """Take its ID from the registration that issued an account, if it waits for its form: the address is another's.

    Registering proves nothing of an address; so nobody may keep a person's from them by it (SEE-7). And nobody who chose
    the address may learn that its owner has come, or when: no mail, no step, no line before the bureau tells it, and the
    registration lapses on its day as any other (decision 119). Answers whether.
    """
    stored = storage.application_issued_with(connection, account_id, personal_data)
    if stored is None or not decisions.gives_way(stored.facts):
        return False
    storage.give_way(connection, stored.application_id)
    accounts.change_state(connection, account_id, AccountState.RELEASED)
    return True


def refuse_unknown_codes(application: Mapping[str, Any], prefix: str = "/application") -> None:
    """REG-17: every code stands in its list; a whole prefecture is the place of nobody but the prefecture itself."""
    places, information = reference.places(), application["mandatory_information"] or {}
    municipality = application["municipality_code"]
    government = KINDS[OrganizationKind(application["kind"])].local_government
    if municipality not in places or (places[municipality].level == "prefecture" and not government):
        raise Refusal(RequestReason.UNKNOWN_CODE, f"{prefix}/municipality_code")
    lists = {
        "occupation_codes": reference.occupations(),
        "industry_codes": reference.industries(),
        "area_codes": places,
    }
    for name, known in lists.items():
        for position, code in enumerate(information.get(name, ())):
            if code not in known:
                pointer = f"{prefix}/mandatory_information/{name}/{position}"
                raise Refusal(RequestReason.UNKNOWN_CODE, pointer)

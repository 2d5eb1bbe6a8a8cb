"""Paper applications, entered by the bureau (REG-9; seed 000, STEP 1 ※): the day of receipt is the day of application."""

from __future__ import annotations

import dataclasses
import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from services.contracts import reference
from services.contracts.caller import Caller
from services.registry.accounts import storage as accounts
from services.registry.accounts.key_storage import NO_TICKET
from services.registry.accounts.owners import is_another_seekers
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.usecases import keys
from services.registry.desk.domain.reasons import DeskReason
from services.registry.desk.domain.settings import DeskSettings
from services.registry.desk.usecases import bureau_address
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import applications as mails
from services.registry.organizations import content, storage
from services.registry.organizations.domain import decisions
from services.registry.organizations.mails import bureau_name
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases import registration
from services.registry.organizations.usecases.decision import Acting, receipt_of, write_receipt
from services.registry.organizations.usecases.queue import own_bureau
from services.runtime.refusal import Refusal

DEFAULTS = DeskSettings()


def enter_paper_application(
    acting: Acting,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    passwords: Passwords,
    desk: DeskSettings = DEFAULTS,
) -> dict[str, Any]:
    """Register what came on paper, with its form received, by the rules as they stood on the day of receipt (REG-3, REG-9).

    Nobody types a password: the account gets one that nobody knows, and the applicant is mailed the ID with a key to set
    its own. The bureau enters applications of its own places only.
    """
    application, received_on = request["application"], request["received_on"]
    refuse_unlikely_day(received_on, acting.today, desk)
    registration.refuse_unknown_codes(application)
    if reference.bureau_of(application["municipality_code"]) != own_bureau(caller):
        raise Refusal(DeskReason.PLACE_OF_OTHER_BUREAU, "/application/municipality_code")
    document = content.as_json(application)
    lookup = acting.personal_data.lookup(application["email"])
    accounts.lock_email(acting.connection, lookup)
    # The form is there: nobody would give way to a seeker any more (SEE-7, decision 305).
    held = bool(registration.roles_that_hold(acting, lookup)) or is_another_seekers(acting.connection, lookup)
    confirmed = registration.confirmed(
        acting.connection, document, today=received_on, settings=acting.settings, email_held=held
    )
    # The address is owed from the day on which the account is registered, which is today (REG-9).
    address_due_on = decisions.bureau_address_due_on(acting.today, acting.settings)
    stored = registration.write_registration(
        acting.connection,
        document,
        dataclasses.replace(confirmed, bureau_address_due_on=address_due_on),
        password_hash=passwords.hash(secrets.token_urlsafe(32)),
        now=acting.now,
        personal_data=acting.personal_data,
        on_paper=True,
    )
    step = write_receipt(acting, stored, receipt_of(request), own_bureau(caller))
    _mail_id(acting, stored, received_on, lookup, desk)
    if desk.addresses_mailed_at_once:
        entered = dataclasses.replace(stored, facts=dataclasses.replace(stored.facts, state=step.state))
        bureau_address.mail_known_address(
            acting.connection, entered, now=acting.now, trace=acting.trace, personal_data=acting.personal_data
        )
    return {
        "application_id": stored.application_id,
        "registration_number": stored.registration_number,
        "registered_on": received_on,
        "state": step.state,
    }


def refuse_unlikely_day(received_on: dt.date, today: dt.date, desk: DeskSettings) -> None:
    """REG-9: nothing is received in the future, and what is said to have come long ago is a slip of the pen."""
    if received_on > today:
        raise Refusal(DeskReason.RECEIVED_IN_FUTURE, "/received_on")
    if received_on < today - dt.timedelta(days=desk.longest_since_receipt_days):
        raise Refusal(DeskReason.RECEIVED_TOO_LONG_AGO, "/received_on")


def _mail_id(
    acting: Acting, stored: StoredApplication, received_on: dt.date, lookup: bytes, desk: DeskSettings
) -> None:
    """The ID, a key to set a password, and the key to the application's papers; of both keys only hashes are kept."""
    connection, now = acting.connection, acting.now
    valid_until = now + dt.timedelta(hours=desk.first_key_hours)
    key = keys.new_key(connection, lookup, NO_TICKET, "paper", now=now, valid_until=valid_until)
    download_key = secrets.token_urlsafe(24)
    storage.change_download_key(connection, stored.application_id, registration.key_hash(download_key))
    mail = Mail(
        mails.PAPER_APPLICATION,
        to=accounts.email_of(connection, stored.account_id, acting.personal_data),
        parameters={
            "organization_name": stored.facts.content.applicant.name,
            "registration_number": stored.registration_number,
            "login_id": stored.document["email"],
            "received_on": received_on,
            "bureau_name": bureau_name(stored.facts.bureau_code),
            "key": key,
            "valid_until": valid_until,
            "application_id": stored.application_id,
            "download_key": download_key,
        },
        account_id=stored.account_id,
    )
    queue_mail(connection, acting.personal_data, mail, now=now, trace=acting.trace)

"""Additional accounts (追加アカウント) come by invitation: the main account invites, the invited person agrees (REG-11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller, Role
from services.registry import terms
from services.registry.accounts import consent_storage, invitation_storage, storage
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.domain.invitation import (
    Invitation,
    InvitationSettings,
    InvitationState,
    may_be_accepted,
    may_be_sent_again,
)
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.accounts.invitation_storage import StoredInvitation
from services.registry.accounts.owners import email_is_anybodys
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.usecases import mailed_keys
from services.registry.accounts.usecases.login import ACCEPTED
from services.registry.mail.outgoing import Mail, Parameter, queue_mail
from services.registry.mail.templates import accounts as mails
from services.registry.organizations.domain.kinds import OrganizationKind, class_of
from services.registry.organizations.storage import lock_organization, organization
from services.registry.personal_data import PersonalData
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal

DEFAULTS = InvitationSettings()


def invite_account(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    settings: InvitationSettings = DEFAULTS,
) -> dict[str, Any]:
    """Invite somebody by e-mail; any number of accounts (REG-11). Refused is the address of an account of their own.

    Any other is invited: who invites is not to learn that it is an account's or a seeker's, and with it that this person seeks
    work (SEE-7, AUT-6, decision 305). Who reads the mailbox is told there that it takes another address.
    """
    organization_id = _own_organization(connection, caller)
    if storage.is_of_organization(connection, personal_data.lookup(request["email"]), organization_id):
        raise Refusal(AccountReason.EMAIL_HELD, "/email")
    key, valid_until = mailed_keys.new_key(), now + settings.valid
    invitation = StoredInvitation(
        invitation_id=new_id(),
        organization_id=organization_id,
        label=request["label"],
        email=request["email"],
        key_hash=mailed_keys.hash_of(key),
        made_at=now,
        sent_at=now,
        facts=Invitation(InvitationState.OPEN, valid_until),
    )
    invitation_storage.insert_invitation(connection, invitation, personal_data)
    _send(connection, invitation, key, valid_until, now=now, today=today, trace=trace, personal_data=personal_data)
    return _shown(invitation, valid_until)


def resend_invitation(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    settings: InvitationSettings = DEFAULTS,
) -> dict[str, Any]:
    """Send a new key, good for its whole time; the older one opens nothing any more. Of the address as `invite_account`."""
    invitation = _own_open_invitation(connection, request, caller, personal_data)
    key, valid_until = mailed_keys.new_key(), now + settings.valid
    invitation_storage.send_again(
        connection,
        invitation.invitation_id,
        key_hash=mailed_keys.hash_of(key),
        now=now,
        valid_until=valid_until,
    )
    _send(connection, invitation, key, valid_until, now=now, today=today, trace=trace, personal_data=personal_data)
    return _shown(invitation, valid_until)


def recall_invitation(
    connection: Connection, request: Mapping[str, Any], *, caller: Caller, personal_data: PersonalData
) -> dict[str, Any]:
    """Take an invitation back; its key opens nothing any more."""
    invitation = _own_open_invitation(connection, request, caller, personal_data)
    invitation_storage.end_invitation(connection, invitation.invitation_id, InvitationState.RECALLED)
    return ACCEPTED


def show_invitation(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    now: dt.datetime,
    today: dt.date,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """Who invites, and to which terms one agrees: for whom the key was mailed to, before accepting."""
    invitation = _with_key(connection, request, now, personal_data)
    row = organization(connection, invitation.organization_id)
    assert row is not None, "an invitation names its organization by a foreign key"
    in_force = terms.in_force(class_of(OrganizationKind(row.kind)), today)
    return {
        "organization_name": row.name,
        "label": invitation.label,
        "email": invitation.email,
        "valid_until": invitation.facts.valid_until,
        "terms": {
            "audience": in_force.audience,
            "version": in_force.version,
            "in_force_from": in_force.in_force_from,
            "title": in_force.title,
        },
    }


def accept_invitation(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
    passwords: Passwords,
) -> dict[str, Any]:
    """Make the additional account, with a password and consent to the terms now in force (REG-11, REG-15).

    The invitation's row is locked, so that it is used once, then the organization's: one that ends meanwhile closes this
    account with the others, or refuses it. The address is looked at again under its lock, as somebody may have taken it
    meanwhile, and whether it is a seeker's, whose My Page it opens. Unknown, wrong, old, used and recalled keys are refused alike (AUT-6).
    """
    invitation = _with_key(connection, request, now, personal_data)
    row = lock_organization(connection, invitation.organization_id)
    lookup = personal_data.lookup(invitation.email)
    storage.lock_email(connection, lookup)
    main = storage.main_account(connection, invitation.organization_id)
    if row is None or main is None or main.state is not AccountState.OPEN:
        raise Refusal(AccountReason.ORGANIZATION_ENDED)
    if email_is_anybodys(connection, lookup, today):
        raise Refusal(AccountReason.EMAIL_HELD)
    audience = class_of(OrganizationKind(row.kind))
    version = terms.in_force(audience, today).version
    if request["terms_version"] != version:
        raise Refusal(AccountReason.TERMS_NOT_CURRENT, "/terms_version")
    account = Account(
        account_id=new_id(),
        role=Role.ORGANIZATION_ADDITIONAL,
        state=AccountState.OPEN,
        display_name=f"{row.name}（{invitation.label}）",
        organization_id=invitation.organization_id,
    )
    storage.insert_account(
        connection,
        account,
        email=invitation.email,
        password_hash=passwords.hash(request["password"]),
        now=now,
        personal_data=personal_data,
        label=invitation.label,
    )
    consent_storage.record_consent(
        connection, account.account_id, audience=audience, version=version, way="invitation", now=now
    )
    invitation_storage.end_invitation(
        connection, invitation.invitation_id, InvitationState.ACCEPTED, account.account_id
    )
    told = Mail(
        mails.ACCOUNT_ADDED,
        to=storage.email_of(connection, main.account_id, personal_data),
        parameters={"organization_name": row.name, "label": invitation.label, "added_at": now},
        account_id=main.account_id,
    )
    queue_mail(connection, personal_data, told, now=now, trace=trace)
    return ACCEPTED


def listed_invitations(
    connection: Connection, organization_id: str, personal_data: PersonalData
) -> list[dict[str, Any]]:
    """The invitations that wait to be accepted, also those whose time is over: they can be resent."""
    found = invitation_storage.open_invitations(connection, organization_id, personal_data)
    return [_shown(invitation, invitation.facts.valid_until) for invitation in found]


def _own_organization(connection: Connection, caller: Caller) -> str:
    """The caller's organization, whose main account is open: none of one that has withdrawn or was terminated."""
    main = storage.main_account(connection, str(caller.organization_id))
    if main is None or main.state is not AccountState.OPEN:
        raise Refusal(AccountReason.ORGANIZATION_ENDED)
    return str(caller.organization_id)


def _own_open_invitation(
    connection: Connection, request: Mapping[str, Any], caller: Caller, personal_data: PersonalData
) -> StoredInvitation:
    """The caller's own invitation; another organization's looks as if there were none."""
    organization_id = _own_organization(connection, caller)
    invitation = invitation_storage.invitation(connection, request["invitation_id"], personal_data)
    if invitation is None or invitation.organization_id != organization_id:
        raise Refusal(AccountReason.NO_SUCH_INVITATION, "/invitation_id")
    if not may_be_sent_again(invitation.facts):
        raise Refusal(AccountReason.INVITATION_OVER, "/invitation_id")
    return invitation


def _with_key(
    connection: Connection, request: Mapping[str, Any], now: dt.datetime, personal_data: PersonalData
) -> StoredInvitation:
    invitation = invitation_storage.invitation(connection, request["invitation_id"], personal_data)
    fits = mailed_keys.fits(request["key"], invitation.key_hash if invitation else b"")
    if invitation is None or not fits or not may_be_accepted(invitation.facts, now):
        raise Refusal(AccountReason.KEY_INVALID, "/key")
    return invitation


def _send(
    connection: Connection,
    invitation: StoredInvitation,
    key: str,
    valid_until: dt.datetime,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    personal_data: PersonalData,
) -> None:
    """Mail the key; no key where the address is anybody's, but why there is none. Both are the same statements."""
    row = organization(connection, invitation.organization_id)
    assert row is not None, "an invitation names its organization by a foreign key"
    told: dict[str, Parameter] = {"organization_name": row.name, "label": invitation.label}
    template = mails.INVITATION_TO_ADDRESS_IN_USE
    if not email_is_anybodys(connection, personal_data.lookup(invitation.email), today):
        template = mails.INVITATION
        told |= {"invitation_id": invitation.invitation_id, "key": key, "valid_until": valid_until}
    mail = Mail(template, to=invitation.email, parameters=told, valid_until=valid_until)
    queue_mail(connection, personal_data, mail, now=now, trace=trace)


def _shown(invitation: StoredInvitation, valid_until: dt.datetime) -> dict[str, Any]:
    return {
        "invitation_id": invitation.invitation_id,
        "label": invitation.label,
        "email": invitation.email,
        "made_at": invitation.made_at,
        "valid_until": valid_until,
    }

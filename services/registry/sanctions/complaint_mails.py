"""Who is told by e-mail that a complaint waits for them (CMP-12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from services.contracts import reference
from services.registry.accounts import storage as accounts
from services.registry.mail.outgoing import Mail, Parameter, queue_mails
from services.registry.mail.templates import Template, complaints
from services.registry.organizations import storage as organizations
from services.registry.organizations.mails import bureau_name
from services.registry.personal_data import PersonalData
from services.registry.sanctions.bureau_mail import mail_to_bureau
from services.registry.seekers import usecases as seekers
from services.runtime.logging import get_logger
from services.runtime.work import Work

_log = get_logger(__name__)
_BY_WHO_COMPLAINS = {"file", "add"}
"""However often somebody writes, one mail goes out; what the authority asks, and that it asks no more, is told at once."""


def tell_of_complaint(
    work: Work, told: Mapping[str, Any], personal_data: PersonalData, *, window: dt.timedelta
) -> None:
    """Tell the one whose turn it is; who has no address any more is not told.

    However often somebody writes, of one complaint one mail goes out within `window` to each address (MSG-6); to a bureau or an office
    one of all that are made there, so that nobody floods its staff with complaints. What the authority asks of an organization, and that
    it asks no more, is always told: it has a day.
    """
    if told["told"] == "organization":
        held = told["event"] in _BY_WHO_COMPLAINS
        over = told["event"] == "close"
        template = complaints.OVER_FOR_ORGANIZATION if over else complaints.TO_ORGANIZATION
        mails = _to_organization(
            work, told, template, complaints.WHAT_TO_ORGANIZATION.get(told["event"]), personal_data
        )
    elif told["told"] == "authority":
        held = False
        what = {"what": complaints.WHAT_TO_AUTHORITY[told["event"]]}
        to_bureau = mail_to_bureau(complaints.TO_BUREAU, told["bureau_code"], what)
        to_office = _to_office(work, told, personal_data)
        mails = [
            *_of_all(to_bureau, f"bureau:{told['bureau_code']}", told["event"], window),
            *_of_all(to_office, f"office:{told['office_code']}", told["event"], window),
        ]
    else:
        held = True
        mails = _to_complainant(work, told, personal_data)
    if held:
        mails = [replace(mail, about=told["complaint_id"], window=window) for mail in mails]
    queue_mails(work.connection, personal_data, mails, now=work.now, trace=work.trace)


def _of_all(mails: Iterable[Mail], whose: str, event: str, window: dt.timedelta) -> list[Mail]:
    """Of all complaints at one place one mail within `window`, for each thing that can have happened: it says which."""
    return [replace(mail, about=f"complaints:{whose}:{event}", window=window) for mail in mails]


def tell_of_demand(work: Work, told: Mapping[str, Any], personal_data: PersonalData) -> None:
    """Tell an organization that its register is demanded."""
    mails = _to_organization(work, told, complaints.TO_ORGANIZATION, complaints.WHAT_REGISTER_DEMANDED, personal_data)
    queue_mails(work.connection, personal_data, mails, now=work.now, trace=work.trace)


def _to_organization(
    work: Work, told: Mapping[str, Any], template: Template, what: str | None, personal_data: PersonalData
) -> list[Mail]:
    """The main account, and the privacy manager, whose complaints are (REG-12; seed 001, 12)."""
    organization_id = told["organization_id"]
    organization = organizations.organization(work.connection, organization_id)
    if organization is None:
        raise LookupError("a complaint about an unknown organization")
    parameters: dict[str, Parameter] = {
        "organization_name": organization.name,
        "bureau_name": bureau_name(organization.bureau_code),
    }
    if what is not None:
        parameters |= {"what": what, "due_on": told["due_on"] or ""}
    account = accounts.main_account(work.connection, organization_id)
    manager = organizations.manager(work.connection, organization_id, "privacy", personal_data)
    own = None if account is None else accounts.email_of(work.connection, account.account_id, personal_data)
    mails = []
    if account is not None and own is not None:
        mails.append(Mail(template, own, parameters, account.account_id))
    if manager.email != own:
        mails.append(Mail(template, manager.email, parameters))
    return mails


def _to_office(work: Work, told: Mapping[str, Any], personal_data: PersonalData) -> list[Mail]:
    """The staff of the office that was addressed, who alone read the site for it: no list names a mailbox of offices."""
    office_code = told["office_code"]
    if office_code is None:
        return []
    if office_code not in reference.offices():  # it has left the list since; the bureau is told all the same
        _log.warning("complaint_at_an_office_that_is_gone", office_code=office_code)
        return []
    parameters: dict[str, Parameter] = {
        "office_name": reference.offices()[office_code].name,
        "what": complaints.WHAT_TO_OFFICE[told["event"]],
    }
    return [
        Mail(complaints.TO_OFFICE, accounts.open_email(row, personal_data), parameters, row.account_id)
        for row in accounts.accounts_of_office(work.connection, office_code)
    ]


def _to_complainant(work: Work, told: Mapping[str, Any], personal_data: PersonalData) -> list[Mail]:
    number = told["seeker_number"]
    if number is None:
        to = accounts.email_of(work.connection, told["account_id"], personal_data)
        return [Mail(complaints.TO_COMPLAINANT, to, {}, told["account_id"])]
    addresses = seekers.emails_of_persons(
        work.connection, personal_data, [number], purpose="complaint_notice", now=work.now, trace=work.trace
    )
    return [Mail(complaints.TO_COMPLAINANT, addresses[number], {})] if number in addresses else []

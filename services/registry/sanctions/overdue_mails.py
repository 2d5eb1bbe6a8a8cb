"""Mails about reports that are due and what is overdue: to organizations, and to their bureau (RPT-2, CMP-6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.japanese_calendar import fiscal_year_in_era, in_sentence
from services.registry.accounts import storage as accounts
from services.registry.mail.outgoing import Mail, queue_mails
from services.registry.mail.templates import overdue
from services.registry.organizations import storage as organizations
from services.registry.organizations.mails import bureau_name
from services.registry.personal_data import PersonalData
from services.registry.sanctions.bureau_mail import mail_to_bureau
from services.runtime.work import Work


def remind_of_reports(work: Work, reminded: Mapping[str, Any], personal_data: PersonalData) -> None:
    """Remind main accounts of a year's report; one without an open account is not told."""
    mails = []
    for organization_id in reminded["organization_ids"]:
        organization = organizations.organization(work.connection, organization_id)
        account = accounts.main_account(work.connection, organization_id)
        if organization is None or account is None:
            continue
        parameters = {
            "organization_name": organization.name,
            "bureau_name": bureau_name(organization.bureau_code),
            "year": fiscal_year_in_era(reminded["fiscal_year"]).removesuffix("年度"),
            "due_on": reminded["due_on"],
        }
        to = accounts.email_of(work.connection, account.account_id, personal_data)
        mails.append(Mail(overdue.REPORT_REMINDER, to=to, parameters=parameters, account_id=account.account_id))
    queue_mails(work.connection, personal_data, mails, now=work.now, trace=work.trace)


def prompt_bureau(work: Work, prompted: Mapping[str, Any], personal_data: PersonalData) -> None:
    """Tell a bureau's mailbox what waits for it, with counts alone; one without a mailbox sees it in its list."""
    told = {name: prompted[name] for name in ("demand", "unmended", "repeated")}
    counts = {name: f"{in_sentence(number)}件" if number else "" for name, number in told.items()}
    mails = mail_to_bureau(overdue.BUREAU_PROMPTED, prompted["bureau_code"], counts)
    queue_mails(work.connection, personal_data, mails, now=work.now, trace=work.trace)

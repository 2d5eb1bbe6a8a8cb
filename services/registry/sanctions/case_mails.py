"""What is told by e-mail of cases: to the organization each step that asks or ends something (CMP-13), to the bureau a referral (CMP-1)
and an order against one of its organizations (CMP-2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts import reference
from services.contracts.compliance import CASE_EVENTS, CASE_GROUNDS, ORDER_KINDS, ORDER_STATES
from services.registry.accounts import storage as accounts
from services.registry.mail.outgoing import Mail, Parameter, queue_mail, queue_mails
from services.registry.mail.templates import Template, cases
from services.registry.organizations import storage as organizations
from services.registry.organizations.mails import bureau_name
from services.registry.personal_data import PersonalData
from services.runtime.logging import get_logger
from services.runtime.work import Work

_log = get_logger(__name__)

_FURTHER = {
    "request_correction": "期限までに、サイトにログインして回答してください。",
    "announce_hearing": "意見があるときは、期限までに、サイトにログインして述べてください。",
    # Told by the case only where another suspension goes on; else the standing tells of the resumption.
    "end_provisional": "ほかの利用停止が続いているため、引き続き、サービスを利用することはできません。",
}

_TASKS = {
    "issued": "是正が確認されるまでの間の利用停止について、事案において決定してください。",
    "met": "命じられた改善が行われたとの記録がありました。是正の確認と、停止中であればその終了について、事案において決定してください。",
    "void": "命令の記録は、誤りのため取り消されました。停止中であればその終了と、事案の終了について、決定してください。",
}
"""What an order, and what becomes of it, asks of the competent bureau."""


def tell_case_step(work: Work, step: Mapping[str, Any], personal_data: PersonalData) -> None:
    """Tell the organization's main account of a step; one without an open account is not told.

    Of a demand for security measures the contact managers are told themselves as well, whoever holds the account (OPS-4).

    Raises LookupError for an organization the registry does not have: its own events are how compliance knows of any.
    """
    organization = organizations.lock_organization(work.connection, step["organization_id"])
    if organization is None:
        raise LookupError("a case of an unknown organization")
    parameters = {
        "organization_name": organization.name,
        "bureau_name": bureau_name(organization.bureau_code),
        "step": CASE_EVENTS[step["event"]],
        "ground": step["article"],
        "due_on": step["due_on"] or "",
        "text": step["text"],
        "request": _FURTHER.get(step["event"], ""),
    }
    account = accounts.main_account(work.connection, step["organization_id"])
    own = None if account is None else accounts.email_of(work.connection, account.account_id, personal_data)
    mails = [] if own is None or account is None else [Mail(cases.STEP_TAKEN, own, parameters, account.account_id)]
    if step["contact_managers"]:
        managers = organizations.contact_addresses(work.connection, step["organization_id"], personal_data)
        mails += [Mail(cases.STEP_TAKEN, address, parameters) for address in managers if address != own]
    queue_mails(work.connection, personal_data, mails, now=work.now, trace=work.trace)


def tell_of_referral(work: Work, told: Mapping[str, Any], personal_data: PersonalData) -> None:
    """Ask the supply-demand section by the bureau's mailbox; one without a mailbox finds the case in its list of referred ones.

    Raises LookupError for an organization the registry does not have.
    """
    article = f"（{told['article']}）" if told["article"] else ""
    ground = f"{CASE_GROUNDS[told['ground']]}{article}"
    further: dict[str, Parameter] = {"ground": ground, "referred_on": told["referred_on"]}
    _to_bureau(work, cases.REFERRED, told, further, personal_data)


def tell_of_order(work: Work, told: Mapping[str, Any], personal_data: PersonalData) -> None:
    """Tell the competent bureau's mailbox of an order against one of its organizations, and of what became of it (CMP-2).

    Raises LookupError for an organization the registry does not have.
    """
    further: dict[str, Parameter] = {
        "kind": ORDER_KINDS[told["kind"]],
        "issued_on": told["issued_on"],
        "state": ORDER_STATES[told["state"]],
        "task": _TASKS[told["state"]],
    }
    _to_bureau(work, cases.ORDER_TOLD, told, further, personal_data)


def _to_bureau(
    work: Work,
    template: Template,
    told: Mapping[str, Any],
    further: Mapping[str, Parameter],
    personal_data: PersonalData,
) -> None:
    """A mail about a case to its bureau's mailbox; one without a mailbox finds the case on the site."""
    organization = organizations.organization(work.connection, told["organization_id"])
    if organization is None:
        raise LookupError("a case of an unknown organization")
    contact = reference.bureau_contacts()[1][told["bureau_code"]]
    if contact.mailbox is None:
        _log.warning("bureau_without_mailbox", bureau_code=contact.code)
        return
    parameters: dict[str, Parameter] = {
        "bureau_name": contact.name,
        "case_id": told["case_id"],
        "organization_name": organization.name,
        **further,
    }
    mail = Mail(template, contact.mailbox, parameters)
    queue_mail(work.connection, personal_data, mail, now=work.now, trace=work.trace)

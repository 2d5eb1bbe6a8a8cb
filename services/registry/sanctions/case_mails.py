"""What is told by e-mail of cases: to the organization each step that asks or ends something (CMP-13), to the bureau a referral (CMP-1)
and an order against one of its organizations (CMP-2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts.compliance import ORDER_KINDS, ORDER_STATES, step_name
from services.japanese_calendar import in_sentence
from services.registry.accounts import storage as accounts
from services.registry.mail.outgoing import Mail, Parameter, queue_mails
from services.registry.mail.templates import Template, cases
from services.registry.organizations import storage as organizations
from services.registry.organizations.mails import bureau_name
from services.registry.personal_data import PersonalData
from services.registry.sanctions.bureau_mail import mail_to_bureau
from services.registry.sanctions.grounds import ground_told
from services.runtime.work import Work


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
        "step": step_name(step["event"], step["ground"], step["overdue_item"]),
        "ground": ground_told(step),
        "due_on": step["due_on"] or "",
        "text": step["text"],
        "request": cases.ASKED_BY_STEP.get(step["event"], ""),
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
    further: dict[str, Parameter] = {"ground": ground_told(told), "referred_on": told["referred_on"]}
    _to_bureau(work, cases.REFERRED, told, further, personal_data)


def tell_of_order(work: Work, told: Mapping[str, Any], personal_data: PersonalData) -> None:
    """Tell the competent bureau's mailbox of an order against one of its organizations, and of what became of it (CMP-2).

    Raises LookupError for an organization the registry does not have.
    """
    further: dict[str, Parameter] = {
        "kind": ORDER_KINDS[told["kind"]],
        "issued_on": told["issued_on"],
        "state": ORDER_STATES[told["state"]],
    }
    _to_bureau(work, cases.ORDERS_TOLD[told["state"]], told, further, personal_data)


def tell_of_waiting(work: Work, told: Mapping[str, Any], personal_data: PersonalData) -> None:
    """Tell a bureau's mailbox, or operations' staff, how many cases wait for them, with counts alone (CMP-13, OPS-4)."""
    counts = {name: told[name] for name in _WAITING}
    if told["bureau_code"] is not None:
        mails = mail_to_bureau(cases.BUREAU_WAITED_FOR, told["bureau_code"], _told(counts))
    else:
        answers = {name: counts.pop(name) for name in ("answered", "answer_late")}
        parameters = _told({**answers, "others": sum(counts.values())})
        mails = [
            Mail(cases.OPERATIONS_WAITED_FOR, accounts.open_email(row, personal_data), parameters, row.account_id)
            for row in accounts.accounts_of_operations(work.connection)
        ]
    queue_mails(work.connection, personal_data, mails, now=work.now, trace=work.trace)


_WAITING = ("case_opened", "case_joined", "answered", "answer_late", "view_stated", "view_late")


def _told(counts: Mapping[str, int]) -> dict[str, Parameter]:
    return {name: f"{in_sentence(number)}件" if number else "" for name, number in counts.items()}


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
    parameters: dict[str, Parameter] = {
        "case_id": told["case_id"],
        "organization_name": organization.name,
        **further,
    }
    mails = mail_to_bureau(template, told["bureau_code"], parameters)
    queue_mails(work.connection, personal_data, mails, now=work.now, trace=work.trace)

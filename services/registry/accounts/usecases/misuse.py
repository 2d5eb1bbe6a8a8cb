"""Suspected misuse of accounts (不正利用のおそれ): told to operations; everybody and every system is shut out (REG-11; seed 001, 9)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.contracts.registry import LIST_MISUSE_REPORTS, MISUSE_REPORTED, REPORT_MISUSE
from services.japanese_calendar import in_sentence
from services.registry.accounts import misuse_storage, storage
from services.registry.accounts.domain.reasons import AccountReason
from services.registry.accounts.usecases.login import ACCEPTED
from services.registry.mail.outgoing import Mail, Parameter, queue_mail
from services.registry.mail.templates import accounts as mails
from services.registry.organizations.storage import organization
from services.registry.personal_data import PersonalData
from services.registry.tokens import storage as tokens
from services.runtime import audit
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal


def report_misuse(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
    report_to: str,
) -> dict[str, Any]:
    """Keep the report, mail operations, and end every session, remembered browser and token of the organization.

    Also the reporter's own: nobody can tell yet whose login it is that was misused, and a new one needs a password and
    a mailed one-time password. A token that whoever got in has made would outlast a new password (AUT-8). Mail and list
    hold the description for operations alone. Right under concurrency: tokens are made and ended one transaction at a time.
    """
    organization_id = str(caller.organization_id)
    row = organization(connection, organization_id)
    if row is None:
        raise Refusal(AccountReason.UNKNOWN_ACCOUNT)
    report_id = misuse_storage.insert_report(
        connection,
        organization_id,
        request["description"],
        by=str(caller.account_id),
        now=now,
        personal_data=personal_data,
    )
    tokens.lock_tokens(connection, organization_id)
    ended = tokens.revoke_all(connection, organization_id, now)
    audit.record_all(
        connection,
        action=f"registry.{REPORT_MISUSE.name}",
        subjects=[("report", report_id), *(("token", token.token_id) for token in ended)],
        caller=caller,
        now=now,
        trace=trace,
    )
    parameters: dict[str, Parameter] = {"report_id": report_id, "organization_name": row.name, "reported_at": now}
    reported, received, number, named = mails.MISUSE_REPORTED, mails.MISUSE_RECEIVED, {}, {}
    if ended:
        reported, received = mails.MISUSE_REPORTED_AND_TOKENS_REVOKED, mails.MISUSE_RECEIVED_AND_TOKENS_REVOKED
        number = {"tokens": f"{in_sentence(len(ended))}件"}
        named = {"tokens": "、".join(f"{token.name}（{token.beginning}）" for token in ended)}
    to_operations = Mail(reported, to=report_to, parameters={**parameters, **number})
    queue_mail(connection, personal_data, to_operations, now=now, trace=trace)
    main = storage.main_account(connection, organization_id)
    if main is not None:
        receipt = Mail(
            received,
            to=storage.email_of(connection, main.account_id, personal_data),
            parameters={**parameters, **named},
            account_id=main.account_id,
        )
        queue_mail(connection, personal_data, receipt, now=now, trace=trace)
    told = {"organization_id": organization_id, "report_id": report_id}
    publish(connection, MISUSE_REPORTED, subject=organization_id, data=told, now=now, trace=trace)
    return {"report_id": report_id, "reported_at": now, "tokens_revoked": len(ended)}


def list_misuse_reports(
    connection: Connection,
    request: Mapping[str, Any],
    *,
    caller: Caller,
    now: dt.datetime,
    trace: str,
    personal_data: PersonalData,
) -> dict[str, Any]:
    """The reports that wait for operations, or those handled; the newest first.

    Which of them somebody read stands in the audit log, as they may tell of persons (OPS-3).
    """
    limit = request["limit"]
    found = misuse_storage.reports(
        connection,
        handled=request["handled"],
        before=request["after"],
        limit=limit + 1,
        personal_data=personal_data,
    )
    page = found[:limit]
    audit.record_all(
        connection,
        action=f"registry.{LIST_MISUSE_REPORTS.name}",
        subjects=[("misuse_report", report["report_id"]) for report in page],
        caller=caller,
        now=now,
        trace=trace,
    )
    return {"reports": page, "next": page[-1]["report_id"] if len(found) > limit else None}


def handle_misuse_report(
    connection: Connection, request: Mapping[str, Any], *, caller: Caller, now: dt.datetime
) -> dict[str, Any]:
    """Write down what came of a report; of two at once the second is told that it is handled."""
    handled = misuse_storage.is_handled(connection, request["report_id"])
    if handled is None:
        raise Refusal(AccountReason.NO_SUCH_REPORT, "/report_id")
    if handled:
        raise Refusal(AccountReason.REPORT_HANDLED, "/report_id")
    misuse_storage.handle(connection, request["report_id"], request["outcome"], by=caller.account_id, now=now)
    return ACCEPTED

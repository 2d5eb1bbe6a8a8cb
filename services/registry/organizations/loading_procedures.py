"""Brings in change, renewal and withdrawal that were handed in elsewhere, by the same rules as on the site.

For the start of a site and for the demo, after the organizations themselves. Nobody is sent an e-mail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from services.contracts import registry
from services.contracts.caller import Caller, Role
from services.registry.accounts import storage as accounts
from services.registry.accounts.domain.account import Account
from services.registry.organizations import storage
from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.decisions import Receipt, ReceiptWay
from services.registry.organizations.usecases import procedures
from services.registry.organizations.usecases.decision import Acting, write_approval, write_receipt
from services.runtime.refusal import Refusal

_EXPLANATION = "サイトの利用開始前に受け付けた申請書による。"

_REGISTER: Mapping[ApplicationKind, tuple[Any, Callable[..., dict[str, Any]]]] = {
    ApplicationKind.CHANGE: (registry.REGISTER_CHANGE, procedures.register_change),
    ApplicationKind.RENEWAL: (registry.REGISTER_RENEWAL, procedures.register_renewal),
    ApplicationKind.WITHDRAWAL: (registry.REGISTER_WITHDRAWAL, procedures.register_withdrawal),
}


@dataclass
class Brought:
    """What became of the lines; `refused` names the position, from 1, and the reason."""

    applications: int = 0
    present: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


def load_procedures(acting: Acting, lines: Iterable[Mapping[str, Any]]) -> Brought:
    """Load lines of `email` (the main account's ID), `kind`, `request` (as its operation takes it), `received`, `approved`.

    `on`: the day on which it was registered and received, not after today; by default today.
    A line whose organization has applied for the same kind already is left as it is, so that loading can be repeated.
    Raises ValidationError for a request that is none.
    """
    done = Brought()
    for position, line in enumerate(lines, start=1):
        kind = ApplicationKind(line["kind"])
        operation, register = _REGISTER[kind]
        account = _main_account(acting, line["email"])
        if account is None:
            done.refused.append((position, "no organization has this ID"))
            continue
        if _has_applied(acting, str(account.organization_id), kind):
            done.present += 1
            continue
        caller = Caller(Role.ORGANIZATION_MAIN, account.account_id, account.organization_id)
        day = date.fromisoformat(line.get("on", acting.today.isoformat()))
        then = replace(acting, today=day, now=acting.now - (acting.today - day))
        if day > acting.today:
            done.refused.append((position, "registered on a day to come"))
            continue
        try:
            with acting.connection.begin_nested():
                registered = register(
                    replace(then, by=account.account_id), operation.request.load(line["request"]), caller=caller
                )
                _decide(then, registered["application_id"], line)
        except Refusal as refusal:
            done.refused.append((position, f"{refusal.reason.value} at {refusal.pointer}"))
            continue
        done.applications += 1
    return done


def _main_account(acting: Acting, email: str) -> Account | None:
    known = accounts.credentials(acting.connection, acting.personal_data.lookup(email))
    if known is None or known.account.role != Role.ORGANIZATION_MAIN or known.account.organization_id is None:
        return None
    return known.account


def _has_applied(acting: Acting, organization_id: str, kind: ApplicationKind) -> bool:
    rows = storage.own_summaries(acting.connection, organization_id, after=None, limit=1_000)
    return any(row.application_kind == kind for row in rows)


def _decide(acting: Acting, application_id: str, line: Mapping[str, Any]) -> None:
    """Receipt of its form, and approval, as far as the line says so."""
    if not line.get("received"):
        return
    stored = storage.application(acting.connection, application_id, acting.personal_data, lock=True)
    assert stored is not None, "registered just now"
    receipt = Receipt(acting.today, ReceiptWay.POST, _EXPLANATION)
    step = write_receipt(acting, stored, receipt, stored.facts.bureau_code)
    if line.get("approved"):
        stored = replace(stored, facts=replace(stored.facts, state=step.state, receipt=receipt))
        write_approval(acting, stored, stored.facts.bureau_code, letter_posted_on=None)

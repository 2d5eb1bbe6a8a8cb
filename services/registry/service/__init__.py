"""The registry's entrypoints: load, use case, dump. A module a subject, put together here."""

from __future__ import annotations

import os
from typing import Any, cast

import eventlet
import eventlet.tpool

from services.contracts import registry
from services.contracts.errors import ErrorCode
from services.contracts.operations import Operation
from services.contracts.standings import depends_on_standing
from services.registry.offloading import in_turn
from services.registry.organizations.usecases.admission import AdmissionReason, refuse_by_standing
from services.registry.service import (
    accounts,
    applications,
    desk,
    documents,
    employers,
    mail,
    public_lists,
    seekers,
    terms,
    tokens,
)
from services.registry.service.accounts import Accounts
from services.registry.service.applications import Applications
from services.registry.service.desk import Desk
from services.registry.service.documents import Documents
from services.registry.service.employers import Employers
from services.registry.service.mail import Mails
from services.registry.service.notices import Notices
from services.registry.service.organization_accounts import OrganizationAccounts
from services.registry.service.own_account import OwnAccount
from services.registry.service.periods import HOUR
from services.registry.service.procedures import Procedures
from services.registry.service.public_lists import PublicLists
from services.registry.service.sanctions import Sanctions
from services.registry.service.seeker_desk import SeekerDesk
from services.registry.service.seeker_registration import SeekerRegistration
from services.registry.service.seekers import Seekers
from services.registry.service.staff_accounts import StaffAccounts
from services.registry.service.terms import TermsOfUse
from services.registry.service.tokens import Tokens
from services.registry.tools import Tools, from_settings
from services.runtime.entrypoints import DatabaseProvider, SettingsProvider, every
from services.runtime.housekeeping import forget_old_keys
from services.runtime.settings import Settings
from services.runtime.work import Work

REFUSALS: dict[Any, ErrorCode] = {
    **applications.REFUSALS,
    **accounts.REFUSALS,
    **seekers.REFUSALS,
    **documents.REFUSALS,
    **employers.REFUSALS,
    **terms.REFUSALS,
    **tokens.REFUSALS,
    **mail.REFUSALS,
    **desk.REFUSALS,
    AdmissionReason.NOT_IN_THIS_STANDING: ErrorCode.ORGANIZATION_NOT_ACTIVE,
    **public_lists.REFUSALS,
}
"""The contract's code for every reason of the registry's rules; a test checks that none is missing."""


def tools(settings: Settings) -> Tools:
    """The registry's tools; hashing and printing go to native threads, as they would block the hub.

    Of each, one a processor at a time; who comes beside them waits, first come, first served, and none for the other kind.
    There are just as many threads: each that has ever hashed keeps the 19 MiB of a hash.
    """
    processors = len(os.sched_getaffinity(0))
    eventlet.tpool.set_num_threads(2 * processors)
    hashing, printing = (
        in_turn(eventlet.tpool.execute, eventlet.Semaphore(processors)) for _ in ("passwords", "papers")
    )
    return from_settings(settings, run=printing, hash_by=hashing)


class RegistryService(
    Applications,
    Procedures,
    Documents,
    Desk,
    Accounts,
    OwnAccount,
    OrganizationAccounts,
    StaffAccounts,
    Seekers,
    SeekerRegistration,
    SeekerDesk,
    Employers,
    Notices,
    Mails,
    Tokens,
    Sanctions,
    PublicLists,
    TermsOfUse,
):
    """Accounts, organizations and their applications, job seekers, employers, sanctions, public lists, mail."""

    name = registry.SERVICE
    database = DatabaseProvider()
    tools = cast(Tools, SettingsProvider(tools))
    refusals = REFUSALS

    def gate(self, work: Work, operation: Operation) -> None:
        """AUT-9: looked at before every request that depends on it.

        No other one may take its connection here: who counts an attempt in a transaction of its own first would hold one
        while waiting for a second.
        """
        if depends_on_standing(operation, work.caller):
            refuse_by_standing(work.connection, work.caller, operation)

    @every(HOUR)
    def forget_old_keys(self, work: Work) -> int:
        """Drop the message IDs and idempotency keys that nobody can repeat any more."""
        return forget_old_keys(work)

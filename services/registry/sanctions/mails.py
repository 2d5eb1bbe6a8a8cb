"""What an organization is told by e-mail of its standing: suspension, resumption, termination (CMP-13, CMP-14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from functools import cached_property
from typing import Any

from sqlalchemy.engine import Connection, Row

from services.contracts.compliance import MEASURE_KINDS, ORGANIZATION_STANDING_CHANGED
from services.japanese_calendar import in_era
from services.registry.accounts import storage as accounts
from services.registry.mail.outgoing import Mail, Parameter, queue_mail, queue_mails
from services.registry.mail.templates import Template, deletions, standing
from services.registry.organizations import storage as organizations
from services.registry.organizations.mails import bureau_name
from services.registry.personal_data import PersonalData
from services.registry.sanctions.bureau_mail import mail_to_bureau
from services.registry.sanctions.domain.standing import Standing
from services.registry.sanctions.grounds import ground_told
from services.runtime.clock import japanese_day
from services.runtime.work import Work

_MEASURES = ORGANIZATION_STANDING_CHANGED.data.fields["measures"]
_PROVISIONAL, _TERMINATION = "provisional_suspension", "termination"


class StandingMails:
    """Queues the mails to one organization's main account, in the transaction of the change."""

    def __init__(
        self,
        connection: Connection,
        organization: Row[Any],
        *,
        now: dt.datetime,
        trace: str,
        personal_data: PersonalData,
    ) -> None:
        self._connection = connection
        self._organization = organization
        self._now = now
        self._trace = trace
        self._personal_data = personal_data

    def tell(
        self, account_id: str, state: Mapping[str, Any], before: Set[str], *, was: Standing, now_is: Standing
    ) -> None:
        """Tell of every measure that was not known before, and that the services are open again, where they are.

        What suspends after a termination was taken back is no new measure: it was ordered and told before it (CMP-9).
        """
        goes_on = was is Standing.TERMINATED and now_is is Standing.SUSPENDED
        if goes_on:
            self._tell_what_goes_on(account_id, state["measures"])
        for measure in state["measures"]:
            if measure["measure_id"] in before or goes_on:
                continue
            since = japanese_day(measure["since"])
            parameters: dict[str, Parameter] = {"ground": ground_told(measure), "reason": measure["reason"]}
            if measure["kind"] == _TERMINATION:
                parameters |= {"terminated_on": since, "barred_until": state["bar_until"]}
                held = self._may_hold_records
                terminated = standing.TERMINATED if held else standing.TERMINATED_WITHOUT_RECORDS
                self._queue(account_id, terminated, parameters)
            else:
                deletion = _deletion(measure) if self._may_hold_records else ""
                parameters |= {"since": since, "period": _period(measure), "deletion": deletion}
                self._queue(account_id, standing.SUSPENDED, parameters)
        if now_is is Standing.ACTIVE and was is not Standing.ACTIVE:
            self._queue(account_id, self._opening(was), {"resumed_on": japanese_day(self._now)})

    def tell_that_tokens_ended(
        self, account_id: str, standing: Standing, measures: Sequence[Mapping[str, Any]]
    ) -> None:
        """Tell of a termination that comes to be known after it was taken back what is always told then: its tokens are no good (AUT-8).

        `measures`: those in force as they are kept.
        """
        if standing is Standing.ACTIVE:
            self._queue(account_id, self._opening(Standing.TERMINATED), {"resumed_on": japanese_day(self._now)})
        elif standing is Standing.SUSPENDED:
            self._tell_what_goes_on(account_id, _MEASURES.deserialize(measures))

    def _tell_what_goes_on(self, account_id: str, measures: Sequence[Mapping[str, Any]]) -> None:
        """CMP-9, CMP-14: the termination is taken back, and until when which suspension goes on."""
        parameters: dict[str, Parameter] = {
            "withdrawn_on": japanese_day(self._now),
            "going_on": "、".join(_going_on(measure) for measure in measures),
            "deletion": deletions.STILL_TO_BE_DELETED if self._may_hold_records else "",
        }
        self._queue(account_id, standing.SUSPENDED_STILL, parameters)

    def _opening(self, was: Standing) -> Template:
        """The mail to whom the services are open again: after a suspension, or as a termination was taken back (CMP-9, CMP-14)."""
        if was is not Standing.TERMINATED:
            return standing.RESUMED
        return standing.REINSTATED if self._may_hold_records else standing.REINSTATED_WITHOUT_RECORDS

    @cached_property
    def _may_hold_records(self) -> bool:
        """Who receives offers alone, as every school does, is not told to delete what it never had (REG-1, MSG-11)."""
        return organizations.has_had_seeker_information(self._connection, self._organization)

    def _queue(self, account_id: str, template: Template, parameters: Mapping[str, Parameter]) -> None:
        mail = Mail(
            template,
            to=accounts.email_of(self._connection, account_id, self._personal_data),
            parameters={
                "organization_name": self._organization.name,
                "bureau_name": bureau_name(self._organization.bureau_code),
                **parameters,
            },
            account_id=account_id,
        )
        queue_mail(self._connection, self._personal_data, mail, now=self._now, trace=self._trace)


def tell_that_one_ended(work: Work, told: Mapping[str, Any], personal_data: PersonalData) -> None:
    """Tell the main account and the bureau that the term of one suspension is over, and that others go on (CMP-13, CMP-14).

    Who has withdrawn is not told, as of no other measure; its bureau is. Raises LookupError for an organization the registry does not have.
    """
    organization = organizations.lock_organization(work.connection, told["organization_id"])
    if organization is None:
        raise LookupError("a suspension of an unknown organization")
    parameters: dict[str, Parameter] = {
        "organization_name": organization.name,
        "ground": ground_told(told),
        "last_day": told["last_day"],
        "going_on": "、".join(_going_on(one) for one in told["going_on"]),
    }
    account = accounts.main_account(work.connection, told["organization_id"])
    if account is not None and Standing(organization.standing) is not Standing.WITHDRAWN:
        own = {**parameters, "bureau_name": bureau_name(organization.bureau_code)}
        to = accounts.email_of(work.connection, account.account_id, personal_data)
        mail = Mail(standing.ONE_ENDED, to, own, account.account_id)
        queue_mail(work.connection, personal_data, mail, now=work.now, trace=work.trace)
    further = {**parameters, "case_id": told["case_id"] or ""}
    mails = mail_to_bureau(standing.BUREAU_TOLD_ONE_ENDED, told["bureau_code"], further)
    queue_mails(work.connection, personal_data, mails, now=work.now, trace=work.trace)


def tell_that_it_was_withdrawn(work: Work, told: Mapping[str, Any], personal_data: PersonalData) -> None:
    """Tell the main account why a measure that no case was kept of was taken back (CMP-13); who has withdrawn is not told.

    Raises LookupError for an organization the registry does not have.
    """
    organization = organizations.lock_organization(work.connection, told["organization_id"])
    if organization is None:
        raise LookupError("a decision on an unknown organization")
    account = accounts.main_account(work.connection, told["organization_id"])
    if account is None or Standing(organization.standing) is Standing.WITHDRAWN:
        return
    parameters: dict[str, Parameter] = {
        "organization_name": organization.name,
        "bureau_name": bureau_name(organization.bureau_code),
        "decision": MEASURE_KINDS[told["kind"]],
        "decided_on": told["decided_on"],
        "ground": ground_told(told),
        "withdrawn_on": told["withdrawn_on"],
        "reason": told["reason"],
    }
    to = accounts.email_of(work.connection, account.account_id, personal_data)
    mail = Mail(standing.WITHDRAWN, to, parameters, account.account_id)
    queue_mail(work.connection, personal_data, mail, now=work.now, trace=work.trace)


def _going_on(measure: Mapping[str, Any]) -> str:
    until = _period(measure)
    period = f"{in_era(until)}まで" if isinstance(until, dt.date) else until
    ground = ground_told(measure)
    return f"{ground}（{period}）" if ground else period


def _period(measure: Mapping[str, Any]) -> str | dt.date:
    """Until when, as the mail says it."""
    if measure["until"] is not None:
        until: dt.date = measure["until"]
        return until
    return "事実関係が確認されるまで" if measure["kind"] == _PROVISIONAL else "是正が確認されるまで"


def _deletion(measure: Mapping[str, Any]) -> str:
    """MSG-11: a suspension makes the duty to delete everything, a provisional one makes none."""
    if measure["kind"] == _PROVISIONAL:
        return ""
    return deletions.ALL_TO_BE_DELETED

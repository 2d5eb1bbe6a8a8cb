"""Duties that watch the terms: their ends are told, and seeker information that can't be renewed closes (REG-3, REG-16).

Each is run for a day, twice without harm, and catches up what it missed (CAL-6).
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.engine import Row

from services.registry.accounts import storage as accounts
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import Template, procedures
from services.registry.organizations import storage
from services.registry.organizations.domain.decisions import procedure_case
from services.registry.organizations.domain.eligibility import Circumstances
from services.registry.organizations.domain.kinds import KINDS, OrganizationKind, Service
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.domain.procedures import meets_the_placement_rule
from services.registry.organizations.domain.standing import closes_by
from services.registry.organizations.mails import bureau_name
from services.registry.organizations.published import publish_organization
from services.registry.organizations.storage import terms
from services.registry.organizations.storage.terms import ENDED, Term
from services.registry.organizations.usecases.decision import Acting
from services.registry.organizations.usecases.in_force import InForce, in_force
from services.runtime.logging import get_logger

log = get_logger(__name__)

ORGANIZATIONS_A_BATCH = 500
_ENDED = {Term.PERMISSION: procedures.PERMISSION_ENDED, Term.SEEKERS: procedures.SEEKER_INFORMATION_ENDED}
_CLOSED = {
    (True, True): procedures.SEEKER_INFORMATION_CLOSED,
    (True, False): procedures.SEEKER_INFORMATION_CLOSED_ALONE,
    (False, True): procedures.SEEKER_INFORMATION_CLOSED_REFUSED,
    (False, False): procedures.SEEKER_INFORMATION_CLOSED_REFUSED_ALONE,
}
"""By whether it was REG-3 that the renewal did not meet, and by whether offer information goes on."""


def tell_ends_of_terms(acting: Acting, day: dt.date, *, limit: int = ORGANIZATIONS_A_BATCH) -> int:
    """Tell organizations by e-mail that a term is about to end, or has ended (REG-16); answers how many were told.

    Those to whom a notice was due by `day`. The latest that is due today is sent; earlier ones that were missed are not made
    up for, as they would say less.
    """
    notices = (ENDED, *acting.settings.term_notice_days)
    told = 0
    for term in Term:
        due_by_day = day + dt.timedelta(days=max(notices))
        for row in terms.to_be_told(acting.connection, term, notices, acting.today, limit - told, until=due_by_day):
            until, days_before = row.until, row.days_before
            terms.record_told(acting.connection, row.organization_id, term, until, days_before, acting.today)
            _mail(acting, _ENDED[term] if days_before == ENDED else _ending(term, row.kind), row, until)
            acting.record_duty(
                "tell_ends_of_terms",
                ("organization", row.organization_id),
                term=term,
                until=until.isoformat(),
                days_before=days_before,
            )
            told += 1
    if told:
        log.info("ends_of_terms_told", organizations=told)
    return told


def close_ended_seeker_information(acting: Acting, day: dt.date, *, limit: int = ORGANIZATIONS_A_BATCH) -> int:
    """Close seeker information whose term was over by `day` and whose renewal has failed (REG-3); answers of how many.

    The row is locked and looked at again: a renewal approved meanwhile keeps it open. Offer information is not affected;
    withdrawal from seeker information is due at once, and said so.
    """
    closed = 0
    for organization_id in storage.ids_to_close(acting.connection, day, limit):
        own = in_force(acting.connection, organization_id, acting.personal_data, lock=True)
        if own.organization.ended or not closes_by(own.organization, acting.today):
            continue
        storage.change_organization(acting.connection, organization_id, seeker_information_closed_on=acting.today)
        publish_organization(
            acting.connection, organization_id, now=acting.now, trace=acting.trace, personal_data=acting.personal_data
        )
        until = own.row.seeker_information_until
        offers = Service.OFFERS in own.organization.services
        _mail(acting, _CLOSED[_placement_unmet(acting, own), offers], own.row, until)
        acting.record_duty("close_ended_seeker_information", ("organization", organization_id), until=until.isoformat())
        closed += 1
    if closed:
        log.info("seeker_information_closed", organizations=closed)
    return closed


def _ending(term: Term, kind: str) -> Template:
    if term is Term.PERMISSION:
        return procedures.PERMISSION_ENDING
    if KINDS[OrganizationKind(kind)].needs_placement:
        return procedures.SEEKER_INFORMATION_ENDING
    return procedures.SEEKER_INFORMATION_ENDING_WITHOUT_PLACEMENT


def _placement_unmet(acting: Acting, own: InForce) -> bool:
    """Whether the renewal that failed last did not meet REG-3; else it was refused for another reason (decision 082)."""
    for stored in storage.renewals_received(acting.connection, own.row.organization_id, acting.personal_data):
        asked = Circumstances(current_terms=stored.facts.content.terms_version)
        if not meets_the_placement_rule(procedure_case(stored.facts, own.organization, asked, acting.settings)):
            return True
        if stored.facts.state is ApplicationState.REFUSED:
            return False
    return False


def _mail(acting: Acting, template: Template, row: Row[Any], until: dt.date) -> None:
    account = accounts.main_account(acting.connection, row.organization_id)
    if account is None:
        return
    months = acting.settings.placement_lookback_months
    amounts = {"lookback_months": months} if "lookback_months" in template.parameters else {}
    mail = Mail(
        template,
        to=accounts.email_of(acting.connection, account.account_id, acting.personal_data),
        parameters={
            "organization_name": row.name,
            "until": until,
            "bureau_name": bureau_name(row.bureau_code),
            **amounts,
        },
        account_id=account.account_id,
    )
    queue_mail(acting.connection, acting.personal_data, mail, now=acting.now, trace=acting.trace)

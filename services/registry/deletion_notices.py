"""What organization and seeker are told by e-mail of a demanded deletion: that it is demanded, that it is done (MSG-11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.japanese_calendar import with_time
from services.legal_calendar import japanese_day
from services.registry.accounts import storage as accounts
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import deletions
from services.registry.organizations import storage as organizations
from services.registry.personal_data import PersonalData
from services.registry.seekers import usecases as seekers
from services.runtime.work import Work


def tell_of_demand(work: Work, demand: Mapping[str, Any], personal_data: PersonalData) -> None:
    """Tell the organization's main account that a seeker demands deletion; one without an open account is not told.

    The seeker's number stands on the site alone.
    """
    account = accounts.main_account(work.connection, demand["organization_id"])
    if account is None:
        return
    mail = Mail(
        deletions.DELETION_DEMANDED,
        to=accounts.email_of(work.connection, account.account_id, personal_data),
        parameters={"organization_name": account.display_name, "demanded_at": with_time(demand["demanded_at"])},
        account_id=account.account_id,
    )
    queue_mail(work.connection, personal_data, mail, now=work.now, trace=work.trace)


def tell_of_deletion(work: Work, deletion: Mapping[str, Any], personal_data: PersonalData) -> None:
    """Tell the seeker who demanded a deletion that it is confirmed (対処状況の通知); of others My Page tells.

    A seeker whom the registry does not know any more is left out: there is nobody to tell. Of a second record of one person
    the person is told (SEE-1).
    Raises LookupError for an organization the registry does not have: its own events are how others know of any.
    """
    if deletion["demanded_at"] is None:
        return
    organization = organizations.organization(work.connection, deletion["organization_id"])
    if organization is None:
        raise LookupError("a deletion of an unknown organization")
    told_of = deletion["seeker_number"]
    emails = seekers.emails_of_persons(
        work.connection, personal_data, [told_of], purpose="demanded_deletion_done", now=work.now, trace=work.trace
    )
    if told_of not in emails:
        return
    mail = Mail(
        deletions.DEMANDED_DELETION_DONE,
        to=emails[told_of],
        parameters={
            "organization_name": organization.name,
            "demanded_on": japanese_day(deletion["demanded_at"]),
            "confirmed_at": with_time(deletion["confirmed_at"]),
        },
    )
    queue_mail(work.connection, personal_data, mail, now=work.now, trace=work.trace)

"""How slips at the bureau's desk are put right: of a form, a refusal, a withdrawal, the day of a letter (decision 306)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.decisions import (
    Application,
    Receipt,
    Step,
    missing_explanation,
    other_bureau,
    overtaken,
    step_on,
    unfit_day_of_receipt,
)
from services.registry.organizations.domain.lifecycle import ApplicationEvent, ApplicationState, Author
from services.registry.organizations.domain.reasons import Objection, Objections, Reason


@dataclass(frozen=True)
class SinceWithdrawal:
    """What has become of an organization since its withdrawal was approved, as far as it keeps that from being taken back."""

    another_open: bool = False
    """Whether it has registered another withdrawal (REG-6)."""
    change_waits: bool = False
    """Whether a change is under way that it registered after the approval: it states the services that were left (REG-13)."""
    decided: bool = False
    """Whether a change or another withdrawal of it was approved after this one (REG-5, REG-13)."""
    terminated: bool = False
    """Whether it was terminated (CMP-9)."""
    establishment_in_use: str = ""
    """Who is registered for its establishment or department meanwhile, by name; "" where nobody is (REG-4)."""
    id_free: bool = False
    """Whether its ID is reserved no more, and may be somebody else's (REG-11)."""
    term_unknown: bool = False
    """Whether seeker information was given up alone and nothing tells until when it was given (REG-16)."""


def correct_receipt(
    application: Application, receipt: Receipt, reason: str, staff_bureau: str, today: date, *, on_paper: bool
) -> Step | Objections:
    """Put what was recorded of the form right, while nothing is decided (REG-7, REG-8): by the rules of any receipt.

    `on_paper`: whether it was entered from paper, with the day of receipt as its day of application (REG-9).
    """
    objections = (*other_bureau(application, staff_bureau), *_missing_reason(reason))
    step = step_on(application, ApplicationEvent.FORM_CORRECTED, Author.BUREAU)
    if objections or not isinstance(step, Step) or application.receipt is None:
        return objections or step
    objections = (
        *unfit_day_of_receipt(application, receipt, today),
        *missing_explanation(application, receipt),
        *_day_of_application(application.receipt, receipt, on_paper=on_paper),
        *((Objection(Reason.RECEIPT_UNCHANGED),) if receipt == application.receipt else ()),
    )
    return objections or step


def take_receipt_back(
    application: Application,
    reason: str,
    staff_bureau: str,
    today: date,
    *,
    on_paper: bool,
    longest_since_receipt_days: int,
) -> Step | Objections:
    """The form had not come, or it was another application's: it waits again, and lapses on its own day (REG-7).

    What was entered from paper was registered by the bureau with the receipt, and goes with it (REG-9); not where
    it came more than `longest_since_receipt_days` ago, as it could not be entered anew and its applicant would have lost its day.
    """
    event = ApplicationEvent.ENTRY_TAKEN_BACK if on_paper else ApplicationEvent.FORM_TAKEN_BACK
    receipt, longest = application.receipt, timedelta(days=longest_since_receipt_days)
    too_old = on_paper and receipt is not None and receipt.received_on < today - longest
    objections = (
        *other_bureau(application, staff_bureau),
        *_missing_reason(reason),
        *((Objection(Reason.ENTRY_TOO_OLD, value=longest_since_receipt_days),) if too_old else ()),
    )
    return objections or step_on(application, event, Author.BUREAU)


def take_refusal_back(
    application: Application,
    reason: str,
    staff_bureau: str,
    *,
    email_taken: bool,
    another_open: bool,
    organization_ended: bool,
) -> Step | Objections:
    """A refusal was wrong: the application is decided anew (REG-10), by the rules as they stand then.

    Not where another of its kind was approved since it was registered: that stands, and would be undone (REG-13, REG-16).

    `email_taken`: whether somebody else has taken a new applicant's e-mail since, or it is a seeker's (REG-11, SEE-7).
    `another_open`: whether the organization has registered another application of the kind (REG-6).
    """
    wrong = application.state is ApplicationState.REFUSED
    objections = (
        *other_bureau(application, staff_bureau),
        *_missing_reason(reason),
        *((Objection(Reason.EMAIL_TAKEN_SINCE_REFUSAL),) if wrong and email_taken else ()),
        *((Objection(Reason.ANOTHER_IS_OPEN),) if wrong and another_open else ()),
        *((Objection(Reason.ORGANIZATION_ENDED),) if wrong and organization_ended else ()),
        *(overtaken(application) if wrong else ()),
    )
    return objections or step_on(application, ApplicationEvent.REFUSAL_TAKEN_BACK, Author.BUREAU)


def take_withdrawal_back(
    application: Application, reason: str, staff_bureau: str, since: SinceWithdrawal
) -> Step | Objections:
    """A withdrawal was approved by mistake: it is received and undecided again, and what it ended is in force (REG-5).

    Of no other kind is an approval taken back: others act upon it at once. What has taken the place of what was ended stays.
    """
    if application.kind is not ApplicationKind.WITHDRAWAL:
        return (*other_bureau(application, staff_bureau), Objection(Reason.APPROVAL_STANDS))
    objections = (*other_bureau(application, staff_bureau), *_missing_reason(reason))
    if application.state is ApplicationState.APPROVED:
        objections += _stands_in_the_way(since)
    return objections or step_on(application, ApplicationEvent.WITHDRAWAL_TAKEN_BACK, Author.BUREAU)


def _stands_in_the_way(since: SinceWithdrawal) -> Objections:
    registered = since.establishment_in_use
    return (
        *((Objection(Reason.ANOTHER_IS_OPEN),) if since.another_open else ()),
        *((Objection(Reason.CHANGE_WAITS_SINCE_WITHDRAWAL),) if since.change_waits else ()),
        *((Objection(Reason.DECIDED_SINCE_WITHDRAWAL),) if since.decided else ()),
        *((Objection(Reason.TERMINATED_SINCE_WITHDRAWAL),) if since.terminated else ()),
        *((Objection(Reason.ESTABLISHMENT_IN_USE_SINCE, about=registered),) if registered else ()),
        *((Objection(Reason.ID_RESERVED_NO_MORE),) if since.id_free else ()),
        *((Objection(Reason.TERM_NOT_KEPT),) if since.term_unknown else ()),
    )


def correct_letter(application: Application, reason: str, staff_bureau: str) -> Step | Objections:
    """Put the day on which an approved application's letter was posted right; which day, the desk's rule says (REG-10)."""
    objections = (*other_bureau(application, staff_bureau), *_missing_reason(reason))
    return objections or step_on(application, ApplicationEvent.LETTER_CORRECTED, Author.BUREAU)


def _missing_reason(reason: str) -> Objections:
    return () if reason.strip() else (Objection(Reason.CORRECTION_REASON_MISSING, "/reason"),)


def _day_of_application(recorded: Receipt, receipt: Receipt, *, on_paper: bool) -> Objections:
    """REG-9, REG-3: by the day of receipt on paper everything was checked; with another one it is entered anew."""
    same = replace(receipt, received_on=recorded.received_on) == receipt
    return (Objection(Reason.ENTERED_WITH_ITS_DAY, "/received_on"),) if on_paper and not same else ()

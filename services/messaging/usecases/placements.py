"""Applications that organizations received outside the site, their acceptance (求職受理) or refusal, and results (MSG-13).

Recorded while suspended too, for days through that of the suspension, and where seeker information is closed to the organization,
for days through that of the closing: it is a duty and shows nothing (AUT-9). A day recorded
wrongly is corrected the same way, a refusal too, and what should not have been recorded is taken back; each is a version, and an
entry of the audit log that names what stood (OPS-3).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.contracts.events import Event
from services.contracts.messaging import (
    APPLICATION_REFUSED,
    PLACEMENT_CHANGED,
    REFUSAL_CORRECTED,
    UNEXPLAINED_FEE_RECORDED,
)
from services.legal_calendar import japanese_day
from services.messaging.domain.custody import open_until
from services.messaging.domain.explanations import Explanation, charges_were_explained
from services.messaging.domain.placement import (
    Limits,
    Placement,
    Record,
    RefusalGround,
    with_acceptance,
    with_application,
    with_refusal,
    without,
)
from services.messaging.domain.reasons import MessagingReason
from services.messaging.domain.results import Recording, Result, objection_to
from services.messaging.storage import explanations, placements
from services.messaging.storage.conversations import ConversationRow
from services.messaging.storage.copies import Organization
from services.messaging.storage.placements import Reporter
from services.messaging.usecases.conversations import own_conversation
from services.messaging.usecases.information import tell_missed
from services.messaging.usecases.standing import reporting_organization
from services.runtime import audit
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def record_application(work: Work, conversation_id: str, applied_on: dt.date) -> Placement:
    """Record that the seeker applied to the organization, or correct the day.

    Also after the period of MSG-12 and where the record has been deleted since: an application is the organization's own (MSG-11),
    and whoever was guided may apply at any time.
    """
    organization = reporting_organization(work, changes=True)
    conversation = own_conversation(work, conversation_id, Reporter(organization.organization_id, None, work.today))
    before = _present(work, conversation)
    decided = with_application(
        before,
        applied_on,
        started_on=conversation.started_on,
        limits=limits_of(work, organization, conversation),
        reported_years=placements.reported_years(work.connection, organization.organization_id),
    )
    placement = _recorded(work, conversation, decided, "/applied_on")
    if before.applied_on not in {None, placement.applied_on}:
        days = {"before": before.applied_on, "after": placement.applied_on}
        _enter_correction(work, conversation, "messaging.correct_application", days)
    return placement


def record_acceptance(work: Work, conversation_id: str, accepted_on: dt.date, *, charges: bool) -> Placement:
    """Record that the organization accepted the application, or correct that; also late.

    An acceptance of after MSG-12's period is recorded too, as every application must be accepted; it opens no message again.
    Where charges arise for the seeker, they must have been explained by then (MSG-10).
    """
    organization = reporting_organization(work, changes=True)
    if charges and organization.kind != "paid_agency":
        raise Refusal(MessagingReason.FEES_NOT_FOR_KIND, "/charges")
    conversation = own_conversation(work, conversation_id, Reporter(organization.organization_id, None, work.today))
    before = _present(work, conversation)
    explained = _explained(work, conversation)
    decided = with_acceptance(
        before,
        accepted_on,
        limits=limits_of(work, organization, conversation),
        charges=charges,
        charges_explained=charges_were_explained(explained, accepted_on),
        reported_years=placements.reported_years(work.connection, organization.organization_id),
    )
    charged = decided is MessagingReason.CHARGES_NOT_EXPLAINED
    placement = _recorded(work, conversation, decided, "/charges" if charged else "/accepted_on")
    if before.accepted_on is not None and placement != before:
        _accepted_otherwise(work, conversation, before, placement, explained)
    return placement


def _accepted_otherwise(
    work: Work, conversation: ConversationRow, before: Placement, after: Placement, explained: list[Explanation]
) -> None:
    """Enter a correction of an acceptance; a fee that was explained before the former day alone is told to compliance (MSG-10)."""
    assert before.accepted_on is not None
    assert after.accepted_on is not None
    _enter_correction(
        work,
        conversation,
        "messaging.correct_acceptance",
        {"before": before.accepted_on, "after": after.accepted_on},
        charges_before=before.charges,
        charges_after=after.charges,
    )
    charged = (after.result or Result()).fee_from_seeker is not None
    was, is_explained = (charges_were_explained(explained, day) for day in (before.accepted_on, after.accepted_on))
    if charged and was and not is_explained:
        _tell(work, conversation, UNEXPLAINED_FEE_RECORDED, {"accepted_on": after.accepted_on})


def record_refusal(work: Work, conversation_id: str, refused_on: dt.date, ground: RefusalGround) -> Placement:
    """Record that the organization did not accept the application, or correct that.

    Every application must be accepted: a refusal opens a case, and a correction is put into it.
    """
    organization = reporting_organization(work, changes=True)
    conversation = own_conversation(work, conversation_id, Reporter(organization.organization_id, None, work.today))
    before = _present(work, conversation)
    decided = with_refusal(before, refused_on, ground, today=work.today)
    placement = _recorded(work, conversation, decided, "/refused_on")
    told = {"refused_on": refused_on, "ground": ground}
    if before.refused_on is None:
        _tell(work, conversation, APPLICATION_REFUSED, told)
    elif placement != before:
        _tell(work, conversation, REFUSAL_CORRECTED, {**told, "reason": None})
        days = {"before": before.refused_on, "after": refused_on}
        grounds = {"ground_before": before.refusal_ground, "ground_after": ground}
        _enter_correction(work, conversation, "messaging.correct_refusal", days, **grounds)
    return placement


def take_back_record(work: Work, conversation_id: str, record: Record, reason: str) -> Placement:
    """Take back an application, acceptance or refusal that was recorded by mistake, as in another seeker's conversation.

    Also where the record has been deleted since: only then do figures agree with what happened. How long the seeker's record is
    kept, and whether the conversation is open, is decided anew without an acceptance that was none (MSG-12). A refusal that
    is taken back is told to compliance, whose case goes on until staff close it.
    """
    organization = reporting_organization(work, changes=True)
    conversation = own_conversation(work, conversation_id, Reporter(organization.organization_id, None, work.today))
    before = _present(work, conversation)
    years = placements.reported_years(work.connection, organization.organization_id)
    placement = _recorded(work, conversation, without(before, record, reported_years=years), "/record")
    if record is Record.REFUSAL:
        _tell(work, conversation, REFUSAL_CORRECTED, {"refused_on": None, "ground": None, "reason": reason})
    day = {
        Record.APPLICATION: before.applied_on,
        Record.ACCEPTANCE: before.accepted_on,
        Record.REFUSAL: before.refused_on,
    }[record]
    _enter_correction(work, conversation, f"messaging.take_back_{record.value}", {"before": day}, reason=reason)
    return placement


def record_result(work: Work, conversation_id: str, result: Result) -> Placement:
    """Record what came of an accepted application, in place of what was recorded before.

    Also where the record has been deleted since: what the organization itself accepted is its own (MSG-11), and is reported.
    """
    organization = reporting_organization(work, changes=True)
    conversation = own_conversation(work, conversation_id, Reporter(organization.organization_id, None, work.today))
    before = _present(work, conversation)
    if before.accepted_on is None:
        raise Refusal(MessagingReason.NOT_ACCEPTED, "/conversation_id")
    recording = Recording(
        result=result,
        before=before.result,
        accepted_on=before.accepted_on,
        kind=organization.kind,
        today=work.today,
        reported_years=placements.reported_years(work.connection, organization.organization_id),
    )
    if (objection := objection_to(recording)) is not None:
        raise Refusal(objection, _PLACES.get(objection))
    placement = _recorded(work, conversation, replace(before, result=result), "")
    first_fee = result.fee_from_seeker is not None and (before.result or Result()).fee_from_seeker is None
    if first_fee and not charges_were_explained(_explained(work, conversation), before.accepted_on):
        _tell(work, conversation, UNEXPLAINED_FEE_RECORDED, {"accepted_on": before.accepted_on})
    return placement


_PLACES = {
    MessagingReason.DATE_OUT_OF_PERIOD: "/hired_on",
    MessagingReason.DAYS_OUT_OF_ORDER: "/hired_on",
    MessagingReason.EMPLOYMENT_UNFIT: "/employment_term",
    MessagingReason.FEE_WITHOUT_HIRE: "/fee_from_employer",
}


def show_placement(work: Work, conversation_id: str) -> Placement:
    """What is recorded of a conversation of the organization's own."""
    organization = reporting_organization(work, changes=False)
    conversation = own_conversation(work, conversation_id, Reporter(organization.organization_id, None, work.today))
    return _present(work, conversation)


def limits_of(work: Work, organization: Organization, conversation: ConversationRow) -> Limits:
    """What bounds the days that the organization records in a conversation now."""
    closed = "seekers" not in organization.services
    if closed and organization.closed_on is None:  # since a day that nobody told
        raise Refusal(MessagingReason.NO_SEEKER_INFORMATION)
    deleted_at = conversation.deleted_at
    return Limits(
        work.today,
        suspended_on=organization.suspended_on,
        closed_on=organization.closed_on if closed else None,
        deleted_on=None if deleted_at is None else japanese_day(deleted_at),
    )


def _explained(work: Work, conversation: ConversationRow) -> list[Explanation]:
    stored = explanations.explanations_of(work.connection, conversation.conversation_id)
    return [one.explanation for one in stored]


def _tell(work: Work, conversation: ConversationRow, event: Event, more: Mapping[str, Any]) -> None:
    """Tell compliance of what opens a case."""
    named = ("conversation_id", "organization_id", "seeker_number")
    publish(
        work.connection,
        event,
        subject=conversation.conversation_id,
        data={**{name: getattr(conversation, name) for name in named}, "recorded_at": work.now, **more},
        now=work.now,
        trace=work.trace,
    )


def _enter_correction(
    work: Work,
    conversation: ConversationRow,
    action: str,
    days: Mapping[str, dt.date | None],
    **more: bool | str | None,
) -> None:
    """Enter a correction in the audit log, with what stood before (OPS-3)."""
    audit.record(
        work.connection,
        action=action,
        subject=("conversation", conversation.conversation_id),
        caller=work.caller,
        now=work.now,
        trace=work.trace,
        details={**{name: None if day is None else day.isoformat() for name, day in days.items()}, **more},
    )


def _present(work: Work, conversation: ConversationRow) -> Placement:
    return placements.recorded(work.connection, conversation.conversation_id)


def _recorded(
    work: Work, conversation: ConversationRow, decided: Placement | MessagingReason, pointer: str
) -> Placement:
    if isinstance(decided, MessagingReason):
        raise Refusal(decided, pointer)
    if decided == _present(work, conversation):
        return decided
    result = decided.result or Result()
    closes_on = conversation.open_until
    if not conversation.deleted:
        # Else the record is gone, and stays as closed as it is, whatever was accepted since.
        closes_on = open_until(conversation.acquired_on, decided.accepted_on)
    if conversation.open_until < work.today <= closes_on:
        tell_missed(work, conversation.organization_id)
    version = placements.keep_placement(work.connection, conversation.conversation_id, decided, closes_on, work.now)
    publish(
        work.connection,
        PLACEMENT_CHANGED,
        subject=conversation.conversation_id,
        data={
            "conversation_id": conversation.conversation_id,
            "version": version,
            "organization_id": conversation.organization_id,
            "organization_class": conversation.organization_class,
            "seeker_number": conversation.seeker_number,
            "applied_on": decided.applied_on,
            "accepted_on": decided.accepted_on,
            "recorded_at": work.now,
            "day": work.today,
            "refused_on": decided.refused_on,
            "hired_on": result.hired_on,
            "regular": result.regular,
            "fee_from_seeker": result.fee_from_seeker,
            "fee_from_employer": result.fee_from_employer,
        },
        now=work.now,
        trace=work.trace,
    )
    return decided

"""Applications that organizations received outside the site, and their acceptance (求職受理, MSG-13).

Recorded while suspended too, for days through that of the suspension: it is a duty and shows nothing (AUT-9).
"""

from __future__ import annotations

import datetime as dt

from services.contracts.messaging import PLACEMENT_CHANGED
from services.messaging.domain.custody import open_until
from services.messaging.domain.placement import Placement, with_acceptance, with_application
from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import placements
from services.messaging.storage.conversations import ConversationRow, Side
from services.messaging.usecases.conversations import own_conversation
from services.messaging.usecases.information import tell_missed
from services.messaging.usecases.standing import REPORTING, acting_organization
from services.runtime.outbox import publish
from services.runtime.refusal import Refusal
from services.runtime.work import Work


def record_application(work: Work, conversation_id: str, applied_on: dt.date) -> Placement:
    """Record that the seeker applied to the organization. Refused for a day outside MSG-12's period, or another day."""
    organization = acting_organization(work, changes=True, standings=REPORTING)
    conversation = own_conversation(work, conversation_id, Side(organization.organization_id, None, work.today))
    decided = with_application(
        _present(conversation),
        applied_on,
        started_on=conversation.started_on,
        acquired_on=conversation.acquired_on,
        today=work.today,
        suspended_on=organization.suspended_on,
    )
    return _recorded(work, conversation, decided, "/applied_on")


def record_acceptance(work: Work, conversation_id: str, accepted_on: dt.date) -> Placement:
    """Record that the organization accepted the application; also late, for a day inside MSG-12's period."""
    organization = acting_organization(work, changes=True, standings=REPORTING)
    conversation = own_conversation(work, conversation_id, Side(organization.organization_id, None, work.today))
    decided = with_acceptance(
        _present(conversation),
        accepted_on,
        acquired_on=conversation.acquired_on,
        today=work.today,
        suspended_on=organization.suspended_on,
    )
    return _recorded(work, conversation, decided, "/accepted_on")


def _present(conversation: ConversationRow) -> Placement:
    return Placement(conversation.applied_on, conversation.accepted_on)


def _recorded(
    work: Work, conversation: ConversationRow, decided: Placement | MessagingReason, pointer: str
) -> Placement:
    if isinstance(decided, MessagingReason):
        raise Refusal(decided, pointer)
    if decided == _present(conversation):
        return decided
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
        },
        now=work.now,
        trace=work.trace,
    )
    return decided

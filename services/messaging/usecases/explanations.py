"""Explanation, wish and consent, recorded in the conversation itself (MSG-10).

An explanation on record is a message to a seeker who has written, and each answer is one to the organization. That message counts as
a dispatch. To a seeker who has not written nothing is sent, whatever the organization says of an application: nobody advertises by it,
and what is not sent uses up nothing (MSG-4).
"""

from __future__ import annotations

from dataclasses import replace

from services.contracts.messaging import EXPLANATION_ANSWERED, EXPLANATION_RECORDED, EXPLANATION_WAYS
from services.japanese_calendar import in_era
from services.messaging.domain.dispatch import Allowance, DispatchSettings
from services.messaging.domain.explanations import (
    Answer,
    Content,
    Explaining,
    Explanation,
    Subject,
    answer_body,
    notified_service,
    objection_to,
    request_body,
)
from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import conversations, dispatch, explanations
from services.messaging.storage.conversations import ConversationRow, Side
from services.messaging.storage.copies import Organization
from services.messaging.storage.explanations import StoredExplanation
from services.messaging.storage.placements import Explainer
from services.messaging.usecases.conversations import own_conversation, side_of, still_open, write_message
from services.messaging.usecases.guidance import allowance, cap_reached, lock_count
from services.messaging.usecases.placements import limits_of
from services.messaging.usecases.standing import acting_organization, reporting_organization, still_acting
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_PLACES = {
    MessagingReason.DATE_OUT_OF_PERIOD: "/explained_on",
    MessagingReason.SERVICE_UNNAMED: "/service",
    MessagingReason.SERVICE_NOT_NOTIFIED: "/service",
    MessagingReason.DECLINED_BEFORE: "/service",
    MessagingReason.FEES_NOT_FOR_KIND: "/subject",
}


def record_explanation(
    work: Work, conversation_id: str, content: Content, settings: DispatchSettings
) -> tuple[StoredExplanation, Allowance]:
    """Put an explanation on record and ask the seeker; answers it and the allowance after it. Locks as `reply` does.

    Its texts were looked at before (MSG-8). Of a seeker who has applied elsewhere and never written here, the charges alone are
    put on record, as acceptance needs them (②イ), and no message goes out: that there is an application only the organization says.
    So they are wherever the acceptance of an applicant can be recorded: after the period, a block or the deletion, while suspended
    and where seeker information is closed (MSG-12, MSG-13). Nothing is sent then.
    """
    charges = content.subject is Subject.PLACEMENT_CHARGES
    organization = (reporting_organization if charges else acting_organization)(work, changes=True)
    used = lock_count(work, organization, settings)
    side = (Explainer if charges else Side)(organization.organization_id, None, work.today)
    conversation = own_conversation(work, conversation_id, side)
    charges_of_applicant = charges and conversation.applied_on is not None
    obstacle = _obstacle(work, organization, conversation)
    if obstacle is not None and not charges_of_applicant:
        raise obstacle
    asked = obstacle is None and conversations.has_question(work.connection, conversation_id)
    if not asked and not charges_of_applicant:
        raise Refusal(MessagingReason.NOTHING_TO_REPLY_TO, "/conversation_id")
    if charges_of_applicant:
        _within_limits(work, organization, conversation, content)
    stored = explanations.explanations_of(work.connection, conversation_id)
    objection = objection_to(
        Explaining(
            content,
            earlier=[one.explanation for one in stored],
            kind=organization.kind,
            notified=organization.notified_services,
            started_on=conversation.started_on,
            today=work.today,
            most=settings.explanations_a_conversation,
        )
    )
    if objection is not None:
        raise Refusal(objection, _PLACES.get(objection))
    before = allowance(work, used, settings)
    if asked and before.remaining == 0:
        raise cap_reached(before)
    explanation = Explanation(new_id(), content, None)
    account_id = work.caller.account_id
    explanations.add(work.connection, conversation_id, explanation, account_id=account_id, now=work.now)
    if asked:
        dispatch.count(work.connection, organization.organization_id, work.today, 1)
        notified = notified_service(content, organization.notified_services)
        body = request_body(content, in_era(content.explained_on), EXPLANATION_WAYS[content.way], notified)
        write_message(work, conversation, "request", body, EXPLANATION_RECORDED, {"subject": content.subject})
    return StoredExplanation(explanation, work.now, None), allowance(work, used + asked, settings)


def _obstacle(work: Work, organization: Organization, conversation: ConversationRow) -> Refusal | None:
    """Why the organization can't write to the seeker."""
    try:
        still_acting(organization)
        if conversation.deleted:
            return Refusal(MessagingReason.NOT_FOUND, "/conversation_id")
        still_open(work, conversation)
    except Refusal as refusal:
        return refusal
    return None


def _within_limits(work: Work, organization: Organization, conversation: ConversationRow, content: Content) -> None:
    """Explained as late as an acceptance may be, while a suspension or closing lasts; a deletion ends no fact of before."""
    limits = replace(limits_of(work, organization, conversation), deleted_on=None)
    day = content.explained_on
    if (objection := limits.objection_to(day, before=None, from_day=conversation.started_on)) is not None:
        raise Refusal(objection, "/explained_on")


def answer_explanation(work: Work, conversation_id: str, explanation_id: str, answer: Answer) -> StoredExplanation:
    """The seeker's answer, told to the organization. The same answer again changes nothing; another one takes its place."""
    conversation = own_conversation(work, conversation_id, side_of(work))
    still_open(work, conversation)
    stored = explanations.explanations_of(work.connection, conversation_id)
    found = next((one for one in stored if one.explanation.explanation_id == explanation_id), None)
    if found is None:
        raise Refusal(MessagingReason.NOT_FOUND, "/explanation_id")
    if found.explanation.answer is answer:
        return found
    explanations.keep_answer(work.connection, explanation_id, answer, work.now)
    content = found.explanation.content
    told = {"subject": content.subject, "agreed": answer is Answer.AGREED}
    write_message(work, conversation, "answer", answer_body(content, answer), EXPLANATION_ANSWERED, told)
    return StoredExplanation(replace(found.explanation, answer=answer), found.recorded_at, work.now)


def list_explanations(work: Work, conversation_id: str) -> list[StoredExplanation]:
    """What is on record in a conversation of the caller's own, as far as the caller may read it now."""
    side = side_of(work)
    conversation = own_conversation(work, conversation_id, side)
    stored = explanations.explanations_of(work.connection, conversation_id)
    if side.organization_id is None:
        return stored
    return [] if conversation.blocked or work.today > conversation.open_until else stored

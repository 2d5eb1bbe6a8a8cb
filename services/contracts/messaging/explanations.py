"""Explanations of what is charged, with the seeker's wish or consent, recorded in the conversation (MSG-10)."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.contracts.caller import ORGANIZATION
from services.contracts.events import Event
from services.contracts.fields import Day, Id, Instant, Strict, Text, Truth
from services.contracts.messaging.allowance import WithAllowance
from services.contracts.messaging.conversations import ConversationIdRequest
from services.contracts.messaging.guidance import MessageSent
from services.contracts.messaging.words import (
    EXPLANATION_ANSWERS,
    EXPLANATION_SUBJECTS,
    EXPLANATION_WAYS,
    SEEKER,
    SERVICE,
)
from services.contracts.operations import Operation


class RecordExplanationRequest(Strict):
    """What the organization explained, when and how; the seeker is asked by a message. `service`: its name, none for charges."""

    conversation_id = Id(required=True)
    subject = fields.String(required=True, validate=validate.OneOf(EXPLANATION_SUBJECTS))
    service = Text(longest=100, load_default="")
    explained_on = Day(required=True)
    way = fields.String(required=True, validate=validate.OneOf(EXPLANATION_WAYS))
    contents = Text(longest=1_000, shortest=1, lines=True, required=True)


class AnswerExplanationRequest(Strict):
    """The seeker's answer, or another one: a wish or a consent can be taken back."""

    conversation_id = Id(required=True)
    explanation_id = Id(required=True)
    agreed = Truth(required=True)


class Explanation(Schema):
    """An explanation on record, with the seeker's answer as it stands; None: not answered."""

    explanation_id = Id(required=True)
    subject = fields.String(required=True, validate=validate.OneOf(EXPLANATION_SUBJECTS))
    service = fields.String(required=True)
    explained_on = Day(required=True)
    way = fields.String(required=True, validate=validate.OneOf(EXPLANATION_WAYS))
    contents = fields.String(required=True)
    answer = fields.String(required=True, allow_none=True, validate=validate.OneOf(EXPLANATION_ANSWERS))
    recorded_at = Instant(required=True)
    answered_at = Instant(required=True, allow_none=True)


class ExplanationRecord(Explanation, WithAllowance):
    """One explanation, and the allowance after it."""


class ExplanationList(WithAllowance):
    """What is on record in a conversation, oldest first."""

    explanations = fields.List(fields.Nested(Explanation), required=True)


RECORD_EXPLANATION = Operation(
    SERVICE, "record_explanation", RecordExplanationRequest(), ExplanationRecord(), ORGANIZATION, changes=True
)
ANSWER_EXPLANATION = Operation(
    SERVICE, "answer_explanation", AnswerExplanationRequest(), ExplanationRecord(), SEEKER, changes=True
)
LIST_EXPLANATIONS = Operation(
    SERVICE, "list_explanations", ConversationIdRequest(), ExplanationList(), ORGANIZATION | SEEKER
)


class ExplanationRecorded(MessageSent):
    """The seeker is asked about an explanation; what it says stays in messaging."""

    subject = fields.String(required=True, validate=validate.OneOf(EXPLANATION_SUBJECTS))


class ExplanationAnswered(MessageSent):
    """The seeker has answered, or answered otherwise than before."""

    subject = fields.String(required=True, validate=validate.OneOf(EXPLANATION_SUBJECTS))
    agreed = Truth(required=True)


EXPLANATION_RECORDED = Event("explanation_recorded", 1, SERVICE, "fact", ExplanationRecorded())
EXPLANATION_ANSWERED = Event("explanation_answered", 1, SERVICE, "fact", ExplanationAnswered())

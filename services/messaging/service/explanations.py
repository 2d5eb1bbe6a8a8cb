"""Entrypoints of explanations, wishes and consents."""

from __future__ import annotations

from typing import Any

from services.contracts import messaging
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.domain.explanations import Answer, Content, Subject
from services.messaging.service.allowance import allowance_in_refusal, shown_allowance, tells_allowance
from services.messaging.service.texts import Checking
from services.messaging.storage.explanations import StoredExplanation
from services.messaging.usecases import explanations, texts
from services.runtime.entrypoints import serve
from services.runtime.work import Work


def _texts_checked(service: Checking, work: Work, request: dict[str, Any]) -> dict[str, Any]:
    """The request with its texts looked at for demands, before any transaction (MSG-8)."""
    with allowance_in_refusal(service, work):
        checked = {
            name: texts.checked_organizations_text(
                work,
                request[name],
                conversation_id=request["conversation_id"],
                pointer=f"/{name}",
                reports=request["subject"] == Subject.PLACEMENT_CHARGES,
            ).text
            for name in ("service", "contents")
            if request[name]
        }
    return {**request, **checked}


class Explanations:
    """Explanation, wish and consent before anything is charged (MSG-10)."""

    settings: DispatchSettings

    @serve(messaging.RECORD_EXPLANATION, beforehand=_texts_checked)
    @tells_allowance
    def record_explanation(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-10."""
        content = Content(
            Subject(request["subject"]),
            request["service"],
            request["explained_on"],
            request["way"],
            request["contents"],
        )
        recorded, left = explanations.record_explanation(work, request["conversation_id"], content, self.settings)
        return {**_explanation(recorded), "allowance": shown_allowance(left)}

    @serve(messaging.ANSWER_EXPLANATION)
    def answer_explanation(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-10."""
        answer = Answer.AGREED if request["agreed"] else Answer.DECLINED
        answered = explanations.answer_explanation(work, request["conversation_id"], request["explanation_id"], answer)
        return {**_explanation(answered), "allowance": None}

    @serve(messaging.LIST_EXPLANATIONS)
    @tells_allowance
    def list_explanations(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-10."""
        found = explanations.list_explanations(work, request["conversation_id"])
        return {"explanations": [_explanation(one) for one in found]}


def _explanation(stored: StoredExplanation) -> dict[str, Any]:
    return {
        "explanation_id": stored.explanation.explanation_id,
        **vars(stored.explanation.content),
        "answer": stored.explanation.answer,
        "recorded_at": stored.recorded_at,
        "answered_at": stored.answered_at,
    }

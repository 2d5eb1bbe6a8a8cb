"""Entrypoints of texts: each is looked at before it is sent, and may be looked at without (MSG-8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from services.contracts import messaging
from services.contracts.caller import Role
from services.known_places import known_places
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.domain.reasons import MessagingReason
from services.messaging.service.allowance import allowance_in_refusal, tells_allowance
from services.messaging.usecases import texts
from services.messaging.usecases.texts import FindOwn
from services.own_text import own_places
from services.recognition import Span
from services.runtime.entrypoints import Asker, NoAnswer, serve
from services.runtime.refusal import Refusal
from services.runtime.settings import Settings
from services.runtime.work import Work


@dataclass(frozen=True)
class TextSettings:
    """How long the registry may take to say whether a text holds its writer's own name, in seconds (MSG-8)."""

    own_name_seconds: float = 1.0


def text_settings(settings: Settings) -> TextSettings:
    """As `deploy/config/messaging.yaml` gives them."""
    return TextSettings(own_name_seconds=settings.number("OWN_NAME_SECONDS", TextSettings.own_name_seconds))


class Checking(Protocol):
    """A service that can ask the registry."""

    asker: Asker
    settings: DispatchSettings
    text_settings: TextSettings


class Texts:
    """Texts before they are sent (MSG-8)."""

    asker: Asker
    settings: DispatchSettings
    text_settings: TextSettings

    @serve(messaging.CHECK_MESSAGE)
    @tells_allowance
    def check_message(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-8."""
        if work.caller.role is Role.SEEKER:
            found = texts.check_seekers_text(request["body"], own_name_finder(self, work), known_places())
        else:
            found = texts.check_organizations_text(work, request["body"])
        return {"acceptable": not found, "found": found}


def seekers_text_checked(service: Checking, work: Work, request: dict[str, Any]) -> dict[str, Any]:
    """The request with its `body` looked at for personal data, before any transaction; refused where it can't be (MSG-8)."""
    return {
        **request,
        "body": texts.checked_seekers_text(request["body"], own_name_finder(service, work), known_places()),
    }


def organizations_text_checked(service: Checking, work: Work, request: dict[str, Any]) -> dict[str, Any]:
    """The request with its `body` looked at for demands; one that is refused is counted in a transaction of its own (MSG-8)."""
    with allowance_in_refusal(service, work):
        conversation_id = request.get("conversation_id")
        body = texts.checked_organizations_text(work, request["body"], conversation_id=conversation_id)
    return {**request, "body": body}


def own_name_finder(service: Checking, work: Work) -> FindOwn:
    """Asks the registry, which alone knows the name; without its answer the text is not taken (architecture.md)."""

    def find(text: str) -> list[Span]:
        try:
            return own_places(service.asker, work, text, service.text_settings.own_name_seconds)
        except NoAnswer:
            raise Refusal(MessagingReason.NOT_CHECKED) from None

    return find

"""Messaging's entrypoints: load, use case, dump."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any, cast

from services.contracts import compliance, messaging, registry, search
from services.contracts.caller import Role
from services.contracts.errors import ErrorCode
from services.contracts.reference import industries, occupations, place_name, place_names, places
from services.messaging.domain.dispatch import Allowance, DispatchSettings, GuidanceResult
from services.messaging.domain.guidance import CodeNames
from services.messaging.domain.placement import Placement
from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage.conversations import ConversationRow, MessageRow
from services.messaging.usecases import blocks, conversations, copies, guidance, placements
from services.recognition import Places
from services.runtime.entrypoints import DatabaseProvider, SettingsProvider, every, on, serve
from services.runtime.housekeeping import forget_old_keys
from services.runtime.settings import Settings
from services.runtime.work import ReceivedEvent, Work


def dispatch_settings(settings: Settings) -> DispatchSettings:
    """The settings of MSG-4 and MSG-1 as `deploy/config/messaging.yaml` gives them."""
    return DispatchSettings(
        dispatches_a_day=int(settings.number("DISPATCHES_A_DAY")),
        closed_at_night=settings.truth("CLOSED_AT_NIGHT", default=True),
        guidance_per_application=int(settings.number("GUIDANCE_PER_APPLICATION")),
    )


@cache
def code_names() -> CodeNames:
    """Names of all codes in the mandatory information, as people read them."""
    return CodeNames(
        occupations={entry.code: entry.name for entry in occupations()},
        industries={entry.code: entry.name for entry in industries()},
        areas={entry.code: place_name(entry.code) for entry in places()},
    )


@cache
def known_places() -> Places:
    """Names of municipalities, by which a postal address in a message is known (MSG-8)."""
    return Places(place_names())


class MessagingService:
    """Guidance, conversations, blocks, applications and acceptances."""

    name = messaging.SERVICE
    database = DatabaseProvider()
    settings = cast(DispatchSettings, SettingsProvider(dispatch_settings))
    refusals = {  # noqa: RUF012 - read by the entrypoints, never changed
        MessagingReason.NOT_FOUND: ErrorCode.NOT_FOUND,
        MessagingReason.STALE_CURSOR: ErrorCode.STALE_CURSOR,
        MessagingReason.ORGANIZATION_NOT_ACTIVE: ErrorCode.ORGANIZATION_NOT_ACTIVE,
        MessagingReason.NO_SEEKER_INFORMATION: ErrorCode.NO_SEEKER_INFORMATION,
        MessagingReason.DAILY_CAP_REACHED: ErrorCode.DAILY_CAP_REACHED,
        MessagingReason.BLOCKED_BY_SEEKER: ErrorCode.BLOCKED_BY_SEEKER,
        MessagingReason.NOTHING_TO_REPLY_TO: ErrorCode.NOTHING_TO_REPLY_TO,
        MessagingReason.PERSONAL_DATA: ErrorCode.PERSONAL_DATA_IN_MESSAGE,
        MessagingReason.CONVERSATION_CLOSED: ErrorCode.CONVERSATION_CLOSED,
        MessagingReason.NOT_APPLIED: ErrorCode.NOT_APPLIED,
        MessagingReason.ALREADY_RECORDED: ErrorCode.ALREADY_RECORDED,
        MessagingReason.DATE_OUT_OF_PERIOD: ErrorCode.DATE_OUT_OF_PERIOD,
        MessagingReason.AFTER_SUSPENSION: ErrorCode.AFTER_SUSPENSION,
    }

    @serve(messaging.PREVIEW_GUIDANCE)
    def preview_guidance(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-2."""
        return {"body": guidance.preview_guidance(work, code_names())}

    @serve(messaging.SEND_GUIDANCE)
    def send_guidance(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-1, MSG-4."""
        results, left = guidance.send_guidance(work, request["seeker_numbers"], self.settings, code_names())
        sent = sum(result.result is GuidanceResult.SENT for result in results)
        return {"results": [asdict(result) for result in results], "sent": sent, "allowance": _allowance(left)}

    @serve(messaging.SHOW_ALLOWANCE)
    def show_allowance(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-4."""
        return _allowance(guidance.show_allowance(work, self.settings))

    @serve(messaging.LIST_CONVERSATIONS)
    def list_conversations(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-6."""
        rows, cursor = conversations.list_conversations(work, **request)
        return {"conversations": [_summary(work, row) for row in rows], "cursor": cursor}

    @serve(messaging.READ_CONVERSATION)
    def read_conversation(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-14."""
        row, messages = conversations.read_conversation(work, request["conversation_id"])
        return {**_summary(work, row), "messages": [_message(message) for message in messages]}

    @serve(messaging.ASK)
    def ask(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-6, MSG-8."""
        message_id = conversations.ask(work, request["conversation_id"], request["body"], known_places())
        return {"message_id": message_id, "sent_at": work.now, "allowance": None}

    @serve(messaging.REPLY)
    def reply(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-1, MSG-4."""
        message_id, left = conversations.reply(work, request["conversation_id"], request["body"], self.settings)
        return {"message_id": message_id, "sent_at": work.now, "allowance": _allowance(left)}

    @serve(messaging.BLOCK_ORGANIZATION)
    def block_organization(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-7."""
        blocks.set_block(work, request["organization_id"], blocked=True)
        return {"organization_id": request["organization_id"], "blocked": True}

    @serve(messaging.UNBLOCK_ORGANIZATION)
    def unblock_organization(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-7."""
        blocks.set_block(work, request["organization_id"], blocked=False)
        return {"organization_id": request["organization_id"], "blocked": False}

    @serve(messaging.LIST_BLOCKS)
    def list_blocks(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-7."""
        names = ("organization_id", "organization_name", "blocked_at")
        return {"blocks": [dict(zip(names, block, strict=True)) for block in blocks.list_blocks(work)]}

    @serve(messaging.RECORD_APPLICATION)
    def record_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-13."""
        return _placement(request, placements.record_application(work, **request))

    @serve(messaging.RECORD_ACCEPTANCE)
    def record_acceptance(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-13."""
        return _placement(request, placements.record_acceptance(work, **request))

    @on(registry.ORGANIZATION_CHANGED)
    def on_organization_changed(self, work: Work, event: ReceivedEvent) -> None:
        """AUT-9, MSG-2."""
        copies.keep_organization(work, event.data)

    @on(registry.SEEKERS_CHANGED)
    def on_seekers_changed(self, work: Work, event: ReceivedEvent) -> None:
        """SEE-4."""
        copies.keep_seekers(work, event.data["seekers"])

    @on(search.SEEKER_RECORD_ACQUIRED)
    def on_seeker_record_acquired(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-12."""
        copies.keep_acquisition(work, event.data)

    @on(compliance.RECORD_DELETED)
    def on_record_deleted(self, work: Work, event: ReceivedEvent) -> None:
        """MSG-11."""
        copies.close_deleted(work, event.data)

    @every(3_600)
    def forget_old_keys(self, work: Work) -> None:
        """Drop the message IDs and idempotency keys that nobody can repeat any more."""
        forget_old_keys(work)


def _allowance(left: Allowance) -> dict[str, Any]:
    return {**asdict(left), "remaining": left.remaining}


def _summary(work: Work, row: ConversationRow) -> dict[str, Any]:
    mine = work.caller.role is not Role.SEEKER
    return {**asdict(row), "counterpart": row.seeker_number if mine else row.organization_name}


def _message(row: MessageRow) -> dict[str, Any]:
    return {**asdict(row), "state": row.state}


def _placement(request: dict[str, Any], placement: Placement) -> dict[str, Any]:
    return {"conversation_id": request["conversation_id"], **asdict(placement)}

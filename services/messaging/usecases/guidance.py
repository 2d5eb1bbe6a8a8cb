"""Guidance (利用案内): preview, sending to several at once, and the day's allowance (MSG-1, MSG-2, MSG-4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.contracts.messaging import GUIDANCE_SENT
from services.messaging.domain.dispatch import (
    Allowance,
    Candidate,
    DispatchSettings,
    GuidanceResult,
    decide_batch,
    held_back_by_the_cap_alone,
    opens_again_at,
)
from services.messaging.domain.guidance import CodeNames
from services.messaging.domain.reasons import MessagingReason
from services.messaging.storage import conversations, copies, dispatch
from services.messaging.storage.copies import Organization
from services.messaging.storage.templates import StoredTemplate
from services.messaging.usecases import composing
from services.messaging.usecases.composing import NO_OWN_TEXT, ChosenTemplate, TemplateSettings
from services.messaging.usecases.standing import acting_organization
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish_all
from services.runtime.refusal import Refusal
from services.runtime.work import Work

ITEMS_AN_EVENT = 200
"""As many as `guidance_sent` may carry."""


@dataclass(frozen=True)
class SeekerResult:
    """What became of the guidance to one seeker."""

    seeker_number: str
    result: GuidanceResult
    conversation_id: str | None


@dataclass(frozen=True)
class Preview:
    """What a seeker would get, and what would become of it."""

    body: str
    result: SeekerResult
    template_version: int | None
    left: Allowance


def preview_guidance(work: Work, names: CodeNames) -> str:
    """The text that any seeker would get now, without an own text (MSG-2)."""
    organization = acting_organization(work, changes=False)
    return composing.guidance_text(work, organization, names, None, work.today)


def preview_to_seeker(
    work: Work,
    seeker_number: str,
    template_id: str | None,
    settings: DispatchSettings,
    template_settings: TemplateSettings,
    names: CodeNames,
) -> Preview:
    """Exactly what this seeker would get if guided now, and what would become of it. Nothing is locked, sent or used up."""
    organization = acting_organization(work, changes=False)
    template = None
    if template_id is not None:
        template = composing.template_for_guidance(
            work, organization, template_id, None, template_settings, "/template_id"
        )
    left = show_allowance(work, settings)
    acquisitions = copies.acquisition_days(work.connection, organization.organization_id, [seeker_number])
    candidates = dispatch.candidates(work.connection, organization, [seeker_number], acquisitions, work.today)
    [result] = decide_batch([seeker_number], candidates, left.remaining, settings.guidance_per_application)
    candidate = candidates.get(seeker_number) or Candidate(seeker_number, "", False, False, None)
    _, last_day = composing.open_until_of(work, candidate, acquisitions.get(seeker_number, ()))
    body = composing.guidance_text(work, organization, names, template, last_day, "/template_id")
    told = SeekerResult(seeker_number, result, candidate.conversation_id)
    return Preview(body, told, None if template is None else template.version, left)


def show_allowance(work: Work, settings: DispatchSettings) -> Allowance:
    """What is left of the day's dispatches (MSG-4)."""
    organization = acting_organization(work, changes=False)
    return allowance(work, dispatch.used_on(work.connection, organization.organization_id, work.today), settings)


def allowance_of_sender(work: Work, settings: DispatchSettings) -> Allowance | None:
    """The same for whatever was asked; None where the caller's organization may send nothing to begin with (AUT-9)."""
    used = dispatch.used_by_sender(work.connection, work.caller.organization_id, work.today)
    return None if used is None else allowance(work, used, settings)


def send_guidance(
    work: Work,
    seeker_numbers: Sequence[str],
    settings: DispatchSettings,
    names: CodeNames,
    chosen_template: ChosenTemplate | None = None,
    template_settings: TemplateSettings = NO_OWN_TEXT,
) -> tuple[list[SeekerResult], Allowance]:
    """Guidance to each of the seekers to whom it may go, a result each in the order asked, and the allowance after it.

    A batch over the cap goes out as far as the cap reaches, in the order asked; the answer names the rest (MSG-4). Refused
    with DAILY_CAP_REACHED where nothing went out and the cap alone held something back.
    Right under concurrency: the day's count is locked from here to commit, so that batches of one organization follow
    each other; its row is held shared, so that no block of a seeker gets in between (MSG-7).
    """
    organization = acting_organization(work, changes=True)
    template = None
    if chosen_template is not None:
        wanted = (chosen_template.template_id, chosen_template.version)
        template = composing.template_for_guidance(work, organization, *wanted, template_settings, "/template")
    if organization.mandatory_information is None:
        raise Refusal(MessagingReason.NO_SEEKER_INFORMATION)
    used = lock_count(work, organization, settings)
    before = allowance(work, used, settings)
    acquisitions = copies.acquisition_days(work.connection, organization.organization_id, seeker_numbers)
    candidates = dispatch.candidates(work.connection, organization, seeker_numbers, acquisitions, work.today)
    results = decide_batch(seeker_numbers, candidates, before.remaining, settings.guidance_per_application)
    chosen = [
        candidates[number]
        for number, result in zip(seeker_numbers, results, strict=True)
        if result is GuidanceResult.SENT
    ]
    if held_back_by_the_cap_alone(results):
        raise cap_reached(before)
    started = _start(work, organization, chosen, acquisitions, template, names) if chosen else {}
    known = {number: candidate.conversation_id for number, candidate in candidates.items()} | started
    answers = [
        SeekerResult(number, result, known.get(number)) for number, result in zip(seeker_numbers, results, strict=True)
    ]
    return answers, allowance(work, used + len(chosen), settings)


def _start(
    work: Work,
    organization: Organization,
    chosen: Sequence[Candidate],
    acquisitions: Mapping[str, Sequence[dt.date]],
    template: StoredTemplate | None,
    names: CodeNames,
) -> dict[str, str]:
    """Write conversations, guidance, count and events; answers the conversations by seeker."""
    periods = {
        seeker.seeker_number: composing.open_until_of(work, seeker, acquisitions.get(seeker.seeker_number, ()))
        for seeker in chosen
    }
    last_days = {last_day for _, last_day in periods.values()}
    text_ids = {last_day: _kept_text(work, organization, names, template, last_day) for last_day in last_days}
    new = [
        _conversation(work, organization, seeker, *periods[seeker.seeker_number])
        for seeker in chosen
        if seeker.conversation_id is None
    ]
    started = {row["seeker_number"]: row["conversation_id"] for row in new}
    rows = [
        {
            "conversation_id": seeker.conversation_id or started[seeker.seeker_number],
            "organization_id": organization.organization_id,
            "organization_class": organization.class_,
            "seeker_number": seeker.seeker_number,
        }
        for seeker in chosen
    ]
    guidance = [
        _guidance(work, row["conversation_id"], text_ids[periods[row["seeker_number"]][1]], template) for row in rows
    ]
    known = [row["conversation_id"] for row in rows if row["conversation_id"] not in started.values()]
    conversations.lock_all(work.connection, known)
    waiting = conversations.waiting_for_seekers(work.connection, known)
    dispatch.start_conversations(work.connection, new)
    dispatch.add_guidance(work.connection, guidance, work.now, organization.information_version or 0)
    dispatch.count(work.connection, organization.organization_id, work.today, len(chosen))
    _tell(
        work,
        organization,
        [
            message_sent(work, str(message["message_id"]), row, waiting)
            for row, message in zip(rows, guidance, strict=True)
        ],
    )
    return {str(row["seeker_number"]): str(row["conversation_id"]) for row in rows}


def _kept_text(
    work: Work, organization: Organization, names: CodeNames, template: StoredTemplate | None, last_day: dt.date
) -> str:
    """The ID of the text for those whose conversation may be used until this day."""
    body = composing.guidance_text(work, organization, names, template, last_day)
    return dispatch.keep_text(work.connection, organization.organization_id, body)


def _guidance(work: Work, conversation_id: str, text_id: str, template: StoredTemplate | None) -> dict[str, Any]:
    """The row of the message itself."""
    return {
        "message_id": new_id(),
        "conversation_id": conversation_id,
        "kind": "guidance",
        "account_id": work.caller.account_id,
        "guidance_text_id": text_id,
        "template_id": template and template.template_id,
        "template_version": template and template.version,
        "sent_at": work.now,
        "day": work.today,
    }


def _tell(work: Work, organization: Organization, sent: Sequence[Mapping[str, Any]]) -> None:
    """Tell of what was sent, in as many events as it takes."""
    parts = [sent[first : first + ITEMS_AN_EVENT] for first in range(0, len(sent), ITEMS_AN_EVENT)]
    by_whom = {"role": work.caller.role, "network_address": work.caller.address}
    publish_all(
        work.connection,
        GUIDANCE_SENT,
        [(organization.organization_id, {"sent": part, **by_whom}) for part in parts],
        now=work.now,
        trace=work.trace,
    )


def _conversation(
    work: Work, organization: Organization, seeker: Candidate, acquired: dt.date, last_day: dt.date
) -> dict[str, Any]:
    """The row of a new conversation, whose period counts from the record's first acquisition (MSG-12)."""
    return {
        "conversation_id": new_id(),
        "organization_id": organization.organization_id,
        "organization_class": organization.class_,
        "seeker_number": seeker.seeker_number,
        "application_id": seeker.application_id,
        "started_on": work.today,
        "acquired_on": acquired,
        "open_until": last_day,
        "last_message_at": work.now,
        "information_version": organization.information_version or 0,
    }


def message_sent(
    work: Work, message_id: str, conversation: Mapping[str, Any], waiting: Collection[str]
) -> dict[str, Any]:
    """What events tell of one message; never its text.

    `waiting`: the conversations in which something waited for the receiver before, as `conversations.waiting` says.
    """
    named = ("conversation_id", "organization_id", "organization_class", "seeker_number")
    return {
        "message_id": message_id,
        **{name: conversation[name] for name in named},
        "account_id": work.caller.account_id,
        "sent_at": work.now,
        "day": work.today,
        "already_waiting": conversation["conversation_id"] in waiting,
    }


def lock_count(work: Work, organization: Organization, settings: DispatchSettings) -> int:
    """How much of the day's cap is used up; nobody else dispatches for the organization until commit."""
    return dispatch.lock_used_on(work.connection, organization.organization_id, work.today, settings.dispatches_a_day)


def allowance(work: Work, used: int, settings: DispatchSettings) -> Allowance:
    """The allowance of the day of this work."""
    return Allowance(
        day=work.today,
        limit=settings.dispatches_a_day,
        used=used,
        opens_again_at=opens_again_at(work.today, settings),
    )


def cap_reached(left: Allowance) -> Refusal:
    """The refusal of the 1,001st dispatch, with what is left and when it opens again (MSG-4)."""
    return Refusal(
        MessagingReason.DAILY_CAP_REACHED,
        limit=left.limit,
        remaining=left.remaining,
        opens_again_at=left.opens_again_at.isoformat().replace("+00:00", "Z"),
    )

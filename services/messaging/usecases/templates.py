"""An organization's own texts: templates are made, changed, listed and deleted, and filled for a reply (MSG-2, MSG-8)."""

from __future__ import annotations

from typing import Any

from services.legal_calendar import end_of_month_after_next
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.domain.reasons import MessagingReason
from services.messaging.domain.templates import TemplateKind, unknown_placeholders
from services.messaging.storage import conversations, copies, templates
from services.messaging.storage.conversations import Side
from services.messaging.storage.copies import Organization
from services.messaging.storage.templates import StoredTemplate
from services.messaging.usecases.composing import TemplateSettings, filled_text, own_template
from services.messaging.usecases.conversations import not_open
from services.messaging.usecases.guidance import show_allowance
from services.messaging.usecases.standing import acting_organization
from services.messaging.usecases.texts import CheckedText
from services.recognition import in_utf16
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from services.runtime.work import Work

_LONGEST_NUMBER = "0" * 11


def list_templates(work: Work, kind: str | None) -> list[StoredTemplate]:
    """The organization's templates by name."""
    organization = acting_organization(work, changes=False)
    return templates.templates_of(work.connection, organization.organization_id, kind)


def create_template(
    work: Work, *, kind: TemplateKind, name: str, body: CheckedText, settings: TemplateSettings
) -> StoredTemplate:
    """Keep a new template; refused where its kind may not be sent, its name is taken, or there are too many."""
    organization = _with_texts_held_back(work, kind, settings)
    others = templates.templates_of(work.connection, organization.organization_id, None)
    if len(others) >= settings.templates_an_organization:
        raise Refusal(MessagingReason.TOO_MANY_TEMPLATES, most=settings.templates_an_organization)
    _check(work, organization, kind, name, body.text, others)
    created = StoredTemplate(new_id(), 1, kind, name, body.text, work.now)
    values = {**vars(created), "organization_id": organization.organization_id, "account_id": work.caller.account_id}
    templates.add(work.connection, values)
    return created


def change_template(
    work: Work, *, template_id: str, version: int, name: str, body: CheckedText, settings: TemplateSettings
) -> StoredTemplate:
    """Keep another name and text; refused where somebody has changed the template since it was shown."""
    organization = acting_organization(work, changes=False)
    present = templates.template(work.connection, organization.organization_id, template_id, lock=True)
    if present is None:
        raise Refusal(MessagingReason.NOT_FOUND, "/template_id")
    organization = _with_texts_held_back(work, present.kind, settings)
    if present.version != version:
        raise Refusal(MessagingReason.CHANGED_MEANWHILE, "/version")
    others = [
        other
        for other in templates.templates_of(work.connection, organization.organization_id, None)
        if other.template_id != template_id
    ]
    _check(work, organization, present.kind, name, body.text, others)
    values: dict[str, Any] = {"name": name, "body": body.text, "changed_at": work.now}
    templates.change(work.connection, template_id, values | {"account_id": work.caller.account_id})
    return StoredTemplate(template_id, version + 1, present.kind, name, body.text, work.now)


def delete_template(work: Work, template_id: str) -> None:
    """Take a template from the list; also while its kind may not be sent. What was sent with it still names it."""
    organization = acting_organization(work, changes=False)
    if templates.template(work.connection, organization.organization_id, template_id, lock=True) is None:
        raise Refusal(MessagingReason.NOT_FOUND, "/template_id")
    values = {"deleted_at": work.now, "changed_at": work.now, "account_id": work.caller.account_id}
    templates.change(work.connection, template_id, values)


def fill_template(
    work: Work, conversation_id: str, template_id: str, settings: DispatchSettings
) -> tuple[StoredTemplate, str, MessagingReason | None]:
    """A template for replies, its text filled for a conversation, and why it could not be sent there now."""
    organization = acting_organization(work, changes=False)
    side = Side(organization.organization_id, None, work.today)
    conversation = conversations.find(work.connection, conversation_id, side)
    if conversation is None:
        raise Refusal(MessagingReason.NOT_FOUND, "/conversation_id")
    template = own_template(work, organization, template_id, TemplateKind.REPLY, "/template_id")
    last_day = conversation.open_until
    text = filled_text(
        work, organization, template.body, template.kind, last_day, conversation.seeker_number, "/template_id"
    )
    obstacle = not_open(work, conversation)
    if obstacle is None and not conversations.has_question(work.connection, conversation_id):
        obstacle = MessagingReason.NOTHING_TO_REPLY_TO
    if obstacle is None and show_allowance(work, settings).remaining == 0:
        obstacle = MessagingReason.DAILY_CAP_REACHED
    return template, text, obstacle


def _with_texts_held_back(work: Work, kind: TemplateKind, settings: TemplateSettings) -> Organization:
    """The organization, locked so that its templates change one after another; refused where the kind may not be sent."""
    if kind is TemplateKind.GUIDANCE and not settings.own_text_in_guidance:
        raise Refusal(MessagingReason.OWN_TEXT)
    organization = acting_organization(work, changes=False)
    copies.organization_held_back(work.connection, organization.organization_id)
    return organization


def _check(
    work: Work, organization: Organization, kind: TemplateKind, name: str, body: str, others: list[StoredTemplate]
) -> None:
    """Refuse what could not be sent: placeholders that mean nothing, a text too long when filled; and a name that is taken."""
    if unknown := unknown_placeholders(body, kind):
        places = in_utf16(((one.start, one.end) for one in unknown), body)
        found = [{"start": start, "end": end} for start, end in places]
        raise Refusal(MessagingReason.UNKNOWN_PLACEHOLDER, "/body", found=found)
    filled_text(work, organization, body, kind, end_of_month_after_next(work.today), _LONGEST_NUMBER, pointer="/body")
    if any((other.kind, other.name) == (kind, name) for other in others):
        raise Refusal(MessagingReason.NAME_TAKEN, "/name")

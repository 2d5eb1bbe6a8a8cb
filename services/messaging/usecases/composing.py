"""What exactly a seeker gets: the system's guidance, and beside it the organization's own text where one is chosen (MSG-2).

Preview and sending compose by the same functions from the same facts, so that what was shown is what arrives, byte by byte.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from services.contracts.messaging import LONGEST_MESSAGE, LONGEST_TEMPLATE
from services.japanese_calendar import in_era
from services.messaging.domain.custody import acquired_on, open_until
from services.messaging.domain.dispatch import Candidate
from services.messaging.domain.guidance import CodeNames, guidance_body
from services.messaging.domain.reasons import MessagingReason
from services.messaging.domain.templates import Placeholder, TemplateKind, filled
from services.messaging.storage import templates
from services.messaging.storage.copies import Organization
from services.messaging.storage.templates import StoredTemplate
from services.recognition import as_told, recognize_demands
from services.runtime.refusal import Refusal
from services.runtime.work import Work

LONGEST = {TemplateKind.GUIDANCE: LONGEST_TEMPLATE, TemplateKind.REPLY: LONGEST_MESSAGE}
"""Characters of a text whose placeholders are filled."""


@dataclass(frozen=True)
class TemplateSettings:
    """Settings of MSG-2: whether an organization's own text may stand beside a guidance, and how many templates one has."""

    own_text_in_guidance: bool = False
    templates_an_organization: int = 100


NO_OWN_TEXT = TemplateSettings()


@dataclass(frozen=True)
class ChosenTemplate:
    """The template that an organization has chosen, in the version that it was shown."""

    template_id: str
    version: int


def own_template(
    work: Work, organization: Organization, template_id: str, kind: TemplateKind, pointer: str
) -> StoredTemplate:
    """A template of the organization's own, of this kind; others do not exist for it."""
    found = templates.template(work.connection, organization.organization_id, template_id)
    if found is None or found.kind is not kind:
        raise Refusal(MessagingReason.NOT_FOUND, pointer)
    return found


def template_for_guidance(
    work: Work,
    organization: Organization,
    template_id: str,
    version: int | None,
    settings: TemplateSettings,
    pointer: str,
) -> StoredTemplate:
    """The template to put beside a guidance; refused while the setting is off, and where another version stands by now."""
    if not settings.own_text_in_guidance:
        raise Refusal(MessagingReason.OWN_TEXT, pointer)
    found = own_template(work, organization, template_id, TemplateKind.GUIDANCE, pointer)
    if version not in (None, found.version):
        raise Refusal(MessagingReason.CHANGED_MEANWHILE, pointer)
    return found


def open_until_of(work: Work, candidate: Candidate, acquisitions: Iterable[dt.date]) -> tuple[dt.date, dt.date]:
    """From which day the period of the seeker's conversation counts when it begins now, and its last day (MSG-12)."""
    acquired = acquired_on(work.today, acquisitions)
    return acquired, candidate.open_until or open_until(acquired, None)


def guidance_text(
    work: Work,
    organization: Organization,
    names: CodeNames,
    template: StoredTemplate | None,
    last_day: dt.date,
    pointer: str = "/template",
) -> str:
    """The whole text of a guidance that goes out today into a conversation that is open until `last_day`.

    `pointer`: where the request names the template.
    """
    if organization.mandatory_information is None:
        raise Refusal(MessagingReason.NO_SEEKER_INFORMATION)
    own = None
    if template is not None:
        own = filled_text(work, organization, template.body, template.kind, last_day, pointer=pointer)
    return guidance_body(organization.mandatory_information, names, own)


def filled_text(
    work: Work,
    organization: Organization,
    body: str,
    kind: TemplateKind,
    last_day: dt.date,
    seeker_number: str = "",
    pointer: str = "/template",
) -> str:
    """An organization's own text with its placeholders filled; refused where it is then too long, or demands what MSG-8 forbids.

    Templates were looked at when they were kept; this looks again, by what is known of demands now, and counts nothing.
    """
    values = {
        Placeholder.ORGANIZATION_NAME: organization.name,
        Placeholder.SENT_ON: in_era(work.today),
        Placeholder.OPEN_UNTIL: in_era(last_day),
        Placeholder.SEEKER_NUMBER: seeker_number,
    }
    text = filled(body, kind, values)
    if len(text) > LONGEST[kind]:
        raise Refusal(MessagingReason.TOO_LONG_FILLED, pointer, longest=LONGEST[kind], length=len(text))
    if found := recognize_demands(text):
        raise Refusal(MessagingReason.DEMAND, pointer, found=as_told(found, text))
    return text

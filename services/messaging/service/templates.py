"""Entrypoints of an organization's own texts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from services.contracts import messaging
from services.contracts.messaging import PLACEHOLDER_MEANINGS
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.domain.templates import PLACEHOLDERS, Placeholder, TemplateKind
from services.messaging.service.allowance import tells_allowance
from services.messaging.service.texts import organizations_text_checked
from services.messaging.storage.templates import StoredTemplate
from services.messaging.usecases import templates
from services.messaging.usecases.composing import TemplateSettings
from services.runtime.entrypoints import serve
from services.runtime.settings import Settings
from services.runtime.work import Work


def template_settings(settings: Settings) -> TemplateSettings:
    """As `deploy/config/messaging.yaml` gives them."""
    return TemplateSettings(
        own_text_in_guidance=settings.truth("OWN_TEXT_IN_GUIDANCE", default=False),
        templates_an_organization=int(settings.number("TEMPLATES_AN_ORGANIZATION")),
    )


class Templates:
    """Templates of own texts (MSG-2, MSG-8)."""

    settings: DispatchSettings
    template_settings: TemplateSettings

    @serve(messaging.LIST_TEMPLATES)
    @tells_allowance
    def list_templates(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-2."""
        found = templates.list_templates(work, request["kind"])
        return {"templates": [self._shown(template) for template in found], "placeholders": _placeholders()}

    @serve(messaging.CREATE_TEMPLATE, beforehand=organizations_text_checked)
    @tells_allowance
    def create_template(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-2, MSG-8."""
        kind = TemplateKind(request["kind"])
        created = templates.create_template(
            work, kind=kind, name=request["name"], body=request["body"], settings=self.template_settings
        )
        return self._shown(created)

    @serve(messaging.CHANGE_TEMPLATE, beforehand=organizations_text_checked)
    @tells_allowance
    def change_template(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-2, MSG-8."""
        return self._shown(templates.change_template(work, **request, settings=self.template_settings))

    @serve(messaging.DELETE_TEMPLATE)
    @tells_allowance
    def delete_template(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-2."""
        templates.delete_template(work, request["template_id"])
        return {"template_id": request["template_id"]}

    @serve(messaging.FILL_TEMPLATE)
    @tells_allowance
    def fill_template(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-2."""
        template, body, obstacle = templates.fill_template(work, **request, settings=self.settings)
        return {
            "template_id": template.template_id,
            "version": template.version,
            "body": body,
            "obstacle": None if obstacle is None else obstacle.name.lower(),
        }

    def _shown(self, template: StoredTemplate) -> dict[str, Any]:
        usable = template.kind is TemplateKind.REPLY or self.template_settings.own_text_in_guidance
        return {**asdict(template), "usable": usable}


def _placeholders() -> list[dict[str, Any]]:
    return [
        {
            "name": placeholder.value,
            "meaning": PLACEHOLDER_MEANINGS[placeholder],
            "kinds": [kind.value for kind in TemplateKind if placeholder in PLACEHOLDERS[kind]],
        }
        for placeholder in Placeholder
    ]

"""Entrypoints of guidance and the day's allowance."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import Any

from services.contracts import messaging
from services.contracts.reference import industries, occupations, place_name, places
from services.messaging.domain.dispatch import DispatchSettings, GuidanceResult
from services.messaging.domain.guidance import CodeNames
from services.messaging.service.allowance import shown_allowance, tells_allowance
from services.messaging.usecases import guidance
from services.messaging.usecases.composing import ChosenTemplate, TemplateSettings
from services.runtime.entrypoints import serve
from services.runtime.work import Work


class Guidance:
    """Guidance to seekers, and the daily cap (MSG-1, MSG-2, MSG-4)."""

    settings: DispatchSettings
    template_settings: TemplateSettings

    @serve(messaging.PREVIEW_GUIDANCE)
    @tells_allowance
    def preview_guidance(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-2."""
        return {"body": guidance.preview_guidance(work, code_names())}

    @serve(messaging.PREVIEW_GUIDANCE_TO_SEEKER)
    @tells_allowance
    def preview_guidance_to_seeker(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-2."""
        preview = guidance.preview_to_seeker(
            work, **request, settings=self.settings, template_settings=self.template_settings, names=code_names()
        )
        return {
            **asdict(preview.result),
            "body": preview.body,
            "template_version": preview.template_version,
            "allowance": shown_allowance(preview.left),
        }

    @serve(messaging.SEND_GUIDANCE)
    @tells_allowance
    def send_guidance(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-1, MSG-4."""
        template = request["template"] and ChosenTemplate(**request["template"])
        results, left = guidance.send_guidance(
            work, request["seeker_numbers"], self.settings, code_names(), template, self.template_settings
        )
        sent = sum(result.result is GuidanceResult.SENT for result in results)
        return {"results": [asdict(result) for result in results], "sent": sent, "allowance": shown_allowance(left)}

    @serve(messaging.SHOW_ALLOWANCE)
    def show_allowance(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-4."""
        return shown_allowance(guidance.show_allowance(work, self.settings))


@cache
def code_names() -> CodeNames:
    """Names of all codes in the mandatory information, as people read them."""
    return CodeNames(
        occupations={entry.code: entry.name for entry in occupations()},
        industries={entry.code: entry.name for entry in industries()},
        areas={entry.code: place_name(entry.code) for entry in places()},
    )

"""The help desk of operations (運用管理組織), whose contact stands on every mail and paper (OPS-5)."""

from __future__ import annotations

from dataclasses import dataclass

from services.runtime.settings import Settings


@dataclass(frozen=True)
class HelpDesk:
    """Contact and hours; the defaults are those of seed 001, 21."""

    name: str = "ハローワークインターネットサービスヘルプデスク"
    phone: str = "0570-077450"
    hours: str = "月曜～金曜 9:30～18:00（年末年始、祝日除く）"
    email: str = "helpdesk@hd.hellowork.mhlw.go.jp"


def from_settings(settings: Settings) -> HelpDesk:
    """From the settings `HELP_DESK_…` of the process."""
    return HelpDesk(
        name=settings.text("HELP_DESK_NAME"),
        phone=settings.text("HELP_DESK_PHONE"),
        hours=settings.text("HELP_DESK_HOURS"),
        email=settings.text("HELP_DESK_EMAIL"),
    )

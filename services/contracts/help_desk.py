"""The help desk of operations (運用管理組織), whose contact and hours stand on every page, mail and paper (OPS-5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from marshmallow import Schema, fields


@dataclass(frozen=True)
class HelpDesk:
    """Contact and hours; the defaults are those of seed 001, 21."""

    name: str = "ハローワークインターネットサービスヘルプデスク"
    phone: str = "0570-077450"
    hours: str = "月曜～金曜 9:30～18:00（年末年始、祝日除く）"
    email: str = "helpdesk@hd.hellowork.mhlw.go.jp"

    @classmethod
    def from_settings(cls, text: Callable[[str], str]) -> HelpDesk:
        """From a process's settings `HELP_DESK_…`; `text` answers a setting by its name, and raises where it is missing."""
        return cls(
            name=text("HELP_DESK_NAME"),
            phone=text("HELP_DESK_PHONE"),
            hours=text("HELP_DESK_HOURS"),
            email=text("HELP_DESK_EMAIL"),
        )


class HelpDeskAnswer(Schema):
    """Whom to ask about the use of the site."""

    name = fields.String(required=True, metadata={"example": HelpDesk.name})
    phone = fields.String(required=True, metadata={"example": HelpDesk.phone})
    hours = fields.String(required=True, metadata={"example": HelpDesk.hours})
    email = fields.String(required=True, metadata={"example": HelpDesk.email})

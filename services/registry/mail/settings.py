"""Amounts of outgoing mail that are settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from services.registry.mail.bouncing import BounceSettings
from services.runtime.settings import Settings


@dataclass(frozen=True)
class MailSettings:
    """Mails a Japanese day to one recipient, the hour of the digest of what was over it, and when bounces pass."""

    a_day: int = 50
    digest_hour: int = 6
    bounces: BounceSettings = field(default_factory=BounceSettings)


def from_settings(settings: Settings) -> MailSettings:
    """From the `MAIL_…` settings of the process; raises `SettingInvalid`."""
    default = MailSettings()
    return MailSettings(
        a_day=int(settings.number("MAILS_A_DAY", default.a_day)),
        digest_hour=int(settings.number("MAIL_DIGEST_HOUR", default.digest_hour)),
        bounces=BounceSettings(
            quiet=timedelta(days=settings.number("MAIL_BOUNCE_QUIET_DAYS", default.bounces.quiet.days)),
            probe_after=timedelta(days=settings.number("MAIL_BOUNCE_PROBE_DAYS", default.bounces.probe_after.days)),
        ),
    )


def notice_window(settings: Settings) -> timedelta:
    """Within it several notices of one conversation are one mail (MSG-6), from the settings of the process."""
    return timedelta(minutes=settings.number("MESSAGE_NOTICE_WINDOW_MINUTES", 30))

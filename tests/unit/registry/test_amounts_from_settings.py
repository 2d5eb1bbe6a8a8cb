"""Each amount of a rule comes from its own setting, and is the rule's where nobody sets it (domain.md: amounts are settings)."""

from __future__ import annotations

import base64
import datetime as dt
import operator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from services.contracts.help_desk import HelpDesk
from services.registry.accounts.domain.authentication_key import KeySettings
from services.registry.accounts.domain.invitation import InvitationSettings
from services.registry.accounts.domain.lockout import LockSettings
from services.registry.accounts.domain.reservation import ReservationSettings
from services.registry.desk.domain.settings import DeskSettings
from services.registry.documents.domain.files import DocumentSettings
from services.registry.employers.domain.request import EmployerSettings
from services.registry.mail import settings as mail_settings
from services.registry.mail.courier import SmtpServer, server_from_settings
from services.registry.mail.settings import MailSettings
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.seekers.domain.settings import SeekerSettings
from services.registry.tokens.domain.token import TokenSettings
from services.registry.tools import from_settings
from services.runtime import settings
from services.runtime.settings import SettingInvalid, Settings

KEY = base64.b64encode(b"k" * 32).decode()
ENVIRONMENT = {
    "AMQP_URI": "amqp://nowhere",
    "REGISTRY_DATABASE_URL": "postgresql+psycopg2://nobody@127.0.0.1/none",
    "REGISTRY_IDEMPOTENCY_HASH_KEY": KEY,
    "PERSONAL_DATA_KEYS": f"k:{KEY}",
    "PERSONAL_DATA_LOOKUP_KEY": KEY,
    "SMTP_HOST": "mail.example.jp",
    "SMTP_PORT": "25",
    "HW_SITE_URL": "https://site.example.jp",
}
"""What has no default."""
DEFAULTS = {
    "applications": ApplicationSettings(),
    "keys": KeySettings(),
    "documents": DocumentSettings(),
    "desk": DeskSettings(),
    "reservation": ReservationSettings(),
    "employers": EmployerSettings(),
    "seekers": SeekerSettings(),
    "tokens": TokenSettings(),
    "notice_window": dt.timedelta(minutes=30),
    "bounces": MailSettings().bounces,
    "locks": LockSettings(),
    "invitations": InvitationSettings(),
    "misuse_reports_to": None,
    "help_desk": HelpDesk(),
}
"""The amounts of the tools, as their own rooms have them."""
SET: dict[str, tuple[str, Any, Any]] = {
    "FORM_WITHIN_DAYS": ("applications.form_within_days", "91", 91),
    "PLACEMENT_LOOKBACK_MONTHS": ("applications.placement_lookback_months", "91", 91),
    "BUREAU_ADDRESS_WITHIN_DAYS": ("applications.bureau_address_within_days", "91", 91),
    "SEEKER_INFORMATION_MONTHS": ("applications.seeker_information_months", "91", 91),
    "RENEWAL_OPENS_MONTHS": ("applications.renewal_opens_months", "91", 91),
    "TERM_NOTICE_DAYS": ("applications.term_notice_days", "91, 9", (91, 9)),
    "DISPATCHES_A_DAY": ("applications.dispatches_a_day", "91", 91),
    "KEY_VALID_MINUTES": ("keys.valid_minutes", "91", 91),
    "KEY_ATTEMPTS": ("keys.attempts", "91", 91),
    "KEY_MAILS_WHILE_VALID": ("keys.mails_while_valid", "91", 91),
    "DOCUMENT_BYTES": ("documents.largest_bytes", "91", 91),
    "DOCUMENTS_AN_APPLICATION": ("documents.documents_an_application", "91", 91),
    "FOUR_EYES": ("desk.four_eyes", "true", True),
    "SECOND_PERSON_DAYS": ("desk.second_person_days", "91", 91),
    "DUE_SOON_DAYS": ("desk.due_soon_days", "91", 91),
    "LAPSED_RECENTLY_DAYS": ("desk.lapsed_recently_days", "91", 91),
    "BUREAU_ADDRESS_AT_ONCE": ("desk.addresses_mailed_at_once", "false", False),
    "FIRST_KEY_HOURS": ("desk.first_key_hours", "91", 91),
    "PAPER_RECEIVED_WITHIN_DAYS": ("desk.longest_since_receipt_days", "91", 91),
    "ID_RESERVED_YEARS": ("reservation.years", "91", 91),
    "CONFIRM_EMPLOYER_WITHIN_DAYS": ("employers.confirm_within_days", "91", 91),
    "APPLICATION_VALIDITY_MONTHS": ("seekers.validity_months", "91", 91),
    "SEEKER_REMINDED_DAYS_BEFORE": ("seekers.reminded_days_before", "91", 91),
    "SEEKER_RETENTION_YEARS": ("seekers.retention_years", "91", 91),
    "ERASURE_TOLD_WITHIN_DAYS": ("seekers.erasure_told_within_days", "91", 91),
    "TOKEN_DAYS_AT_MOST": ("tokens.days_at_most", "91", 91),
    "TOKENS_AT_MOST": ("tokens.tokens_at_most", "91", 91),
    "TOKEN_OVERLAP_HOURS": ("tokens.overlap_hours", "91", 91),
    "TOKEN_NOTICE_DAYS": ("tokens.notice_days", "91", 91),
    "MESSAGE_NOTICE_WINDOW_MINUTES": ("notice_window", "91", dt.timedelta(minutes=91)),
    "MAIL_BOUNCE_QUIET_DAYS": ("bounces.quiet", "91", dt.timedelta(days=91)),
    "MAIL_BOUNCE_PROBE_DAYS": ("bounces.probe_after", "91", dt.timedelta(days=91)),
    "WRONG_PASSWORDS": ("locks.wrong_passwords", "91", 91),
    "LOCK_MINUTES": ("locks.minutes", "91", 91),
    "INVITATION_VALID_HOURS": ("invitations.valid_hours", "91", 91),
    "EMAIL_CHANGE_HOURS": ("invitations.email_change_hours", "91", 91),
    "MISUSE_REPORTS_TO": ("misuse_reports_to", "kanshi@example.jp", "kanshi@example.jp"),
}
"""Setting → which amount it is, what is written into the environment, and what comes of it."""


def loaded(**environment: str) -> Settings:
    return settings.load("registry", {**ENVIRONMENT, **environment})


@cache
def amounts(**environment: str) -> dict[str, Any]:
    """Every amount by its place, as "seekers.validity_months"."""
    tools = from_settings(loaded(**environment))
    found: dict[str, Any] = {}
    for name in DEFAULTS:
        value = getattr(tools, name)
        parts = getattr(value, "__dataclass_fields__", None)
        found |= {f"{name}.{part}": getattr(value, part) for part in parts} if parts else {name: value}
    return found


def test_where_nobody_sets_anything_the_amounts_are_those_of_the_rules() -> None:
    """REG-3, REG-7, REG-11, AUT-6, AUT-8, SEE-2, SEE-6, OPS-5: the file's defaults are the code's."""
    tools = from_settings(loaded())
    assert {name: getattr(tools, name) for name in DEFAULTS} == DEFAULTS
    assert mail_settings.from_settings(loaded()) == MailSettings()


@pytest.mark.parametrize("name", SET)
def test_a_setting_moves_its_own_amount_and_no_other(name: str) -> None:
    place, written, becomes = SET[name]
    before, after = amounts(), amounts(**{name: written})
    assert {one for one in after if after[one] != before[one]} == {place}
    assert after[place] == becomes


def test_every_amount_has_a_setting() -> None:
    """But the help desk, whose four stand together."""
    of_settings = {place for place, _, _ in SET.values()}
    assert {place for place in amounts() if not place.startswith("help_desk.")} == of_settings


def test_the_daily_limit_of_mail_and_the_hour_of_its_digest_are_settings() -> None:
    read = operator.attrgetter("a_day", "digest_hour")
    assert read(mail_settings.from_settings(loaded(MAILS_A_DAY="91", MAIL_DIGEST_HOUR="9"))) == (91, 9)


def test_mail_goes_out_with_starttls_and_a_login_where_the_settings_say_so() -> None:
    """SEE-2: else what opens accounts would cross the network in the clear."""
    plain = server_from_settings(loaded())
    assert plain == SmtpServer("mail.example.jp", 25)
    told = {"SMTP_USER": "hellowork", "SMTP_PASSWORD": "open sesame", "SMTP_CA_FILE": "/etc/ssl/mail.pem"}
    secured = server_from_settings(loaded(SMTP_TLS="starttls", SMTP_PORT="587", **told))
    assert secured == SmtpServer(
        "mail.example.jp", 587, user="hellowork", password="open sesame", starttls=True, ca_file="/etc/ssl/mail.pem"
    )


@pytest.mark.parametrize("tls", ["starttls ", "STARTTLS", "true", "ssl"])
def test_what_is_no_way_to_secure_mail_is_refused_and_not_taken_for_none(tls: str) -> None:
    with pytest.raises(SettingInvalid, match="none or starttls"):
        server_from_settings(Settings(Path("registry.yaml"), {"SMTP_TLS": tls, "SMTP_HOST": "h", "SMTP_PORT": 25}))

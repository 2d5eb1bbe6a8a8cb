"""The gateway's settings, from deploy/config/gateway.yaml, checked when it starts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.availability.access_limits import LimitSettings
from gateway.availability.maintenance import HOURS, MIDNIGHT, MaintenanceHours
from gateway.login.rules import Limit, LoginSettings
from services.contracts.help_desk import HelpDesk
from services.runtime.settings import SettingInvalid, Settings, load

SHORTEST_SECRET = 32


@dataclass(frozen=True)
class GatewaySettings:
    """What `create_app` needs to know.

    `secure_cookies`: false only where the site is reached by plain HTTP on this machine's own loopback, as in the demo.
    `trusted_proxies`: how many proxies before us add to X-Forwarded-For. `requests_per_address`: the coarse limit of each
    worker in Flask-Limiter's notation, or None. `call_timeout`: seconds. `largest_document`: bytes (REG-8).
    `text_checks_per_hour`, `complaints_per_day`: of an account (MSG-8, CMP-12).
    `closed_at_night`: whether the regular maintenance closes the site, in `maintenance_hours` (OPS-1).
    """

    database_url: str
    amqp_uri: str
    secret: bytes
    amqp_ssl: Mapping[str, Any] | None = None
    secure_cookies: bool = True
    trusted_proxies: int = 0
    requests_per_address: str | None = None
    call_timeout: float = 5.0
    database_connections: int = 5
    largest_document: int = 5 * 1024 * 1024
    text_checks_per_hour: int = 600
    complaints_per_day: int = 20
    login: LoginSettings = field(default_factory=LoginSettings)
    help_desk: HelpDesk = field(default_factory=HelpDesk)
    closed_at_night: bool = True
    maintenance_hours: MaintenanceHours = HOURS
    access_limits: LimitSettings = field(default_factory=LimitSettings)


def load_settings() -> GatewaySettings:
    """Read the settings file; raises `SettingMissing` or `SettingInvalid` naming the setting."""
    settings = load("gateway")
    secret = settings.text("SECRET").encode()
    if len(secret) < SHORTEST_SECRET:
        raise SettingInvalid(f"SECRET in {settings.path.name} must have at least {SHORTEST_SECRET} characters")
    return GatewaySettings(
        database_url=settings.text("DATABASE_URL"),
        amqp_uri=settings.text("AMQP_URI"),
        secret=secret,
        amqp_ssl=settings.values.get("AMQP_SSL") or None,
        secure_cookies=settings.truth("SECURE_COOKIES", True),
        trusted_proxies=int(settings.number("TRUSTED_PROXIES", 0)),
        requests_per_address=settings.optional("REQUESTS_PER_ADDRESS"),
        call_timeout=settings.number("CALL_TIMEOUT_SECONDS", 5.0),
        database_connections=int(settings.number("DATABASE_CONNECTIONS", 5)),
        largest_document=int(settings.number("DOCUMENT_BYTES", 5 * 1024 * 1024)),
        text_checks_per_hour=int(settings.number("TEXT_CHECKS_PER_HOUR", 600)),
        complaints_per_day=int(settings.number("COMPLAINTS_PER_DAY", 20)),
        login=login_settings(settings),
        help_desk=HelpDesk.from_settings(settings.text),
        closed_at_night=settings.truth("CLOSED_AT_NIGHT", True),
        maintenance_hours=maintenance_hours(settings),
        access_limits=LimitSettings(dt.timedelta(minutes=settings.number("ACCESS_LIMIT_NOTICE_MINUTES", 60))),
    )


def maintenance_hours(settings: Settings) -> MaintenanceHours:
    """The hours of OPS-1. Raises `SettingInvalid` where a night's maintenance would have no length, or a month's last evening begin
    before the site has opened."""
    opens = settings.time_of_day("MAINTENANCE_ENDS_AT", HOURS.opens, after=MIDNIGHT)
    closes = settings.time_of_day("MONTH_END_MAINTENANCE_BEGINS_AT", HOURS.closes_at_months_end, after=opens)
    return MaintenanceHours(opens, closes)


def login_settings(settings: Settings) -> LoginSettings:
    """The amounts of AUT-2, AUT-3 and AUT-6; what the file does not name keeps its default."""
    default = LoginSettings()

    def minutes(name: str, value: dt.timedelta) -> dt.timedelta:
        return dt.timedelta(minutes=settings.number(name, value / dt.timedelta(minutes=1)))

    def limit(name: str, value: Limit) -> Limit:
        return Limit(int(settings.number(name, value.count)), value.window)

    return LoginSettings(
        one_time_password_lasts=minutes("ONE_TIME_PASSWORD_MINUTES", default.one_time_password_lasts),
        wrong_one_time_passwords=int(settings.number("WRONG_ONE_TIME_PASSWORDS", default.wrong_one_time_passwords)),
        omission_lasts=dt.timedelta(
            hours=settings.number("OMISSION_HOURS", default.omission_lasts / dt.timedelta(hours=1))
        ),
        session_lasts=minutes("SESSION_MINUTES", default.session_lasts),
        session_idle=minutes("SESSION_IDLE_MINUTES", default.session_idle),
        logins_per_email=limit("LOGINS_PER_EMAIL", default.logins_per_email),
        logins_per_address=limit("LOGINS_PER_ADDRESS", default.logins_per_address),
        one_time_passwords_per_account=limit("ONE_TIME_PASSWORDS_PER_ACCOUNT", default.one_time_passwords_per_account),
        keys_per_email=limit("KEYS_PER_EMAIL", default.keys_per_email),
        keys_per_address=limit("KEYS_PER_ADDRESS", default.keys_per_address),
        key_tries_per_email=limit("KEY_TRIES_PER_EMAIL", default.key_tries_per_email),
        key_tries_per_address=limit("KEY_TRIES_PER_ADDRESS", default.key_tries_per_address),
        own_passwords_per_account=limit("OWN_PASSWORDS_PER_ACCOUNT", default.own_passwords_per_account),
        confirmations_per_account=limit("CONFIRMATIONS_PER_ACCOUNT", default.confirmations_per_account),
        invitations_per_account=limit("INVITATIONS_PER_ACCOUNT", default.invitations_per_account),
        misuse_reports_per_organization=limit(
            "MISUSE_REPORTS_PER_ORGANIZATION", default.misuse_reports_per_organization
        ),
        misuse_reports_per_address=limit("MISUSE_REPORTS_PER_ADDRESS", default.misuse_reports_per_address),
        registrations_per_email=limit("REGISTRATIONS_PER_EMAIL", default.registrations_per_email),
        registrations_per_address=limit("REGISTRATIONS_PER_ADDRESS", default.registrations_per_address),
        uploads_per_application=limit("UPLOADS_PER_APPLICATION", default.uploads_per_application),
        uploads_per_address=limit("UPLOADS_PER_ADDRESS", default.uploads_per_address),
    )

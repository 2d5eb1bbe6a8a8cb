"""What the use cases of logins work with, and when and from where something is asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from gateway.calls import Services
from gateway.login.rules import LoginSettings
from services.runtime.database import Database


@dataclass(frozen=True)
class Logins:
    """What the use cases work with."""

    database: Database
    services: Services
    secret: bytes
    settings: LoginSettings


@dataclass(frozen=True)
class Occasion:
    """When and from where something is asked for.

    `address`: under what attempts are counted. `device` and `network`: what an account is shown of its own sessions.
    `whence`: the whole network address, for the audit log alone (OPS-3).
    """

    now: dt.datetime
    address: str
    trace: str
    device: str = ""
    network: str = ""
    whence: str | None = None

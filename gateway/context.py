"""What a request's handlers reach for: the gateway's parts, and the request's own trace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from flask import current_app, g

from gateway.calls import Services
from gateway.login.occasion import Logins
from gateway.settings import GatewaySettings

if TYPE_CHECKING:
    from gateway.availability.doors import Doors
    from gateway.routing import Route

EXTENSION = "gateway"


@dataclass(frozen=True)
class Gateway:
    """The parts of one application, made by `create_app`. `routes` holds every route by Flask's name for it."""

    settings: GatewaySettings
    services: Services
    logins: Logins
    doors: Doors
    bus: Any
    routes: dict[str, Route]


def gateway() -> Gateway:
    """The parts of the application that answers this request."""
    return cast(Gateway, current_app.extensions[EXTENSION])


def trace() -> str:
    """The trace ID of this request: 32 hexadecimal digits (W3C Trace Context)."""
    return str(g.trace)

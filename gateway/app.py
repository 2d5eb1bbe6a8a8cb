"""The application: `create_app()` is what gunicorn serves."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_smorest import Blueprint
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter

from gateway import headers, openapi, problems, requests, tracing
from gateway.availability import doors
from gateway.availability.doors import Doors
from gateway.calls import Services
from gateway.context import EXTENSION, Gateway, gateway
from gateway.login.occasion import Logins
from gateway.routes import API
from gateway.routing import register
from gateway.settings import GatewaySettings, load_settings
from services.contracts.errors import CallRefused, ErrorCode
from services.runtime import logging
from services.runtime.database import Database
from services.runtime.rpc_client import RpcClient


class _SeekerNumber(BaseConverter):
    regex = "[0-9]{11}"


class _Day(BaseConverter):
    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


def create_app(settings: GatewaySettings | None = None, bus: Any = None) -> Flask:
    """The gateway's application. Settings come from the environment and the bus from them, unless given.

    Raises `SettingMissing` or `SettingInvalid` naming what is wrong with the settings.
    """
    if settings is None:
        settings = load_settings()
        logging.configure("gateway")
    app = Flask(__name__, static_folder=None)
    app.extensions[EXTENSION] = parts_of(settings, bus or RpcClient(settings.amqp_uri, ssl=settings.amqp_ssl))
    app.config["MAX_CONTENT_LENGTH"] = requests.LARGEST_BODY
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # no route takes OPTIONS: other sites' pages have no business here
    app.url_map.merge_slashes = False  # a path that nearly fits is none of ours, and nobody is redirected
    app.url_map.converters.update(seeker_number=_SeekerNumber, day=_Day)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.trusted_proxies, x_proto=1)  # type: ignore[method-assign]

    tracing.install(app)
    headers.install(app)
    problems.install(app)
    app.before_request(_refuse_what_no_route_names)
    doors.install(app)
    if settings.requests_per_address:
        Limiter(get_remote_address, app=app, default_limits=[settings.requests_per_address], storage_uri="memory://")
    _add_routes(app)
    return app


def parts_of(settings: GatewaySettings, bus: Any) -> Gateway:
    """What the application works with: its own database, the services behind the bus, and which routes it serves."""
    services = Services(bus, timeout=settings.call_timeout)
    database = Database(settings.database_url, pool_size=settings.database_connections, name="gateway")
    logins = Logins(database, services, settings.secret, settings.login)
    routes = {f"{tag}.{route.name}": route for tag, (_, served) in API.items() for route in served}
    site_doors = Doors(
        database, at_night=settings.closed_at_night, hours=settings.maintenance_hours, limits=settings.access_limits
    )
    return Gateway(settings, services, logins, site_doors, bus, routes)


def _add_routes(app: Flask) -> None:
    api = openapi.start(app, app.extensions[EXTENSION].settings.help_desk)
    for tag, (description, routes) in API.items():
        blueprint = Blueprint(tag, __name__, description=description)
        register(blueprint, routes, openapi.described, openapi.path_parameters)
        api.register_blueprint(blueprint)


def _refuse_what_no_route_names() -> None:
    """Deny by default (AUT-7): also what a library may have added to the application."""
    if request.endpoint is not None and request.endpoint not in gateway().routes:
        raise CallRefused(ErrorCode.FORBIDDEN)

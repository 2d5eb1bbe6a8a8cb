"""Whether a service works: asked through its own queue, so that a blocked process can't say yes (reliability.md 8)."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

METHOD = "health"
"""Every service answers `<service>.health`, without a method of its own."""


class Asks(Protocol):
    """The part of `RpcClient` needed here."""

    def ask(self, routing_key: str, kwargs: dict[str, Any], *, timeout: float) -> Any:
        """Call `<service>.<method>`."""


@dataclass(frozen=True)
class Health:
    """What a service says of itself. `database` is None for a service without one."""

    service: str
    release: str
    database: bool | None

    @property
    def ready(self) -> bool:
        """Whether it can do its work."""
        return self.database is not False


def report(service: Any, name: str) -> dict[str, Any]:
    """The answer a service gives; runs inside it."""
    database = getattr(service, "database", None)
    reachable: bool | None = None
    if database is not None:
        try:
            with database.transaction() as connection:
                connection.execute(sa.text("SELECT 1"))
            reachable = True
        except SQLAlchemyError:
            reachable = False
    return {"service": name, "release": os.environ.get("HW_RELEASE", "development"), "database": reachable}


def ask(client: Asks, service: str, *, timeout: float = 2.0) -> Health:
    """Ask a service. Raises `BusUnavailable` or `CallTimedOut` where nobody answers."""
    return Health(**client.ask(f"{service}.{METHOD}", {}, timeout=timeout))


def main(arguments: list[str]) -> int:
    """`health <service>`: exit code 0 where the service answers and can work, 1 where not."""
    from services.runtime import settings
    from services.runtime.rpc_client import BusUnavailable, CallTimedOut, RpcClient

    if len(arguments) != 1:
        sys.stderr.write("usage: python -m services.run health <service>\n")
        return 2
    (service,) = arguments
    config = settings.load(service)
    client = RpcClient(config.text("AMQP_URI"), ssl=config.values.get("AMQP_SSL"))
    try:
        health = ask(client, service)
    except (BusUnavailable, CallTimedOut) as error:
        sys.stdout.write(f"{service}: no answer ({error})\n")
        return 1
    finally:
        client.close()
    sys.stdout.write(f"{health}\n")
    return 0 if health.ready else 1

"""The table of our own processes: what runs in a stack beside PostgreSQL and RabbitMQ."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.stack.ports import listens
from deploy.stack.supervisor import Process

REPOSITORY = Path(__file__).parents[2]
SERVICES = ("registry", "search", "messaging", "compliance", "reporting")


def smtp_process(port: int, folder: Path) -> Process:
    """Return the SMTP server that keeps every mail in ``folder``."""
    return Process(
        "smtp",
        (sys.executable, "-m", "deploy.stack.smtp", str(port), str(folder)),
        environment=plain_environment(),
        folder=REPOSITORY,
        ready=lambda: listens(port),
    )


def our_processes(environment: Mapping[str, Mapping[str, str]], bind: str, ready: Callable[[], bool]) -> list[Process]:
    """Return the services, their helpers and the gateway, in the order of their start.

    ``environment`` holds the settings of each room (the services and ``gateway``); ``bind`` is where the gateway
    listens, ``host:port``; ``ready`` asks it whether all is ready.
    """

    def run(name: str, room: str, *arguments: str) -> Process:
        return Process(name, (sys.executable, "-m", "services.run", *arguments), environment[room], REPOSITORY)

    gunicorn = (*(sys.executable, "-m", "gunicorn", "--config", "deploy/images/gunicorn.conf.py", "--bind", bind),)
    return [
        *(run(service, service, service) for service in SERVICES),
        *(run(f"{room}-relay", room, "relay", room) for room in (*SERVICES, "gateway")),
        run("mailer", "registry", "mailer"),
        run("follower", "search", "follower"),
        run("gateway-consumer", "gateway", "gateway-consumer"),
        Process("gateway", gunicorn, environment["gateway"], REPOSITORY, ready=ready),
    ]


def plain_environment() -> dict[str, str]:
    """Return this process's environment without the settings that are given room by room."""
    private = ("DATABASE_URL", "AMQP_URI")
    kept = {name: value for name, value in os.environ.items() if not name.endswith(private)}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}

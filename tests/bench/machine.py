"""On what was measured, and when: a line above the figures, since only their ratios hold elsewhere."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

import psycopg2

from deploy.stack import postgres


def described(server: str = "", amqp_uri: str = "") -> str:
    """Cores, memory, processor and versions, and the machine's own date."""
    parts = [
        f"{len(os.sched_getaffinity(0))} cores of {_processor()}",
        f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB of memory",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
    ]
    if server:
        parts.append(f"PostgreSQL {_postgres(server)}")
    if amqp_uri:
        parts.append(f"RabbitMQ {_rabbitmq(amqp_uri)}")
    return f"{_date()}: {', '.join(parts)}."


def _date() -> str:
    return subprocess.run(["date", "+%Y-%m-%d %H:%M %Z"], capture_output=True, text=True, check=True).stdout.strip()


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _postgres(server: str) -> str:
    connection = psycopg2.connect(postgres.libpq_url(server))
    number = connection.info.server_version
    connection.close()
    return f"{number // 10_000}.{number % 10_000}"


def _rabbitmq(amqp_uri: str) -> str:
    from kombu import Connection

    with Connection(amqp_uri) as connection:
        return str(connection.connection.server_properties.get("version", "?"))

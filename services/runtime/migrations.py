"""Migrations of each database, run by a command and never when a service starts (architecture.md, decision 2)."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from services.runtime import settings
from services.runtime.database import Database

ADVISORY_LOCK = 7_203_114_001
"""Key of the session lock under which one migration runs at a time in a database."""

ASKED_AGAIN_SECONDS = 0.2

ROOMS_WITH_DATABASES = ("registry", "search", "messaging", "compliance", "reporting", "gateway")


def migrations_folder(service: str) -> Path:
    """Where the versions of a service's or the gateway's database stand."""
    root = Path(__file__).parents[2]
    return (root / "gateway" if service == "gateway" else root / "services" / service) / "migrations"


def migrate(
    service: str, database: Database, say: Callable[[str], None] = lambda _: None, *, target: str = "head"
) -> str:
    """Bring a database to a version, the newest by default; answers that version.

    Right when several run at once: a session advisory lock lets one go first, the others then find nothing to do. Each
    version is a transaction of its own, but for indexes that are built beside writers (services.runtime.indexes).
    """
    script = ScriptDirectory(str(migrations_folder(service)))
    head = script.get_current_head() if target == "head" else target
    if head is None:
        raise RuntimeError(f"{service} has no migrations: add {migrations_folder(service)}/versions/0001_….py")

    config = Config()
    config.set_main_option("script_location", str(migrations_folder(service)))
    with database.engine.connect() as connection:
        _wait_for_our_turn(connection)
        try:

            def upgrade(revision: tuple[str, ...], _context: object) -> list[object]:
                steps = script._upgrade_revs(target, revision)  # type: ignore[arg-type]
                for step in steps:
                    say(f"{service}: {step.revision.revision}")
                return list(steps)

            with EnvironmentContext(config, script, fn=upgrade, destination_rev=target) as environment:
                environment.configure(connection=connection, transaction_per_migration=True)
                with environment.begin_transaction():
                    environment.run_migrations()
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(sa.text("SELECT pg_advisory_unlock(:key)"), {"key": ADVISORY_LOCK})
            connection.commit()
    return head


def _wait_for_our_turn(connection: Connection) -> None:
    """Take the lock, by asking for it again and again.

    A statement that waited for it would be an open transaction, for which an index built beside writers waits: both for ever.
    """
    while not connection.execute(sa.text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_LOCK}).scalar_one():
        connection.commit()
        time.sleep(ASKED_AGAIN_SECONDS)
    connection.commit()


def current_version(database: Database) -> str | None:
    """The version a database is at; None where no migration has run."""
    with database.engine.connect() as connection:
        if connection.execute(sa.text("SELECT to_regclass('alembic_version')")).scalar() is None:
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def main(arguments: list[str]) -> int:
    """`migrate [service…]`: bring the databases of these services, or of all that have migrations, to the newest version."""
    everyone = [name for name in ROOMS_WITH_DATABASES if (migrations_folder(name) / "versions").is_dir()]
    for service in arguments or everyone:
        database = Database(settings.load(service).text("DATABASE_URL"), pool_size=1, name=f"migrate {service}")
        try:
            head = migrate(service, database, say=_say)
        finally:
            database.close()
        sys.stdout.write(f"{service} is at {head}\n")
    return 0

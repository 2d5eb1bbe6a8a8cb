"""A database for the bench: on the server that DATABASE_URL names, else on one of its own, set up as a large one is."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.stack import account, postgres
from deploy.stack.ports import free_port
from deploy.stack.supervisor import Supervisor
from services.runtime.database import Database
from services.runtime.migrations import migrate

GENEROUS = {
    "shared_buffers": "3GB",
    "work_mem": "512MB",
    "maintenance_work_mem": "2GB",
    "max_wal_size": "8GB",
    "effective_cache_size": "10GB",
    "random_page_cost": "1.1",
    "synchronous_commit": "off",
}


@contextmanager
def search_database() -> Iterator[tuple[Database, Path]]:
    """An empty, migrated database of search, and a folder for its index; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-search-") as temporary, _server(Path(temporary)) as server:
        prefix = f"bench{secrets.token_hex(4)}_"
        url = postgres.create_databases(server, {"search": secrets.token_urlsafe()}, prefix)["search"]
        database = Database(url)
        migrate("search", database)
        try:
            yield database, Path(temporary) / "search-index"
        finally:
            database.close()
            postgres.drop_databases(server, [f"{prefix}search"])


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    if os.environ.get("DATABASE_URL"):
        yield postgres.with_driver(os.environ["DATABASE_URL"])
        return
    place = account.make_place(folder, account.servers_account())
    supervisor = Supervisor(folder)
    server = postgres.PrivateServer(
        place, free_port(), secrets.token_urlsafe(), account.servers_account(), settings=GENEROUS
    )
    supervisor.start([server.prepare()])
    try:
        supervisor.wait_until_ready(["postgres"], 60)
        yield server.url
    finally:
        supervisor.stop()
        account.remove_place(place)

"""Feed files made row by row, and what the registry told of them."""

import datetime as dt
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa

from deploy.demo.seeker_people import person
from deploy.demo.seeker_records import record
from services.contracts.registry import SEEKERS_CHANGED
from services.registry.personal_data import PersonalData
from services.registry.schema import outbox
from services.registry.seekers import feed_import
from services.registry.seekers.domain.visibility import VALIDITY_MONTHS
from services.registry.seekers.feed_format import HEADER, write_row
from services.runtime.database import Database
from services.runtime.serialization import loads

NOW = dt.datetime(2026, 6, 10, 1, 0, tzinfo=dt.UTC)
"""A Wednesday, 10:00 in Japan."""
TODAY = dt.date(2026, 6, 10)


def row(index: int, **changed: Any) -> dict[str, Any]:
    """The columns of a seeker's creation, the same for the same index but for what is changed.

    Stated not before its own day of application, and in a month in which an application may last to its `valid_until` (SEE-6).
    """
    random = Random(f"test:{index}")
    provided = record(random, TODAY)
    home = provided["desired_places"][0]["place_code"]
    return {
        "action": "create",
        "source_id": f"T{index:06d}",
        "office_code": f"X{home[:2]}01",
        "provision_choice": "both",
        "my_page_opened": True,
        "terms_version": "2021-12-01",
        "open_to_employers": False,
        **person(random, index, home, TODAY),
        **provided,
        "changed_at": max(provided["registered_at"], *_first_told(**changed)),
        **changed,
    }


def _first_told(applied_on: str = "0000-00-00", valid_until: str | None = None, **_others: Any) -> tuple[str, str]:
    """From when on an office can tell of an application of a day, and of one that lasts to a day (SEE-6)."""
    months = (int(valid_until[:4]) * 12 + int(valid_until[5:7]) - 1 - VALIDITY_MONTHS) if valid_until else 0
    return f"{applied_on}T00:00:00Z", f"{months // 12:04d}-{months % 12 + 1:02d}-01T00:00:00Z"


def end(index: int, at: str, **changed: Any) -> dict[str, Any]:
    """The columns of the end of a seeker's application."""
    return {"action": "end", "source_id": f"T{index:06d}", "changed_at": at, "ended_on": at[:10], **changed}


def feed(path: Path, *rows: dict[str, Any] | str) -> Path:
    """A feed file of rows, or of lines as they are."""
    lines = [one if isinstance(one, str) else write_row(one) for one in rows]
    path.write_text(HEADER + "".join(lines), encoding="utf-8", errors="surrogateescape")
    return path


def bring_in(database: Database, keys: PersonalData, path: Path, **options: Any) -> feed_import.Progress:
    """Import a file."""
    return feed_import.import_file(database, keys, path, now=lambda: NOW, trace="t", **options)


def all_told(database: Database) -> list[dict[str, Any]]:
    """Every state in the outbox, in order."""
    with database.transaction() as connection:
        states = sa.select(outbox.c.body).where(outbox.c.routing_key == SEEKERS_CHANGED.type)
        bodies = connection.execute(states.order_by(outbox.c.seq)).scalars().all()
    return [item for body in bodies for item in loads(body)["data"]["seekers"]]


def told(database: Database) -> dict[str, dict[str, Any]]:
    """The newest state of each seeker in the outbox; versions must have followed each other."""
    newest: dict[str, dict[str, Any]] = {}
    for item in all_told(database):
        known = newest.get(item["seeker_number"])
        assert known is None or item["version"] > known["version"]
        newest[item["seeker_number"]] = item
    return newest

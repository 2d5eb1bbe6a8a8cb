"""The plain peer: the same Flask app, with the search done where the request arrives instead of over a bus.

Served by gunicorn as `tests.bench.http.in_process:create_app()`, with the settings of the gateway and of search.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from gateway import app
from services.contracts.caller import Caller, Role
from services.contracts.search import SEARCH_SEEKERS
from services.runtime import clock, settings
from services.runtime.database import Database
from services.search import queries
from services.search.index.reader import SeekerIndex


class InProcess:
    """Stands where the gateway has its bus."""

    def __init__(self) -> None:
        configuration = settings.load("search")
        self.database = Database(configuration.text("DATABASE_URL"), name="search")
        self.index = SeekerIndex(Path(configuration.text("INDEX_FOLDER")))

    def ask(self, routing_key: str, kwargs: Mapping[str, Any], **_: Any) -> Any:
        """A search, by the same schemas and in a transaction of its own."""
        assert routing_key == SEARCH_SEEKERS.routing_key
        caller = Caller(**{**kwargs["caller"], "role": Role(kwargs["caller"]["role"])})
        request = SEARCH_SEEKERS.request.load(kwargs["request"])
        with self.database.transaction() as connection:
            answer = queries.search_seekers(connection, self.index, caller, request, today=clock.today())
        return SEARCH_SEEKERS.answer.dump(answer)


def create_app() -> Flask:
    """The gateway's own application on this bus."""
    return app.create_app(bus=InProcess())

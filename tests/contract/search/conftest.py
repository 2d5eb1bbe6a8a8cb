"""A read model in a real database, its index in a folder, and organizations that read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from deploy.stack import postgres
from services.contracts.caller import Caller, Role
from services.contracts.search import SearchSeekersAnswer, SearchSeekersRequest
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.search import projections, queries
from services.search.index import generations
from services.search.index.reader import SeekerIndex
from services.search.index.rebuild import catch_up, rebuild
from services.search.index.writer import Writer
from tests.contract.search.records import TODAY, loaded, state

PRIVATE, MUNICIPAL = new_id(), new_id()


class ReadModel:
    """The read model and its index, driven step by step."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database = database
        self.folder = folder
        self.index = SeekerIndex(folder)
        self.random = Random(0)
        self.add_organization(PRIVATE, "private")
        self.add_organization(MUNICIPAL, "municipal")

    def add_organization(self, organization_id: str, class_: str, **changes: Any) -> None:
        known = {"organization_id": organization_id, "version": 1, "class_": class_, "standing": "active"}
        with self.database.transaction() as connection:
            projections.project_organization(connection, {**known, "services": ["offers", "seekers"], **changes})

    def project(self, *states: dict[str, Any]) -> int:
        """Apply seekers' states to the table alone."""
        with self.database.transaction() as connection:
            return projections.project_seekers(connection, loaded(list(states)))

    def add(self, number: int, **changes: Any) -> dict[str, Any]:
        """A seeker open to everybody unless said otherwise; answers the state."""
        added = state(self.random, number, **{"provided_to": ("private", "municipal"), **changes})
        self.project(added)
        return added

    def block(self, seeker_number: str, organization_id: str, *, version: int = 1, blocked: bool = True) -> bool:
        with self.database.transaction() as connection:
            return projections.project_block(
                connection,
                {
                    "seeker_number": seeker_number,
                    "organization_id": organization_id,
                    "version": version,
                    "blocked": blocked,
                },
            )

    def rebuild(self) -> None:
        rebuild(self.database, self.folder)

    def follow(self) -> None:
        """What the follower does once it is woken."""
        name = generations.current(self.folder)
        assert name is not None
        writer = Writer(self.folder, name)
        while catch_up(self.database, writer):
            writer.commit()
        writer.close()

    def search(
        self,
        query: dict[str, Any] | None = None,
        *,
        organization_id: str = PRIVATE,
        today: dt.date = TODAY,
        **request: Any,
    ) -> dict[str, Any]:
        """A search as it comes over the bus and goes back; raises `Refusal`."""
        asked = SearchSeekersRequest().load({"query": query or {}, **request})
        with self.database.transaction() as connection:
            answer = queries.search_seekers(connection, self.index, reader(organization_id), asked, today=today)
        dumped: dict[str, Any] = SearchSeekersAnswer().dump(answer)
        return dumped

    def walk(self, query: dict[str, Any] | None = None, **request: Any) -> list[dict[str, Any]]:
        """All pages of a search, one after the other."""
        pages = [self.search(query, **request)]
        while pages[-1]["cursor"] is not None:
            pages.append(self.search(query, **request, cursor=pages[-1]["cursor"]))
        return pages

    def found(self, query: dict[str, Any] | None = None, **request: Any) -> list[str]:
        """Numbers of all seekers found, in their order."""
        pages = self.walk(query, page_size=50, **request)
        return [hit["seeker_number"] for page in pages for hit in page["hits"]]


def reader(organization_id: str) -> Caller:
    return Caller(Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=organization_id)


@pytest.fixture
def read_model(open_database: Callable[..., Database], tmp_path: Path) -> ReadModel:
    return ReadModel(open_database("search"), tmp_path / "index")


@pytest.fixture(scope="module")
def crowd(databases: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ReadModel, list[dict[str, Any]]]]:
    """A read model of 400 seekers drawn at random, and their states; for tests that only read."""
    name, url = databases.make("search")
    database = Database(url)
    model = ReadModel(database, tmp_path_factory.mktemp("crowd"))
    states = [state(model.random, number) for number in range(1, 401)]
    for start in range(0, len(states), 150):
        model.project(*states[start : start + 150])
    for number in range(7, 401, 7):
        model.block(f"{number:011d}", PRIVATE)
    model.rebuild()
    yield model, states
    database.close()
    postgres.drop_databases(databases.server, [name])

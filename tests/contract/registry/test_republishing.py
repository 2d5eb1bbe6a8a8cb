"""`republish-organizations`: every copy learns anew how organizations are, by a version that is newer than its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from services.contracts.registry import ORGANIZATION_CHANGED
from services.registry import commands
from services.registry.public_list.tables import public_entries
from tests.contract.registry.conftest import Registry


@pytest.fixture
def command(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> Any:
    @contextmanager
    def open_registry(_process: str) -> Iterator[tuple[Any, Any]]:
        yield registry.database, registry.service.tools

    monkeypatch.setattr(commands, "_registry", open_registry)
    return commands.republish_organizations


def told(registry: Registry) -> list[tuple[str, int]]:
    return [(state["organization_id"], state["version"]) for state in registry.published(ORGANIZATION_CHANGED)]


def test_every_organization_is_told_once_a_run_by_a_newer_version(
    registry: Registry, command: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """All of the state stays but the version; the public list is not written anew (REG-14)."""
    ids = sorted(registry.approved(email=f"{name}@example.jp")["organization_id"] for name in "abc")
    before = {state["organization_id"]: state for state in registry.published(ORGANIZATION_CHANGED)}
    listed = registry.count(public_entries)
    assert command(["--batch", "2"]) == 0
    assert told(registry)[3:] == [(organization_id, 2) for organization_id in ids]
    for state in registry.published(ORGANIZATION_CHANGED)[3:]:
        assert state == before[state["organization_id"]] | {"version": 2}
    assert registry.count(public_entries) == listed
    (entry,) = [entry for entry in registry.audited() if entry["action"] == "registry.republish_organizations"]
    assert entry["details"] == {"after": None}
    assert capsys.readouterr().out == "3 organizations told anew\n"


def test_a_run_that_was_stopped_goes_on_after_the_last_it_named(registry: Registry, command: Any) -> None:
    first, second = sorted(registry.approved(email=f"{name}@example.jp")["organization_id"] for name in "ab")
    command(["--after", first])
    assert told(registry)[2:] == [(second, 2)]
    with pytest.raises(SystemExit):
        command(["--after", "no ID"])

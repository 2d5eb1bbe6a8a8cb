"""The settings files, the environment they ask for, and the places that set it, agree with each other."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.stack.postgres import DATABASES
from deploy.stack.processes import REPOSITORY
from deploy.stack.stack import Stack
from services.runtime import settings

CONFIG = settings.CONFIG_FOLDER
READ_BY_NAMEKO = {"max_workers"}


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    stack = Stack(tmp_path)
    yield stack
    stack.forget()


@pytest.mark.parametrize("room", DATABASES)
def test_a_stack_sets_all_that_a_settings_file_asks_for(room: str, stack: Stack) -> None:
    loaded = settings.load(room, stack.environment(room))
    assert loaded.text("DATABASE_URL").startswith("postgresql+psycopg2://")


@pytest.mark.parametrize("room", DATABASES)
def test_a_missing_variable_is_named(room: str) -> None:
    with pytest.raises(settings.SettingMissing, match=f"{room.upper()}_DATABASE_URL"):
        settings.load(room, {})


@pytest.mark.parametrize("room", DATABASES)
def test_no_key_or_password_has_a_default(room: str) -> None:
    text = (CONFIG / f"{room}.yaml").read_text()
    defaults = re.findall(r"\$\{([A-Z0-9_]*(?:_KEYS?|PASSWORD|_URL|_URI)):([^}]+)\}", text)
    assert not defaults, f"take the default out of {room}.yaml: {defaults}"


def test_a_room_gets_no_key_and_no_database_of_another(stack: Stack) -> None:
    private = re.compile(r"(_KEYS?|_DATABASE_URL)$")
    given = {room: {name for name in stack.environment(room) if private.search(name)} for room in DATABASES}
    for room, names in given.items():
        others = set().union(*(given[other] for other in DATABASES if other != room))
        assert not names & others, f"{room} shares {names & others} with another room"


@pytest.mark.parametrize("room", DATABASES)
def test_every_setting_is_read(room: str, stack: Stack) -> None:
    code = "".join(file.read_text() for top in ("services", "gateway") for file in (REPOSITORY / top).rglob("*.py"))
    names = set(settings.load(room, stack.environment(room)).values) - READ_BY_NAMEKO
    unread = {name for name in names if f'"{name}"' not in code}
    assert not unread, f"nobody reads {unread}: take it out of {room}.yaml"


def test_every_setting_that_is_read_stands_in_a_file() -> None:
    """An amount of a rule that no file names can't be found by who may change it."""
    asked = re.compile(r'\b(?:text|number|truth|optional|minutes|limit)\(\s*"([A-Z][A-Z_]+)"')
    files = [file for top in ("services", "gateway") for file in (REPOSITORY / top).rglob("*.py")]
    read = {name for file in files for name in asked.findall(file.read_text())}
    written = set().union(*(re.findall(r"^([A-Za-z_]+):", file.read_text(), re.M) for file in CONFIG.glob("*.yaml")))
    assert "FORM_WITHIN_DAYS" in read
    assert not read - written, f"add {sorted(read - written)} to a file of deploy/config, with unit and rule"


def test_a_variable_has_the_same_default_in_every_file() -> None:
    """Two rooms that read one setting go by one amount, also where nobody sets it."""
    defaults: dict[str, set[str]] = {}
    for file in CONFIG.glob("*.yaml"):
        for name, default in re.findall(r"\$\{([A-Z][A-Z0-9_]*):([^}]*)\}", file.read_text()):
            defaults.setdefault(name, set()).add(default)
    assert "DISPATCHES_A_DAY" in defaults
    differing = {name: sorted(values) for name, values in defaults.items() if len(values) > 1}
    assert not differing, f"give each of these one default in deploy/config: {differing}"


def test_every_settings_file_belongs_to_a_room() -> None:
    assert sorted(file.stem for file in CONFIG.glob("*.yaml")) == sorted(DATABASES)

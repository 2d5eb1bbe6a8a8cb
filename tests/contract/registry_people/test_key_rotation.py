"""SEE-2: keys are rotated by command while everything runs; nothing is left under the old one, and all is read as before."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from services.contracts.registry import SHOW_APPLICATION, SHOW_MY_RECORD
from services.registry.key_rotation import rotation
from services.registry.key_rotation.sealed import SEALED
from services.registry.personal_data import NotOurs, PersonalData
from services.registry.seekers.tables import seeker_persons
from services.registry.seekers.usecases import email_for_mail
from tests.contract.registry.conftest import Registry, staff
from tests.contract.registry.conftest import environment as environment
from tests.contract.registry_people.conftest import BringIn, register, registration, seeker
from tests.contract.registry_seekers import feeds

LOOKUP = b"\x01" * 32
BOTH = PersonalData({"new": b"n" * 32, "test": bytes(32)}, LOOKUP)
NEW_ALONE = PersonalData({"new": b"n" * 32}, LOOKUP)


def left(registry: Registry, keys: PersonalData = BOTH) -> dict[str, dict[str, int]]:
    with registry.database.transaction() as connection:
        return rotation.left(connection, keys)


@pytest.fixture
def number(registry: Registry, bring_in: BringIn) -> str:
    """Rows in the tables that people write to most."""
    registry.approved()
    bring_in(1)
    return register(registry)


def test_all_is_sealed_anew_and_read_under_the_new_key_alone(registry: Registry, number: str) -> None:
    before = left(registry)
    assert set(before) >= {"seeker_persons.key_id", "accounts.email_key_id", "applications.persons_key_id"}
    assert rotation.rotate(registry.database, BOTH)["seeker_persons.key_id"] == 2
    assert left(registry) == {}
    object.__setattr__(registry.service.tools, "personal_data", NEW_ALONE)
    assert registry.log_in(registration()["email"], "a new and long password")["seeker_number"] == number
    assert registry.call(SHOW_MY_RECORD, seeker(number))["seeker_number"] == number
    assert registry.mails()[-1].to == registration()["email"]
    with registry.database.transaction() as connection:
        application_id = connection.execute(sa.text("SELECT application_id FROM applications")).scalar()
        read = email_for_mail(connection, NEW_ALONE, number, purpose="test", now=registry.now, trace="t")
    assert read == registration()["email"]
    assert registry.call(SHOW_APPLICATION, staff(), application_id=str(application_id))


def test_a_rotation_that_was_stopped_goes_on_and_a_second_one_finds_nothing(registry: Registry, number: str) -> None:
    class Stopped(Exception):
        pass

    def stop(name: str, rows: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        rotation.rotate(registry.database, BOTH, watch=stop)
    assert "seeker_persons.key_id" not in left(registry)
    assert left(registry)
    rotation.rotate(registry.database, BOTH)
    assert set(rotation.rotate(registry.database, BOTH).values()) == {0}


def test_a_row_that_somebody_holds_is_passed_by_and_named_as_left(registry: Registry, number: str) -> None:
    with registry.database.transaction() as holder:
        holder.execute(sa.select(seeker_persons).where(seeker_persons.c.seeker_number == number).with_for_update())
        rotation.rotate(registry.database, BOTH)
        assert left(registry) == {"seeker_persons.key_id": {"test": 1}}
    rotation.rotate(registry.database, BOTH)
    assert left(registry) == {}


def test_a_row_under_a_key_that_nobody_knows_stops_the_rotation(registry: Registry, number: str) -> None:
    with pytest.raises(NotOurs, match="no key test"):
        rotation.rotate(registry.database, NEW_ALONE)


def test_the_batches_walk_over_a_table_whose_key_has_two_columns(registry: Registry, number: str) -> None:
    """Managers are named by organization and duty."""
    small = next(one for one in SEALED if one.table.name == "organization_managers")
    object.__setattr__(small, "rows_a_batch", 1)
    try:
        assert rotation.rotate(registry.database, BOTH)[small.name] >= 2
    finally:
        object.__setattr__(small, "rows_a_batch", 200)
    assert left(registry) == {}


def test_the_command_rotates_verifies_and_says_what_is_left(
    environment: dict[str, str], tmp_path: Path, fresh_database
) -> None:
    old, new = (base64.b64encode(one * 32).decode() for one in (b"o", b"n"))

    def run(keys: str, *arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "services.run", *arguments],
            env={**environment, "PERSONAL_DATA_KEYS": keys},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    file = feeds.feed(tmp_path / "f.csv", feeds.row(1, changed_at="2026-06-09T00:00:00Z"))
    assert run(f"old:{old}", "import-seekers", str(file))[0] == 0
    code, said = run(f"new:{new},old:{old}", "rotate-keys", "--verify")
    assert (code, "seeker_persons.key_id: 1 rows left under key old" in said) == (1, True)
    code, said = run(f"new:{new}", "rotate-keys")
    assert (code, "no key old" in said) == (2, True)
    code, said = run(f"new:{new},old:{old}", "rotate-keys")
    assert (code, "everything is sealed under key new" in said) == (0, True)
    assert run(f"new:{new}", "rotate-keys", "--verify")[0] == 0

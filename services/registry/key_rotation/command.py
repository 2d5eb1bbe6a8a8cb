"""`python -m services.run rotate-keys [--verify]`: seal personal data anew under the first key of PERSONAL_DATA_KEYS (SEE-2).

Reads keep working meanwhile, and the same command again goes on where it was stopped. Exit code: 0 nothing is left under an
older key, 1 something is (it is told), 2 a row's key is not known. `--verify` changes nothing. docs/operations.md, Keys.
"""

from __future__ import annotations

import argparse
import sys
import time

from tqdm import tqdm

from services.contracts.caller import SYSTEM
from services.registry import personal_data
from services.registry.key_rotation import rotation
from services.runtime import audit, clock, settings
from services.runtime.database import Database
from services.runtime.identifiers import new_id

PAUSE_SECONDS = 1.0


def main(arguments: list[str]) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m services.run rotate-keys", description=__doc__)
    parser.add_argument("--verify", action="store_true", help="only say what is left under older keys")
    given = parser.parse_args(arguments)
    loaded = settings.load("registry")
    database = Database(loaded.text("DATABASE_URL"), pool_size=1, name="rotate-keys")
    keys = personal_data.from_settings(loaded)
    try:
        if not given.verify:
            _rotate(database, keys)
        return _tell_left(database, keys)
    except personal_data.NotOurs as error:
        sys.stderr.write(f"{error}\n")
        return 2
    finally:
        database.close()


def _rotate(database: Database, keys: personal_data.PersonalData) -> None:
    with database.transaction() as connection:
        total = sum(sum(found.values()) for found in rotation.left(connection, keys).values())
    with tqdm(total=total, unit=" rows", desc="rotate", disable=not sys.stderr.isatty()) as bar:

        def watch(name: str, rows: int) -> None:
            bar.set_postfix_str(name, refresh=False)
            bar.update(rows)

        done = rotation.rotate(database, keys, watch=watch, pause=lambda: time.sleep(PAUSE_SECONDS))
    with database.transaction() as connection:
        audit.record(
            connection,
            action="registry.rotate_keys",
            subject=("key", keys.current_key),
            caller=SYSTEM,
            now=clock.now(),
            trace=new_id(),
            details={"rows": sum(done.values())},
        )
    for name, rows in done.items():
        sys.stdout.write(f"{name}: {rows} rows sealed anew\n")


def _tell_left(database: Database, keys: personal_data.PersonalData) -> int:
    with database.transaction() as connection:
        found = rotation.left(connection, keys)
    for name, by_key in found.items():
        for key_id, rows in by_key.items():
            sys.stdout.write(f"{name}: {rows} rows left under key {key_id}\n")
    if not found:
        sys.stdout.write(f"everything is sealed under key {keys.current_key}\n")
    return 1 if found else 0

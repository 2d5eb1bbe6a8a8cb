"""`python -m services.run parking`: messages that wait for a person, in an operator's hands; each use is in the audit log.

It needs compliance's settings: the broker's, and the database in whose outbox the entries are written (reliability.md 4,
OPS-3). An entry is committed before anything is shown or done, so that nothing is done without one; where the tool dies
in between, there is an entry of a use that did not happen.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence

from services.contracts.caller import Caller, Role
from services.runtime import audit, clock, logging, settings
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.parking import Parked, Parking


def main(arguments: list[str]) -> int:
    """`parking list | show <id>… | republish <id>… | drop <id>…`; `--all` instead of IDs."""
    parser = argparse.ArgumentParser(prog="python -m services.run parking", description=main.__doc__)
    parser.add_argument("action", choices=["list", "show", "republish", "drop"])
    parser.add_argument("ids", nargs="*", metavar="id")
    parser.add_argument("--all", action="store_true", help="every parked message")
    options = parser.parse_args(arguments)
    if options.action != "list" and not options.ids and not options.all:
        parser.error("name the messages by their IDs, or say --all")
    config = settings.load("compliance")
    logging.configure("parking")
    parking = Parking(config.text("AMQP_URI"), ssl=config.values.get("AMQP_SSL"))
    ids = frozenset(options.ids)
    chosen = [parked for parked in parking.all() if parked.chosen_by(ids)]
    database = Database(config.text("DATABASE_URL"), pool_size=1, name="parking")
    try:
        _record(database, options.action, chosen)
    finally:
        database.close()
    if options.action in {"list", "show"}:
        for parked in chosen:
            sys.stdout.write(f"{parked.message_id}\t{parked.queue}\t{parked.attempts}\t{parked.reason}\n")
            if options.action == "show":
                sys.stdout.write(f"{parked.body.decode(errors='backslashreplace')}\n")
        return 0
    # What is parked from now on is in no entry, so it stays, --all or not.
    written_down = frozenset(parked.message_id for parked in chosen)
    act = parking.republish if options.action == "republish" else parking.drop
    done = act(written_down) if written_down else []
    sys.stdout.write(f"{len(done)}\n")
    return 0 if len(done) >= len(ids) else 1


def _record(database: Database, action: str, chosen: Sequence[Parked]) -> None:
    """An entry a message, of a list one alone: which message, from which queue, by which account of the machine."""
    caller = Caller(role=Role.OPERATIONS)
    trace, operator = new_id(), audit.as_code(getpass.getuser())
    subjects = [("run", trace, "")] if action == "list" else [("event", p.message_id, p.queue) for p in chosen]
    with database.transaction() as connection:
        for kind, identifier, queue in subjects:
            audit.record(
                connection,
                action=f"compliance.parking_{action}",
                subject=(kind, audit.as_code(identifier) or "unnamed"),
                caller=caller,
                now=clock.now(),
                trace=trace,
                details={"operator": operator, "queue": audit.as_code(queue)},
            )

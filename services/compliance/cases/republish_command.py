"""`python -m services.run republish-cases`: messaging is told anew of every open case, with what events carry now (MSG-14).

Needs compliance's settings. In batches, a transaction each; stopped anywhere it can be begun again, or go on after the last ID
it named. Right beside all that goes on: it locks nothing, and who is told takes the newest, and a closing in any case.
"""

from __future__ import annotations

import argparse
import sys
from uuid import UUID

from services.compliance.cases import storage
from services.contracts.caller import SYSTEM
from services.contracts.compliance import CASE_CHANGED
from services.runtime import audit, clock, logging, settings
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.outbox import publish_all

_BATCH = 100


def main(arguments: list[str]) -> int:
    """`republish-cases`: tell messaging anew of every open case. For copies made when events did not carry the ground."""
    parser = argparse.ArgumentParser(prog="republish-cases", description=main.__doc__)
    parser.add_argument("--after", type=_id, help="go on after this case, the last that an earlier run named")
    parser.add_argument("--batch", type=int, default=_BATCH, choices=range(1, 1_001), metavar="1-1000")
    asked = parser.parse_args(arguments)
    logging.configure("republish-cases")
    database = Database(settings.load("compliance").text("DATABASE_URL"), pool_size=1, name="republish-cases")
    try:
        told = republish(database, asked.after, asked.batch)
    finally:
        database.close()
    sys.stdout.write(f"{told} open cases told anew\n")
    return 0


def republish(database: Database, after: str | None, batch: int) -> int:
    """Tell of the open cases after an ID; answers how many they were. One entry of the audit log a run (OPS-3)."""
    last, told, run = after, 0, new_id()
    while True:
        with database.transaction() as connection:
            if told == 0:
                audit.record(
                    connection,
                    action="compliance.republish_cases",
                    subject=("run", run),
                    caller=SYSTEM,
                    now=clock.now(),
                    trace=run,
                    details={"after": after},
                )
            found = storage.open_cases(connection, after=last, limit=batch)
            changes = [(case.case_id, vars(case)) for case in found]
            publish_all(connection, CASE_CHANGED, changes, now=clock.now(), trace=run)
        if not found:
            return told
        last, told = found[-1].case_id, told + len(found)
        sys.stderr.write(f"{told} told, the last {last}\n")


def _id(text: str) -> str:
    return str(UUID(text))

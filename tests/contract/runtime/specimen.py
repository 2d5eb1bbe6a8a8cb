"""A service to try the runtime on: one method and one handler for each thing that can go right or wrong.

Its name comes from the environment, so that every test has queues of its own. Run as
`python -m tests.contract.runtime.specimen serve|relay`.
"""

import json
import os
import sys
from enum import Enum
from typing import Any

import sqlalchemy as sa
from marshmallow import fields

from services.contracts.caller import Role
from services.contracts.errors import ErrorCode
from services.contracts.events import Event
from services.contracts.fields import Strict, Text
from services.contracts.operations import Operation
from services.runtime.claims import claims_table
from services.runtime.database import new_metadata
from services.runtime.duties import duty_table
from services.runtime.idempotency import idempotency_table
from services.runtime.inbox import inbox_table
from services.runtime.outbox import outbox_table

NAME = os.environ.get("SPECIMEN_NAME", "specimen")
LADDER = [0.2, 0.3]
TICK = 0.5

metadata = new_metadata()
outbox_table(metadata)
inbox_table(metadata)
idempotency_table(metadata)
claims_table(metadata)
duty_table(metadata)
effects = sa.Table(
    "effects",
    metadata,
    sa.Column("number", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("what", sa.Text, nullable=False),
)
attempts = sa.Table("attempts", metadata, sa.Column("what", sa.Text, nullable=False))


class Note(Strict):
    what = Text(required=True, shortest=1, longest=100)
    seconds = fields.Decimal(as_string=True, load_default=None)


class Count(Strict):
    count = fields.Integer(required=True)


class Happening(Strict):
    what = Text(required=True, longest=100)
    failures = fields.Integer(required=True)
    seconds = fields.Integer(required=True)


def operation(name: str, **options: Any) -> Operation:
    return Operation(NAME, name, Note(), Count(), frozenset(Role), **options)


WRITE = operation("write", changes=True)
WRITE_AS_MINISTRY = Operation(NAME, "write_as_ministry", Note(), Count(), frozenset({Role.MINISTRY}), changes=True)
PAUSE = operation("pause")
QUERY_FOR_LONG = operation("query_for_long")
FAIL = operation("fail", changes=True)
REFUSE = operation("refuse", changes=True)
REFUSE_UNKNOWN = operation("refuse_unknown")
ANSWER_WRONGLY = operation("answer_wrongly", changes=True)
ANNOUNCE = operation("announce", changes=True)
ASK_ANOTHER = operation("ask_another", changes=True)
NOTE_FIRST = operation("note_first", changes=True)
WRITE_IN_PARTS = operation("write_in_parts", changes=True)

HAPPENED = Event("happened", 1, NAME, "fact", Happening())


class Reason(Enum):
    TOO_MANY = "mapped to a code"
    FORGOTTEN = "not mapped"


def _service() -> type:
    import eventlet

    from services.runtime import outbox
    from services.runtime.entrypoints import AskingProvider, DatabaseProvider, NoAnswer, every, on, serve
    from services.runtime.refusal import Refusal
    from services.runtime.work import ReceivedEvent, Work

    def write(work: Work, what: str) -> dict[str, int]:
        work.connection.execute(effects.insert().values(what=what))
        return {"count": work.connection.execute(sa.select(sa.func.count()).select_from(effects)).scalar_one()}

    def learn_from_another(service: Any, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """What the other one says of `what`, a service and its method, within two seconds."""
        other, _, method = request["what"].partition(".")
        question = Operation(other, method, Note(), Count(), frozenset(Role))
        try:
            asked = {"what": "asked", "seconds": request["seconds"]}
            answer = service.asker.ask(question, asked, work.caller, seconds=2.0, trace=work.trace)
        except NoAnswer as none:
            raise Refusal(Reason.TOO_MANY, "/what", code=none.code) from none
        return {"what": f"answered {answer['count']}"}

    def noted_first(service: Any, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """A transaction of its own, which stays whatever becomes of the request."""
        write(work, f"first {request['what']}")
        work.commit()
        if request["what"] == "refused":
            raise Refusal(Reason.TOO_MANY, "/what")
        return request

    def part_written(service: Any, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """A part, committed by itself long before the rest."""
        write(work, f"part of {request['what']}")
        work.commit()
        eventlet.sleep(float(request["seconds"]))
        return request

    class Specimen:
        name = NAME
        database = DatabaseProvider()
        asker = AskingProvider()
        refusals = {Reason.TOO_MANY: ErrorCode.DAILY_CAP_REACHED}  # noqa: RUF012

        @serve(WRITE)
        def write(self, work: Work, request: dict[str, Any]) -> dict[str, int]:
            return write(work, request["what"])

        @serve(WRITE_AS_MINISTRY)
        def write_as_ministry(self, work: Work, request: dict[str, Any]) -> dict[str, int]:
            return write(work, request["what"])

        @serve(PAUSE)
        def pause(self, work: Work, request: dict[str, Any]) -> dict[str, int]:
            with self.database.transaction() as connection:
                connection.execute(attempts.insert().values(what=request["what"]))
            eventlet.sleep(float(request["seconds"]))
            return {"count": 0}

        @serve(QUERY_FOR_LONG)
        def query_for_long(self, work: Work, request: dict[str, Any]) -> dict[str, int]:
            work.connection.execute(sa.text("SELECT pg_sleep(:s)"), {"s": float(request["seconds"])})
            return {"count": 0}

        @serve(FAIL)
        def fail(self, work: Work, request: dict[str, Any]) -> dict[str, int]:
            write(work, request["what"])
            raise RuntimeError("a secret in the text of an exception")

        @serve(REFUSE)
        def refuse(self, work: Work, request: dict[str, Any]) -> dict[str, int]:
            write(work, request["what"])
            raise Refusal(Reason.TOO_MANY, "/what", left=0)

        @serve(REFUSE_UNKNOWN)
        def refuse_unknown(self, work: Work, request: dict[str, Any]) -> dict[str, int]:
            raise Refusal(Reason.FORGOTTEN)

        @serve(ANSWER_WRONGLY)
        def answer_wrongly(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
            write(work, request["what"])
            return {"count": "no number"}

        @serve(ASK_ANOTHER, beforehand=learn_from_another)
        def ask_another(self, work: Work, request: dict[str, Any]) -> dict[str, int]:
            return write(work, request["what"])

        @serve(NOTE_FIRST, beforehand=noted_first)
        def note_first(self, work: Work, request: dict[str, Any]) -> dict[str, int]:
            write(work, request["what"])
            raise RuntimeError("after the first was kept")

        @serve(WRITE_IN_PARTS, beforehand=part_written, alone=True)
        def write_in_parts(self, work: Work, request: dict[str, Any]) -> dict[str, int]:
            return write(work, request["what"])

        @serve(ANNOUNCE)
        def announce(self, work: Work, request: dict[str, Any]) -> dict[str, int]:
            data = {"what": request["what"], "failures": 0, "seconds": 0}
            outbox.publish(work.connection, HAPPENED, subject="s", data=data, now=work.now, trace=work.trace)
            return {"count": 1}

        @on(HAPPENED)
        def on_happened(self, work: Work, event: ReceivedEvent) -> None:
            what = event.data["what"]
            with self.database.transaction() as connection:
                connection.execute(attempts.insert().values(what=what))
                made = connection.execute(sa.select(sa.func.count()).where(attempts.c.what == what)).scalar_one()
            work.connection.execute(effects.insert().values(what=what))
            eventlet.sleep(event.data["seconds"])
            if made <= event.data["failures"]:
                raise RuntimeError("not yet")

        @every(TICK)
        def tick(self, work: Work) -> int:
            return work.connection.execute(attempts.insert().values(what="tick")).rowcount

    return Specimen


def main() -> int:
    config = json.loads(os.environ["SPECIMEN_CONFIG"])
    from services.runtime import logging

    logging.configure(NAME)
    if sys.argv[1] == "relay":
        from services.runtime import relay

        return relay.serve(NAME, config)
    from services.runtime.launcher import serve_forever

    return serve_forever(_service(), config)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        import eventlet

        eventlet.monkey_patch()
    sys.exit(main())

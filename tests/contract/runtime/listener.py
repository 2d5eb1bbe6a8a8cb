"""A service that answers requests and hears three events, to see in which order it begins to consume.

Run as `python -m tests.contract.runtime.listener`; its name and settings come from the environment, as the specimen's.
"""

import json
import os
import sys
from typing import Any

from services.contracts.caller import Role
from services.contracts.events import Event
from services.contracts.operations import Operation
from tests.contract.runtime.specimen import Count, Happening, Note

NAME = os.environ.get("SPECIMEN_NAME", "listener")
SOURCE = f"{NAME}_source"
HEARD = tuple(Event(type_, 1, SOURCE, "fact", Happening()) for type_ in ("first", "second", "third"))
ASK = Operation(NAME, "ask", Note(), Count(), frozenset(Role))


def _service() -> type:
    from services.runtime.entrypoints import on, serve
    from services.runtime.work import ReceivedEvent, Work

    class Listener:
        name = NAME

        @serve(ASK)
        def ask(self, work: Work, request: dict[str, Any]) -> dict[str, int]:
            return {"count": 1}

        @on(HEARD[0])
        def on_first(self, work: Work, event: ReceivedEvent) -> None:
            """Nothing is sent."""

        @on(HEARD[1])
        def on_second(self, work: Work, event: ReceivedEvent) -> None:
            """Nothing is sent."""

        @on(HEARD[2])
        def on_third(self, work: Work, event: ReceivedEvent) -> None:
            """Nothing is sent."""

    return Listener


if __name__ == "__main__":
    import eventlet

    eventlet.monkey_patch()
    from services.runtime import logging
    from services.runtime.launcher import serve_forever

    logging.configure(NAME)
    sys.exit(serve_forever(_service(), json.loads(os.environ["SPECIMEN_CONFIG"])))

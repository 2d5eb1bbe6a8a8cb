"""A stand-in for the registry where it is asked for the own name in a seeker's text (MSG-8)."""

from typing import Any

from services.contracts.caller import Caller
from services.contracts.operations import Operation
from services.runtime.entrypoints import NoAnswer


class StandInRegistry:
    """What the registry is asked by messaging and compliance: whose own name stands in a text. `down`: it does not answer."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.down = False
        self.asked: list[tuple[Operation, Caller, float]] = []

    def ask(
        self, operation: Operation, request: dict[str, Any], caller: Caller, *, seconds: float, trace: str
    ) -> dict[str, Any]:
        self.asked.append((operation, caller, seconds))
        if self.down:
            raise NoAnswer
        name, text = self.names.get(str(caller.seeker_number)), request["text"]
        at = text.find(name) if name else -1
        return {"places": [] if name is None or at < 0 else [{"kind": "name", "start": at, "end": at + len(name)}]}

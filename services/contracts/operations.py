"""What a service answers: one `Operation` an RPC method, with the schemas of request and answer."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import Schema

from services.contracts.caller import Caller, Role
from services.contracts.fields import as_taken


@dataclass(frozen=True)
class Operation:
    """One RPC method of a service.

    `changes`: whether it writes; then an idempotency key is honoured (reliability.md 5), unless `keyed` is False: where what
    the request carries can be used but once anyway, such as a mailed key.
    `unaudited`: why a change leaves no entry of its own in the audit log (OPS-3); every other one does.
    `scope`: what a machine client's token must be for (AUT-8); "" where any token will do.
    `answer_kept`: False where the answer holds a secret; then it is not stored, and a repetition is told `already_done`.
    """

    service: str
    name: str
    request: Schema
    answer: Schema
    roles: frozenset[Role]
    changes: bool = False
    keyed: bool = True
    answer_kept: bool = True
    unaudited: str = ""
    scope: str = ""

    def __post_init__(self) -> None:
        """Texts of the answer were taken before and are not looked at again."""
        as_taken(self.answer)

    def admits(self, caller: Caller) -> bool:
        """Whether the caller's role may ask this, and a machine client's token is for it (AUT-7, AUT-8)."""
        if caller.role not in self.roles:
            return False
        return caller.role is not Role.MACHINE or not self.scope or self.scope in (caller.scopes or "").split()

    @property
    def routing_key(self) -> str:
        """Where nameko listens for it."""
        return f"{self.service}.{self.name}"

"""What a service answers: one `Operation` an RPC method, with the schemas of request and answer."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import Schema

from services.contracts.caller import Role


@dataclass(frozen=True)
class Operation:
    """One RPC method of a service.

    `changes`: whether it writes; then an idempotency key is honoured (reliability.md 5), unless `keyed` is False: where what
    the request carries can be used but once anyway, such as a mailed key.
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

    @property
    def routing_key(self) -> str:
        """Where nameko listens for it."""
        return f"{self.service}.{self.name}"

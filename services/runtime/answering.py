"""In what order a request is answered: the gate, its turn, what was done before, what comes beforehand, and the effect, once."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from typing import Any, TypeVar

from services.contracts.caller import Caller
from services.contracts.operations import Operation
from services.runtime import claims
from services.runtime.idempotency import KeyedRequest, once, scope_of, seen
from services.runtime.work import Work

Beforehand = Callable[[Any, Work, dict[str, Any]], dict[str, Any]]
"""Of a service, a work whose transaction has not begun, and a request: what the method is given in the request's place."""

Reply = TypeVar("Reply")


def under_key(
    operation: Operation, caller: Caller, key: str | None, request: Any, hash_key: bytes
) -> KeyedRequest | None:
    """A change as it is known by when it is repeated; None for a read, and for what came without a key."""
    if key is None or not operation.changes:
        return None
    return KeyedRequest(scope_of(caller.account_id, operation.routing_key), key, request, hash_key)


@dataclass(frozen=True)
class Steps:
    """What stands around the method of an operation; `entrypoints.rpc.serve` says what `beforehand` and `alone` are for."""

    operation: Operation
    beforehand: Beforehand | None = None
    alone: bool = False

    def answer(
        self,
        service: Any,
        work: Work,
        request: dict[str, Any],
        *,
        asked: KeyedRequest | None,
        seconds: float,
        effect: Callable[[dict[str, Any]], dict[str, Any]],
        reply: Callable[[dict[str, Any]], Reply],
    ) -> Reply:
        """The reply to a request, from this run or from an earlier one under the same key; commits and closes the work.

        `asked` is the request as `under_key` names it, `request` as the operation's schema loads it; `effect` is given it as
        `beforehand` leaves it, in the work's transaction; `reply` makes of the answer what is sent, and what it can't make is
        not committed. `seconds` is what the caller still waits. The gate is what a service asks of every request before it
        looks at one, also of a repeated one. Raises `Refusal` as gate, `beforehand`, `effect` and `once` do.
        """
        gate = getattr(service, "gate", None)
        if gate is not None:
            gate(work, self.operation)
        if not self.operation.keyed:
            asked = None
        with self._turn(work, asked, seconds), closing(work):
            if asked is not None and self.beforehand is not None:
                with work.database.reading() as connection:
                    earlier = seen(connection, asked)
                if earlier is not None:
                    return reply(earlier)
            prepared = request if self.beforehand is None else self.beforehand(service, work, request)
            if asked is None:
                answer = effect(prepared)
            else:
                kept = self.operation.answer_kept
                answer = once(work.connection, asked, keep_answer=kept, now=work.now, effect=lambda: effect(prepared))
            sent = reply(answer)
            work.commit()
            return sent

    def _turn(self, work: Work, asked: KeyedRequest | None, seconds: float) -> AbstractContextManager[None]:
        if asked is None or not self.alone:
            return nullcontext()
        return claims.alone(work.database, scope=asked.scope, key=asked.key, seconds=seconds)

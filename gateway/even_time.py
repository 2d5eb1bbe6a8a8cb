"""Answers that leave at one moment, whatever the work behind them takes (AUT-6).

Whether an address is somebody's shows in what is done for it: a key is written, a mail sealed. So the work goes on outside
the request, and the answer, which is the same for all, neither waits for it nor leaves before its moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from flask import Response, g

from gateway.answers import ANSWERED_AFTER_SECONDS, answer_json
from services.contracts.errors import CallRefused, ErrorCode
from services.runtime.logging import failure, get_logger

_log = get_logger(__name__)
_WORKERS = ThreadPoolExecutor(32, "outside-the-request")
"""Started by the first work, so after a worker process was forked."""
SAME_FOR_ALL = frozenset({ErrorCode.SERVICE_UNAVAILABLE})
"""What may be told instead: that nobody can be served says nothing of an address."""


def answer_while_working(work: Callable[[], Any], answer: Mapping[str, Any], status: int) -> Response:
    """Begin the work, and give the answer at its moment; `work` may use nothing of the request's context.

    What becomes of the work later is logged; a person whose mail does not come asks again. Raises `CallRefused` of
    `SAME_FOR_ALL` where the work has failed so by then.
    """
    begun = _WORKERS.submit(work)
    begun.add_done_callback(_log_failure)
    time.sleep(max(0.0, ANSWERED_AFTER_SECONDS - (time.perf_counter() - g.started)))
    if begun.done():
        refusal = begun.exception()
        if isinstance(refusal, CallRefused) and refusal.code in SAME_FOR_ALL:
            raise refusal
    return answer_json(answer, status)


def _log_failure(done: Future[Any]) -> None:
    error = done.exception()
    if error is not None:
        _log.error("work_outside_the_request_failed", **failure(error))

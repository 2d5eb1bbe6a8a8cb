"""Structured logs: one JSON object a line, a fixed event name plus fields, the trace ID bound (style.md, habit 10).

Never personal data, never a body.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import traceback
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

from services.runtime import clock


def _stamp(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event["at"] = clock.now().isoformat().replace("+00:00", "Z")
    return event


class _Lines(structlog.WriteLogger):
    """A logger of this name, whose lines go to standard error; work goes on where nobody takes them any more."""

    def __init__(self, name: str) -> None:
        super().__init__(sys.stderr)
        self.name = name

    def msg(self, message: str) -> None:
        """Write a line."""
        with contextlib.suppress(OSError, ValueError):  # the latter of a stream that is closed
            super().msg(message)

    log = debug = info = warn = warning = fatal = failure = err = error = critical = exception = msg


def configure(process: str, level: str = "INFO") -> None:
    """Send the logs of this process, those of libraries too, as JSON lines to standard error."""

    def name_process(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        # Not bound as a context variable: green threads begin with none.
        event["process"] = process
        return event

    shared: list[Any] = [
        name_process,
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        _stamp,
        structlog.processors.format_exc_info,
    ]
    # Our own lines go out at once: through the standard library's handlers each takes more than twice as long (decision 203).
    as_json = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, as_json],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=_Lines,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                as_json,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("amqp", "kombu", "nameko", "faker"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.contextvars.clear_contextvars()


def get_logger(name: str) -> Any:
    """A logger; call it as `log.info("event_name", field=value)`."""
    return structlog.get_logger(name)


def failure(error: BaseException) -> dict[str, Any]:
    """An error as fields for a log line: its type, its database code, and where it came from, innermost last.

    Not its text: database errors quote the values of the row they refuse, and others quote what they were given.
    """
    frames = traceback.extract_tb(error.__traceback__)
    fields = {
        "error": type(error).__qualname__,
        "where": [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames[-8:]],
    }
    code = getattr(getattr(error, "orig", None), "pgcode", None)
    return fields if code is None else {**fields, "pgcode": code}


def bind_trace(trace: str) -> None:
    """Put the trace ID on every line that this thread or green thread logs from now on."""
    structlog.contextvars.bind_contextvars(trace=trace)

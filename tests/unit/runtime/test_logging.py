"""Lines of our processes: one JSON object each, whoever writes it (style.md, habit 10)."""

from __future__ import annotations

import json
import subprocess
import sys

WRITES = """
import logging as library, sys
from services.runtime import logging
logging.configure("registry", "INFO")
log = logging.get_logger("services.registry.x")
logging.bind_trace("trace-1")
log.info("password_accepted", account_id="あ")
log.debug("nobody_asked")
try:
    1 / 0
except ZeroDivisionError:
    log.error("failed", exc_info=True)
library.getLogger("library").warning("it is %s", "late")
library.getLogger("kombu").info("noise")
sys.stdout.write("done")
"""


def written() -> list[dict[str, str]]:
    done = subprocess.run([sys.executable, "-c", WRITES], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_every_line_is_an_object_with_process_logger_level_and_trace() -> None:
    ours, failure, library = written()
    common = {"process": "registry", "trace": "trace-1"}
    assert ours == {
        **common,
        "event": "password_accepted",
        "account_id": "あ",
        "level": "info",
        "logger": "services.registry.x",
        "at": ours["at"],
    }
    assert (failure["event"], failure["level"]) == ("failed", "error")
    assert failure["exception"].endswith("ZeroDivisionError: division by zero")
    assert library == {
        **common,
        "event": "it is late",
        "level": "warning",
        "logger": "library",
        "at": library["at"],
    }


def test_who_writes_to_a_stream_that_is_closed_goes_on() -> None:
    """As at the end of a process."""
    ours = WRITES[: WRITES.index("try:")] + 'sys.stdout.write("done")'
    closed = ours.replace('log.info("password', 'sys.stderr.close()\nlog.info("password')
    done = subprocess.run([sys.executable, "-c", closed], capture_output=True, text=True, check=True)
    assert done.stdout == "done"


def test_who_can_not_write_its_lines_any_more_goes_on() -> None:
    """The reader of a log may be restarted; a request does not fail with it."""
    with subprocess.Popen([sys.executable, "-c", WRITES], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        process.stderr.close()
        assert process.stdout is not None
        assert process.stdout.read() == b"done"

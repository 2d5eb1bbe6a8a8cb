"""Runs the inspector: a process a file, with nothing of ours in its environment and an end to its time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from eventlet import patcher

import services
from services.registry.documents.domain.files import Finding, MediaType
from services.registry.documents.domain.reasons import DocumentReason
from services.runtime.logging import get_logger
from services.runtime.refusal import Refusal

SECONDS = 4.0
"""By the clock; less than a caller waits. Processor time has a limit of its own in the inspector."""
AT_ONCE = 2
PATIENCE_SECONDS = 0.5
_ROOT = Path(next(iter(services.__path__))).parent
_TIMED_OUT = (subprocess.TimeoutExpired, patcher.original("subprocess").TimeoutExpired)
"""In a process that eventlet has patched, it is a copy of the module that raises, with an exception of its own."""
_turns = threading.BoundedSemaphore(AT_ONCE)
log = get_logger(__name__)


def inspect(content: bytes, media_type: MediaType) -> Finding:
    """What a file really holds.

    Two at once in a process of the service: whoever comes while both are busy waits a moment and is then asked to come
    again, so that uploads never hold all of the service's database connections. A file that meets the limits of processor
    time or memory is unreadable. Raises `Refusal` with INSPECTION_BUSY; nothing waits for ever.
    """
    if not _turns.acquire(timeout=PATIENCE_SECONDS):
        raise Refusal(DocumentReason.INSPECTION_BUSY)
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and a media type out of three
            [sys.executable, "-m", "services.registry.documents.inspector", media_type.value],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={"PATH": os.defpath, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=SECONDS,
            check=False,
        )
    except _TIMED_OUT:
        log.warning("inspection_took_too_long", size=len(content))
        raise Refusal(DocumentReason.INSPECTION_BUSY) from None
    finally:
        _turns.release()
    if done.returncode > 0:  # ours: the inspector catches all that a file can bring about
        raise RuntimeError(f"the inspector ended with {done.returncode}")
    if done.returncode < 0:
        log.warning("inspection_ended_early", returncode=done.returncode, size=len(content))
        return Finding.UNREADABLE
    return Finding(done.stdout.decode())

"""Starts one nameko service in this process and ends it in bounded time."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from typing import Any

import eventlet
import structlog
from nameko.runners import ServiceRunner

from services.runtime import metrics, serialization
from services.runtime.entrypoints.container import Container

_log = structlog.get_logger(__name__)

DRAIN_SECONDS = 30.0
"""After SIGTERM, work in hand may take so long (setting DRAIN_SECONDS); nameko would wait without end, and with the
broker down there is none."""

HUB_TICK_SECONDS = 1.0


class _Runner(ServiceRunner):
    """nameko's runner with our container."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        super().__init__(dict(config))
        self.container_cls = Container


def serve_forever(service_class: type, config: Mapping[str, Any]) -> int:
    """Run a service until SIGTERM or SIGINT; answers the exit code. The caller has patched the standard library.

    Raises what the service died of, so that the process ends non-zero and its supervisor starts it anew.
    """
    serialization.install()
    metrics.expose(config)
    runner = _Runner(config)
    runner.add_service(service_class)

    stopping = False
    drain = float(config.get("DRAIN_SECONDS") or DRAIN_SECONDS)

    def stop(_signal: int, _frame: object) -> None:
        nonlocal stopping
        if not stopping:
            stopping = True
            eventlet.spawn_after(drain, _give_up)
            # A signal handler must not wait, and stop() does: hand it to the hub.
            eventlet.spawn_after(0, runner.stop)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    eventlet.spawn(_watch_hub)
    runner.start()
    _log.info("service_started")
    runner.wait()
    _log.info("service_stopped")
    return 0


def _give_up() -> None:
    _log.error("drain_took_too_long")
    os._exit(1)


def _watch_hub() -> None:
    """Measure how late the loop comes round: whatever blocks it also delays heartbeats."""
    hub = eventlet.hubs.get_hub()
    while True:
        due = hub.clock() + HUB_TICK_SECONDS
        eventlet.sleep(HUB_TICK_SECONDS)
        metrics.HUB_LAG.set(max(hub.clock() - due, 0))

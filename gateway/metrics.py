"""Figures for Prometheus, over all workers of gunicorn where PROMETHEUS_MULTIPROC_DIR names a folder for them."""

from __future__ import annotations

import os

from prometheus_client import REGISTRY as OF_THIS_PROCESS
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, multiprocess

MULTIPROCESS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)

REQUESTS = Histogram(
    "gateway_request_seconds", "Requests by route and status", ["method", "route", "status"], buckets=_SECONDS
)
CALLS = Histogram("gateway_call_seconds", "Calls of services by outcome", ["operation", "outcome"], buckets=_SECONDS)
REFUSALS = Counter("gateway_refusals", "Refused requests by code", ["code"])
LOGINS = Counter("gateway_logins", "Steps of logins by outcome", ["step", "outcome"])


def exposition() -> bytes:
    """All figures in Prometheus' text format."""
    if os.environ.get(MULTIPROCESS_FOLDER):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(OF_THIS_PROCESS)

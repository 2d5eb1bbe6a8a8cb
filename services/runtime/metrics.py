"""What Prometheus is told by service processes and relays; the gateway has its own list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prometheus_client import Counter, Gauge, Histogram, start_http_server

CALLS = Histogram(
    "hw_rpc_seconds",
    "Time a service took for a request, by operation and outcome (answered, or the error code)",
    ["operation", "outcome"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
CALLS_EXPIRED = Counter("hw_rpc_expired", "Requests dropped because their caller had given up", ["operation"])
EVENTS = Counter(
    "hw_events", "Events received, by consumer and outcome (applied, doubled, retried, parked)", ["consumer", "outcome"]
)
EVENT_LAG = Histogram(
    "hw_event_lag_seconds",
    "From the instant an event occurred to its effect",
    ["consumer"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600, 3600),
)
RELAYED = Counter("hw_outbox_relayed", "Events handed to the broker and confirmed", ["service"])
UNROUTED = Counter("hw_outbox_unrouted", "Events nobody subscribes to", ["service"])
OLDEST_OUTBOX_ROW = Gauge(
    "hw_outbox_oldest_seconds", "Age of the oldest event not yet sent; alert above 10", ["service"]
)
HUB_LAG = Gauge("hw_hub_lag_seconds", "How late the last tick of the process's event loop came")


def expose(config: Mapping[str, Any]) -> None:
    """Serve the figures over HTTP from a thread of this process, where METRICS_PORT names a port; 0 or empty: none.

    METRICS_HOST is the address to listen on: 127.0.0.1, unless whoever collects the figures comes from elsewhere.
    """
    port = int(config.get("METRICS_PORT") or 0)
    if port:
        start_http_server(port, str(config.get("METRICS_HOST") or "127.0.0.1"))

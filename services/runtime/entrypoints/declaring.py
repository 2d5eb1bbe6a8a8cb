"""Declares the queues of services before any relay sends: an event that no queue takes would be gone."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import kombu
from nameko.extensions import ENTRYPOINT_EXTENSIONS_ATTR

from services.runtime import broker, topology
from services.runtime.entrypoints.container import SSL_CONFIG_KEY
from services.runtime.entrypoints.events import On
from services.runtime.subscription import Subscription


def event_queues(service_class: type) -> list[kombu.Queue]:
    """The durable queues of a service class's event handlers."""
    return [
        Subscription(entrypoint.event, f"{service_class.name}.{method}").queue()  # type: ignore[attr-defined]
        for method, function in inspect.getmembers(service_class, inspect.isfunction)
        for entrypoint in getattr(function, ENTRYPOINT_EXTENSIONS_ATTR, ())
        if isinstance(entrypoint, On)
    ]


def declare_queues(queues: Sequence[kombu.Queue], config: Mapping[str, Any]) -> int:
    """Declare and bind them, and what all services share; doing it again changes nothing. Answers how many there are."""
    with broker.connection(config["AMQP_URI"], ssl=config.get(SSL_CONFIG_KEY)) as connection:
        channel = connection.default_channel
        topology.declare(channel, topology.ladder_of(config))
        for queue in queues:
            queue(channel).declare()
    return len(queues)

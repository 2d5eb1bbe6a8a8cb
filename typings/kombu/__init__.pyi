# What services.runtime uses of kombu 5.7, typed; kombu's own annotations are partial.
from typing import Any

class Exchange:
    def __init__(self, name: str, type: str, *, durable: bool) -> None: ...  # noqa: A002

class Queue:
    name: str
    exchange: Exchange
    def __init__(
        self,
        name: str,
        exchange: Exchange,
        routing_key: str = ...,
        *,
        durable: bool = ...,
        queue_arguments: dict[str, Any] | None = ...,
    ) -> None: ...
    def __call__(self, channel: Any) -> Queue: ...
    def declare(self) -> str: ...

class Connection:
    connect_timeout: float
    transport: Any
    default_channel: Any
    def __init__(
        self,
        hostname: str,
        *,
        transport: type,
        heartbeat: int,
        connect_timeout: float,
        ssl: Any,
        transport_options: dict[str, Any],
    ) -> None: ...
    def channel(self) -> Any: ...
    def __enter__(self) -> Connection: ...
    def __exit__(self, *exc_info: object) -> None: ...
    def drain_events(self, timeout: float) -> None: ...
    def heartbeat_check(self) -> None: ...

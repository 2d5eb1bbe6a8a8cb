from typing import Any

import amqp

class Message:
    body: bytes
    content_type: str | None
    delivery_info: dict[str, Any]
    headers: dict[str, Any]
    properties: dict[str, Any]

class Channel:
    is_closing: bool
    auto_decode: bool
    def __init__(self, connection: Any, *arguments: Any, **options: Any) -> None: ...
    def dispatch_method(self, method_sig: tuple[int, int], payload: bytes, content: Any) -> None: ...
    def message_to_python(self, raw_message: amqp.Message) -> Message: ...
    def _on_basic_deliver(
        self,
        consumer_tag: str,
        delivery_tag: int,
        redelivered: bool,
        exchange: str,
        routing_key: str,
        msg: Any,
    ) -> None: ...

class Connection:
    Channel: type[Channel]

class Transport:
    Connection: type[Connection]

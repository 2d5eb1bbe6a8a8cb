from typing import Any

from nameko.messaging import Consumer

class EventHandler(Consumer):
    def __init__(self, source_service: str, event_type: str, **kwargs: Any) -> None: ...

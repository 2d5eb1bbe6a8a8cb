from typing import Any

from nameko.extensions import Entrypoint

class Timer(Entrypoint):
    def __init__(self, interval: float, eager: bool = ..., **kwargs: Any) -> None: ...

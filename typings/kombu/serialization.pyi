from collections.abc import Callable
from typing import Any

def register(
    name: str,
    encoder: Callable[[Any], bytes],
    decoder: Callable[[bytes], Any],
    content_type: str,
    content_encoding: str = ...,
) -> None: ...

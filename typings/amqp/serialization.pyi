from collections.abc import Callable
from typing import Any

PROPERTY_CLASSES: dict[int, Callable[[bytes, int], tuple[dict[str, Any], int]]]

def decode_properties_basic(buf: bytes, offset: int) -> tuple[dict[str, Any], int]: ...

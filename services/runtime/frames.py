"""The two AMQP methods every call is made of, as bytes: `basic.publish` with its content, and `basic.ack`.

py-amqp builds them value by value from a description; that took more time than a small answer's whole work. What is
written here is section 2.3 and 4.2 of AMQP 0-9-1, for the few properties that requests and replies have.
"""

from __future__ import annotations

from collections.abc import Mapping
from struct import Struct

from services.runtime.serialization import CONTENT_ENCODING, CONTENT_TYPE

_FRAME = Struct(">BHI").pack  # type, channel, size; payload and end octet follow
_METHOD, _HEADER, _BODY, _END = 1, 2, 3, b"\xce"
_FRAME_OVERHEAD = 8

_PUBLISH = b"\x00\x3c\x00\x28\x00\x00"  # class 60, method 40, a reserved number
_CONTENT = Struct(">HHQ").pack  # class, weight, size of the body
_ACK = Struct(">BHIHHQBB").pack
_LONG = Struct(">I").pack

# Property flags, in the order in which the properties follow.
_HEADERS, _CORRELATION_ID, _REPLY_TO, _EXPIRATION = 0x2000, 0x0400, 0x0200, 0x0100
_ALWAYS = 0x8000 | 0x4000 | 0x1000  # content type, content encoding, delivery mode
_TRANSIENT = b"\x01"


def _short(text: str) -> bytes:
    encoded = text.encode()
    return bytes((len(encoded),)) + encoded  # ValueError beyond 255 bytes, as the protocol has it


_TYPE_AND_ENCODING = _short(CONTENT_TYPE) + _short(CONTENT_ENCODING)


def _table(headers: Mapping[str, str]) -> bytes:
    rows: list[bytes] = []
    for name, value in headers.items():
        encoded = value.encode()
        rows += (_short(name), b"S", _LONG(len(encoded)), encoded)
    body = b"".join(rows)
    return _LONG(len(body)) + body


def publish(
    channel: int,
    largest: int,
    exchange: str,
    routing_key: str,
    body: bytes,
    *,
    mandatory: bool = False,
    headers: Mapping[str, str] | None = None,
    correlation_id: str | None = None,
    reply_to: str | None = None,
    expiration: str | None = None,
) -> bytes:
    """A transient JSON message as frames of at most `largest` bytes; `expiration` in milliseconds, as text."""
    method = b"".join((_PUBLISH, _short(exchange), _short(routing_key), b"\x01" if mandatory else b"\x00"))
    flags, properties = _ALWAYS, [_TYPE_AND_ENCODING]
    if headers:
        flags |= _HEADERS
        properties.append(_table(headers))
    properties.append(_TRANSIENT)
    for flag, value in ((_CORRELATION_ID, correlation_id), (_REPLY_TO, reply_to), (_EXPIRATION, expiration)):
        if value is not None:
            flags |= flag
            properties.append(_short(value))
    header = b"".join((_CONTENT(60, 0, len(body)), flags.to_bytes(2, "big"), *properties))
    parts = [_FRAME(_METHOD, channel, len(method)), method, _END, _FRAME(_HEADER, channel, len(header)), header, _END]
    step = largest - _FRAME_OVERHEAD
    for start in range(0, len(body), step):
        chunk = body[start : start + step]
        parts += (_FRAME(_BODY, channel, len(chunk)), chunk, _END)
    return b"".join(parts)


def acknowledge(channel: int, delivery_tag: int) -> bytes:
    """One delivery done."""
    return _ACK(_METHOD, channel, 13, 60, 80, delivery_tag, 0, 0xCE)

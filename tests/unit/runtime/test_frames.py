"""Frames written by hand are the frames that py-amqp would read and write."""

from struct import unpack_from
from typing import Any

from amqp import spec
from amqp.basic_message import Message
from amqp.serialization import loads
from hypothesis import given
from hypothesis import strategies as st

from services.runtime import frames

short = st.text(max_size=60).filter(lambda text: len(text.encode(errors="replace")) < 250 and text.isprintable())


def taken_apart(data: bytes) -> list[tuple[int, int, bytes]]:
    """The frames of a stream as (type, channel, payload)."""
    found, offset = [], 0
    while offset < len(data):
        kind, channel, size = unpack_from(">BHI", data, offset)
        payload = data[offset + 7 : offset + 7 + size]
        assert data[offset + 7 + size] == 0xCE
        found.append((kind, channel, payload))
        offset += size + 8
    return found


@given(
    body=st.binary(max_size=300),
    exchange=short,
    routing_key=short,
    mandatory=st.booleans(),
    headers=st.dictionaries(short, st.text(max_size=300).filter(str.isprintable), max_size=3),
    texts=st.fixed_dictionaries({}, optional=dict.fromkeys(("correlation_id", "reply_to", "expiration"), short)),
)
def test_a_published_message_is_read_by_py_amqp_as_it_was_meant(
    body: bytes, exchange: str, routing_key: str, mandatory: bool, headers: dict[str, str], texts: dict[str, Any]
) -> None:
    data = frames.publish(7, 128, exchange, routing_key, body, mandatory=mandatory, headers=headers, **texts)
    method, header, *bodies = taken_apart(data)
    assert method[:2] == (1, 7)
    assert unpack_from(">HH", method[2]) == spec.Basic.Publish
    assert loads("Bssbb", method[2], 4)[0] == [0, exchange, routing_key, mandatory, False]
    message = Message()
    message.inbound_header(header[2])
    assert message.body_size == len(body)
    expected = {"content_type": "application/json", "content_encoding": "utf-8", "delivery_mode": 1, **texts}
    assert message.properties == (expected | {"application_headers": headers} if headers else expected)
    assert b"".join(payload for _, _, payload in bodies) == body
    assert all(kind == 3 and len(payload) <= 120 for kind, _, payload in bodies)


@given(st.integers(1, 2**63))
def test_an_acknowledgement_is_read_by_py_amqp_as_it_was_meant(tag: int) -> None:
    ((kind, channel, payload),) = taken_apart(frames.acknowledge(3, tag))
    assert (kind, channel) == (1, 3)
    assert unpack_from(">HH", payload) == spec.Basic.Ack
    assert loads("Lb", payload, 4)[0] == [tag, False]

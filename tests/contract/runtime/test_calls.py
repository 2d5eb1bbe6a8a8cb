"""Requests over the bus (reliability.md 5 and "What nameko does")."""

from tests.contract.runtime import specimen
from tests.contract.runtime.conftest import Specimen, eventually


def test_a_request_is_answered_and_its_effect_committed(running: Specimen) -> None:
    assert running.call(specimen.WRITE, "a") == {"count": 1}
    assert running.effects() == ["a"]


def test_an_event_goes_from_outbox_to_effect(running: Specimen) -> None:
    running.publish("hello")
    assert eventually(lambda: running.effects() == ["hello"]), running.log()
    assert running.outbox_size() == 0

"""An event sent before its consumer has ever started waits for it (reliability.md 1)."""

from services.runtime.entrypoints import on
from services.runtime.entrypoints.declaring import declare_queues, event_queues
from tests.contract.runtime import specimen
from tests.contract.runtime.conftest import Specimen, eventually


def test_an_event_relayed_before_the_first_start_of_its_consumer_is_applied_later(stopped: Specimen) -> None:
    class Subscriber:
        name = stopped.name

        @on(stopped.event)
        def on_happened(self, work: object, event: object) -> None:
            raise AssertionError("only its queue is wanted")

    config = {"AMQP_URI": stopped.amqp_uri, "RETRY_LADDER": specimen.LADDER}
    assert [queue.name for queue in event_queues(Subscriber)] == [stopped.event_queue]
    assert [declare_queues(event_queues(Subscriber), config) for _ in range(2)] == [1, 1]
    stopped.publish("early")
    stopped.start("relay")
    assert eventually(lambda: stopped.outbox_size() == 0), stopped.log()
    stopped.serve()
    assert eventually(lambda: stopped.effects() == ["early"]), stopped.log()

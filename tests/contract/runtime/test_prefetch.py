"""How much a process takes of each queue at a time, as the broker has it: requests as many as workers, events a few."""

import json

from services.runtime.entrypoints.events import PREFETCH
from tests.contract.runtime import specimen
from tests.contract.runtime.conftest import Specimen, caller, eventually

LEFT = 6
"""More than is taken, so many stay in the queue for other processes."""


def test_requests_and_events_each_have_their_own_prefetch(stopped: Specimen) -> None:
    """One channel consumes both: what was asked for last must not hold for all, or a flood of events fills a process, and
    requests wait that workers could take."""
    workers = 9
    stopped.serve(max_workers=workers)
    stopped.start("relay")
    request = {"kwargs": {"caller": caller(), "request": {"what": "held", "seconds": "25"}}}
    body = json.dumps({"args": [], **request}).encode()
    for _ in range(workers + LEFT):
        stopped.send_raw(body, f"{stopped.name}.{specimen.PAUSE.name}", content_type="application/json")
    for number in range(PREFETCH + LEFT):
        stopped.publish(f"held {number}", seconds=1000)
    waiting = {f"rpc-{stopped.name}": LEFT, stopped.event_queue: LEFT}
    assert eventually(lambda: {queue: stopped.messages_in(queue) for queue in waiting} == waiting), {
        queue: stopped.messages_in(queue) for queue in waiting
    }

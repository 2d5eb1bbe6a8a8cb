"""MSG-8's question to another service: asked before the transaction, answered within its time or not at all."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from services.contracts.errors import CallRefused, ErrorCode
from services.runtime.identifiers import new_id
from tests.contract.runtime import specimen
from tests.contract.runtime.conftest import Specimen, eventually

GIVEN = 10
"""Seconds a caller has; the question has so much less that whoever is refused, and not timed out, was refused by it."""


def refused(running: Specimen, what: str, **options: object) -> CallRefused:
    with pytest.raises(CallRefused) as caught:
        running.call(specimen.ASK_ANOTHER, what, timeout=GIVEN, **options)
    return caught.value


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_msg_8_what_another_service_answers_takes_the_requests_place(running: Specimen) -> None:
    assert running.call(specimen.ASK_ANOTHER, f"{running.name}.write") == {"count": 2}
    assert running.effects() == ["asked", "answered 1"]


def test_msg_8_a_question_nobody_answers_in_time_is_no_answer_and_nothing_is_written(running: Specimen) -> None:
    assert refused(running, f"{running.name}.pause", seconds="30").code is ErrorCode.DAILY_CAP_REACHED
    assert running.effects() == []


def test_msg_8_a_service_that_never_ran_or_refuses_gives_no_answer(running: Specimen) -> None:
    assert refused(running, "nobodyhere.write").details == {"code": ""}
    assert refused(running, f"{running.name}.fail").details == {"code": "internal"}
    assert running.effects() == []


def test_msg_8_a_frozen_service_gives_no_answer_and_is_asked_again_once_it_is_back(
    running: Specimen, stopped: Specimen
) -> None:
    other = stopped.serve()
    assert running.call(specimen.ASK_ANOTHER, f"{stopped.name}.write", timeout=GIVEN) == {"count": 1}
    with frozen(other.pid):
        refused(running, f"{stopped.name}.write")
    assert eventually(stopped.answers)
    assert running.call(specimen.ASK_ANOTHER, f"{stopped.name}.write", timeout=GIVEN)["count"] == 2
    assert stopped.effects() == ["asked", "asked"]  # the one that was given up was never run


def test_msg_8_a_request_that_was_done_under_its_key_asks_nobody_again(running: Specimen) -> None:
    key, what = new_id(), f"{running.name}.write"
    first = running.call(specimen.ASK_ANOTHER, what, idempotency_key=key)
    assert running.call(specimen.ASK_ANOTHER, what, idempotency_key=key) == first
    reused = refused(running, f"{running.name}.fail", idempotency_key=key)
    assert reused.code is ErrorCode.IDEMPOTENCY_KEY_REUSED, "before the question, which would have been refused"
    assert running.effects() == ["asked", "answered 1"]


def test_workers_share_the_connection_and_one_that_waits_in_vain_holds_up_no_other(running: Specimen) -> None:
    told: list[CallRefused] = []

    def wait_in_vain() -> None:
        told.append(refused(running, f"{running.name}.pause", seconds="9"))

    waiting = threading.Thread(target=wait_in_vain)
    waiting.start()
    assert eventually(lambda: running.attempts("asked") == 1)
    assert running.call(specimen.ASK_ANOTHER, f"{running.name}.write", timeout=GIVEN) == {"count": 2}
    waiting.join()
    assert len(told) == 1


def test_what_is_written_before_the_transaction_stays_when_the_request_is_refused_or_fails(running: Specimen) -> None:
    with pytest.raises(CallRefused, match="daily_cap_reached"):
        running.call(specimen.NOTE_FIRST, "refused", idempotency_key=new_id())
    with pytest.raises(CallRefused, match="internal"):
        running.call(specimen.NOTE_FIRST, "fails", idempotency_key=new_id())
    assert running.effects() == ["first refused", "first fails"]

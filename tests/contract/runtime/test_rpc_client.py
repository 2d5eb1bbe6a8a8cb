"""The gateway's client on a bad day: whatever the broker does, no thread waits past its deadline (reliability.md 5)."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from services.contracts.errors import CallRefused, ErrorCode
from services.runtime.rpc_client import BusUnavailable, CallTimedOut, RpcClient, _refusal
from tests.contract.at_once import together
from tests.contract.runtime.conftest import Specimen, caller, eventually
from tests.contract.runtime.wire import Wire

SLACK = 1.5  # what a busy machine may add; without a deadline kept, the wait would have no end


@pytest.fixture
def wire(running: Specimen) -> Iterator[Wire]:
    wire = Wire(running.amqp_uri)
    yield wire
    wire.close()


@pytest.fixture
def client(wire: Wire) -> Iterator[RpcClient]:
    client = RpcClient(wire.uri)
    yield client
    client.close()


def pause(client: RpcClient, running: Specimen, seconds: str, timeout: float) -> object:
    kwargs = {"caller": caller(), "request": {"what": "p", "seconds": seconds}}
    return client.ask(f"{running.name}.pause", kwargs, timeout=timeout)


def seconds_until(failure: type[Exception], call: Callable[[], object]) -> float:
    started = time.monotonic()
    with pytest.raises(failure):
        call()
    return time.monotonic() - started


def test_many_threads_share_one_client_and_each_gets_its_own_answer(running: Specimen, client: RpcClient) -> None:
    wrong: list[object] = []

    def ask(thread: int) -> None:
        for turn in range(25):
            method = f"no_method_{thread}_{turn}"
            try:
                client.ask(f"{running.name}.{method}", {"caller": caller()}, timeout=10, trace=method)
            except CallRefused as refused:
                if refused.trace != method:
                    wrong.append(refused)

    together(*(partial(ask, number) for number in range(16)))
    assert wrong == []


def test_a_frozen_broker_is_unavailable_within_the_deadline(running: Specimen, wire: Wire, client: RpcClient) -> None:
    pause(client, running, "0", 5)
    wire.freeze()
    assert seconds_until(BusUnavailable, lambda: pause(client, running, "0", 4)) < 4 + SLACK
    wire.thaw()
    assert pause(client, running, "0", 5) == {"count": 0}


def test_a_broker_frozen_before_the_first_call_is_unavailable_within_the_deadline(
    running: Specimen, wire: Wire, client: RpcClient
) -> None:
    wire.freeze()
    assert seconds_until(BusUnavailable, lambda: pause(client, running, "0", 1)) < 1 + SLACK


def test_writing_to_a_frozen_broker_ends_with_the_deadline_for_every_thread(
    running: Specimen, wire: Wire, client: RpcClient
) -> None:
    pause(client, running, "0", 5)
    wire.freeze()
    too_much = {"caller": caller(), "request": {"what": "x" * 3_000_000}}

    def write() -> float:
        ask = lambda: client.ask(f"{running.name}.write", too_much, timeout=1.0)  # noqa: E731
        return seconds_until((BusUnavailable, CallTimedOut), ask)  # type: ignore[arg-type]

    assert max(together(*[write] * 8)) < 1 + SLACK


def test_a_slow_service_is_no_fault_of_the_bus(running: Specimen, client: RpcClient) -> None:
    """The broker answers the question put to it in the silence, so the connection is kept and the answer arrives."""
    assert pause(client, running, "3", 6) == {"count": 0}


def test_a_stopped_process_lets_its_callers_time_out(harmed: Specimen, client: RpcClient) -> None:
    pause(client, harmed, "0", 5)
    harmed.kill(harmed.processes[0])
    assert seconds_until(CallTimedOut, lambda: pause(client, harmed, "0", 1)) < 1 + SLACK


def test_a_broken_connection_fails_the_calls_waiting_on_it_at_once_and_the_next_call_works(
    running: Specimen, wire: Wire, client: RpcClient
) -> None:
    pause(client, running, "0", 5)
    taken: list[float] = []
    waiting = [
        threading.Thread(
            target=lambda: taken.append(seconds_until(BusUnavailable, lambda: pause(client, running, "2", 8)))
        )
        for _ in range(4)
    ]
    for thread in waiting:
        thread.start()
    assert eventually(lambda: running.attempts("p") == 5)
    wire.cut()
    for thread in waiting:
        thread.join()
    assert max(taken) < 1.5
    assert pause(client, running, "0", 5) == {"count": 0}


def test_without_a_broker_a_call_fails_at_once() -> None:
    client = RpcClient("amqp://guest:guest@127.0.0.1:1/")
    assert seconds_until(BusUnavailable, lambda: client.ask("a.b", {}, timeout=5)) < 1


def test_a_service_comes_back_by_itself_when_its_connection_is_broken(stopped: Specimen) -> None:
    wire = Wire(stopped.amqp_uri)
    try:
        service = stopped.serve(AMQP_URI=wire.uri)
        for _ in range(3):
            wire.cut()
            assert eventually(stopped.answers)
            stopped.publish("x")
        stopped.start("relay")
        assert eventually(lambda: stopped.effects() == ["x"] * 3), stopped.log()
        assert service.poll() is None
    finally:
        wire.close()


def test_an_error_code_of_a_newer_service_is_internal() -> None:
    assert _refusal({"code": "not_yet_invented"}).code is ErrorCode.INTERNAL
    assert _refusal({}).code is ErrorCode.INTERNAL

"""Requests over the bus: what a caller is told, and what stays done (reliability.md 5)."""

import contextlib
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from services.contracts.errors import CallRefused, ErrorCode
from services.runtime import health
from services.runtime.identifiers import new_id
from services.runtime.rpc_client import BusUnavailable, CallTimedOut
from tests.contract.at_once import together
from tests.contract.runtime import specimen
from tests.contract.runtime.conftest import REPOSITORY, Specimen, caller, eventually
from tests.contract.runtime.wire import Wire


def refusal(running: Specimen, operation: object, **options: object) -> CallRefused:
    with pytest.raises(CallRefused) as caught:
        running.call(operation, **options)  # type: ignore[arg-type]
    return caught.value


def test_a_request_is_answered_and_its_effect_committed(running: Specimen) -> None:
    assert running.call(specimen.WRITE, "a") == {"count": 1}
    assert running.effects() == ["a"]


def test_a_refusal_arrives_as_its_code_with_place_and_details_and_nothing_is_done(running: Specimen) -> None:
    refused = refusal(running, specimen.REFUSE, trace="trace-1")
    assert (refused.code, refused.pointer, refused.details) == (ErrorCode.DAILY_CAP_REACHED, "/what", {"left": 0})
    assert refused.trace == "trace-1"
    assert running.effects() == []


def test_a_refusal_without_a_code_and_an_unforeseen_error_are_internal_and_say_nothing_more(running: Specimen) -> None:
    for operation in (specimen.REFUSE_UNKNOWN, specimen.FAIL, specimen.ANSWER_WRONGLY):
        refused = refusal(running, operation, trace="trace-2")
        assert (refused.code, dict(refused.details), refused.trace) == (ErrorCode.INTERNAL, {}, "trace-2")
    assert running.effects() == []


def test_the_text_of_an_exception_reaches_neither_the_caller_nor_the_log_but_its_place_is_logged(
    running: Specimen,
) -> None:
    refused = refusal(running, specimen.FAIL, trace="trace-3")
    assert "secret in the text" not in repr(refused)
    assert eventually(lambda: "trace-3" in running.log())
    assert "secret in the text" not in running.log()
    assert re.search(r"specimen\.py:\d+ fail", running.log())


def test_a_request_outside_the_schema_is_refused_with_the_places(running: Specimen) -> None:
    kwargs = {"caller": caller(), "request": {"what": "", "a/b": 1}}
    with pytest.raises(CallRefused) as caught:
        running.client.ask(f"{running.name}.write", kwargs, timeout=5)
    assert caught.value.code is ErrorCode.INVALID_REQUEST
    assert {problem.pointer for problem in caught.value.problems} == {"/what", "/a~1b"}


def test_aut_7_a_caller_whose_role_may_not_ask_is_refused_by_the_service_itself(running: Specimen) -> None:
    refused = refusal(running, specimen.WRITE_AS_MINISTRY)
    assert (refused.code, refused.problems) == (ErrorCode.FORBIDDEN, ())
    assert running.effects() == []


def test_a_method_the_service_does_not_have_is_refused(running: Specimen) -> None:
    with pytest.raises(CallRefused) as caught:
        running.client.ask(f"{running.name}.no_such_method", {}, timeout=5)
    assert caught.value.code is ErrorCode.UNKNOWN_OPERATION


def test_a_service_that_never_ran_is_known_to_be_unavailable_at_once(stopped: Specimen) -> None:
    started = time.monotonic()
    with pytest.raises(BusUnavailable):
        stopped.call(specimen.WRITE, timeout=5)
    assert time.monotonic() - started < 2


def test_a_service_says_how_it_is(harmed: Specimen) -> None:
    assert health.ask(harmed.client, harmed.name).ready
    with harmed.database.transaction() as connection:
        name = connection.execute(sa.text("SELECT current_database()")).scalar_one()
    harmed.database.close()
    server = sa.create_engine(harmed.database.url.rpartition("/")[0] + "/postgres", isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
        connection.execute(
            sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :n"), {"n": name}
        )
        assert not health.ask(harmed.client, harmed.name).ready
        assert refusal(harmed, specimen.WRITE).code is ErrorCode.SERVICE_UNAVAILABLE
        connection.execute(sa.text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
    server.dispose()
    assert eventually(lambda: health.ask(harmed.client, harmed.name).ready)


def test_work_that_outlives_its_deadline_is_stopped_and_the_caller_told_in_time(running: Specimen) -> None:
    assert refusal(running, specimen.PAUSE, seconds="30", timeout=4).code is ErrorCode.DEADLINE_EXCEEDED
    assert running.call(specimen.WRITE) == {"count": 1}


def test_a_statement_that_outlives_the_deadline_is_stopped_in_the_database(running: Specimen) -> None:
    assert refusal(running, specimen.QUERY_FOR_LONG, seconds="30", timeout=4).code is ErrorCode.DEADLINE_EXCEEDED
    query = sa.text("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(%'")
    with running.database.transaction() as connection:
        assert connection.execute(query).scalar_one() == 0


def test_more_slow_requests_than_workers_neither_block_nor_get_lost(running: Specimen) -> None:
    answers = together(*[lambda: running.call(specimen.PAUSE, seconds="0.2", timeout=10)] * 25)
    assert answers == [{"count": 0}] * 25


def test_a_call_whose_caller_gave_up_while_no_process_ran_is_never_run(harmed: Specimen) -> None:
    service = harmed.processes[0]
    harmed.kill(service)
    with pytest.raises(CallTimedOut):
        harmed.call(specimen.WRITE, "too late", timeout=0.5)
    harmed.serve()
    assert harmed.call(specimen.WRITE, "in time") == {"count": 1}
    assert harmed.effects() == ["in time"]


def test_a_call_past_its_deadline_is_dropped_by_the_service_too(running: Specimen) -> None:
    body = b'{"args": [], "kwargs": {"caller": {"role": "system"}, "request": {"what": "late"}}}'
    headers = {"nameko.deadline": str(int(time.time() * 1000) - 1)}  # noqa: TID251 - between machines
    running.send_raw(body, application_headers=headers, content_type="application/json")
    assert running.call(specimen.WRITE, "in time") == {"count": 1}


def test_a_repeated_key_has_one_effect_and_one_answer(running: Specimen) -> None:
    key = new_id()
    first = running.call(specimen.WRITE, "a", idempotency_key=key)
    running.call(specimen.WRITE, "b")
    assert running.call(specimen.WRITE, "a", idempotency_key=key) == first
    assert running.effects() == ["a", "b"]


def test_a_key_reused_for_another_request_is_refused(running: Specimen) -> None:
    key = new_id()
    running.call(specimen.WRITE, "a", idempotency_key=key)
    assert refusal(running, specimen.WRITE, what="b", idempotency_key=key).code is ErrorCode.IDEMPOTENCY_KEY_REUSED
    assert running.effects() == ["a"]


def test_a_key_that_is_no_uuid_is_refused(running: Specimen) -> None:
    assert refusal(running, specimen.WRITE, idempotency_key="1; drop").code is ErrorCode.INVALID_REQUEST


def test_writers_that_repeat_their_calls_over_killed_processes_double_nothing(harmed: Specimen) -> None:
    done: list[str] = []

    def write(number: int) -> None:
        for turn in range(10):
            what, key = f"{number}.{turn}", new_id()
            while True:
                try:
                    harmed.call(specimen.WRITE, what, timeout=1.5, idempotency_key=key)
                    break
                except (BusUnavailable, CallTimedOut, CallRefused):
                    time.sleep(0.05)
            done.append(what)

    writers = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for writer in writers:
        writer.start()
    for _ in range(2):
        harmed.kill(harmed.processes[-1] if harmed.processes[-1].args[-1] == "serve" else harmed.processes[0])
        harmed.start("serve")
        time.sleep(2)
    for writer in writers:
        writer.join()
    assert sorted(harmed.effects()) == sorted(done)
    assert len(done) == 40


def test_a_process_told_to_stop_answers_what_it_has_in_hand_and_ends(harmed: Specimen) -> None:
    answers: list[object] = []
    asking = threading.Thread(target=lambda: answers.append(harmed.call(specimen.PAUSE, "p", seconds="1", timeout=5)))
    asking.start()
    assert eventually(lambda: harmed.attempts("p") == 1)
    service = harmed.processes[0]
    service.terminate()
    asking.join()
    assert answers == [{"count": 0}]
    assert harmed.attempts("p") == 1
    assert service.wait(timeout=10) == 0


def test_a_client_of_nameko_itself_can_call(running: Specimen) -> None:
    script = f"""
import json, sys
from nameko.standalone.rpc import ClusterRpcProxy
from nameko.exceptions import RemoteError
with ClusterRpcProxy({{"AMQP_URI": {running.amqp_uri!r}}}, timeout=5) as bus:
    service = getattr(bus, {running.name!r})
    print(service.write(caller={{"role": "system"}}, request={{"what": "a"}}))
    try:
        service.refuse(caller={{"role": "system"}}, request={{"what": "a"}})
    except RemoteError as error:
        print(error.exc_type)
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == ["{'count': 1}", "daily_cap_reached"], done.stderr


def test_a_process_that_cannot_drain_ends_anyway(stopped: Specimen) -> None:
    wire = Wire(stopped.amqp_uri)
    service = stopped.serve(AMQP_URI=wire.uri, DRAIN_SECONDS=1)
    asking = threading.Thread(
        target=lambda: _ignore(lambda: stopped.call(specimen.PAUSE, "p", seconds="60", timeout=70))
    )
    asking.start()
    assert eventually(lambda: stopped.attempts("p") == 1)
    wire.close()
    service.terminate()
    assert service.wait(timeout=10) == 1
    stopped.client.close()
    asking.join()


def _ignore(call: Callable[[], object]) -> None:
    with contextlib.suppress(BusUnavailable):
        call()


def test_a_flood_of_slow_events_leaves_workers_for_requests(running: Specimen) -> None:
    for number in range(12):
        running.publish(f"slow {number}", seconds=1)
    assert eventually(lambda: running.attempts("slow 3") == 1)
    started = time.monotonic()
    running.call(specimen.PAUSE, seconds="0", timeout=5)
    assert time.monotonic() - started < 0.8
    assert eventually(lambda: len(running.effects()) == 12)


@pytest.mark.parametrize("other_body", [False, True])
def test_of_two_calls_under_one_key_at_one_instant_the_second_waits_where_parts_are_committed_before(
    running: Specimen, other_body: bool
) -> None:
    """What comes before the transaction that keeps the answer is done once, also where the bodies differ."""
    key = new_id()

    def call(what: str) -> dict[str, object] | ErrorCode:
        try:
            return running.call(specimen.WRITE_IN_PARTS, what, seconds="0.5", idempotency_key=key)
        except CallRefused as refused:
            return refused.code

    bodies = ("a", "b") if other_body else ("a", "a")
    answers = together(*(lambda what=what: call(what) for what in bodies))
    first = running.effects()[-1]
    assert running.effects() == [f"part of {first}", first]
    assert sorted(map(str, answers)) == sorted(
        ["{'count': 2}", str(ErrorCode.IDEMPOTENCY_KEY_REUSED) if other_body else "{'count': 2}"]
    )


def test_a_claim_on_a_key_is_given_back_by_a_call_that_runs_out_of_time(running: Specimen) -> None:
    """The next call under the key need not wait for what a killed process would leave behind."""
    key = new_id()
    with pytest.raises((CallTimedOut, CallRefused)):
        running.call(specimen.WRITE_IN_PARTS, seconds="5", idempotency_key=key, timeout=1.0)
    assert running.call(specimen.WRITE_IN_PARTS, seconds="0", idempotency_key=key, timeout=4.0) == {"count": 3}

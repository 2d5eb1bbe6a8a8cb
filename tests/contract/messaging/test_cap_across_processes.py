"""MSG-4: the cap is exact with several processes of the service on a real broker, many clients, retries and a midnight."""

import datetime as dt
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.caller import Caller
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.messaging import READ_CONVERSATION, REPLY, SEND_GUIDANCE, SHOW_ALLOWANCE
from services.contracts.operations import Operation
from services.messaging.domain.dispatch import DispatchSettings
from services.messaging.service import MessagingService
from services.messaging.storage.dispatch import lock_used_on
from services.messaging.tables import conversations, dispatch_counts, messages
from services.messaging.usecases.composing import TemplateSettings
from services.runtime import clock
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.rpc_client import BusUnavailable, CallTimedOut, RpcClient
from tests.contract.at_once import together
from tests.contract.messaging.conftest import Messaging
from tests.databases import Databases

REPOSITORY = Path(__file__).parents[3]
PROCESSES = 3
CLIENTS = 50
CAP = 1_000
PATIENCE = 120
MORNING = dt.datetime(2026, 4, 22, 1, 0, tzinfo=dt.UTC)
Request = tuple[Operation, dict[str, Any]]


@dataclass
class Site:
    """Processes of messaging behind a broker, and the same database at hand to prepare and look into."""

    messaging: Messaging
    clock: Path
    buses: list[RpcClient]
    logs: list[Path]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def set_clock(self, instant: dt.datetime) -> None:
        """Let all of the site stand at this instant."""
        self.messaging.now = instant
        offset = (instant - clock.now()).total_seconds()
        hidden = self.clock.with_suffix(".new")
        hidden.write_text(str(offset))
        hidden.replace(self.clock)

    def call(self, position: int, operation: Operation, caller: Caller, key: str, **request: Any) -> Any:
        """What a client is told: the answer, or the refusal."""
        try:
            bus = self.buses[position % len(self.buses)]
            return bus.call(operation, request, caller, timeout=60.0, idempotency_key=key)
        except CallRefused as refusal:
            return refusal

    def used_up(self, organization: Caller, dispatches: int) -> None:
        """Count so many dispatches of the day, as if they had gone out before."""
        with self.messaging.work() as work:
            assert organization.organization_id
            lock_used_on(work.connection, organization.organization_id, work.today, CAP)
            work.connection.execute(
                dispatch_counts.update()
                .where(dispatch_counts.c.organization_id == organization.organization_id)
                .values(used=dispatches)
            )

    def written(self, organization: Caller) -> list[tuple[dt.date, dt.datetime]]:
        """Day and instant of every guidance and reply that the organization sent through the processes."""
        query = (
            sa.select(messages.c.day, messages.c.sent_at)
            .join(conversations, conversations.c.conversation_id == messages.c.conversation_id)
            .where(
                conversations.c.organization_id == organization.organization_id,
                messages.c.kind.in_(["guidance", "reply"]),
                messages.c.account_id == organization.account_id,
            )
        )
        with self.messaging.database.transaction() as connection:
            return [(row.day, row.sent_at) for row in connection.execute(query)]

    def counts(self, organization: Caller) -> dict[dt.date, int]:
        """By day, what the database has counted."""
        own = dispatch_counts.c.organization_id == organization.organization_id
        with self.messaging.database.transaction() as connection:
            query = sa.select(dispatch_counts.c.day, dispatch_counts.c.used).where(own)
            return {row.day: row.used for row in connection.execute(query)}


@pytest.fixture(scope="module")
def site(broker: str, databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    lent = databases.lend("messaging")
    folder = tmp_path_factory.mktemp("cap")
    database = Database(lent.url, pool_size=5, pool_timeout=60)
    service = MessagingService()
    service.settings = DispatchSettings(dispatches_a_day=CAP)
    service.template_settings = TemplateSettings()
    logs = [folder / f"messaging-{number}.log" for number in range(PROCESSES)]
    site = Site(Messaging(service, database), folder / "clock", [RpcClient(broker) for _ in range(5)], logs)
    site.set_clock(MORNING)
    environment = {
        **os.environ,
        "MESSAGING_DATABASE_URL": lent.url,
        "MESSAGING_IDEMPOTENCY_HASH_KEY": "only for this test",
        "AMQP_URI": broker,
        "DISPATCHES_A_DAY": str(CAP),
        "HW_MODE": "test",
        clock.OFFSET_FILE: str(site.clock),
    }
    try:
        for log in logs:
            command = [sys.executable, "-W", "ignore", "-m", "services.run", "messaging"]
            with log.open("wb") as out:
                site.processes.append(
                    subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=out, stderr=out)
                )
        wait_for(lambda: every_process_has_answered(site))
        yield site
    finally:
        for process in site.processes:
            process.kill()
        for process in site.processes:
            process.wait()
        for bus in site.buses:
            bus.close()
        database.close()
        databases.take_back(lent)


def every_process_has_answered(site: Site) -> bool:
    """Ask for what does not exist: a change that is refused, and told in the log of the process that refused it."""
    caller = site.messaging.organization()
    for position in range(PROCESSES * 4):
        try:
            site.call(position, READ_CONVERSATION, caller, new_id(), conversation_id=new_id())
        except (BusUnavailable, CallTimedOut):
            return False
    return all("call_done" in log.read_text() for log in site.logs)


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "what was waited for did not come; see the logs of the processes"
        time.sleep(0.05)


def guidance_and_replies(site: Site, agency: Caller, guidance: int, replies: int) -> list[Request]:
    """Requests of one dispatch each; replies answer questions that other accounts' guidance led to."""
    numbers = site.messaging.seekers(guidance + replies)
    requests: list[Request] = [(SEND_GUIDANCE, {"seeker_numbers": [number]}) for number in numbers[:guidance]]
    colleague = Caller(agency.role, account_id=new_id(), organization_id=agency.organization_id)
    for number in numbers[guidance:]:
        conversation_id = site.messaging.conversation(colleague, number)
        with site.messaging.database.transaction() as connection:
            connection.execute(
                messages.insert().values(
                    message_id=new_id(),
                    conversation_id=conversation_id,
                    kind="question",
                    body="質問です。",
                    sent_at=site.messaging.now,
                    day=site.messaging.today,
                )
            )
        requests.append((REPLY, {"conversation_id": conversation_id, "body": "お答えします。"}))
    return requests


def all_at_once_through(site: Site, agency: Caller, requests: list[tuple[Request, str]]) -> list[Any]:
    """What each request is told, all sent at the same time."""
    return together(
        *(
            partial(site.call, position, operation, agency, key, **request)
            for position, ((operation, request), key) in enumerate(requests)
        )
    )


def test_msg_4_of_50_clients_at_990_exactly_10_pass_and_retries_count_once(site: Site) -> None:
    """Guidance and replies mixed; each request comes twice at the same time, as from a client that waited too long."""
    site.set_clock(MORNING)
    agency = site.messaging.organization()
    requests = guidance_and_replies(site, agency, CLIENTS // 2, CLIENTS // 2)
    site.used_up(agency, 990)
    keyed = [(request, new_id()) for request in requests]
    told = all_at_once_through(site, agency, keyed + keyed)
    first, again = told[:CLIENTS], told[CLIENTS:]
    refused = [answer for answer in first if isinstance(answer, CallRefused)]
    assert len(first) - len(refused) == 10
    for answer in refused:
        assert (answer.code, answer.details["remaining"]) == (ErrorCode.DAILY_CAP_REACHED, 0)
        assert answer.details["opens_again_at"] == "2026-04-22T21:00:00Z"  # 06:00 in Japan, OPS-1
    for answer, repeated in zip(first, again, strict=True):
        assert isinstance(answer, CallRefused) == isinstance(repeated, CallRefused)
        assert isinstance(answer, CallRefused) or answer == repeated
    assert len(site.written(agency)) == 10
    assert site.counts(agency) == {site.messaging.today: CAP}
    remaining = sorted(answer["allowance"]["remaining"] for answer in first if not isinstance(answer, CallRefused))
    assert remaining == list(range(10))
    took_part = [REPLY.routing_key in log.read_text() for log in site.logs]
    assert all(took_part), "only some of the processes took part"


def test_msg_4_batches_that_meet_at_the_cap_send_what_is_left_and_name_the_rest(site: Site) -> None:
    site.set_clock(MORNING)
    agency = site.messaging.organization()
    numbers = site.messaging.seekers(20 * 7)
    site.used_up(agency, 990)
    batches = [numbers[first : first + 7] for first in range(0, len(numbers), 7)]
    told = all_at_once_through(
        site, agency, [((SEND_GUIDANCE, {"seeker_numbers": batch}), new_id()) for batch in batches]
    )
    results: Counter[str] = Counter()
    for batch, answer in zip(batches, told, strict=True):
        if isinstance(answer, CallRefused):
            assert answer.code is ErrorCode.DAILY_CAP_REACHED
            continue
        assert [result["seeker_number"] for result in answer["results"]] == batch
        results.update(result["result"] for result in answer["results"])
    assert (results["sent"], len(site.written(agency))) == (10, 10)
    assert site.counts(agency) == {site.messaging.today: CAP}


def test_msg_4_at_japanese_midnight_each_dispatch_counts_on_the_day_on_which_it_went_out(site: Site) -> None:
    """Clients go on asking while the day changes under them."""
    before_midnight = dt.datetime(2026, 4, 22, 14, 59, 30, tzinfo=dt.UTC)
    site.set_clock(before_midnight)
    agency = site.messaging.organization()
    requests = guidance_and_replies(site, agency, 40, 20)
    old_day, new_day = dt.date(2026, 4, 22), dt.date(2026, 4, 23)
    site.used_up(agency, 990)

    def insist(position: int) -> Any:
        operation, request = requests[position]
        while True:
            told = site.call(position, operation, agency, new_id(), **request)
            if not isinstance(told, CallRefused):
                return told["allowance"]["day"]
            assert (told.code, told.details["remaining"]) == (ErrorCode.DAILY_CAP_REACHED, 0)

    with ThreadPoolExecutor(len(requests)) as threads:
        insisting = [threads.submit(insist, position) for position in range(len(requests))]
        wait_for(lambda: site.counts(agency)[old_day] == CAP)
        site.set_clock(before_midnight + dt.timedelta(minutes=1))
        days = Counter(future.result(PATIENCE) for future in insisting)
    assert days == {old_day: 10, new_day: 50}
    assert site.counts(agency) == {old_day: CAP, new_day: 50}
    assert all(clock.japanese_day(sent_at) == day for day, sent_at in site.written(agency))
    left = site.call(0, SHOW_ALLOWANCE, agency, new_id())
    assert (left["remaining"], left["opens_again_at"]) == (950, dt.datetime(2026, 4, 23, 21, tzinfo=dt.UTC))


def test_a_batch_repeated_with_its_key_gets_the_same_answer_and_sends_nothing_more(site: Site) -> None:
    """Whatever has happened since: the answer is the one of then, word for word."""
    site.set_clock(MORNING)
    agency = site.messaging.organization()
    numbers = site.messaging.seekers(5)
    key = new_id()
    batch = [*numbers, numbers[0], "99999999999"]
    first = site.call(0, SEND_GUIDANCE, agency, key, seeker_numbers=batch)
    site.call(1, SEND_GUIDANCE, agency, new_id(), seeker_numbers=site.messaging.seekers(2))
    assert site.call(2, SEND_GUIDANCE, agency, key, seeker_numbers=batch) == first
    other = site.call(3, SEND_GUIDANCE, agency, key, seeker_numbers=batch[:-1])
    assert other.code is ErrorCode.IDEMPOTENCY_KEY_REUSED
    assert site.counts(agency) == {site.messaging.today: 7}
    assert [result["result"] for result in first["results"]] == ["sent"] * 5 + ["given_twice", "seeker_not_available"]

"""The main job, played on a whole stack: it comes to its end, and no personal data is left anywhere (SEE-2)."""

import csv
import io
import json
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import kombu
import pytest
import requests
import sqlalchemy as sa
from pypdf import PdfReader

from deploy.demo import play
from deploy.demo.application import new_application
from deploy.demo.organizations import organizations
from deploy.demo.particular_organizations import particular_organizations
from deploy.demo.people import ONLINE, statement_columns
from deploy.demo.seekers import write_feed
from deploy.demo.story import Story
from deploy.stack.clock import STARTS
from deploy.stack.stack import Stack
from gateway.csv_files import CHARSETS
from services.registry.mail.tables import outgoing_mails

pytestmark = pytest.mark.timeout(900)
"""The whole play is the set-up of its first test, beside another worker's tests on the same processors."""

SEEKERS = 1_300
BESIDE_THE_FEED = range(1, 8)
"""Whom the demo draws one by one: near the end, narrowed, erased, registered online (twice), the pupil, who comes before the night."""
OF_WHOM = {
    "guidance_sent": "seeker_has_message",
    "reply_sent": "seeker_has_message",
    "information_change_sent": "seeker_has_message",
    "explanation_recorded": "seeker_has_message",
    "question_asked": "organization_has_message",
    "explanation_answered": "organization_has_message",
}
"""Which mail tells of the message of an event."""
SOURCES = ("registry", "search", "messaging", "compliance", "reporting")


class Recorder:
    """Keeps the body of every event that crosses the bus."""

    def __init__(self, amqp_uri: str) -> None:
        self.bodies: list[bytes] = []
        self._stop = threading.Event()
        self._connection = kombu.Connection(amqp_uri)
        queues = [
            kombu.Queue(
                f"recorder-{source}",
                kombu.Exchange(f"{source}.events", type="topic", durable=True),
                routing_key="#",
                exclusive=True,
            )
            for source in SOURCES
        ]
        self._consumer = kombu.Consumer(self._connection.channel(), queues, on_message=self._keep)
        self._consumer.consume()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _keep(self, message: kombu.Message) -> None:
        body = message.body
        self.bodies.append(body.encode() if isinstance(body, str) else bytes(body))
        message.ack()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._connection.drain_events(timeout=0.5)
            except TimeoutError:
                continue

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(5)
        self._consumer.channel.close()
        self._connection.release()


@dataclass
class Played:
    stack: Stack
    story: Story
    events: list[bytes]
    answers: dict[str, set[str]]
    """What was answered, refusals and headers too, by method, path and status."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    stack = Stack(tmp_path_factory.mktemp("main-job"), mode="test", prefix="hw_main_job_", announce=lambda _: None)
    answers: dict[str, set[str]] = defaultdict(set)
    patch = pytest.MonkeyPatch()
    ask = requests.Session.request

    def recorded(self: requests.Session, method: str, url: str, **options: Any) -> requests.Response:
        answer = ask(self, method, url, **options)
        if url.startswith(stack.url):
            answers[f"{method} {url.removeprefix(stack.url)} {answer.status_code}"].add(read(answer))
        return answer

    patch.setattr(requests.Session, "request", recorded)
    try:
        stack.up()
        recorder = Recorder(stack.amqp_uri)
        try:
            story = play.perform(stack, SEEKERS)
        finally:
            recorder.stop()
        yield Played(stack, story, recorder.bodies, answers)
    finally:
        patch.undo()
        stack.stop()
        stack.forget()


def read(answer: requests.Response) -> str:
    """Headers and body as a person reads them, whatever the encoding; of a PDF its text."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    if answer.headers.get("Content-Type", "").startswith("application/pdf"):
        body = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    else:
        told = (answer.encoding or "utf-8").lower()
        encoding = next((name for name, charset in CHARSETS.items() if charset.lower() == told), told)
        body = answer.content.decode(encoding, "ignore")
    return f"{headers}\n{body}"


def test_the_main_job_is_played_to_its_end(played: Played) -> None:
    assert len(played.story.measured) >= len(play.ACTS) + 1
    figures = played.story.facts["statistics"]
    assert figures["organizations.private"] == 294
    assert figures["organizations.municipal"] == 111
    assert figures["activity.guidance"] + figures["activity.replies"] == 1_000
    assert (figures["activity.questions"], figures["activity.blocks"], figures["activity.acceptances"]) == (2, 1, 1)


def test_a_suspension_is_felt_in_search_and_messages_and_the_public_lists_show_what_was_decided(played: Played) -> None:
    """CMP-14, REG-14, REG-2: the play waits for each; what it waited for is measured."""
    assert "suspension to refused in search and messages (CMP-14)" in played.story.measured
    suspended = played.story.new_browser().get("/api/public/organizations", suspended="true")
    terminated = played.story.new_browser().get("/api/public/terminated-organizations")
    assert (suspended["total"], terminated["total"]) == (2, 1), "one by the bureau, one by date (CMP-6)"


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What must not leave the registry: e-mail, telephone and full name of each person of the feed that was played and beside it.

    Not counted is a name that a manager of an organization happens to share: that one is told to seekers (MSG-2).
    """
    day = STARTS.date()
    beside_the_seed = [application for _, application in particular_organizations(day)]
    managers = {
        squeezed(manager["name"])
        for applicant in [*organizations(day), *beside_the_seed, new_application(day, "")]
        for manager in [applicant["privacy_manager"], *applicant["contact_managers"].values()]
    }
    path = tmp_path_factory.mktemp("feed") / "seekers.csv"
    write_feed(path, SEEKERS, today=day)
    with path.open(encoding="utf-8", newline="") as feed:
        rows = list(csv.DictReader(feed))
    rows += [statement_columns(index, "", STARTS) for index in BESIDE_THE_FEED]
    values = {ONLINE} | {
        value for row in rows for value in (row["email"], row["phone"], row["family_name"] + row["given_name"])
    }
    return {value for value in values if value and not any(value in manager for manager in managers)}


def squeezed(text: str) -> str:
    return text.replace("　", "").replace(" ", "")


def found_in(known: set[str], text: bytes) -> set[str]:
    plain = squeezed(text.decode("utf-8", "ignore"))
    return {value for value in known if value in plain}


def test_no_event_holds_personal_data_of_a_seeker(played: Played, known: set[str]) -> None:
    """SEE-2. Organizations' events name their own managers, who may share a seeker's name."""
    types = Counter(json.loads(body)["type"] for body in played.events)
    assert types.keys() >= {"seekers_changed", "organization_changed", "guidance_sent", "block_changed"}, types
    of_seekers = b"\n".join(body for body in played.events if b'"organization_changed"' not in body)
    assert found_in(known, of_seekers) == set()


def test_no_log_line_holds_personal_data_of_a_seeker(played: Played, known: set[str]) -> None:
    """SEE-2; and the trace ID of a request stands in the lines of gateway, service and mailer alike."""
    logs = [path for path in played.stack.supervisor.logs.glob("*.log") if path.stem not in {"postgres", "rabbitmq"}]
    assert logs
    for path in logs:
        assert found_in(known, path.read_bytes()) == set(), path.name
    traces = [traces_in(played.stack.supervisor.logs / f"{name}.log") for name in ("gateway", "messaging", "mailer")]
    assert traces[0] & traces[1] & traces[2], [len(found) for found in traces]


def traces_in(path: Path) -> set[str]:
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("{"))
    return {line["trace"] for line in lines if line.get("trace")}


def test_no_answer_holds_personal_data_of_a_seeker(played: Played, known: set[str]) -> None:
    """SEE-2, MSG-6, MSG-8: refusals and files too, and a name told in two parts."""
    routes = " ".join(played.answers)
    assert "/messages 422" in routes, "what a seeker may not write was refused"
    told = {answer: found_in(known, text.encode()) | in_parts(known, text) for answer, text in joined(played).items()}
    assert {answer: values for answer, values in told.items() if values} == {}


def joined(played: Played) -> dict[str, str]:
    return {answer: "\n".join(texts) for answer, texts in played.answers.items()}


def in_parts(known: set[str], text: str) -> set[str]:
    """The names in a text whose parts stand one after the other, with no more than signs and names of fields between."""
    return found_in({value for value in known if not value.isascii()}, re.sub(r"[\x00-\x7f]", "", text).encode())


def test_no_database_but_the_registrys_and_no_index_holds_personal_data(played: Played, known: set[str]) -> None:
    """SEE-2; in the registry's own it is encrypted."""
    for room in (*SOURCES, "gateway"):
        engine = sa.create_engine(played.stack.database_url(room))
        with engine.connect() as connection:
            for table in sa.inspect(connection).get_table_names():
                rows = connection.execute(sa.text(f'SELECT t::text FROM "{table}" t')).scalars()
                assert found_in(known, "\n".join(rows).encode()) == set(), f"{room}.{table}"
        engine.dispose()
    index = [path for path in (played.stack.folder / "data").rglob("*") if path.is_file()]
    assert index
    for path in index:
        content = path.read_bytes()
        assert not {value for value in known if value.encode() in content}, path.name


def test_no_mail_went_out_twice(played: Played) -> None:
    """reliability.md 6: each message that left us has an ID of its own."""
    message_ids = Counter(
        line
        for path in played.stack.mailbox.folder.glob("*/*.eml")
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        if line.lower().startswith("message-id:")
    )
    assert message_ids
    assert [message for message, times in message_ids.items() if times > 1] == []


def test_a_conversation_is_announced_once_until_it_is_read(played: Played) -> None:
    """MSG-6, decision 212: a mail for what is news at most, and none for what came while something unread waited already."""
    told = {body["id"]: body for body in map(json.loads, played.events)}.values()
    news = Counter(
        (OF_WHOM[body["type"]], message["conversation_id"])
        for body in told
        if body["type"] in OF_WHOM
        for message in body["data"].get("sent", [body["data"]])
        if not message.get("already_waiting")
    )
    engine = sa.create_engine(played.stack.database_url("registry"))
    with engine.connect() as connection:
        query = sa.select(outgoing_mails.c.template, outgoing_mails.c.about)
        rows = connection.execute(query.where(outgoing_mails.c.template.in_(set(OF_WHOM.values())))).all()
    engine.dispose()
    mailed = Counter((row.template, row.about) for row in rows)
    assert set(OF_WHOM.values()) == {template for template, _ in mailed}, "both sides were told of something"
    assert {told_of: times for told_of, times in mailed.items() if times > news[told_of]} == {}

"""Killing any one process during the play loses nothing and doubles nothing (reliability.md)."""

import threading
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from deploy.demo import many_blocks, play
from deploy.demo.story import wait_until
from deploy.stack.stack import Stack
from services.runtime.parking import Parking

SEEKERS = 1_300
OFTENER_THAN_PEOPLE = dict.fromkeys(
    (
        *("KEYS_PER_EMAIL", "KEY_TRIES_PER_EMAIL", "LOGINS_PER_EMAIL"),
        *("KEYS_PER_ADDRESS", "KEY_TRIES_PER_ADDRESS", "LOGINS_PER_ADDRESS", "REGISTRATIONS_PER_ADDRESS"),
    ),
    "1000",
)
"""Limits (AUT-6) that would stop who asks again every two seconds while a process is away: each time counts."""
PAUSE = 1.5
"""Seconds between a process's return and the next one's death."""


class Killer(threading.Thread):
    """Kills every process of the stack in turn with SIGKILL, each once the one before is back."""

    def __init__(self, stack: Stack) -> None:
        super().__init__(daemon=True)
        self.stack = stack
        self.killed: list[str] = []
        self.done = threading.Event()

    def run(self) -> None:
        while not self.done.is_set():
            for name in sorted(self.stack.supervisor.names()):
                if self.done.is_set():
                    return
                self.stack.supervisor.kill(name)
                self.killed.append(name)
                self.stack.supervisor.wait_until_ready(self.stack.supervisor.names(), 60)
                self.done.wait(PAUSE)


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("faults")
    stack = Stack(folder, mode="test", prefix="hw_faults_", announce=lambda _: None, settings=OFTENER_THAN_PEOPLE)
    try:
        stack.up()
        yield stack
    finally:
        stack.stop()
        stack.forget()


def counted(stack: Stack, room: str, sql: str) -> int:
    engine = sa.create_engine(stack.database_url(room))
    try:
        with engine.connect() as connection:
            return int(connection.execute(sa.text(sql)).scalar_one())
    finally:
        engine.dispose()


@pytest.mark.timeout(1_800)
def test_the_play_ends_well_while_every_process_is_killed_once(stack: Stack) -> None:
    killer = Killer(stack)
    story = play.perform(stack, SEEKERS, between=lambda number: killer.start() if number == 3 else None)
    every = set(stack.supervisor.names())
    give_up = time.monotonic() + 180
    while not set(killer.killed) >= every and time.monotonic() < give_up:
        time.sleep(0.5)
    killer.done.set()
    killer.join(90)
    assert set(killer.killed) == every

    sent = counted(stack, "messaging", "SELECT count(*) FROM messages WHERE kind IN ('guidance', 'reply', 'request')")
    used = counted(stack, "messaging", "SELECT sum(used) FROM dispatch_counts")
    figures = story.facts["statistics"]
    assert figures["activity.guidance"] + figures["activity.replies"] == play.CAP
    others = many_blocks.GUIDED + 1
    assert sent == used == play.CAP + 2 + others, "the first day's, two explanations of the next, and another agency's"

    for room in ("registry", "search", "messaging", "compliance", "reporting", "gateway"):
        wait_until(
            lambda room=room: counted(stack, room, "SELECT count(*) FROM outbox") == 0, f"{room} tells its events"
        )
    guided = counted(stack, "messaging", "SELECT count(*) FROM conversations")
    # What failed while something was down waits on the ladder of retries.
    wait_until(lambda: counted(stack, "compliance", "SELECT count(*) FROM holdings") == guided, "custody is whole", 90)
    told = "SELECT count(DISTINCT about) FROM outgoing_mails WHERE template = 'seeker_has_message' AND state = 'sent'"
    wait_until(lambda: counted(stack, "registry", told) == guided, "every conversation is told of", 90)
    # What came within the window of its conversation's notice may still wait for the window's end (MSG-6).
    sent_once = "SELECT count(*) FROM outgoing_mails WHERE template = 'seeker_has_message' AND state = 'sent'"
    wait_until(lambda: len(notices(stack)) == counted(stack, "registry", sent_once), "each was sent once", 30)
    assert Parking(stack.amqp_uri).all() == []


def notices(stack: Stack) -> set[str]:
    """Message-IDs of the notices that reached seekers: a mail sent twice, by a mailer killed between, has the same."""
    mails = (mail for mail in stack.mailbox.all() if "マイページに新しいメッセージ" in mail.subject)
    return {str(mail.message["Message-ID"]) for mail in mails}

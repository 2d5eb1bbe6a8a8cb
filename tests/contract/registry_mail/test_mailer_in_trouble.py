"""Outgoing mail when a server refuses, hangs up or is away, or the mailer is killed: nothing is lost, little is doubled."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from services.registry.mail import mailer as mailer_module
from services.registry.mail.courier import ServerUnavailable
from services.registry.mail.delivery import Pace
from services.registry.mail.mailer import Mailer
from services.registry.personal_data import PersonalData
from services.runtime.clock import now
from services.runtime.database import Database
from tests.contract.registry_mail.conftest import (
    HANAKO,
    READY_WITHIN,
    SENDER,
    TARO,
    PostOffice,
    mailer_environment,
    make_due,
    notice,
    one_time_password,
    open_office,
    rows,
    until,
)


def test_a_mail_refused_for_the_time_being_is_tried_again_after_the_back_off(
    database: Database, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    post_office.recipients_refused[HANAKO] = "450 mailbox busy"
    queue(notice())
    before = now()
    mailer.send_due()
    (row,) = rows(database)
    assert (row.state, row.attempts, row.last_error) == ("queued", 1, "SMTPRecipientsRefused")
    assert dt.timedelta(seconds=5) < row.next_attempt_at - before < dt.timedelta(minutes=2)
    assert mailer.send_due() == 0


def test_the_pauses_between_attempts_grow_until_the_mail_is_given_up(
    database: Database,
    mailer: Mailer,
    post_office: PostOffice,
    queue: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post_office.recipients_refused[HANAKO] = "450 mailbox busy"
    queue(notice())
    at, pauses = now(), list[dt.timedelta]()
    monkeypatch.setattr(mailer_module.clock, "now", lambda: at)
    while mailer.send_due() and (row := rows(database)[0]).state == "queued":
        pauses.append(row.next_attempt_at - at)
        at = row.next_attempt_at
    assert tuple(pauses) == Pace().retry_after
    assert pauses == sorted(set(pauses))
    assert (rows(database)[0].state, rows(database)[0].attempts) == ("failed", len(pauses) + 1)


def test_a_mail_is_given_up_after_the_last_retry(
    database: Database, personal_data: PersonalData, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    post_office.recipients_refused[HANAKO] = "450 mailbox busy"
    queue(replace(one_time_password(), valid_until=None))
    pace = Pace(lanes=1, retry_after=(dt.timedelta(0), dt.timedelta(0)))
    mailer = Mailer(database.url, personal_data, post_office.server, SENDER, pace)
    while mailer.send_due():
        pass
    mailer.close()
    (row,) = rows(database)
    assert (row.state, row.attempts, row.parameters_sealed) == ("failed", 3, None)


@pytest.mark.parametrize("recipient", ["nobody@example.jp", "花子@", "not an address", "a@b\r\nBcc: c@d"])
def test_a_mail_that_can_never_be_sent_fails_at_once_and_keeps_none_back(
    recipient: str, database: Database, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    post_office.recipients_refused["nobody@example.jp"] = "550 no such user"
    queue(notice(recipient), notice(TARO))
    mailer.send_due()
    assert [row.state for row in rows(database)] == ["failed", "sent"]
    assert len(post_office.taken) == 1


def test_an_expired_one_time_password_is_not_sent(
    database: Database, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    queue(one_time_password(valid_until=now() - dt.timedelta(seconds=1)))
    mailer.send_due()
    (row,) = rows(database)
    assert (row.state, row.last_error, row.parameters_sealed) == ("failed", "NoLongerValid", None)
    assert post_office.taken == []


def test_while_the_server_is_away_mails_stay_as_they_are(
    database: Database, personal_data: PersonalData, closed_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    mailer = Mailer(database.url, personal_data, closed_office.server, SENDER)
    queue(notice(), one_time_password())
    with pytest.raises(ServerUnavailable):
        mailer.send_due()
    assert [(row.state, row.attempts) for row in rows(database)] == [("queued", 0)] * 2
    controller = open_office(closed_office)
    mailer.send_due()
    mailer.close()
    controller.stop()
    assert len(closed_office.taken) == 2


def test_a_server_that_refuses_us_as_sender_is_not_held_against_the_mails(
    database: Database, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    post_office.sender_refused = "553 sender not allowed"
    queue(notice())
    with pytest.raises(ServerUnavailable):
        mailer.send_due()
    assert [(row.state, row.attempts) for row in rows(database)] == [("queued", 0)]


def test_a_server_that_came_back_costs_no_mail_an_attempt(
    database: Database, personal_data: PersonalData, closed_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    single = Mailer(database.url, personal_data, closed_office.server, SENDER, Pace(lanes=1))
    controller = open_office(closed_office)
    queue(notice(number=1))
    single.send_due()
    controller.stop()
    controller = open_office(closed_office)
    queue(notice(number=2))
    single.send_due()
    single.close()
    controller.stop()
    assert [(row.state, row.attempts) for row in rows(database)] == [("sent", 1)] * 2


def test_a_mail_taken_without_an_answer_goes_out_again_as_the_same_mail(
    database: Database, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    post_office.hangs_up_on.add(HANAKO)
    queue(notice())
    mailer.send_due()
    with database.transaction() as connection:
        make_due(connection)
    mailer.send_due()
    first, second = post_office.to(HANAKO)
    assert first.as_bytes() == second.as_bytes()
    assert first["Message-ID"] == second["Message-ID"]
    assert [row.state for row in rows(database)] == ["sent"]


@contextmanager
def mailer_process(database: Database, post_office: PostOffice) -> Iterator[subprocess.Popen[bytes]]:
    """A mailer of the command line, which ends with the test whatever comes of it: the next one has the same database."""
    environment = os.environ | mailer_environment(database, post_office)
    with subprocess.Popen([sys.executable, "-m", "services.run", "mailer"], env=environment) as process:
        try:
            yield process
        finally:
            process.kill()


def test_the_mailer_of_the_command_line_sends_and_ends_cleanly_when_told_to(
    database: Database, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    queue(one_time_password(), notice())
    with mailer_process(database, post_office) as process:
        until(lambda: len(post_office.to(HANAKO)) == 2)
        process.send_signal(signal.SIGTERM)
        assert process.wait(READY_WITHIN) == 0
    assert [row.state for row in rows(database)] == ["sent", "sent"]


def test_mailers_killed_in_the_middle_lose_nothing_and_double_only_what_they_had_in_hand(
    database: Database, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    ids = queue(*(notice(f"a{number}@example.jp", number) for number in range(400)))
    kills = 0

    def all_sent() -> bool:
        return all(row.state == "sent" for row in rows(database))

    while not all_sent():
        before = len(post_office.taken)
        with mailer_process(database, post_office):
            until(lambda before=before: len(post_office.taken) >= before + 80 or all_sent())  # type: ignore[misc]
        kills += 1
        time.sleep(0.2)  # the server's side of the killed connections ends, and with it their locks
    assert kills >= 3
    arrived = [message["Message-ID"] for _, message in post_office.taken]
    assert set(arrived) == {f"<{mail_id}@mail.example.jp>" for mail_id in ids}
    assert len(arrived) - len(set(arrived)) <= kills * Pace().lanes

"""Outgoing mail from the transaction that queues it to the SMTP server: at least once, in order, never blocking."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
import structlog

from services.registry.mail import mailer as mailer_module
from services.registry.mail.delivery import Pace
from services.registry.mail.mailer import Mailer
from services.registry.mail.outgoing import queue_mail
from services.registry.mail.tables import outgoing_mails
from services.registry.personal_data import PersonalData
from services.runtime.clock import now
from services.runtime.database import Database
from tests.contract.registry_mail.conftest import (
    HANAKO,
    KEY,
    LOOKUP_KEY,
    SENDER,
    TARO,
    PostOffice,
    make_due,
    notice,
    one_time_password,
    rows,
    text_of,
    until,
)

# queueing


def test_a_mail_is_queued_with_the_transaction_that_tells_it_or_not_at_all(
    database: Database, personal_data: PersonalData
) -> None:
    with pytest.raises(RuntimeError), database.transaction() as connection:
        queue_mail(connection, personal_data, notice(), now=now(), trace="trace-1")
        raise RuntimeError
    assert rows(database) == []


def test_a_mail_with_the_wrong_parameters_is_refused_before_it_is_queued(
    database: Database, personal_data: PersonalData
) -> None:
    wrong = replace(notice(), parameters={"organization": "株式会社"})
    with pytest.raises(ValueError, match="organization_name"), database.transaction() as connection:
        queue_mail(connection, personal_data, wrong, now=now(), trace="trace-1")


def test_no_row_holds_an_address_or_a_one_time_password_in_the_clear(
    database: Database, queue: Callable[..., list[str]]
) -> None:
    queue(one_time_password(code="987654"))
    with database.transaction() as connection:
        text = connection.execute(sa.text("SELECT outgoing_mails::text FROM outgoing_mails")).scalar_one()
        columns = connection.execute(sa.select(outgoing_mails)).one()
    for secret in (HANAKO, "987654"):
        assert secret not in text
        assert not any(secret.encode() in column for column in columns if isinstance(column, bytes))


# sending


def test_a_queued_mail_arrives_and_is_marked(
    database: Database, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    (mail_id,) = queue(notice(number=7))
    assert mailer.send_due() == 1
    (message,) = post_office.to(HANAKO)
    assert message["Message-ID"] == f"<{mail_id}@mail.example.jp>"
    assert message["From"].addresses[0].addr_spec == "system@mail.example.jp"
    assert message["To"] == HANAKO
    assert "株式会社7　ご担当者様" in text_of(message)
    (row,) = rows(database)
    assert (row.state, row.attempts, row.last_error, row.trace) == ("sent", 1, None, "trace-1")
    assert mailer.send_due() == 0


def test_a_one_time_password_is_erased_from_the_row_once_sent(
    database: Database, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    queue(one_time_password(), notice())
    mailer.send_due()
    assert "ワンタイムパスワード：123456" in text_of(post_office.to(HANAKO)[0])
    secret, plain = rows(database)
    assert (secret.state, secret.parameters_sealed) == ("sent", None)
    assert plain.parameters_sealed is not None


def test_the_database_itself_refuses_to_keep_a_secret_that_was_sent(
    database: Database, queue: Callable[..., list[str]]
) -> None:
    queue(one_time_password())
    with pytest.raises(sa.exc.IntegrityError, match="secret_erased_at_the_end"), database.transaction() as connection:
        connection.execute(outgoing_mails.update().values(state="sent", sent_at=now()))


def test_one_connection_carries_many_mails(
    database: Database, personal_data: PersonalData, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    queue(*(notice(f"a{number}@example.jp") for number in range(20)))
    mailer = Mailer(database.url, personal_data, post_office.server, SENDER, Pace(lanes=1))
    mailer.send_due()
    mailer.close()
    assert len(post_office.taken) == 20
    assert post_office.sessions == 1


def test_a_running_mailer_is_woken_by_the_commit(
    monkeypatch: pytest.MonkeyPatch, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    monkeypatch.setattr(mailer_module, "POLL_SECONDS", 600)
    thread = threading.Thread(target=mailer.run)
    thread.start()
    try:
        for number in range(3):
            queue(notice(number=number))
            until(lambda number=number: len(post_office.to(HANAKO)) == number + 1)  # type: ignore[misc]
    finally:
        mailer.stop()
        queue(notice(TARO))  # wakes it, so that it sees that it is to stop
        thread.join(20)
    assert not thread.is_alive()


@pytest.mark.parametrize("recipients", [[HANAKO, HANAKO, HANAKO], [f"a{number}@example.jp" for number in range(5)]])
def test_what_one_transaction_queued_goes_out_whole_whether_for_one_address_or_for_more_than_a_batch_holds(
    database: Database,
    personal_data: PersonalData,
    post_office: PostOffice,
    queue: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
    recipients: list[str],
) -> None:
    monkeypatch.setattr(mailer_module, "POLL_SECONDS", 600)
    small = Mailer(database.url, personal_data, post_office.server, SENDER, Pace(lanes=2, batch=2))
    queue(*(notice(recipient) for recipient in recipients))
    thread = threading.Thread(target=small.run)
    thread.start()
    try:
        until(lambda: len(post_office.taken) == len(recipients))
    finally:
        small.stop()
        queue(notice(TARO))  # wakes it, so that it sees that it is to stop
        thread.join(20)
    assert not thread.is_alive()


def test_a_mailer_does_not_look_again_and_again_for_a_mail_that_waits_for_another(
    database: Database,
    mailer: Mailer,
    post_office: PostOffice,
    queue: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mailer_module, "POLL_SECONDS", 600)
    looks: list[None] = []
    look = mailer._send_batch
    monkeypatch.setattr(mailer, "_send_batch", lambda: (looks.append(None), look())[1])
    post_office.recipients_refused[HANAKO] = "451 try again later"
    queue(notice(number=1), notice(number=2))
    thread = threading.Thread(target=mailer.run)
    thread.start()
    try:
        until(lambda: rows(database)[0].attempts == 1)
        for number in range(3):
            queue(notice(TARO, number=number))
            until(lambda number=number: len(post_office.to(TARO)) == number + 1)  # type: ignore[misc]
    finally:
        mailer.stop()
        queue(notice(TARO))  # wakes it, so that it sees that it is to stop
        thread.join(20)
    assert len(looks) < 20


# order


def test_mails_to_one_recipient_arrive_in_the_order_of_queueing_from_two_mailers(
    database: Database, personal_data: PersonalData, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    for number in range(15):
        queue(*(notice(f"a{recipient}@example.jp", number) for recipient in range(20)))
    mailers = [Mailer(database.url, personal_data, post_office.server, SENDER) for _ in range(2)]
    threads = [threading.Thread(target=mailer.run) for mailer in mailers]
    for thread in threads:
        thread.start()
    try:
        until(lambda: all(row.state == "sent" for row in rows(database)))
    finally:
        for mailer in mailers:
            mailer.stop()
        for thread in threads:
            thread.join(20)
    assert len(post_office.taken) == 300  # none twice
    for arrived in post_office.by_recipient().values():
        texts = [text_of(message) for message in arrived]
        assert all(f"株式会社{number}　" in text for number, text in enumerate(texts))


def test_a_later_mail_waits_while_an_earlier_one_to_the_same_address_is_retried(
    database: Database, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    post_office.recipients_refused[HANAKO] = "451 try again later"
    queue(notice(number=1), notice(number=2), notice(TARO))
    while mailer.send_due():
        pass
    assert [row.attempts for row in rows(database)] == [1, 0, 1]
    post_office.recipients_refused.clear()
    with database.transaction() as connection:
        make_due(connection)
    while mailer.send_due():
        pass
    assert ["株式会社1" in text_of(text) for text in post_office.to(HANAKO)] == [True, False]


def test_a_one_time_password_overtakes_notices_and_waits_for_none(
    mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]], database: Database
) -> None:
    post_office.recipients_refused[HANAKO] = "451 try again later"
    queue(notice())
    mailer.send_due()
    post_office.recipients_refused.clear()
    queue(*(notice(f"a{number}@example.jp") for number in range(50)), one_time_password())
    single = Mailer(database.url, PersonalData({"test": KEY}, LOOKUP_KEY), post_office.server, SENDER, Pace(lanes=1))
    single.send_due()
    single.close()
    assert post_office.taken[0][0] == HANAKO


# what is logged


def test_the_log_names_mail_and_trace_and_never_an_address_or_a_secret(
    mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    post_office.recipients_refused[TARO] = f"550 no mailbox {TARO}"
    ids = queue(one_time_password(), notice(TARO))
    with structlog.testing.capture_logs() as logs:
        mailer.send_due()
    tried = [entry for entry in logs if entry["event"] == "mail_tried"]
    assert {entry["mail_id"] for entry in tried} == set(ids)
    assert {entry["trace"] for entry in tried} == {"trace-1"}
    assert {entry["outcome"] for entry in tried} == {"sent", "failed"}
    assert not any(secret in str(logs) for secret in (HANAKO, TARO, "123456"))

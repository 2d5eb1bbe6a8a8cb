"""Addresses that take no mail: refused at the handover, returned afterwards, or beyond what the server can write."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from services.registry.mail import bounces
from services.registry.mail import mailer as mailer_module
from services.registry.mail.bounces import Report, record_report
from services.registry.mail.delivery import Pace
from services.registry.mail.mailer import Mailer
from services.registry.mail.outgoing import Mail, queue_mails
from services.registry.mail.tables import mail_addresses
from services.registry.mail.templates import applications, messages
from services.registry.personal_data import PersonalData
from services.runtime.clock import now
from services.runtime.database import Database
from tests.contract.registry_mail.conftest import (
    HANAKO,
    SENDER,
    TARO,
    PostOffice,
    mailer_environment,
    one_time_password,
    rows,
)
from tests.unit.registry.test_mail_bounces import MAIL_ID, report


def notice(to: str = HANAKO) -> Mail:
    return Mail(messages.SEEKER_HAS_MESSAGE, to, {})


def letter(to: str = HANAKO) -> Mail:
    return Mail(applications.REFUSED, to, dict.fromkeys(applications.REFUSED.parameters, "理由"))


@pytest.fixture
def queue(database: Database, personal_data: PersonalData) -> Callable[..., list[str]]:
    def queue(*mails: Mail) -> list[str]:
        with database.transaction() as connection:
            return queue_mails(connection, personal_data, mails, now=now(), trace="trace-1")

    return queue


def troubles(database: Database) -> list[Any]:
    with database.transaction() as connection:
        return [tuple(row) for row in connection.execute(
            sa.select(mail_addresses.c.cause, mail_addresses.c.status, mail_addresses.c.times)
        )]  # fmt: skip


def record(database: Database, mail_id: str, status: str | None = "5.1.1") -> bool:
    with database.transaction() as connection:
        return record_report(connection, Report(mail_id, status), now=now())


def test_a_refused_recipient_is_undeliverable_until_the_next_mail_gets_through(
    database: Database, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    post_office.recipients_refused[HANAKO] = "550 5.1.1 no such user"
    queue(notice(), letter(), notice(TARO))
    while mailer.send_due():
        pass
    assert troubles(database) == [("refused", "5.1.1", 2)]
    assert [row.last_error for row in rows(database)] == ["SMTPRecipientsRefused", "SMTPRecipientsRefused", None]
    post_office.recipients_refused.clear()
    queue(notice(), letter())
    while mailer.send_due():
        pass
    assert [row.last_error for row in rows(database)[3:]] == ["AddressInTrouble", None]  # what law demands is tried
    assert troubles(database) == []
    queue(notice())
    mailer.send_due()
    assert len(post_office.to(HANAKO)) == 2


@pytest.mark.parametrize("answer", ["550 5.7.1 we take nothing from you", "450 4.2.1 try later", "552 5.3.4 too big"])
def test_a_refusal_that_is_not_the_address_s_is_not_held_against_it(
    answer: str, database: Database, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    post_office.recipients_refused[HANAKO] = answer
    queue(notice())
    mailer.send_due()
    assert troubles(database) == []


def test_a_returned_mail_marks_itself_and_its_address_once(
    database: Database, mailer: Mailer, queue: Callable[..., list[str]]
) -> None:
    (mail_id,) = queue(notice())
    mailer.send_due()
    assert record(database, mail_id)
    assert record(database, mail_id)  # the report came twice
    assert [row.state for row in rows(database)] == ["returned"]
    assert troubles(database) == [("returned", "5.1.1", 1)]


def test_a_mail_accepted_after_a_return_proves_the_address_only_when_none_comes_back(
    database: Database,
    mailer: Mailer,
    queue: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (first,) = queue(notice())
    mailer.send_due()
    record(database, first)
    (second,) = queue(letter())
    mailer.send_due()
    queue(notice())
    mailer.send_due()
    assert rows(database)[-1].last_error == "AddressInTrouble"
    record(database, second)  # it came back as well
    queue(letter())
    mailer.send_due()
    later = now() + dt.timedelta(days=6)
    monkeypatch.setattr(mailer_module.clock, "now", lambda: later)
    queue(notice())
    mailer.send_due()
    assert rows(database)[-1].state == "sent"


@pytest.mark.parametrize("status", ["5.7.1", "5.6.0"])
def test_a_mail_returned_for_its_content_is_not_held_against_the_address(
    status: str, database: Database, mailer: Mailer, queue: Callable[..., list[str]]
) -> None:
    (mail_id,) = queue(notice())
    mailer.send_due()
    record(database, mail_id, status)
    assert [row.state for row in rows(database)] == ["returned"]
    assert troubles(database) == []


def test_a_report_of_a_mail_that_was_never_sent_changes_nothing(
    database: Database, queue: Callable[..., list[str]]
) -> None:
    (mail_id,) = queue(notice())
    assert not record(database, mail_id)
    assert not record(database, MAIL_ID)
    assert [row.state for row in rows(database)] == ["queued"]
    assert troubles(database) == []


def test_the_command_for_the_mail_server_s_pipe_records_what_it_reads(
    database: Database,
    mailer: Mailer,
    post_office: PostOffice,
    queue: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in mailer_environment(database, post_office).items():
        monkeypatch.setenv(name, value)
    (mail_id,) = queue(notice())
    mailer.send_due()
    raw = report().replace(MAIL_ID.encode(), mail_id.encode())
    assert bounces.main([], io.BytesIO(raw)) == 0
    assert troubles(database) == [("returned", "5.1.1", 1)]
    assert bounces.main(["--recipient", "bounces@x.jp"], io.BytesIO(b"Subject: hello\n\nI am away")) == 0
    deep = b"Content-Type: message/rfc822\n\n" * 3_000  # deeper than the parser goes: no trace of it for the sender
    assert bounces.main([], io.BytesIO(deep)) == 0
    printed = capsys.readouterr()
    assert HANAKO not in printed.out + printed.err
    assert "Traceback" not in printed.out + printed.err
    monkeypatch.setenv("REGISTRY_DATABASE_URL", "postgresql+psycopg2://nobody@127.0.0.1:1/none")
    assert bounces.main([], io.BytesIO(raw)) == bounces.TEMPFAIL  # the mail server brings it again


def test_reports_go_to_an_address_that_names_the_mail(
    database: Database, personal_data: PersonalData, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    sender = replace(SENDER, bounces="bounces@mail.example.jp")
    mailer = Mailer(database.url, personal_data, post_office.server, sender, Pace(lanes=1))
    (mail_id,) = queue(notice())
    mailer.send_due()
    mailer.close()
    assert post_office.return_paths == [f"bounces+{mail_id.replace('-', '')}@mail.example.jp"]


# addresses of other scripts


@pytest.fixture
def old_server(
    database: Database, personal_data: PersonalData, closed_office: PostOffice
) -> Iterator[tuple[Mailer, PostOffice]]:
    """A server that knows nothing of RFC 6531."""
    controller = Controller(closed_office, hostname="127.0.0.1", port=closed_office.port, enable_SMTPUTF8=False)
    controller.start()
    mailer = Mailer(database.url, personal_data, closed_office.server, SENDER, Pace(lanes=1))
    yield mailer, closed_office
    mailer.close()
    controller.stop()


def test_an_address_of_another_script_is_written_as_typed_where_the_server_takes_it(
    database: Database, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    queue(notice("花子@日本語.jp"), notice("taro@日本語.jp"), notice("Taro+HW@example.jp"))
    mailer.send_due()
    assert sorted(address for address, _ in post_office.taken) == [
        "Taro+HW@example.jp", "taro@xn--wgv71a119e.jp", "花子@xn--wgv71a119e.jp",
    ]  # fmt: skip
    [message] = post_office.to("花子@xn--wgv71a119e.jp")
    assert "花子@xn--wgv71a119e.jp" in str(message["To"])


def test_an_address_that_the_server_can_t_write_is_undeliverable_at_once(
    database: Database, old_server: tuple[Mailer, PostOffice], queue: Callable[..., list[str]]
) -> None:
    mailer, office = old_server
    queue(letter("花子@example.jp"), letter("taro@日本語.jp"))
    mailer.send_due()
    assert [(row.state, row.last_error) for row in rows(database)] == [("failed", "NeedsSmtputf8"), ("sent", None)]
    assert [address for address, _ in office.taken] == ["taro@xn--wgv71a119e.jp"]
    assert troubles(database) == [("unsupported", None, 1)]


# expired mail


def test_an_expired_mail_gives_way_at_once(
    database: Database,
    mailer: Mailer,
    post_office: PostOffice,
    queue: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    post_office.recipients_refused[HANAKO] = "451 try again later"
    queue(one_time_password())
    mailer.send_due()
    post_office.recipients_refused.clear()
    with database.transaction() as connection:
        connection.execute(sa.text("UPDATE outgoing_mails SET next_attempt_at = valid_until + interval '1 hour'"))
    later = now() + dt.timedelta(minutes=31)
    monkeypatch.setattr(mailer_module.clock, "now", lambda: later)
    queue(one_time_password(code="654321", valid_until=later + dt.timedelta(minutes=30)))
    mailer.send_due()
    assert len(post_office.to(HANAKO)) == 1

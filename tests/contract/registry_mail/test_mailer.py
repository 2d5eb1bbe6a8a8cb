"""Outgoing mail from the transaction that queues it to the SMTP server: at least once, in order, never blocking."""

from __future__ import annotations

import datetime as dt
import os
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
import structlog
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deploy.stack.ports import free_port
from services.registry.mail import mailer as mailer_module
from services.registry.mail.courier import ServerUnavailable
from services.registry.mail.delivery import Pace
from services.registry.mail.mailer import Mailer
from services.registry.mail.outgoing import Mail, queue_mail, queue_mails
from services.registry.mail.tables import outgoing_mails
from services.registry.mail.templates import accounts, messages
from services.registry.personal_data import PersonalData
from services.runtime.clock import now
from services.runtime.database import Database
from tests.contract.registry_mail.conftest import (
    KEY,
    LOOKUP_KEY,
    SENDER,
    PostOffice,
    mailer_environment,
    make_due,
    open_office,
    rows,
    text_of,
)

HANAKO, TARO = "hanako@example.jp", "taro@example.jp"


def one_time_password(to: str = HANAKO, code: str = "123456", valid_until: dt.datetime | None = None) -> Mail:
    until = valid_until or now() + dt.timedelta(minutes=30)
    parameters = {"code": code, "valid_until": until, "minutes": 30}
    return Mail(accounts.ONE_TIME_PASSWORD, to, parameters, valid_until=until)


def notice(to: str = HANAKO, number: int = 0) -> Mail:
    return Mail(messages.ORGANIZATION_HAS_MESSAGE, to, {"organization_name": f"株式会社{number}"})


@pytest.fixture
def queue(database: Database, personal_data: PersonalData) -> Callable[..., list[str]]:
    def queue(*mails: Mail) -> list[str]:
        with database.transaction() as connection:
            return queue_mails(connection, personal_data, mails, now=now(), trace="trace-1")

    return queue


def until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


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
    until(lambda: all(row.state == "sent" for row in rows(database)), 60)
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


# trouble


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
    database: Database, personal_data: PersonalData, queue: Callable[..., list[str]]
) -> None:
    office = PostOffice(free_port())
    mailer = Mailer(database.url, personal_data, office.server, SENDER)
    queue(notice(), one_time_password())
    with pytest.raises(ServerUnavailable):
        mailer.send_due()
    assert [(row.state, row.attempts) for row in rows(database)] == [("queued", 0)] * 2
    controller = open_office(office)
    mailer.send_due()
    mailer.close()
    controller.stop()
    assert len(office.taken) == 2


def test_a_server_that_refuses_us_as_sender_is_not_held_against_the_mails(
    database: Database, mailer: Mailer, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    post_office.sender_refused = "553 sender not allowed"
    queue(notice())
    with pytest.raises(ServerUnavailable):
        mailer.send_due()
    assert [(row.state, row.attempts) for row in rows(database)] == [("queued", 0)]


def test_a_server_that_came_back_costs_no_mail_an_attempt(
    database: Database, mailer: Mailer, queue: Callable[..., list[str]], post_office: PostOffice
) -> None:
    single = Mailer(
        database.url, PersonalData({"test": KEY}, LOOKUP_KEY), replace(post_office.server), SENDER, Pace(lanes=1)
    )
    office = PostOffice(free_port())
    single._couriers[0]._server = office.server
    controller = open_office(office)
    queue(notice(number=1))
    single.send_due()
    controller.stop()
    controller = open_office(office)
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


def mailer_process(database: Database, post_office: PostOffice) -> subprocess.Popen[bytes]:
    environment = os.environ | mailer_environment(database, post_office)
    return subprocess.Popen([sys.executable, "-m", "services.run", "mailer"], env=environment)


def test_the_mailer_of_the_command_line_sends_and_ends_cleanly_when_told_to(
    database: Database, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    queue(one_time_password(), notice())
    process = mailer_process(database, post_office)
    until(lambda: len(post_office.to(HANAKO)) == 2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert [row.state for row in rows(database)] == ["sent", "sent"]


def test_mailers_killed_in_the_middle_lose_nothing_and_double_only_what_they_had_in_hand(
    database: Database, post_office: PostOffice, queue: Callable[..., list[str]]
) -> None:
    ids = queue(*(notice(f"a{number}@example.jp", number) for number in range(400)))
    kills = 0

    def all_sent() -> bool:
        return all(row.state == "sent" for row in rows(database))

    while not all_sent():
        process = mailer_process(database, post_office)
        before = len(post_office.taken)
        until(lambda before=before: len(post_office.taken) >= before + 80 or all_sent())  # type: ignore[misc]
        process.send_signal(signal.SIGKILL)
        process.wait()
        kills += 1
        time.sleep(0.2)  # the server's side of the killed connections ends, and with it their locks
    assert kills >= 3
    arrived = [message["Message-ID"] for _, message in post_office.taken]
    assert set(arrived) == {f"<{mail_id}@mail.example.jp>" for mail_id in ids}
    assert len(arrived) - len(set(arrived)) <= kills * Pace().lanes


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


# STARTTLS and login


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate for localhost that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - dt.timedelta(days=1))
        .not_valid_after(now() + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    key_text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key_text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return file, context


@pytest.mark.parametrize(
    ("trusted", "password", "sent"),
    [(True, "open sesame", True), (False, "open sesame", False), (True, "guess", False)],
)
def test_mail_goes_over_tls_to_a_server_that_is_known_and_after_a_login(
    trusted: bool,
    password: str,
    sent: bool,
    certificate: tuple[Path, ssl.SSLContext],
    database: Database,
    personal_data: PersonalData,
    queue: Callable[..., list[str]],
) -> None:
    file, context = certificate
    office = PostOffice(free_port())
    controller = open_office(office, tls=context)
    server = replace(
        office.server,
        host="localhost",
        user="hellowork",
        password=password,
        starttls=True,
        ca_file=str(file) if trusted else None,
        timeout=2.0,
    )
    mailer = Mailer(database.url, personal_data, server, SENDER, Pace(lanes=1))
    queue(notice())
    try:
        if sent:
            mailer.send_due()
            assert office.logins == ["hellowork"]
        else:
            with pytest.raises(ServerUnavailable):
                mailer.send_due()
    finally:
        mailer.close()
        controller.stop()
    assert len(office.taken) == (1 if sent else 0)

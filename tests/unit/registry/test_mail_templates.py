"""Texts of mails: REG-7 to REG-10, AUT-1, MSG-6 and the help desk of OPS-5."""

from __future__ import annotations

import email
import re
from datetime import UTC, date, datetime
from email.header import decode_header, make_header

import pytest

from services.registry.help_desk import HelpDesk
from services.registry.japanese_calendar import in_era, with_time
from services.registry.mail.composing import Sender, compose, written
from services.registry.mail.templates import TEMPLATES, MailKind

SENDER = Sender(address="system@mail.example.jp", site_url="https://site.example.jp")
CREATED_AT = datetime(2026, 5, 15, 1, 5, tzinfo=UTC)


def filled(kind: MailKind) -> dict[str, str]:
    return {name: f"〔{name}〕" for name in TEMPLATES[kind].parameters}


def test_every_kind_of_mail_has_its_text() -> None:
    assert set(TEMPLATES) == set(MailKind)


@pytest.mark.parametrize("kind", MailKind)
def test_every_mail_states_all_it_was_given_and_the_help_desk_s_contact_and_hours(kind: MailKind) -> None:
    subject, text = written(kind, filled(kind), SENDER)
    assert all(value in text for value in filled(kind).values())
    for contact in (
        "0570-077450",
        "helpdesk@hd.hellowork.mhlw.go.jp",
        "月曜～金曜 9:30～18:00（年末年始、祝日除く）",
    ):
        assert contact in text
    assert subject.startswith("【ハローワーク】")
    assert not re.search(r"[{}]", text)


@pytest.mark.parametrize("kind", MailKind)
def test_every_line_fits_a_plain_text_reader(kind: MailKind) -> None:
    lines = written(kind, filled(kind), SENDER)[1].splitlines()
    # A link stands whole, alone on its line: folded, it could not be followed.
    assert max(len(line) for line in lines if not re.fullmatch(r"https?://\S+", line)) <= 76


def test_the_help_desk_is_a_setting() -> None:
    sender = Sender(address="a@b.jp", site_url="https://s.jp", help_desk=HelpDesk(phone="03-0000-0000"))
    _, text = written(MailKind.SEEKER_HAS_MESSAGE, {}, sender)
    assert "03-0000-0000" in text
    assert "0570-077450" not in text


def test_the_seeker_s_notice_says_nothing_of_content_or_sender() -> None:
    assert TEMPLATES[MailKind.SEEKER_HAS_MESSAGE].parameters == frozenset()  # MSG-6


def test_the_organization_s_notice_names_nobody_but_itself() -> None:
    assert TEMPLATES[MailKind.ORGANIZATION_HAS_MESSAGE].parameters == {"organization_name"}


def test_what_holds_a_password_or_key_is_a_secret_and_nothing_else_is() -> None:
    secrets = {kind for kind, template in TEMPLATES.items() if template.secret}
    assert secrets == {MailKind.ONE_TIME_PASSWORD, MailKind.AUTHENTICATION_KEY, MailKind.REGISTRATION_RECEIVED}
    holding = {kind for kind, template in TEMPLATES.items() if template.parameters & {"code", "key", "download_key"}}
    assert secrets == holding


def test_no_subject_holds_a_parameter() -> None:
    # Subjects show on locked screens and in logs of mail servers.
    assert all("{" not in template.subject for template in TEMPLATES.values())


@pytest.mark.parametrize("parameters", [{}, {"organization_name": "甲", "name": "乙"}])
def test_a_mail_takes_exactly_its_parameters(parameters: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="organization_name"):
        written(MailKind.ORGANIZATION_HAS_MESSAGE, parameters, SENDER)


def test_braces_in_a_value_are_text() -> None:
    _, text = written(MailKind.ORGANIZATION_HAS_MESSAGE, {"organization_name": "{site_url}{0}"}, SENDER)
    assert "{site_url}{0}　ご担当者様" in text


def test_every_attempt_at_a_mail_gives_the_same_bytes_with_the_same_message_id() -> None:
    mails = [
        compose("018f", MailKind.SEEKER_HAS_MESSAGE, {}, to="hanako@example.jp", created_at=CREATED_AT, sender=SENDER)
        for _ in range(2)
    ]
    assert mails[0].as_bytes() == mails[1].as_bytes()
    assert mails[0]["Message-ID"] == "<018f@mail.example.jp>"
    assert mails[0]["Date"] == "Fri, 15 May 2026 01:05:00 +0000"


def test_headers_are_plain_ascii_and_decode_to_japanese() -> None:
    mail = compose(
        "018f", MailKind.SEEKER_HAS_MESSAGE, {}, to="hanako@example.jp", created_at=CREATED_AT, sender=SENDER
    )
    wire = mail.as_bytes()
    assert wire.isascii()
    lines = wire.splitlines()
    assert max(len(line) for line in lines) <= 78
    assert all(line.partition(b":")[2].strip() for line in lines[: lines.index(b"")] if not line.startswith(b" "))
    received = email.message_from_bytes(wire)
    assert str(make_header(decode_header(received["Subject"]))) == TEMPLATES[MailKind.SEEKER_HAS_MESSAGE].subject
    assert SENDER.name in str(make_header(decode_header(received["From"])))
    assert received["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("to", ["a@b.jp\r\nBcc: c@d.jp", "not an address", ""])
def test_an_address_that_could_add_headers_is_refused(to: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        compose("018f", MailKind.SEEKER_HAS_MESSAGE, {}, to=to, created_at=CREATED_AT, sender=SENDER)


def test_instants_are_written_in_japanese_time() -> None:
    assert with_time(CREATED_AT) == "令和8年5月15日 10時05分"
    assert in_era(date(2026, 5, 15)) == "令和8年5月15日"

"""Headers of a mail leave as the email package would write them, and nothing that it would refuse leaves (decision 203)."""

import datetime as dt
from email.message import Message
from email.policy import compat32

import pytest

from services.registry.mail.composing import Sender, compose
from services.registry.mail.templates import TEMPLATES

SENDER = Sender("noreply@mail.example.jp", "http://127.0.0.1")
AT = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
LONG = "値の長い文章がここに入ります。ABC def、123456789。" * 4


def composed(kind: str, to: str) -> Message:
    parameters = dict.fromkeys(TEMPLATES[kind].parameters, LONG)
    unsubscribe_url = "http://127.0.0.1/" + "k" * 200
    mail_id = "0198c2f3-0000-7000-8000-000000000001"
    return compose(
        mail_id, TEMPLATES[kind], parameters, to=to, created_at=AT, sender=SENDER, unsubscribe_url=unsubscribe_url
    )


@pytest.mark.parametrize("kind", sorted(TEMPLATES))
def test_a_mail_has_the_bytes_that_the_email_package_gives_it(kind: str) -> None:
    message = composed(kind, "somebody." + "x" * 50 + "@" + "sub." * 20 + "example.jp")
    expected = message.as_bytes(policy=compat32.clone(linesep="\r\n", max_line_length=990))
    assert message.as_bytes() == expected


@pytest.mark.parametrize("value", ["one\nBcc: other@example.jp", "one\r\nBcc: other@example.jp", "one\n\n body", "あ"])
def test_a_header_that_is_none_is_left_to_the_email_package(value: str) -> None:
    message = composed(min(TEMPLATES), "somebody@example.jp")
    message["X-Added"] = value
    plain = compat32.clone(linesep="\r\n", max_line_length=990)
    try:
        expected: object = message.as_bytes(policy=plain)
    except Exception as refused:
        expected = type(refused)
    try:
        found: object = message.as_bytes()
    except Exception as refused:
        found = type(refused)
    assert found == expected

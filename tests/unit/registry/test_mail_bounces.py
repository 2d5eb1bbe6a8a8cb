"""Reports of mail that could not be delivered, and what they say of the address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.mail.addresses import AddressInvalid, deliverable
from services.registry.mail.bounces import TooMuchWork, limited, read_report
from services.registry.mail.bouncing import (
    AddressTrouble,
    BounceSettings,
    Cause,
    enhanced_status,
    is_undeliverable,
    speaks_of_the_address,
    worth_a_try,
)
from services.registry.mail.composing import Sender

MAIL_ID = "0198c2f3-a4b5-7c6d-8e9f-0a1b2c3d4e5f"
NOW = datetime(2026, 5, 15, 1, 0, tzinfo=UTC)
SETTINGS = BounceSettings()
RETURNED_MAIL = f"Content-Type: message/rfc822\n\nMessage-ID: <{MAIL_ID}@mail.example.jp>\nSubject: x\n\nbody\n"
RETURNED_HEADERS = f"Content-Type: text/rfc822-headers\n\nMessage-ID: <{MAIL_ID}@mail.example.jp>\nSubject: x\n"
NOTHING_RETURNED = "Content-Type: text/plain\n\nno copy\n"


def report(action: str = "failed", status: str = "5.1.1", returned: str = RETURNED_MAIL) -> bytes:
    return f"""\
From: MAILER-DAEMON@mx.example.jp
To: bounces@hellowork.example
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

hanako@example.jp: user unknown

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.jp

Final-Recipient: rfc822; hanako@example.jp
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <hanako@example.jp>: user unknown

--b
{returned}
--b--
""".encode()


@pytest.mark.parametrize("returned", [RETURNED_MAIL, RETURNED_HEADERS])
def test_a_report_names_its_mail_by_the_message_id_that_comes_back(returned: str) -> None:
    found = read_report(report(returned=returned))
    assert found is not None
    assert (found.mail_id, found.status) == (MAIL_ID, "5.1.1")


def test_a_report_without_a_copy_names_its_mail_by_the_address_it_went_to() -> None:
    sender = Sender(address="a@b.jp", site_url="https://s.jp", bounces="bounces@hellowork.example")
    assert read_report(report(returned=NOTHING_RETURNED)) is None
    found = read_report(report(returned=NOTHING_RETURNED), sender.return_path(MAIL_ID))
    assert found is not None
    assert found.mail_id == MAIL_ID


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", ""])
def test_a_report_of_anything_but_failure_is_passed_over(action: str) -> None:
    assert read_report(report(action=action)) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: out of office\n\nI am away.\n",
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n",
        report()[:300],
        report().replace(MAIL_ID.encode(), b"somebody-else"),
        f"Content-Type: text/plain\n\nMessage-ID: <{MAIL_ID}@mail.example.jp>\n".encode(),
    ],
)
def test_what_is_no_report_is_passed_over(raw: bytes) -> None:
    assert read_report(raw) is None


@given(st.binary(max_size=400))
def test_nothing_that_comes_makes_reading_fail(noise: bytes) -> None:
    read_report(report()[:400] + noise + report()[400:])
    read_report(noise, "bounces+zz@hellowork.example")


@pytest.mark.parametrize(
    ("status", "of_the_address"),
    [
        (None, True),
        ("5.1.1", True),
        ("5.2.2", True),
        ("5.4.4", True),
        ("5.7.1", False),
        ("5.3.4", False),
        ("5.6.0", False),
    ],
)
def test_a_refusal_for_content_or_policy_says_nothing_of_the_address(status: str | None, of_the_address: bool) -> None:
    assert speaks_of_the_address(status) == of_the_address


def test_the_enhanced_status_is_found_in_an_answer() -> None:
    assert enhanced_status("550 5.1.1 <x@y.jp>: no such user at 10.5.1.1") == "5.1.1"
    assert enhanced_status("550 no such user") is None


def test_a_returned_address_works_again_when_none_came_back_for_some_days() -> None:
    trouble = AddressTrouble(Cause.RETURNED, last_at=NOW)
    assert is_undeliverable(trouble, NOW + timedelta(days=400), SETTINGS)
    accepted = AddressTrouble(Cause.RETURNED, last_at=NOW, accepted_at=NOW + timedelta(days=1))
    assert is_undeliverable(accepted, NOW + timedelta(days=5), SETTINGS)
    assert not is_undeliverable(accepted, NOW + timedelta(days=6), SETTINGS)


def test_what_can_wait_is_tried_again_after_a_week() -> None:
    trouble = AddressTrouble(Cause.REFUSED, last_at=NOW)
    assert not worth_a_try(trouble, NOW + timedelta(days=6), SETTINGS)
    assert worth_a_try(trouble, NOW + timedelta(days=7), SETTINGS)


@pytest.mark.parametrize(
    ("typed", "sent_to"),
    [
        ("Taro.Yamada+hw@Example.JP", "Taro.Yamada+hw@Example.JP"),
        ("taro@日本語.jp", "taro@xn--wgv71a119e.jp"),
        ("花子@日本語.jp", "花子@xn--wgv71a119e.jp"),
    ],
)
def test_an_address_goes_out_as_typed_but_for_a_domain_of_another_script(typed: str, sent_to: str) -> None:
    assert deliverable(typed) == sent_to


@pytest.mark.parametrize(
    "address", ["", "@", "taro@", "@example.jp", "taro", "taro@ .日本", "taro@\N{ZERO WIDTH JOINER}本.jp"]
)
def test_an_address_that_no_server_could_take_is_refused(address: str) -> None:
    with pytest.raises(AddressInvalid):
        deliverable(address)


def test_a_crafted_header_can_not_keep_the_parser_busy() -> None:
    """The time of Python's parser grows with the square of a header's parameters: this one would take minutes."""
    crafted = b"Content-Type: multipart/report;" + b'"\\;' * 500_000 + b"; boundary=b\n\nx"
    with pytest.raises(TooMuchWork), limited(0.3):
        read_report(crafted)
    with limited(5.0):
        assert read_report(report()) is not None  # the limit is over with its block

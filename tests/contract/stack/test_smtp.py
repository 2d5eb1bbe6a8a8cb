"""The demo's SMTP server keeps what it takes, as it came."""

import smtplib
from email.message import EmailMessage

import pytest

from deploy.stack.smtp import NoMail
from tests.conftest import SmtpServer


def send(server: SmtpServer, subject: str, *recipients: str) -> None:
    message = EmailMessage()
    message["From"] = "noreply@hellowork.example"
    message["To"] = ", ".join(recipients)
    message["Subject"] = subject
    message.set_content("認証番号は 123456 です。\n")
    with smtplib.SMTP(server.host, server.port) as client:
        client.send_message(message)


def test_a_mail_is_found_by_its_recipient_and_read_in_japanese(smtp_server: SmtpServer) -> None:
    send(smtp_server, "ワンタイムパスワードのお知らせ", "Jimu@agency.example")
    mail = smtp_server.mailbox.wait_for_mail("jimu@agency.example")
    assert mail.subject == "ワンタイムパスワードのお知らせ"
    assert "認証番号は 123456 です。" in mail.text
    assert smtp_server.mailbox.mails_to("somebody.else@agency.example") == []


def test_a_mail_to_two_reaches_both(smtp_server: SmtpServer) -> None:
    send(smtp_server, "連絡", "a@two.example", "b@two.example")
    assert [smtp_server.mailbox.wait_for_mail(f"{name}@two.example").subject for name in "ab"] == ["連絡", "連絡"]


def test_waiting_passes_over_the_mails_already_seen(smtp_server: SmtpServer) -> None:
    send(smtp_server, "一通目", "c@agency.example")
    seen = smtp_server.mailbox.wait_for_mail("c@agency.example").number
    assert seen == smtp_server.mailbox.count("c@agency.example") == 1
    with pytest.raises(NoMail, match="after its number 1"):
        smtp_server.mailbox.wait_for_mail("c@agency.example", after=seen, timeout=0.1)
    send(smtp_server, "二通目", "c@agency.example")
    assert smtp_server.mailbox.wait_for_mail("c@agency.example", after=seen).subject == "二通目"


def test_an_address_cannot_lead_out_of_the_folder(smtp_server: SmtpServer) -> None:
    send(smtp_server, "外", "../../x@agency.example")
    assert smtp_server.mailbox.wait_for_mail("../../x@agency.example").subject == "外"
    assert all(file.parent.parent == smtp_server.mailbox.folder for file in smtp_server.mailbox.folder.rglob("*.eml"))

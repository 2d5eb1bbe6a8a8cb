"""Links in mails (RFC 8058): pages for people, one click for mail programs, nothing for who merely follows links."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from services.contracts import registry
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.help_desk import HelpDesk
from tests.contract.gateway.conftest import Browser, PlayedServices

TOKEN = "seeker_validity_ends_soon.abc_-1.def"
PATH = f"/api/mail/unsubscriptions/{TOKEN}"
SUBJECT = "求職申込みの有効期限<b>"


def answering(unsubscribed: bool) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda _: {"subject": SUBJECT, "unsubscribed": unsubscribed}


@pytest.fixture
def played(services: PlayedServices) -> PlayedServices:
    services.on(registry.SHOW_UNSUBSCRIPTION, answering(unsubscribed=False))
    services.on(registry.UNSUBSCRIBE, answering(unsubscribed=True))
    services.on(registry.SUBSCRIBE_AGAIN, answering(unsubscribed=False))
    return services


def asked(services: PlayedServices) -> list[str]:
    return [call[0] for call in services.calls]


def test_following_the_link_shows_a_page_with_a_button_and_changes_nothing(
    browser: Browser, played: PlayedServices
) -> None:
    answer = browser.client.get(PATH, base_url="https://localhost")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    page = answer.get_data(as_text=True)
    assert f'<form method="post" action="{PATH}">' in page
    assert '<html lang="ja">' in page
    assert "求職申込みの有効期限&lt;b&gt;" in page
    assert asked(played) == [registry.SHOW_UNSUBSCRIPTION.routing_key]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
        (
            b"--b\r\nContent-Disposition: form-data; name=List-Unsubscribe\r\n\r\nOne-Click\r\n--b--",
            "multipart/form-data; boundary=b",
        ),
        (b"", "text/plain"),
    ],
)
def test_one_click_of_a_mail_program_stops_the_mails_whatever_it_sends(
    body: bytes, media_type: str, browser: Browser, played: PlayedServices
) -> None:
    answer = browser.client.post(PATH, data=body, content_type=media_type, base_url="https://localhost")
    assert answer.status_code == 200
    assert f'action="{PATH}/resumption"' in answer.get_data(as_text=True)
    assert asked(played) == [registry.UNSUBSCRIBE.routing_key]
    assert played.calls[0][1]["request"] == {"token": TOKEN}


def test_the_page_s_button_starts_them_again(browser: Browser, played: PlayedServices) -> None:
    answer = browser.client.post(f"{PATH}/resumption", base_url="https://localhost")
    assert "配信を停止する" in answer.get_data(as_text=True)
    assert asked(played) == [registry.SUBSCRIBE_AGAIN.routing_key]


def test_the_page_shows_the_help_desk_s_contact_and_hours_as_they_are_set(
    app: Flask, browser: Browser, played: PlayedServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OPS-5: on the page itself, as a person with a mail program and a browser reads no header."""
    desk = HelpDesk(name="窓口<i>", phone="03-0000-0000", hours="月曜～土曜 8:00～20:00", email="desk@example.jp")
    running = app.extensions["gateway"]
    settings = dataclasses.replace(running.settings, help_desk=desk)
    monkeypatch.setitem(app.extensions, "gateway", dataclasses.replace(running, settings=settings))
    pages = [
        answer.get_data(as_text=True)
        for answer in (
            browser.client.get(PATH, base_url="https://localhost"),
            browser.client.post(PATH, base_url="https://localhost"),
        )
    ]
    for shown in ("窓口&lt;i&gt;", desk.phone, desk.hours, desk.email):
        assert all(shown in page for page in pages), shown


def test_another_site_s_page_can_t_press_the_button(browser: Browser, played: PlayedServices) -> None:
    answer = browser.client.post(PATH, headers={"Sec-Fetch-Site": "cross-site"}, base_url="https://localhost")
    assert answer.status_code == 403
    assert asked(played) == []


def test_a_link_that_is_none_of_ours_gets_a_problem_document(browser: Browser, services: PlayedServices) -> None:
    def refuse(_: dict[str, Any]) -> Any:
        raise CallRefused(ErrorCode.NOT_FOUND)

    services.on(registry.SHOW_UNSUBSCRIPTION, refuse)
    answer = browser.client.get(f"/api/mail/unsubscriptions/{'x' * 20}", base_url="https://localhost")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert browser.client.get(f"/api/mail/unsubscriptions/{'x' * 400}", base_url="https://localhost").status_code == 422

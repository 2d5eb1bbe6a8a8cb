"""Accounts over HTTP: own password and address, known browsers, and what logins leave in the audit log (AUT-1, AUT-6, OPS-3)."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from gateway.login import tokens
from services.contracts import registry
from services.contracts.errors import CallRefused, ErrorCode
from services.runtime.outbox import outbox_table
from tests.contract.gateway.conftest import (
    ORGANIZATION_ACCOUNT,
    PASSWORD,
    SECRET,
    Browser,
    PlayedServices,
    Time,
    code_of,
)

_outbox = outbox_table(sa.MetaData())
INVITATION = "/api/invitations/0198c2f3-0000-7000-8000-0000000000bb"
CHANGE = {"current_password": PASSWORD, "password": "motto-nagaku-totemo-nagai"}


def refuse(code: ErrorCode) -> Callable[[dict[str, Any]], Any]:
    def answer(_: dict[str, Any]) -> Any:
        raise CallRefused(code)

    return answer


def published(app: Flask) -> list[dict[str, Any]]:
    """What the gateway has told, in order."""
    with app.extensions["gateway"].logins.database.transaction() as connection:
        bodies = connection.execute(sa.select(_outbox.c.body).order_by(_outbox.c.seq)).scalars()
        return [json.loads(body) for body in bodies]


def entries(app: Flask) -> list[dict[str, Any]]:
    """The data of audit entries."""
    return [event["data"] for event in published(app) if event["type"] == "audit_recorded"]


# Own password and address


def test_a_change_of_password_names_the_session_that_goes_on(browser: Browser, services: PlayedServices) -> None:
    """AUT-6: the others end by the registry's event."""
    services.on(registry.CHANGE_PASSWORD, lambda _: {"accepted": True})
    browser.log_in()
    assert browser.send("PUT", "/api/account/password", CHANGE).status_code == 200
    ((_, asked, _, _),) = services.called(registry.CHANGE_PASSWORD)
    (own,) = browser.send("GET", "/api/sessions").json["sessions"]
    assert asked["request"]["session_id"] == own["session_id"]
    assert asked["caller"]["account_id"] == ORGANIZATION_ACCOUNT


@pytest.mark.parametrize("path", ["/api/account/password", "/api/account/email-change/confirmation"])
def test_nobody_says_which_session_goes_on(path: str, browser: Browser) -> None:
    browser.log_in()
    method = "PUT" if path.endswith("password") else "POST"
    body = {**(CHANGE if method == "PUT" else {"key": "K"}), "session_id": ORGANIZATION_ACCOUNT}
    answer = browser.send(method, path, body)
    assert answer.status_code == 422
    assert answer.json["problems"] == [{"pointer": "/session_id", "detail": "この項目はありません。"}]


def test_current_passwords_are_limited_by_account(browser: Browser, services: PlayedServices) -> None:
    """AUT-6: over changes of password and of address together."""
    services.on(registry.CHANGE_PASSWORD, refuse(ErrorCode.CURRENT_PASSWORD_WRONG))
    services.on(registry.REQUEST_EMAIL_CHANGE, refuse(ErrorCode.CURRENT_PASSWORD_WRONG))
    browser.log_in()
    statuses = [browser.send("PUT", "/api/account/password", CHANGE).status_code for _ in range(6)]
    address = {"current_password": "x", "new_email": "new@agency.example.jp"}
    statuses += [browser.send("POST", "/api/account/email-change", address).status_code for _ in range(5)]
    assert statuses == [403] * 10 + [429]


def test_keys_of_a_change_of_address_are_limited_by_account(browser: Browser, services: PlayedServices) -> None:
    """AUT-6."""
    services.on(registry.CONFIRM_EMAIL_CHANGE, refuse(ErrorCode.AUTHENTICATION_KEY_INVALID))
    browser.log_in()
    path = "/api/account/email-change/confirmation"
    assert [browser.send("POST", path, {"key": "WRONG"}).status_code for _ in range(21)] == [401] * 20 + [429]


def test_invitations_are_limited_by_account_and_their_keys_by_invitation(
    browser: Browser, services: PlayedServices
) -> None:
    """AUT-6: each mails an address that nobody has proved to be theirs."""
    services.on(registry.INVITE_ACCOUNT, lambda _: {})
    services.on(registry.SHOW_INVITATION, refuse(ErrorCode.AUTHENTICATION_KEY_INVALID))
    browser.log_in()
    body = {"email": "bombed@mail.example.jp", "label": "窓口"}
    sent = [browser.send("POST", "/api/organization/invitations", body).status_code for _ in range(31)]
    assert sent == [201] * 30 + [429]
    tried = [browser.send("POST", f"{INVITATION}/inspection", {"key": "WRONG"}).status_code for _ in range(21)]
    assert tried == [401] * 20 + [429]


def test_an_additional_account_manages_no_accounts(browser: Browser) -> None:
    """AUT-7, REG-11."""
    browser.log_in("more@agency.example.jp")
    for method, path in (
        ("GET", "/api/organization/accounts"),
        ("POST", "/api/organization/invitations"),
        ("DELETE", f"/api/organization/accounts/{ORGANIZATION_ACCOUNT}"),
    ):
        assert browser.send(method, path, {} if method == "POST" else None).status_code == 403


def test_an_additional_account_reports_suspected_misuse(browser: Browser, services: PlayedServices) -> None:
    """REG-11."""
    received = {"report_id": ORGANIZATION_ACCOUNT, "reported_at": "2026-06-10T01:00:00Z", "tokens_revoked": 2}
    services.on(registry.REPORT_MISUSE, lambda _: received)
    browser.log_in("more@agency.example.jp")
    report = {"description": "心当たりのない案内がある。"}
    answers = [browser.send("POST", "/api/organization/misuse-reports", report) for _ in range(3)]
    assert [(answer.status_code, answer.json) for answer in answers] == [(201, received)] * 3
    browser.log_in("main@agency.example.jp")
    assert browser.send("POST", "/api/organization/misuse-reports", report).status_code == 429, "by organization"


# Browsers that have logged in before


def locked_out(browser: Browser) -> None:
    """Somebody elsewhere uses up the logins of the e-mail."""
    for _ in range(10):
        browser.begin(password="machigai-machigai")
    assert browser.begin().status_code == 429


def test_who_tries_passwords_elsewhere_keeps_no_owner_out_of_a_browser_known(
    browser: Browser, new_browser: Callable[[], Browser], services: PlayedServices
) -> None:
    """AUT-6, decision 110: it has a count of its own, here and in the registry."""
    browser.log_in()
    browser.send("DELETE", "/api/sessions/current")
    locked_out(new_browser())
    browser.log_in()
    named = [call[1]["request"]["browser"] for call in services.called(registry.BEGIN_LOGIN)]
    assert named[0] is None
    assert set(named[1:-1]) == {None}
    assert named[-1]


def test_a_known_browser_is_limited_as_exactly(browser: Browser) -> None:
    """AUT-6: whoever took its cookies has ten attempts, not more."""
    browser.log_in()
    assert [browser.begin(password="machigai-machigai").status_code for _ in range(11)] == [401] * 10 + [429]


def test_a_browser_is_known_for_the_account_that_logged_in_and_no_other(
    browser: Browser, new_browser: Callable[[], Browser], services: PlayedServices
) -> None:
    """AUT-4, AUT-6."""
    browser.log_in("more@agency.example.jp")
    locked_out(new_browser())
    assert browser.begin().status_code == 429


def test_a_browser_keeps_one_mark_an_account_however_often_it_logs_in(browser: Browser) -> None:
    for _ in range(3):
        browser.log_in()
    browser.log_in("more@agency.example.jp")
    assert len([key for key in browser.client._cookies if key[2].startswith("hw_known_")]) == 2


@pytest.mark.parametrize("change", ["forged", "truncated", "renamed", "endless", "bare"])
def test_a_mark_that_was_changed_makes_no_browser_known(change: str, browser: Browser, app: Flask) -> None:
    """AUT-6."""
    key = tokens.limit_key(SECRET, "main@agency.example.jp")
    name, _, mark = tokens.new_known_browser(SECRET, key).partition(".")
    values = {
        "forged": f"{name}.{mark[::-1]}",
        "truncated": f"{name}.{mark[:-1]}",
        "renamed": f"{name}x.{mark}",
        "endless": f"{'x' * 2_000}.{mark}",
        "bare": name,
    }
    assert tokens.known_browser(SECRET, key, [values[change]]) == ""
    assert tokens.known_browser(SECRET, key, [values[change], f"{name}.{mark}"]) == name
    assert tokens.known_browser(SECRET, tokens.limit_key(SECRET, "x@example.jp"), [f"{name}.{mark}"]) == ""


# What is written down


def test_a_login_its_steps_and_its_end_go_into_the_audit_log(browser: Browser, app: Flask) -> None:
    """OPS-3, AUT-6: with account and network address; the registry is told of the login."""
    browser.client.environ_base |= {"REMOTE_ADDR": "203.0.113.77"}
    browser.log_in(omit_next_time=True)
    browser.send("POST", "/api/sessions/omission", {"accepts_risks": True})
    browser.send("DELETE", "/api/settings/one-time-password-omission")
    browser.send("DELETE", "/api/sessions/others")
    browser.send("DELETE", "/api/sessions/current")
    written = entries(app)
    assert [entry["action"] for entry in written] == [
        "gateway.send_one_time_password",
        "gateway.log_in",
        "gateway.set_omission",
        "gateway.end_omissions",
        "gateway.end_other_sessions",
        "gateway.log_out",
    ]
    assert {entry["account_id"] for entry in written} == {ORGANIZATION_ACCOUNT}
    assert {entry["network_address"] for entry in written} == {"203.0.113.77"}
    assert [event["data"] for event in published(app) if event["type"] == "login_completed"] == [
        {"account_id": ORGANIZATION_ACCOUNT}
    ]


def test_refused_logins_go_into_the_audit_log_without_the_address_that_was_typed(
    browser: Browser, app: Flask, services: PlayedServices
) -> None:
    """OPS-3, AUT-6: several at one e-mail can be seen to belong together; it can't be read."""
    for email in ("main@agency.example.jp", "MAIN@agency.example.jp", "nobody@nowhere.example.jp"):
        browser.begin(email, "machigai-machigai")
    browser.begin()
    for _ in range(8):
        browser.complete("000000" if services.mailed[ORGANIZATION_ACCOUNT] != "000000" else "000001")
    written = entries(app)
    refused = [entry for entry in written if entry["action"] == "gateway.refuse_password"]
    assert [entry["details"] for entry in refused] == [{"reason": "login_failed"}] * 3
    first, second, third = (entry["subject_id"] for entry in refused)
    assert first == second != third
    wrong = [entry for entry in written if entry["action"] == "gateway.refuse_one_time_password"]
    assert [entry["details"]["reason"] for entry in wrong] == ["one_time_password_wrong"] * 5
    text = json.dumps(published(app))
    assert not [word for word in ("agency.example.jp", "nowhere", "machigai", PASSWORD) if word in text]


def test_a_limit_that_is_reached_is_written_down_once_a_window(browser: Browser, app: Flask, time: Time) -> None:
    """OPS-3, AUT-6: who goes on for ever fills no log."""
    for _ in range(2):
        for _ in range(30):
            browser.begin(password="machigai-machigai")
        time.pass_(minutes=15)
    reached = [entry for entry in entries(app) if entry["action"] == "gateway.reach_limit"]
    assert [entry["details"] for entry in reached] == [{"kind": "login_by_email"}] * 2


def test_the_advice_to_a_refused_login_is_the_same_for_everybody(browser: Browser) -> None:
    """AUT-6: it tells of locks, and not whether this login is locked."""
    details = {
        browser.begin(email, "machigai").json["detail"] for email in ("main@agency.example.jp", "x@y.example.jp")
    }
    assert len(details) == 1
    assert "パスワードを設定し直してください" in details.pop()


def test_a_wrong_current_password_is_told_as_such(browser: Browser, services: PlayedServices) -> None:
    services.on(registry.CHANGE_PASSWORD, refuse(ErrorCode.CURRENT_PASSWORD_WRONG))
    browser.log_in()
    answer = browser.send("PUT", "/api/account/password", CHANGE)
    assert (answer.status_code, code_of(answer)) == (403, "current_password_wrong")


def test_keys_that_are_refused_go_into_the_audit_log_without_the_address(
    browser: Browser, app: Flask, services: PlayedServices
) -> None:
    """OPS-3, AUT-6: resets as logins; and what who is logged in gets wrong, under the account."""
    services.on(registry.SET_PASSWORD, refuse(ErrorCode.AUTHENTICATION_KEY_INVALID))
    for email in ("main@agency.example.jp", "MAIN@agency.example.jp", "nobody@nowhere.example.jp"):
        body = {"email": email, "key": "WRONG", "password": "a long enough password"}
        assert browser.send("POST", "/api/my-page/password", body).status_code == 401
    services.on(registry.CHANGE_PASSWORD, refuse(ErrorCode.CURRENT_PASSWORD_WRONG))
    browser.log_in()
    browser.send("PUT", "/api/account/password", CHANGE)
    written = entries(app)
    refused = [entry for entry in written if entry["action"] == "gateway.refuse_key"]
    first, second, third = (entry["subject_id"] for entry in refused)
    assert first == second != third
    (own,) = [entry for entry in written if entry["action"] == "gateway.refuse_own_secret"]
    assert (own["subject_id"], own["details"]) == (ORGANIZATION_ACCOUNT, {"reason": "current_password_wrong"})
    text = json.dumps(published(app))
    assert not [word for word in ("agency.example.jp", "nowhere", "WRONG") if word in text]

"""Browsers that need no one-time password (AUT-3, AUT-4, AUT-5)."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from gateway.login import browser_storage, tokens
from services.contracts import registry
from services.contracts.errors import CallRefused, ErrorCode
from tests.contract.gateway.conftest import ORGANIZATION_ACCOUNT, Browser, PlayedServices, Time, code_of

SETTING = "/api/settings/one-time-password-omission"


def remember(browser: Browser, email: str = "main@agency.example.jp") -> None:
    browser.log_in(email, omit_next_time=True)
    assert browser.send("POST", "/api/sessions/omission", {"accepts_risks": True}).status_code == 201
    browser.send("DELETE", "/api/sessions/current")


# AUT-3


def test_the_box_leads_to_a_confirmation_page_that_states_the_risks(browser: Browser) -> None:
    """AUT-3."""
    assert browser.log_in().json["omission_confirmation"] is None
    page = browser.log_in(omit_next_time=True).json["omission_confirmation"]
    assert page["days"] == 90
    assert any("パスワードだけでログインされるおそれ" in risk for risk in page["risks"])


def test_a_remembered_browser_needs_the_password_alone(browser: Browser, services: PlayedServices) -> None:
    """AUT-3."""
    remember(browser)
    services.mailed.clear()
    assert browser.begin().status_code == 201
    assert not services.mailed
    assert browser.begin(password="machigai-machigai").status_code == 401


def test_the_box_alone_remembers_nothing(browser: Browser) -> None:
    """AUT-3."""
    browser.log_in(omit_next_time=True)
    assert browser.begin().status_code == 202


def test_the_risks_must_be_accepted(browser: Browser) -> None:
    """AUT-3."""
    browser.log_in(omit_next_time=True)
    assert browser.send("POST", "/api/sessions/omission", {"accepts_risks": False}).status_code == 422
    assert browser.begin().status_code == 202


def test_a_browser_is_not_remembered_without_the_box(browser: Browser) -> None:
    """AUT-3."""
    browser.log_in()
    assert code_of(browser.send("POST", "/api/sessions/omission", {"accepts_risks": True})) == "omission_not_asked"


def test_one_login_remembers_one_browser_once(browser: Browser) -> None:
    """AUT-3."""
    browser.log_in(omit_next_time=True)
    assert browser.send("POST", "/api/sessions/omission", {"accepts_risks": True}).status_code == 201
    assert code_of(browser.send("POST", "/api/sessions/omission", {"accepts_risks": True})) == "omission_not_asked"


def test_an_omission_lasts_90_times_24_hours(browser: Browser, time: Time) -> None:
    """AUT-3."""
    remember(browser)
    time.pass_(hours=90 * 24, seconds=-1)
    assert browser.begin().status_code == 201
    time.pass_(seconds=1)
    assert browser.begin().status_code == 202, "the server decides, whatever the cookie says"


def test_using_an_omission_does_not_lengthen_it(browser: Browser, time: Time) -> None:
    """AUT-3."""
    remember(browser)
    for _ in range(89):
        time.pass_(days=1)
        assert browser.begin().status_code == 201
    time.pass_(days=1)
    assert browser.begin().status_code == 202


def test_ticking_again_after_expiry_starts_a_new_90_days(browser: Browser, time: Time) -> None:
    remember(browser)
    time.pass_(days=91)
    remember(browser)
    time.pass_(days=89)
    assert browser.begin().status_code == 201


def test_the_cookie_holds_an_identifier_and_an_expiry_and_the_server_only_a_hash(browser: Browser, app: Flask) -> None:
    """AUT-3."""
    browser.log_in(omit_next_time=True)
    answer = browser.send("POST", "/api/sessions/omission", {"accepts_risks": True})
    (cookie,) = answer.headers.getlist("Set-Cookie")
    _, value = cookie.split(";")[0].split("=")
    identifier, expiry = value.split(".")
    assert int(expiry) == 1_781_053_200 + 90 * 24 * 3600
    assert ORGANIZATION_ACCOUNT not in cookie
    for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Max-Age=7776000"):
        assert attribute in cookie
    with app.extensions["gateway"].logins.database.transaction() as connection:
        row = connection.exec_driver_sql("SELECT row_to_json(b)::text FROM remembered_browsers b").scalar()
    assert identifier not in row


# AUT-4


def test_another_browser_asks_again(browser: Browser, new_browser: Callable[[], Browser]) -> None:
    """AUT-4."""
    remember(browser)
    assert new_browser().begin().status_code == 202


def test_any_number_of_browsers_can_be_remembered(new_browser: Callable[[], Browser]) -> None:
    """AUT-4."""
    browsers = [new_browser() for _ in range(12)]
    for browser in browsers:
        remember(browser)
    assert all(browser.begin().status_code == 201 for browser in browsers)


def test_an_additional_account_has_a_cookie_of_its_own(browser: Browser) -> None:
    remember(browser, "main@agency.example.jp")
    assert browser.begin("more@agency.example.jp").status_code == 202
    remember(browser, "more@agency.example.jp")
    assert browser.begin("main@agency.example.jp").status_code == 201
    assert browser.begin("more@agency.example.jp").status_code == 201


def test_a_deleted_cookie_asks_again(browser: Browser) -> None:
    """AUT-4."""
    remember(browser)
    for cookie in [key for key in browser.client._cookies if key[2].startswith("hw_omission")]:
        browser.client.delete_cookie(cookie[2], path=cookie[1])
    assert browser.begin().status_code == 202


CHANGES: dict[str, Callable[[str, str], str]] = {
    "forged": lambda identifier, expiry: f"{identifier[::-1]}.{expiry}",
    "truncated": lambda identifier, expiry: f"{identifier[:-1]}.{expiry}",
    "the hash the server keeps": lambda identifier, expiry: f"{tokens.digest(identifier).hex()}.{expiry}",
    "the expiry alone": lambda identifier, expiry: f".{expiry}",
    "empty": lambda identifier, expiry: "",
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_cookie_that_was_changed_asks_again(change: str, browser: Browser) -> None:
    """AUT-3, AUT-4: the identifier counts, whole; nothing that can be made without it."""
    remember(browser)
    (key,) = [key for key in browser.client._cookies if key[2].startswith("hw_omission")]
    kept = browser.client._cookies[key]
    for value, status in ((CHANGES[change](*kept.value.split(".")), 202), (kept.value, 201)):
        browser.client.set_cookie(key[2], value, domain=key[0], path=key[1], secure=True)
        assert browser.begin().status_code == status


def test_an_expiry_that_was_moved_lengthens_nothing(browser: Browser, time: Time) -> None:
    """AUT-3: the server's own record decides."""
    remember(browser)
    (key,) = [key for key in browser.client._cookies if key[2].startswith("hw_omission")]
    identifier, expiry = browser.client._cookies[key].value.split(".")
    time.pass_(hours=90 * 24)
    browser.client.set_cookie(
        key[2], f"{identifier}.{int(expiry) + 90 * 24 * 3600}", domain=key[0], path=key[1], secure=True
    )
    assert browser.begin().status_code == 202


def names_of(browser: Browser, beginning: str) -> list[str]:
    return [name for _, _, name in browser.client._cookies if name.startswith(beginning)]


def test_a_browser_that_many_share_keeps_its_latest_30_accounts(browser: Browser, services: PlayedServices) -> None:
    """AUT-4, AUT-6: all it keeps goes with each request, and a longer header would be refused for everybody there."""
    for number in range(40):
        browser.client.set_cookie(
            f"hw_omission_{number:08}", "x" * 43 + ".1781053200", path="/api/sessions", secure=True
        )
        browser.client.set_cookie(f"hw_known_{number:08}", "x" * 22 + "." + "y" * 43, path="/api", secure=True)
    strange = [f"hw_known_[{number}" for number in range(40)]
    for name in strange:
        browser.client.set_cookie(name, "x", path="/api", secure=True)
    remember(browser)
    assert [name for name in names_of(browser, "hw_known_") if "[" in name] == strange, "no name of ours: left alone"
    for name in strange:
        browser.client.delete_cookie(name, path="/api")
    kept = {beginning: names_of(browser, beginning) for beginning in ("hw_omission_", "hw_known_")}
    for beginning, names in kept.items():
        assert len(names) == 30
        assert names[:29] == [f"{beginning}{number:08}" for number in range(11, 40)], "the oldest have gone"
    assert browser.begin().status_code == 201, "the latest is remembered"
    assert services.called(registry.BEGIN_LOGIN)[-1][1]["request"]["browser"], "and known"
    assert names_of(browser, "hw_known_") == kept["hw_known_"]


def end_meanwhile(browser: Browser, services: PlayedServices, app: Flask) -> None:
    """Let all omissions end between the registry's word and the gateway's row."""

    def answered(request: dict[str, Any]) -> dict[str, Any]:
        assert request["spared"] == [ORGANIZATION_ACCOUNT]
        answer = services.begin_login(request)
        with app.extensions["gateway"].logins.database.transaction() as connection:
            browser_storage.forget_browsers(connection, ORGANIZATION_ACCOUNT)
        return answer

    remember(browser)
    services.mailed.clear()
    services.on(registry.BEGIN_LOGIN, answered)


def test_an_omission_that_ends_during_a_login_is_worth_nothing_to_it(
    browser: Browser, services: PlayedServices, app: Flask
) -> None:
    """AUT-5: the one-time password goes out by a call of its own, and counts once (AUT-6)."""
    end_meanwhile(browser, services, app)
    assert browser.begin().status_code == 202
    assert len(services.called(registry.MAIL_ONE_TIME_PASSWORD)) == 1
    with app.extensions["gateway"].logins.database.transaction() as connection:
        counted = "SELECT count FROM attempt_windows WHERE kind = 'one_time_password_by_email'"
        assert connection.exec_driver_sql(counted).scalar_one() == 1
    assert browser.complete(services.mailed[ORGANIZATION_ACCOUNT]).status_code == 201


def test_a_login_that_gets_no_one_time_password_is_refused_in_the_audit_log_too(
    browser: Browser, services: PlayedServices, app: Flask
) -> None:
    """OPS-3: its account was ended, moved or changed between the registry's two words."""

    def gone(_: object) -> None:
        raise CallRefused(ErrorCode.NOT_FOUND)

    end_meanwhile(browser, services, app)
    services.on(registry.MAIL_ONE_TIME_PASSWORD, gone)
    assert code_of(browser.begin()) == "login_failed"
    query = "SELECT body::json->'data'->'details'->>'reason' FROM outbox WHERE body LIKE '%%gateway.refuse_password%%'"
    with app.extensions["gateway"].logins.database.transaction() as connection:
        assert list(connection.exec_driver_sql(query).scalars()) == ["login_failed"]


# AUT-5


def test_the_settings_page_says_whether_any_omission_exists_and_nothing_more(
    browser: Browser, new_browser: Callable[[], Browser], time: Time
) -> None:
    """AUT-5."""
    remember(new_browser())
    browser.log_in()
    assert browser.send("GET", SETTING).json == {"omission": "あり"}
    time.pass_(days=90)
    browser.log_in()
    assert browser.send("GET", SETTING).json == {"omission": "なし"}


def test_one_button_ends_all_omissions_of_the_account(browser: Browser, new_browser: Callable[[], Browser]) -> None:
    """AUT-5."""
    lost, additional = new_browser(), new_browser()
    remember(lost)
    remember(additional, "more@agency.example.jp")
    browser.log_in()
    assert browser.send("DELETE", SETTING).json == {"omission": "なし"}
    assert lost.begin().status_code == 202
    assert additional.begin("more@agency.example.jp").status_code == 201


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_the_setting_is_closed_to_who_is_not_logged_in(method: str, browser: Browser) -> None:
    """AUT-5."""
    assert browser.send(method, SETTING).status_code == 401

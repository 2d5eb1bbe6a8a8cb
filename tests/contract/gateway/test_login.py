"""Logging in with a one-time password (AUT-1, AUT-2, AUT-6)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from deploy.demo.application import new_application
from gateway.login import tokens, usecases
from gateway.login.attempts import count_and_lay_by, give_back
from gateway.login.occasion import Occasion
from gateway.login.rules import Limit
from services.contracts import registry
from services.contracts.errors import CallRefused, ErrorCode
from tests.contract.at_once import shared_out
from tests.contract.gateway.conftest import (
    ACCOUNTS,
    ORGANIZATION_ACCOUNT,
    PASSWORD,
    Browser,
    PlayedServices,
    Time,
    code_of,
)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


# AUT-1


def test_a_login_is_password_then_the_one_time_password_that_was_mailed(
    browser: Browser, services: PlayedServices
) -> None:
    begun = browser.begin()
    assert begun.status_code == 202
    assert begun.json == {"one_time_password_expires_at": "2026-06-10T01:30:00Z"}
    assert browser.send("GET", "/api/sessions/current").status_code == 401
    completed = browser.complete(services.mailed[ORGANIZATION_ACCOUNT])
    assert completed.status_code == 201
    assert completed.json["role"] == "organization_main"
    assert browser.send("GET", "/api/sessions/current").json["display_name"] == "表示名"


def test_an_unknown_account_and_a_wrong_password_are_answered_alike(browser: Browser) -> None:
    unknown, known = browser.begin("nobody@nowhere.example.jp"), browser.begin(password="machigai-machigai")
    assert (unknown.status_code, code_of(unknown)) == (401, "login_failed")
    differing = {"trace"}
    assert {key: value for key, value in unknown.json.items() if key not in differing} == {
        key: value for key, value in known.json.items() if key not in differing
    }


def test_no_other_address_can_be_given_at_login(browser: Browser) -> None:
    answer = browser.send(
        "POST", "/api/sessions", {"email": "main@agency.example.jp", "password": "x" * 12, "send_to": "me@evil.example"}
    )
    assert answer.status_code == 422
    assert answer.json["problems"] == [{"pointer": "/send_to", "detail": "この項目はありません。"}]


# AUT-2


def test_a_one_time_password_is_refused_after_30_minutes(
    browser: Browser, services: PlayedServices, time: Time
) -> None:
    browser.begin()
    time.pass_(minutes=30)
    assert code_of(browser.complete(services.mailed[ORGANIZATION_ACCOUNT])) == "one_time_password_expired"


def test_a_one_time_password_is_good_until_30_minutes_have_passed(
    browser: Browser, services: PlayedServices, time: Time
) -> None:
    browser.begin()
    time.pass_(minutes=29, seconds=59.9)
    assert browser.complete(services.mailed[ORGANIZATION_ACCOUNT]).status_code == 201


def test_a_one_time_password_is_good_once(browser: Browser, services: PlayedServices, app: Flask) -> None:
    begun = browser.begin()
    (challenge,) = [header for header in begun.headers.getlist("Set-Cookie") if header.startswith("hw_login=")]
    code = services.mailed[ORGANIZATION_ACCOUNT]
    assert browser.complete(code).status_code == 201
    thief = Browser(app.test_client(), services)
    thief.client.set_cookie("hw_login", challenge.split("=", 1)[1].split(";")[0], path="/api/sessions")
    assert code_of(thief.complete(code)) == "one_time_password_used_up"


def test_a_one_time_password_is_good_only_in_the_browser_that_began_the_login(
    browser: Browser, new_browser: Callable[[], Browser], services: PlayedServices
) -> None:
    browser.begin()
    assert code_of(new_browser().complete(services.mailed[ORGANIZATION_ACCOUNT])) == "one_time_password_used_up"


def test_a_login_that_was_begun_ends_when_the_browser_is_closed(browser: Browser) -> None:
    """A cookie without an end of its own goes with the browser; login then starts again."""
    begun = browser.begin()
    (challenge,) = [header for header in begun.headers.getlist("Set-Cookie") if header.startswith("hw_login=")]
    attributes = {attribute.strip().partition("=")[0].lower() for attribute in challenge.split(";")[1:]}
    assert "path" in attributes
    assert not attributes & {"max-age", "expires"}


def test_a_one_time_password_is_good_only_for_the_login_it_was_made_for(
    browser: Browser, services: PlayedServices
) -> None:
    browser.begin()
    first = services.mailed[ORGANIZATION_ACCOUNT]
    browser.begin()
    assert code_of(browser.complete(first)) == "one_time_password_wrong"
    assert browser.complete(services.mailed[ORGANIZATION_ACCOUNT]).status_code == 201


def test_after_5_wrong_attempts_the_right_one_is_refused_too(browser: Browser, services: PlayedServices) -> None:
    browser.begin()
    right = services.mailed[ORGANIZATION_ACCOUNT]
    answers = [browser.complete(wrong(right)) for _ in range(5)]
    assert [answer.json["details"]["remaining"] for answer in answers] == [4, 3, 2, 1, 0]
    assert code_of(browser.complete(right)) == "one_time_password_used_up"
    assert browser.begin().status_code == 202
    assert browser.complete(services.mailed[ORGANIZATION_ACCOUNT]).status_code == 201


def test_of_many_parallel_guesses_exactly_5_are_compared(
    browser: Browser, services: PlayedServices, app: Flask
) -> None:
    browser.begin()
    token = browser.client.get_cookie("hw_login", path="/api/sessions")
    assert token is not None
    right = services.mailed[ORGANIZATION_ACCOUNT]

    def guess(_: int) -> str:
        occasion = Occasion(app.config["time"].now, "192.0.2.1", "")
        try:
            usecases.complete_login(
                app.extensions["gateway"].logins,
                challenge_token=token.value,
                code=wrong(right),
                omission_asked=False,
                occasion=occasion,
            )
        except CallRefused as refusal:
            return refusal.code.value
        return "accepted"

    answers = shared_out(guess, range(48), 16)
    assert answers.count("one_time_password_wrong") == 5
    assert answers.count("one_time_password_used_up") == 43


def test_of_parallel_right_answers_one_opens_a_session(browser: Browser, services: PlayedServices, app: Flask) -> None:
    browser.begin()
    token = browser.client.get_cookie("hw_login", path="/api/sessions")
    assert token is not None

    def answer(_: int) -> bool:
        occasion = Occasion(app.config["time"].now, "192.0.2.1", "")
        try:
            usecases.complete_login(
                app.extensions["gateway"].logins,
                challenge_token=token.value,
                code=services.mailed[ORGANIZATION_ACCOUNT],
                omission_asked=False,
                occasion=occasion,
            )
        except CallRefused:
            return False
        return True

    assert sum(shared_out(answer, range(8), 8)) == 1


def test_the_one_time_password_stands_neither_in_the_database_nor_in_an_answer(
    browser: Browser, services: PlayedServices, app: Flask
) -> None:
    begun = browser.begin()
    code = services.mailed[ORGANIZATION_ACCOUNT]
    with app.extensions["gateway"].logins.database.transaction() as connection:
        stored = connection.exec_driver_sql("SELECT row_to_json(c)::text FROM challenges c").scalar()
    assert code not in stored
    assert code not in begun.text


# AUT-6


def test_logins_by_one_email_are_limited_known_or_not(browser: Browser, time: Time) -> None:
    for email in ("main@agency.example.jp", "nobody@nowhere.example.jp"):
        answers = [browser.begin(email, "machigai-machigai") for _ in range(11)]
        assert [answer.status_code for answer in answers] == [401] * 10 + [429]
        assert answers[-1].json["details"] == {"remaining": 0, "opens_again_at": "2026-06-10T01:15:00Z"}
        assert answers[-1].headers["Retry-After"] == "901"
    assert browser.begin("MAIN@agency.example.jp ").status_code == 429, "however its letters are written"
    time.pass_(minutes=15)
    assert browser.begin().status_code == 202


def test_logins_from_one_address_are_limited(browser: Browser) -> None:
    answers = [browser.begin(f"nobody{number}@nowhere.example.jp") for number in range(101)]
    assert [answer.status_code for answer in answers] == [401] * 100 + [429]


def test_a_login_that_succeeds_opens_the_limit_again(browser: Browser) -> None:
    for _ in range(3):
        for _ in range(9):
            browser.begin(password="machigai-machigai")
        browser.log_in()


def test_who_knows_the_password_alone_cannot_go_on_guessing(
    browser: Browser, new_browser: Callable[[], Browser], services: PlayedServices, time: Time
) -> None:
    """Ten one-time passwords an hour for an account, from whichever browser, also when logins are counted anew."""
    elsewhere = {"environ_overrides": {"REMOTE_ADDR": "203.0.113.9"}}
    for one in (browser, new_browser()):
        assert [one.begin().status_code for _ in range(5)] == [202] * 5
    time.pass_(minutes=15)
    body = {"email": "main@agency.example.jp", "password": PASSWORD}
    for _ in range(2):
        refused = new_browser().send("POST", "/api/sessions", body, **elsewhere)
        assert (refused.status_code, code_of(refused)) == (429, "too_many_requests")
        assert refused.json["details"] == {"remaining": 0, "opens_again_at": "2026-06-10T02:00:00Z"}
    time.pass_(minutes=44, seconds=59)
    assert browser.begin().status_code == 429
    assert services.mailed_in_all == 10
    time.pass_(seconds=1)
    assert browser.begin().status_code == 202


def test_of_many_logins_begun_in_parallel_ten_are_mailed_a_one_time_password(
    services: PlayedServices, app: Flask
) -> None:
    """Each from a browser of its own that has logged in before, so that the account's limit alone holds them."""
    logins, email = app.extensions["gateway"].logins, "main@agency.example.jp"
    email_key = tokens.limit_key(logins.secret, email)

    def begin(number: int) -> str:
        occasion = Occasion(app.config["time"].now, f"192.0.2.{number}", "")
        known = [tokens.new_known_browser(logins.secret, email_key)]
        try:
            usecases.begin_login(
                logins, email=email, password=PASSWORD, browser_identifiers=(), occasion=occasion, known_browsers=known
            )
        except CallRefused as refusal:
            return refusal.code.value
        return "sent"

    answers = shared_out(begin, range(32), 16)
    assert (answers.count("sent"), answers.count("too_many_requests")) == (10, 22)
    assert services.mailed_in_all == 10


ASKING, TRYING = "/api/my-page/authentication-keys", "/api/my-page/password"
ASKED = {"email": "main@agency.example.jp"}
TRIED = {**ASKED, "key": "x", "password": "nagaku-totemo-nagai"}


@pytest.fixture
def keys(services: PlayedServices, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys are mailed, none ever fits; answers wait for nothing."""

    def refuse(_: object) -> None:
        raise CallRefused(ErrorCode.AUTHENTICATION_KEY_INVALID)

    monkeypatch.setattr("gateway.even_time.ANSWERED_AFTER_SECONDS", 0.0)
    services.on(registry.REQUEST_AUTHENTICATION_KEY, lambda _: {"accepted": True})
    services.on(registry.SET_PASSWORD, refuse)


def statuses(browser: Browser, path: str, body: dict[str, str], times: int, address: str = "127.0.0.1") -> list[int]:
    from_there = {"REMOTE_ADDR": address}
    return [browser.send("POST", path, body, environ_overrides=from_there).status_code for _ in range(times)]


@pytest.mark.usefixtures("keys")
def test_asking_for_keys_and_trying_them_are_counted_apart_and_by_who_does_it(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    """AUT-6, decision 112: what anybody does elsewhere shuts no owner out."""
    assert statuses(browser, ASKING, ASKED, 6) == [202] * 5 + [429]
    assert statuses(browser, TRYING, TRIED, 11) == [401] * 10 + [429]
    owner = new_browser()
    assert statuses(owner, ASKING, ASKED, 1, "203.0.113.9") == [202]
    assert statuses(owner, TRYING, TRIED, 1, "203.0.113.9") == [401]


@pytest.mark.usefixtures("keys")
@pytest.mark.parametrize(("path", "asked", "status"), [(ASKING, ASKED, 202), (TRYING, TRIED, 401)])
def test_keys_of_many_addresses_are_limited_by_where_they_are_asked_for_and_tried(
    path: str, asked: dict[str, str], status: int, browser: Browser
) -> None:
    """AUT-6: by network address too, so that nobody goes through the addresses of many from one place."""
    emails = [f"nobody{number}@nowhere.example.jp" for number in range(52)]
    told = [statuses(browser, path, {**asked, "email": email}, 1)[0] for email in emails]
    assert told == [status] * 50 + [429] * 2
    assert statuses(browser, path, asked, 1, "203.0.113.9") == [status]


@pytest.mark.usefixtures("keys")
def test_a_browser_that_has_logged_in_is_counted_by_itself_when_it_asks_for_keys(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    """AUT-6, decision 110: also behind the network address of who asks without end."""
    browser.log_in()
    assert statuses(new_browser(), ASKING, ASKED, 6) == [202] * 5 + [429]
    assert statuses(browser, ASKING, ASKED, 6) == [202] * 5 + [429]


@pytest.mark.usefixtures("keys")
def test_a_key_is_tried_with_the_ticket_of_the_browser_that_asked(
    browser: Browser, new_browser: Callable[[], Browser], services: PlayedServices
) -> None:
    """AUT-6, decision 112: the ticket is a cookie, the registry gets its hash, and the request can't name another."""
    for one in (browser, new_browser()):
        statuses(one, TRYING, TRIED, 1)
        statuses(one, ASKING, ASKED, 2)
        statuses(one, TRYING, TRIED, 1)
    asked = [call[1]["request"]["ticket"] for call in services.called(registry.REQUEST_AUTHENTICATION_KEY)]
    tried = [call[1]["request"]["ticket"] for call in services.called(registry.SET_PASSWORD)]
    assert asked == [tried[1], tried[1], tried[3], tried[3]]
    assert (tried[0], tried[2]) == (None, None)
    assert tried[1] != tried[3]
    cookie = browser.client.get_cookie("hw_key", path="/api")
    assert cookie is not None
    assert (cookie.http_only, cookie.secure, cookie.same_site) == (True, True, "Lax")
    assert tokens.digest(cookie.value).hex() == tried[1]
    assert statuses(browser, TRYING, {**TRIED, "ticket": tried[3]}, 1) == [422]


def test_registrations_are_limited_by_email_and_by_address(browser: Browser, services: PlayedServices) -> None:
    """Each mails an address that is nobody's yet, and tells whether one is in use."""
    application = new_application(dt.date(2026, 6, 10), "2021-12-01")
    services.on(registry.REGISTER_APPLICATION, lambda _: {})

    def register(email: str) -> int:
        body = {"application": {**application, "email": email}}
        return browser.send("POST", "/api/applications", body).status_code

    assert [register("bombed@mail.example.jp") for _ in range(6)] == [201] * 5 + [429]
    assert [register(f"another{number}@mail.example.jp") for number in range(25)] == [201] * 24 + [429]
    assert len(services.called(registry.REGISTER_APPLICATION)) == 29


def test_all_addresses_of_one_ipv6_network_count_as_one(browser: Browser) -> None:
    statuses = [
        browser.send(
            "POST", "/api/sessions", {"email": f"nobody{number}@nowhere.example.jp", "password": "x"},
            environ_overrides={"REMOTE_ADDR": f"2001:db8:0:{network}::{number:x}"},
        ).status_code
        for network, number in [*((1, number) for number in range(101)), (2, 0)]
    ]  # fmt: skip
    assert statuses == [401] * 100 + [429, 401]


def test_a_registry_that_fails_is_told_and_the_login_begins_anew(browser: Browser, services: PlayedServices) -> None:
    def fail(_: object) -> None:
        raise CallRefused(ErrorCode.SERVICE_UNAVAILABLE)

    services.on(registry.BEGIN_LOGIN, fail)
    answer = browser.begin()
    assert answer.status_code == 503
    assert browser.client.get_cookie("hw_login", path="/api/sessions") is None


def test_wrong_passwords_take_no_one_time_passwords_from_the_owner(
    browser: Browser, new_browser: Callable[[], Browser], services: PlayedServices
) -> None:
    """AUT-6: a code is laid by before the password is looked at, and given back where it was wrong."""
    browser.log_in()
    for _ in range(10):
        assert new_browser().begin(password="machigai-machigai").status_code == 401
    assert [browser.begin().status_code for _ in range(11)] == [202] * 10 + [429]
    assert services.mailed_in_all == 1 + 10


def test_who_finds_no_code_left_in_hand_is_mailed_one_where_others_give_theirs_back(
    browser: Browser, services: PlayedServices, app: Flask
) -> None:
    """AUT-6: the limit refuses nobody because of those who turn out not to know the password."""
    logins = app.extensions["gateway"].logins
    email = "main@agency.example.jp"
    limit = ("one_time_password_by_email", tokens.limit_key(logins.secret, email), Limit(10, dt.timedelta(hours=1)))
    occasion = Occasion(app.config["time"].now, "192.0.2.1", "")
    in_hand = [count_and_lay_by(logins, [], limit, occasion) for _ in range(11)]
    assert [one.laid_by is not None for one in in_hand] == [True] * 10 + [False]

    def answered(request: dict[str, Any]) -> dict[str, Any]:
        with logins.database.transaction() as connection:
            for one in in_hand:
                give_back(connection, one)
        return services.begin_login(request)

    services.on(registry.BEGIN_LOGIN, answered)
    assert browser.begin().status_code == 202
    assert [call[1]["request"]["one_time_password"] for call in services.called(registry.BEGIN_LOGIN)] == [None]
    assert len(services.called(registry.MAIL_ONE_TIME_PASSWORD)) == 1, "by a call of its own"
    assert browser.complete(services.mailed[ORGANIZATION_ACCOUNT]).status_code == 201


def test_the_last_one_time_password_of_an_hour_is_told_to_the_audit_log_once(browser: Browser, app: Flask) -> None:
    """AUT-6: and no wrong password reaches the limit."""

    def entries() -> list[str]:
        query = "SELECT body::json->'data'->'details'->>'kind' FROM outbox WHERE body LIKE '%%gateway.reach_limit%%'"
        with app.extensions["gateway"].logins.database.transaction() as connection:
            return list(connection.exec_driver_sql(query).scalars())

    browser.log_in()
    assert [browser.begin().status_code for _ in range(9)] == [202] * 9
    browser.begin(password="machigai-machigai")
    assert entries() == ["login_by_email"], "the tenth attempt, and the ninth code"
    app.config["time"].pass_(minutes=15)
    assert [browser.begin().status_code for _ in range(2)] == [202, 429]
    assert entries() == ["login_by_email", "one_time_password_by_email"]


def test_the_database_holds_no_token_as_it_is(browser: Browser, app: Flask) -> None:
    browser.log_in()
    cookie = browser.client.get_cookie("hw_session")
    assert cookie is not None
    with app.extensions["gateway"].logins.database.transaction() as connection:
        rows = connection.exec_driver_sql("SELECT row_to_json(s)::text FROM sessions s").scalars().all()
    assert len(rows) == 1
    assert cookie.value not in rows[0]


def test_the_session_ends_after_an_hour_without_use_and_after_12_hours_at_most(browser: Browser, time: Time) -> None:
    browser.log_in()
    for _ in range(12):
        time.pass_(minutes=59)
        assert browser.send("GET", "/api/sessions/current").status_code == 200
    time.pass_(minutes=59)
    assert browser.send("GET", "/api/sessions/current").status_code == 401
    browser.log_in()
    time.pass_(minutes=60)
    assert browser.send("GET", "/api/sessions/current").status_code == 401


def test_logging_out_ends_the_session_on_the_server(browser: Browser, new_browser: Callable[[], Browser]) -> None:
    browser.log_in()
    cookie = browser.client.get_cookie("hw_session")
    assert cookie is not None
    assert browser.send("DELETE", "/api/sessions/current").status_code == 204
    copy = new_browser()
    copy.client.set_cookie("hw_session", cookie.value)
    assert copy.send("GET", "/api/sessions/current").status_code == 401


def test_logging_in_anew_ends_the_session_before(browser: Browser, new_browser: Callable[[], Browser]) -> None:
    browser.log_in()
    cookie = browser.client.get_cookie("hw_session")
    assert cookie is not None
    browser.log_in("more@agency.example.jp")
    copy = new_browser()
    copy.client.set_cookie("hw_session", cookie.value)
    assert copy.send("GET", "/api/sessions/current").status_code == 401
    assert browser.send("GET", "/api/sessions/current").json["account_id"] != ORGANIZATION_ACCOUNT
    assert (
        ACCOUNTS["more@agency.example.jp"]["account_id"]
        == browser.send("GET", "/api/sessions/current").json["account_id"]
    )

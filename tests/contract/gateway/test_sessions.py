"""An account sees and ends its own sessions; cookies that are not what they were given as open nothing (AUT-1, AUT-4, AUT-7)."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from gateway.login.devices import UNKNOWN, device_of, network_of
from tests.contract.gateway.conftest import ORGANIZATION_ACCOUNT, Browser, PlayedServices, Time, code_of

EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1"


def session_cookie(browser: Browser) -> str:
    cookie = browser.client.get_cookie("hw_session")
    assert cookie is not None
    return cookie.value


def challenge_cookie(browser: Browser) -> str:
    cookie = browser.client.get_cookie("hw_login", path="/api/sessions")
    assert cookie is not None
    return cookie.value


def logged_in(browser: Browser) -> bool:
    return browser.send("GET", "/api/sessions/current").status_code == 200


def listed(browser: Browser) -> list[dict]:
    return browser.send("GET", "/api/sessions").json["sessions"]


# The account's own sessions


def test_an_account_sees_its_sessions_with_device_network_and_times(
    browser: Browser, new_browser: Callable[[], Browser], time: Time
) -> None:
    browser.client.environ_base |= {"HTTP_USER_AGENT": EDGE, "REMOTE_ADDR": "203.0.113.77"}
    browser.log_in()
    time.pass_(minutes=5)
    phone = new_browser()
    phone.client.environ_base |= {"HTTP_USER_AGENT": IPHONE, "REMOTE_ADDR": "2001:db8:1:2::3"}
    phone.log_in()
    first, second = listed(phone)
    assert (first["current"], first["device"], first["network"]) == (True, "iPhoneのSafari", "2001:db8:1::/48")
    assert (second["current"], second["device"], second["network"]) == (False, "WindowsのEdge", "203.0.113.0/24")
    assert second["opened_at"] == second["seen_at"] == "2026-06-10T01:00:00Z"
    assert second["expires_at"] == "2026-06-10T13:00:00Z"


def test_an_account_sees_no_session_of_another_and_none_that_is_over(
    browser: Browser, new_browser: Callable[[], Browser], time: Time
) -> None:
    new_browser().log_in()
    time.pass_(minutes=60)
    browser.log_in()
    new_browser().log_in("more@agency.example.jp")
    assert [one["current"] for one in listed(browser)] == [True]


def test_an_account_ends_one_of_its_sessions(browser: Browser, new_browser: Callable[[], Browser]) -> None:
    lost = new_browser()
    lost.log_in()
    browser.log_in()
    (other,) = [one["session_id"] for one in listed(browser) if not one["current"]]
    assert browser.send("DELETE", f"/api/sessions/{other}").status_code == 204
    assert not logged_in(lost)
    assert logged_in(browser)
    assert browser.send("DELETE", f"/api/sessions/{other}").status_code == 404


def test_another_accounts_session_can_not_be_ended(browser: Browser, new_browser: Callable[[], Browser]) -> None:
    """AUT-7: also not by the main account; it looks as if there were none."""
    additional = new_browser()
    additional.log_in("more@agency.example.jp")
    (theirs,) = listed(additional)
    browser.log_in()
    answer = browser.send("DELETE", f"/api/sessions/{theirs['session_id']}")
    assert (answer.status_code, code_of(answer)) == (404, "not_found")
    assert logged_in(additional)


def test_an_account_ends_all_its_other_sessions(browser: Browser, new_browser: Callable[[], Browser]) -> None:
    others, additional = [new_browser() for _ in range(3)], new_browser()
    for other in others:
        other.log_in()
    additional.log_in("more@agency.example.jp")
    browser.log_in()
    assert browser.send("DELETE", "/api/sessions/others").json == {"ended": 3}
    assert [logged_in(other) for other in others] == [False] * 3
    assert logged_in(browser)
    assert logged_in(additional)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("DELETE", "/others"), ("DELETE", "/0198c2f3-0000-7000-8000-000000000001")],
)
def test_sessions_are_closed_to_who_is_not_logged_in(method: str, path: str, browser: Browser) -> None:
    assert browser.send(method, f"/api/sessions{path}").status_code == 401


@pytest.mark.parametrize(
    ("user_agent", "shown"),
    [
        (EDGE, "WindowsのEdge"),
        (IPHONE, "iPhoneのSafari"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "LinuxのFirefox"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36", "AndroidのChrome"),
        ("curl/8.8", UNKNOWN),
        ("<script>alert(1)</script>", UNKNOWN),
        ("", UNKNOWN),
    ],
)
def test_a_device_is_shown_in_words_of_ours(user_agent: str, shown: str) -> None:
    assert device_of(user_agent) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("192.0.2.130", "192.0.2.0/24"),
        ("::ffff:192.0.2.130", "192.0.2.0/24"),
        ("2001:db8::1", "2001:db8::/48"),
        ("x", ""),
    ],
)
def test_of_an_address_only_the_network_is_kept(address: str, shown: str) -> None:
    assert network_of(address) == shown


# Cookies


def test_a_forged_truncated_or_lengthened_session_cookie_opens_nothing(browser: Browser, app: Flask) -> None:
    browser.log_in()
    token = session_cookie(browser)
    flipped = ("A" if token[0] != "A" else "B") + token[1:]
    for value in ("", "x", token[:-1], token + "A", flipped, token.swapcase(), "%00", "あ", "A" * 4_000):
        thief = Browser(app.test_client(), browser.services)
        thief.client.set_cookie("hw_session", value)
        assert not logged_in(thief), value
    assert logged_in(browser)


def test_the_cookie_of_an_ended_session_opens_nothing_however_it_ended(
    browser: Browser, new_browser: Callable[[], Browser], time: Time
) -> None:
    def copy_of(original: Browser) -> Browser:
        copy = new_browser()
        copy.client.set_cookie("hw_session", session_cookie(original))
        assert logged_in(copy)
        return copy

    ended, expired = new_browser(), new_browser()
    ended.log_in()
    copy = copy_of(ended)
    browser.log_in()
    browser.send("DELETE", "/api/sessions/others")
    assert not logged_in(copy)
    expired.log_in()
    copy = copy_of(expired)
    time.pass_(minutes=60)
    assert not logged_in(copy)


def test_a_session_cookie_is_no_login_cookie_and_a_login_cookie_no_session(
    browser: Browser, new_browser: Callable[[], Browser], services: PlayedServices
) -> None:
    browser.begin()
    thief = new_browser()
    thief.client.set_cookie("hw_session", challenge_cookie(browser))
    assert not logged_in(thief)
    browser.log_in()
    thief.client.set_cookie("hw_login", session_cookie(browser), path="/api/sessions")
    assert code_of(thief.complete(services.mailed[ORGANIZATION_ACCOUNT])) == "one_time_password_used_up"


def test_the_login_cookie_of_another_account_takes_no_one_time_password_of_mine(
    browser: Browser, new_browser: Callable[[], Browser], services: PlayedServices
) -> None:
    """AUT-2: for the login it was made for."""
    browser.begin()
    other = new_browser()
    other.begin("more@agency.example.jp")
    if services.mailed[ORGANIZATION_ACCOUNT] == services.mailed["0198c2f3-0000-7000-8000-000000000002"]:
        pytest.skip("the two codes are the same by chance, once in a million")
    assert code_of(other.complete(services.mailed[ORGANIZATION_ACCOUNT])) == "one_time_password_wrong"


@pytest.mark.parametrize("change", ["forged", "truncated", "moved on"])
def test_a_cookie_of_an_omission_that_was_changed_spares_nothing(change: str, browser: Browser, time: Time) -> None:
    """AUT-3: the server decides by the hash of the identifier, and by its own record of the end."""
    browser.log_in(omit_next_time=True)
    browser.send("POST", "/api/sessions/omission", {"accepts_risks": True})
    (name,) = [key[2] for key in browser.client._cookies if key[2].startswith("hw_omission")]
    cookie = browser.client.get_cookie(name, path="/api/sessions")
    assert cookie is not None
    identifier, expiry = cookie.value.split(".")
    if change == "moved on":
        time.pass_(days=90)
    values = {
        "forged": f"{identifier[::-1]}.{expiry}",
        "truncated": f"{identifier[:-1]}.{expiry}",
        "moved on": f"{identifier}.{int(expiry) + 86_400 * 365}",
    }
    browser.client.set_cookie(name, values[change], path="/api/sessions")
    assert browser.begin().status_code == 202


def test_the_omission_cookie_of_another_account_spares_nothing(
    browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    """AUT-4."""
    browser.log_in(omit_next_time=True)
    browser.send("POST", "/api/sessions/omission", {"accepts_risks": True})
    (name,) = [key[2] for key in browser.client._cookies if key[2].startswith("hw_omission")]
    cookie = browser.client.get_cookie(name, path="/api/sessions")
    assert cookie is not None
    other = new_browser()
    other.client.set_cookie(name, cookie.value, path="/api/sessions")
    assert other.begin("more@agency.example.jp").status_code == 202


# AUT-2: guessed in parallel


def test_of_one_time_passwords_guessed_by_50_threads_through_http_exactly_5_are_compared(
    browser: Browser, services: PlayedServices, app: Flask
) -> None:
    """The limit holds exactly; afterwards the right one is refused too."""
    browser.begin()
    token, right = challenge_cookie(browser), services.mailed[ORGANIZATION_ACCOUNT]
    together = threading.Barrier(50)

    def guess(number: int) -> tuple[str, int | None]:
        thief = Browser(app.test_client(), services)
        thief.client.set_cookie("hw_login", token, path="/api/sessions")
        together.wait(30)
        answer = thief.complete(f"{(int(right) + 1 + number) % 1_000_000:06}")
        return code_of(answer), answer.json.get("details", {}).get("remaining")

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(guess, range(50)))
    assert sorted(left for code, left in answers if code == "one_time_password_wrong") == [0, 1, 2, 3, 4]
    assert [code for code, _ in answers].count("one_time_password_used_up") == 45
    assert code_of(browser.complete(right)) == "one_time_password_used_up"

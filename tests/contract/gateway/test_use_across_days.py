"""Use under new terms (REG-15): the registry is told of the first one after a login that it waits for, and of that of another day."""

from dataclasses import replace

import pytest

from gateway.settings import GatewaySettings
from services.contracts import registry
from services.contracts.errors import CallRefused, ErrorCode
from tests.contract.gateway.conftest import ACCOUNTS, ORGANIZATION_ACCOUNT, Browser, PlayedServices, Time
from tests.contract.gateway.test_omission import remember

TEN_PAST_ELEVEN_AT_NIGHT = 13 * 60 + 10
"""Minutes from 10:00."""


def ask(browser: Browser) -> int:
    return browser.send("GET", "/api/settings/one-time-password-omission").status_code


@pytest.fixture
def settings(settings: GatewaySettings) -> GatewaySettings:
    """Of a site that is open at night; where it closes, a session of the evening has run out by 06:00 (OPS-1)."""
    return replace(settings, closed_at_night=False)


@pytest.fixture
def late(browser: Browser, services: PlayedServices, time: Time) -> Browser:
    """Logged in at 23:10 in Japan."""
    services.on(registry.RECORD_USE, lambda _: {"accepted": True})
    time.pass_(minutes=TEN_PAST_ELEVEN_AT_NIGHT)
    browser.log_in()
    return browser


def test_the_first_request_after_midnight_tells_the_registry_of_the_use_and_later_ones_do_not(
    late: Browser, services: PlayedServices, time: Time
) -> None:
    """REG-15."""
    time.pass_(minutes=49)
    assert ask(late) == 200
    assert services.called(registry.RECORD_USE) == []
    time.pass_(minutes=1)
    for _ in range(3):
        assert ask(late) == 200
        time.pass_(minutes=2)
    ((_, kwargs, _, _),) = services.called(registry.RECORD_USE)
    assert kwargs["request"] == {"account_id": ORGANIZATION_ACCOUNT}


def test_without_an_answer_the_request_goes_on_and_the_next_one_tells_again(
    late: Browser, services: PlayedServices, time: Time
) -> None:
    """REG-15: no consent is lost, and nobody waits for it."""

    def away(_: object) -> None:
        raise CallRefused(ErrorCode.SERVICE_UNAVAILABLE)

    services.on(registry.RECORD_USE, away)
    time.pass_(minutes=50)
    assert ask(late) == 200
    services.on(registry.RECORD_USE, lambda _: {"accepted": True})
    time.pass_(minutes=1)
    assert ask(late) == 200
    assert ask(late) == 200
    assert len(services.called(registry.RECORD_USE)) == 2


@pytest.mark.parametrize("email", ["more@agency.example.jp", "seeker@mail.example.jp"])
def test_whoever_is_bound_by_terms_is_told_of(email: str, late: Browser, services: PlayedServices, time: Time) -> None:
    """REG-15: additional accounts, and seekers by the terms of their own."""
    late.log_in(email)
    time.pass_(minutes=50)
    assert ask(late) == 200
    ((_, kwargs, _, _),) = services.called(registry.RECORD_USE)
    assert kwargs["request"] == {"account_id": ACCOUNTS[email]["account_id"]}


def test_staff_are_bound_by_no_terms(browser: Browser, services: PlayedServices, time: Time) -> None:
    """REG-15."""
    time.pass_(minutes=TEN_PAST_ELEVEN_AT_NIGHT)
    browser.log_in("staff@bureau.example.jp")
    time.pass_(minutes=50)
    assert ask(browser) == 200
    assert services.called(registry.RECORD_USE) == []


def begun_under_new_terms(services: PlayedServices) -> None:
    services.on(registry.BEGIN_LOGIN, lambda request: {**services.begin_login(request), "consent_due": True})


@pytest.mark.parametrize("omitted", [False, True])
def test_the_first_use_after_a_completed_login_is_told_and_a_password_alone_is_none(
    browser: Browser, services: PlayedServices, omitted: bool
) -> None:
    """REG-15, AUT-1, AUT-3: once, whether the one-time password was given or is omitted in this browser."""
    services.on(registry.RECORD_USE, lambda _: {"accepted": True})
    if omitted:
        remember(browser)
    begun_under_new_terms(services)
    assert browser.begin().status_code == (201 if omitted else 202)
    if not omitted:
        right = services.mailed[ORGANIZATION_ACCOUNT]
        assert browser.complete("000000" if right != "000000" else "111111").status_code == 401
        assert services.called(registry.RECORD_USE) == []
        assert browser.complete(right).status_code == 201
    assert services.called(registry.RECORD_USE) == [], "nothing was used yet"
    for _ in range(3):
        assert ask(browser) == 200
    ((_, kwargs, _, _),) = services.called(registry.RECORD_USE)
    assert kwargs["request"] == {"account_id": ORGANIZATION_ACCOUNT}


def test_a_use_that_the_registry_did_not_hear_of_is_told_again(browser: Browser, services: PlayedServices) -> None:
    """REG-15: with the next request, until it did."""

    def away(_: object) -> None:
        raise CallRefused(ErrorCode.SERVICE_UNAVAILABLE)

    begun_under_new_terms(services)
    services.on(registry.RECORD_USE, away)
    browser.log_in()
    assert ask(browser) == 200
    services.on(registry.RECORD_USE, lambda _: {"accepted": True})
    for _ in range(2):
        assert ask(browser) == 200
    assert len(services.called(registry.RECORD_USE)) == 2


def test_a_registry_of_before_has_recorded_the_consent_and_is_told_nothing(
    browser: Browser, services: PlayedServices
) -> None:
    """REG-15, decision 122: it says nothing of what is due."""
    browser.log_in()
    assert ask(browser) == 200
    assert services.called(registry.RECORD_USE) == []

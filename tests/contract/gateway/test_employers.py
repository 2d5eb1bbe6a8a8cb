"""Employers over HTTP: who may ask what, how often, and that an answer tells nothing of an address (AUT-6, AUT-7)."""

from __future__ import annotations

from time import perf_counter
from typing import Any

from gateway.answers import ANSWERED_AFTER_SECONDS
from services.contracts import registry
from tests.contract.gateway.conftest import Browser, PlayedServices, code_of
from tests.contract.registry.employers import a_contact, an_establishment

ASKED = {
    "application_id": "0198c2f3-0000-7000-8000-0000000000e1",
    "office_code": "X1301",
    "office_name": "ハローワーク新宿",
    "confirm_by": "2026-06-24",
}


def ask(browser: Browser, email: str, **changes: Any) -> Any:
    body = {"establishment": an_establishment(**changes), "contact": a_contact(email=email)}
    return browser.send("POST", "/api/employers", body)


def test_an_employer_asks_without_a_login_and_is_answered_as_late_as_anybody(
    browser: Browser, services: PlayedServices
) -> None:
    """AUT-6."""
    services.on(registry.CHECK_EMPLOYER, lambda _: ASKED)
    services.on(registry.REGISTER_EMPLOYER, lambda _: ASKED)
    begun = perf_counter()
    answer = ask(browser, "saiyo@midori.example.jp")
    assert (answer.status_code, answer.json) == (202, ASKED)
    assert perf_counter() - begun >= ANSWERED_AFTER_SECONDS


def test_one_address_is_written_to_so_many_times_an_hour_and_no_more(
    browser: Browser, services: PlayedServices
) -> None:
    """AUT-6: each request sends a mail that nobody may have asked for."""
    services.on(registry.CHECK_EMPLOYER, lambda _: ASKED)
    services.on(registry.REGISTER_EMPLOYER, lambda _: ASKED)
    answers = [ask(browser, "Saiyo@midori.example.jp") for _ in range(5)]
    assert {answer.status_code for answer in answers} == {202}
    assert code_of(ask(browser, "saiyo@midori.example.jp")) == "too_many_requests"


def test_what_is_no_establishment_is_refused_before_any_service_is_asked(
    browser: Browser, services: PlayedServices
) -> None:
    for wrong in (
        {"corporate_number": "０００００００００００００"},
        {"name": "x" * 151},
        {"employees_here": -1},
        {"employees_total": 10**9},
        {"phone": "090 1234 5678"},
        {"name": "改\u0000ざん"},
        {"owner": "somebody"},
    ):
        assert ask(browser, "saiyo@midori.example.jp", **wrong).status_code == 422, wrong
    assert services.calls == []


def test_organizations_and_seekers_reach_neither_the_desk_nor_an_employers_page(
    browser: Browser,
) -> None:
    """AUT-7."""
    browser.log_in()
    for path in ("/api/staff/establishments", "/api/staff/employer-applications", "/api/employers/establishment"):
        assert code_of(browser.send("GET", path)) == "forbidden"

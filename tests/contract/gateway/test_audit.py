"""Logins in the audit log (AUT-6, OPS-3): what succeeded, what failed, from where; never an e-mail address or a code."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from gateway.tables import outbox
from services.contracts.audit import AUDIT_RECORDED
from services.runtime.serialization import loads
from tests.contract.gateway.conftest import ORGANIZATION_ACCOUNT, Browser


@pytest.fixture
def recorded(app: Flask) -> Any:
    """The entries so far: action and details."""

    def read() -> list[dict[str, Any]]:
        with app.extensions["gateway"].logins.database.transaction() as connection:
            query = sa.select(outbox.c.body).where(outbox.c.routing_key == "audit_recorded").order_by(outbox.c.seq)
            bodies = connection.scalars(query).all()
        entries = [AUDIT_RECORDED["gateway"].data.load(loads(body)["data"]) for body in bodies]
        return list(entries)

    return read


def actions(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["action"].removeprefix("gateway.") for entry in entries]


def test_a_login_and_a_logout_are_recorded_with_account_and_address(browser: Browser, recorded: Any) -> None:
    """AUT-6, OPS-3."""
    browser.log_in()
    browser.send("DELETE", "/api/sessions/current")
    entries = recorded()
    assert actions(entries) == ["send_one_time_password", "log_in", "log_out"]
    assert {entry["account_id"] for entry in entries} == {ORGANIZATION_ACCOUNT}
    assert {entry["network_address"] for entry in entries} == {"127.0.0.1"}
    assert entries[1]["details"] == {"way": "one_time_password"}


def test_a_failed_login_is_recorded_without_the_address_that_was_tried(browser: Browser, recorded: Any) -> None:
    """AUT-6: attempts at one address can be told from those at another, and name nobody."""
    for email in ("main@agency.example.jp", "main@agency.example.jp", "nobody@example.jp"):
        assert browser.begin(email, "a-wrong-password").status_code == 401
    first, second, third = recorded()
    assert actions([first, second, third]) == ["refuse_password"] * 3
    assert first["subject_id"] == second["subject_id"] != third["subject_id"]
    assert (first["role"], first["account_id"], first["details"]) == ("anyone", None, {"reason": "login_failed"})
    assert "example" not in str([first, second, third])


def test_a_wrong_one_time_password_is_recorded_also_though_it_is_refused(browser: Browser, recorded: Any) -> None:
    """AUT-2, AUT-6."""
    browser.begin()
    right = browser.services.mailed[ORGANIZATION_ACCOUNT]
    wrong = "000000" if right != "000000" else "000001"
    browser.complete(wrong)
    entry = recorded()[-1]
    assert actions([entry]) == ["refuse_one_time_password"]
    assert entry["details"] == {"reason": "one_time_password_wrong"}
    assert wrong not in str(entry["details"])


def test_setting_and_ending_an_omission_is_recorded(browser: Browser, recorded: Any) -> None:
    """AUT-3, AUT-5, AUT-6."""
    browser.log_in(omit_next_time=True)
    browser.send("POST", "/api/sessions/omission", {"accepts_risks": True})
    browser.begin()
    browser.send("DELETE", "/api/settings/one-time-password-omission")
    found = recorded()
    assert "set_omission" in actions(found)
    assert actions(found)[-1] == "end_omissions"
    assert {"way": "omission"} in [entry["details"] for entry in found]


def test_ending_other_sessions_is_recorded_with_their_number(browser: Browser, recorded: Any) -> None:
    """AUT-6."""
    browser.log_in()
    browser.send("DELETE", "/api/sessions/others")
    entry = recorded()[-1]
    assert (actions([entry]), entry["details"]) == (["end_other_sessions"], {"ended": 0})

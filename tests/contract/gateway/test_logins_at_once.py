"""Two logins at once never wait for each other (AUT-6): each touches the windows of attempts in the same order."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from gateway.context import EXTENSION
from gateway.login import storage, tokens
from services.contracts import registry
from tests.contract.gateway.conftest import ORGANIZATION_ACCOUNT, Browser, PlayedServices, Time
from tests.contract.gateway.test_omission import remember
from tests.contract.runtime.conftest import eventually

EMAIL = "main@agency.example.jp"
_WAITING = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")


@pytest.mark.parametrize("way", ["one-time password", "remembered browser"])
def test_who_completes_a_login_does_not_stand_in_the_way_of_who_begins_one(
    way: str, app: Flask, browser: Browser, new_browser: Callable[[], Browser], services: PlayedServices, time: Time
) -> None:
    """Who begins one counts the attempt at the e-mail, and then a code; whoever completes one starts both counts anew."""
    logins = app.extensions[EXTENSION].logins
    email_key = tokens.limit_key(logins.secret, EMAIL)
    at_registry, may_go_on = threading.Event(), threading.Event()

    def answered(request: dict[str, Any]) -> dict[str, Any]:
        at_registry.set()
        assert may_go_on.wait(20)
        return services.begin_login(request)

    def complete() -> None:
        code = services.mailed.get(ORGANIZATION_ACCOUNT, "")
        answers.append(browser.begin() if way == "remembered browser" else browser.complete(code))

    answers: list[TestResponse] = []
    if way == "remembered browser":
        remember(browser)
        for _, path, name in [key for key in browser.client._cookies if key[2].startswith("hw_known_")]:
            browser.client.delete_cookie(name, path=path)  # so it is counted as any other browser
        services.on(registry.BEGIN_LOGIN, answered)
    else:
        browser.begin()
        may_go_on.set()
    _let_the_code_be_counted_in_an_earlier_row(logins.database, email_key)
    completing = threading.Thread(target=complete)
    if way == "remembered browser":
        completing.start()
        assert at_registry.wait(20)
    with logins.database.transaction() as connection:  # of who begins one
        storage.lock_windows(connection, [("login_by_email", email_key)], time.now)
        may_go_on.set()
        if way == "one-time password":
            completing.start()
        assert eventually(lambda: _count(logins.database) == 1), "it waits for who came first"
        storage.lock_windows(connection, [("one_time_password_by_email", email_key)], time.now)
    completing.join(20)
    assert [answer.status_code for answer in answers] == [201]


def _let_the_code_be_counted_in_an_earlier_row(database: Any, email_key: bytes) -> None:
    """And let the database know that the table is small: so it reads it from its beginning."""
    with database.transaction() as connection:
        connection.execute(
            sa.text("UPDATE attempt_windows SET count = count WHERE kind = 'one_time_password_by_email'")
        )
        connection.execute(sa.text("UPDATE attempt_windows SET count = count WHERE kind = 'login_by_email'"))
        connection.execute(sa.text("ANALYZE attempt_windows"))


def _count(database: Any) -> int:
    with database.transaction() as connection:
        return int(connection.execute(_WAITING).scalar_one())

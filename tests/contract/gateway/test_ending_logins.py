"""What ends every login of an account also ends one that is being completed at that moment (AUT-6, AUT-7, REG-11)."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from gateway.context import EXTENSION
from gateway.login import browser_storage, storage, tokens
from gateway.login.occasion import Occasion
from gateway.login.rules import Challenge, LoginSettings
from gateway.login.sessions import open_session
from gateway.tables import challenges, ended_logins, remembered_browsers, sessions
from services.contracts import registry
from services.contracts.caller import Caller, Role
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from tests.contract.gateway.conftest import ORGANIZATION, ORGANIZATION_ACCOUNT, Browser, PlayedServices, Time
from tests.contract.runtime.conftest import eventually

ENDS: dict[str, Callable[[Connection], None]] = {
    "account": lambda connection: storage.end_everything_of_account(connection, ORGANIZATION_ACCOUNT),
    "organization": lambda connection: storage.end_everything_of_organization(connection, ORGANIZATION),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("way", ["one-time password", "remembered browser"])
def test_a_login_that_is_being_completed_does_not_outlive_the_end_of_all(
    way: str, end: Callable[[Connection], None], app: Flask, new_browser: Callable[[], Browser], time: Time
) -> None:
    """AUT-6, AUT-7: what ends every login waits for one that has its challenge or browser in hand, and ends that too."""
    logins = app.extensions[EXTENSION].logins
    browser = new_browser()
    browser.log_in(omit_next_time=True)
    browser.send("POST", "/api/sessions/omission", {"accepts_risks": True})
    token = tokens.new_token()
    caller = Caller(Role.ORGANIZATION_MAIN, account_id=ORGANIZATION_ACCOUNT, organization_id=ORGANIZATION)
    occasion = Occasion(now=time.now, address="192.0.2.1", trace="t", device="")
    with logins.database.transaction() as connection:
        connection.execute(sessions.delete())
        storage.add_challenge(
            connection,
            challenge_id=new_id(),
            token_hash=tokens.challenge_digest(token),
            caller=caller,
            email_key=b"key",
            browser="",
            begun_at=time.now,
            facts=Challenge(expires_at=time.now + dt.timedelta(minutes=30)),
        )

    def end_all() -> None:
        with logins.database.transaction() as other:
            end(other)

    ending = threading.Thread(target=end_all)
    with logins.database.transaction() as connection:
        if way == "one-time password":
            assert _locked(connection, token) is not None
        else:
            (identifier,) = connection.execute(sa.select(remembered_browsers.c.identifier_hash)).scalars()
            assert browser_storage.remembered_until(connection, ORGANIZATION_ACCOUNT, [bytes(identifier)])
        ending.start()
        waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        assert eventually(lambda: _count(logins.database, waiting) == 1), "it waits for the login in hand"
        open_session(connection, logins, caller, occasion, omission_asked=False)
    ending.join(20)
    assert not ending.is_alive()
    assert _count(logins.database, sa.select(sa.func.count()).select_from(sessions)) == 0


def _locked(connection: Connection, token: str) -> storage.StoredChallenge | None:
    return storage.lock_challenge(connection, tokens.challenge_digest(token), former_hash=tokens.digest(token))


VERSIONS = {"account": 0, "organization": 0, "earlier password": 0, "this password": 1}


@pytest.mark.parametrize("which", VERSIONS)
def test_what_has_passed_the_password_is_ended_too_before_it_is_written(
    which: str, app: Flask, browser: Browser, services: PlayedServices
) -> None:
    """AUT-6, AUT-7: between the registry's word and the gateway's row nothing is there yet that could be ended."""
    database = app.extensions[EXTENSION].logins.database
    ends = {
        **ENDS,
        "earlier password": lambda connection: storage.end_everything_of_account(
            connection, ORGANIZATION_ACCOUNT, before_version=1
        ),
    }
    ends["this password"] = ends["earlier password"]

    def answered(request: dict[str, Any]) -> dict[str, Any]:
        answer = services.begin_login(request)
        with database.transaction() as connection:
            ends[which](connection)
        return answer

    services.password_version = VERSIONS[which]
    services.on(registry.BEGIN_LOGIN, answered)
    assert browser.begin().status_code == 202
    refused = browser.complete(services.mailed[ORGANIZATION_ACCOUNT])
    if which == "this password":
        assert refused.status_code == 201, "who has logged in with the new one stays, however late the event comes"
        return
    assert (refused.status_code, refused.json["code"]) == (401, "one_time_password_used_up")
    services.on(registry.BEGIN_LOGIN, services.begin_login)
    services.password_version = 1
    browser.log_in()  # anew, and it is not ended


def test_what_is_written_late_is_ended_all_the_same(app: Flask, browser: Browser, services: PlayedServices) -> None:
    """AUT-7: a login began when its password was looked at, however long its row then had to wait."""
    database = app.extensions[EXTENSION].logins.database
    answered, may_go_on = threading.Event(), threading.Event()

    def ended(request: dict[str, Any]) -> dict[str, Any]:
        answer = services.begin_login(request)
        with database.transaction() as connection:
            ENDS["account"](connection)
        answered.set()
        assert may_go_on.wait(20)
        return answer

    services.on(registry.BEGIN_LOGIN, ended)
    beginning = threading.Thread(target=browser.begin)
    beginning.start()
    assert answered.wait(20)
    with database.transaction() as connection:
        connection.execute(sa.text("LOCK TABLE challenges IN SHARE MODE"))
        may_go_on.set()
        waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        assert eventually(lambda: _count(database, waiting) == 1), "the row waits"
        connection.execute(sa.text("SELECT pg_sleep(0.3)"))
    beginning.join(20)
    assert browser.complete(services.mailed[ORGANIZATION_ACCOUNT]).status_code == 401


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_no_browser_is_remembered_by_a_session_that_ends_just_then(
    end: Callable[[Connection], None], app: Flask, browser: Browser
) -> None:
    """AUT-3, REG-11: an omission that is being accepted is waited for, and ended with its session."""
    database = app.extensions[EXTENSION].logins.database
    browser.log_in(omit_next_time=True)
    waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")

    def end_all() -> None:
        with database.transaction() as connection:
            end(connection)

    accepting = threading.Thread(target=lambda: browser.send("POST", "/api/sessions/omission", {"accepts_risks": True}))
    ending = threading.Thread(target=end_all)
    with database.transaction() as connection:
        connection.execute(sa.text("LOCK TABLE remembered_browsers IN SHARE ROW EXCLUSIVE MODE"))
        accepting.start()
        assert eventually(lambda: _count(database, waiting) == 1), "it has the session in hand"
        ending.start()
        assert eventually(lambda: _count(database, waiting) == 2)
    accepting.join(20)
    ending.join(20)
    assert _count(database, sa.select(sa.func.count()).select_from(remembered_browsers)) == 0


def test_a_login_begun_by_a_gateway_of_before_is_completed_by_one_of_now(
    app: Flask, browser: Browser, time: Time
) -> None:
    """Decision 203: what was begun before an upgrade goes on; its code is made of the account and a counter."""
    logins, token = app.extensions[EXTENSION].logins, tokens.new_token()
    with logins.database.transaction() as connection:
        connection.execute(
            challenges.insert().values(
                id=new_id(),
                token_hash=tokens.digest(token),
                account_id=ORGANIZATION_ACCOUNT,
                role="organization_main",
                organization_id=ORGANIZATION,
                email_key=b"key",
                counter=7,
                expires_at=time.now + dt.timedelta(minutes=30),
            )
        )
    browser.client.set_cookie("hw_login", token, path="/api/sessions")
    code = tokens.former_one_time_password(logins.secret, ORGANIZATION_ACCOUNT, 7)
    assert browser.complete(code).status_code == 201


def test_a_gateway_of_before_finds_no_login_that_one_of_now_began(app: Flask, browser: Browser) -> None:
    """Decision 203: it says to begin anew, and would otherwise call the right code wrong."""
    browser.begin()
    token = browser.client.get_cookie("hw_login", path="/api/sessions")
    assert token is not None
    of_before = (
        sa.select(sa.func.count()).select_from(challenges).where(challenges.c.token_hash == tokens.digest(token.value))
    )
    assert _count(app.extensions[EXTENSION].logins.database, of_before) == 0


def _count(database: Database, query: sa.Executable) -> int:
    with database.transaction() as connection:
        return int(connection.execute(query).scalar_one())


def test_that_logins_were_ended_is_forgotten_when_none_of_then_can_be_under_way(app: Flask, time: Time) -> None:
    database = app.extensions[EXTENSION].logins.database
    with database.transaction() as connection:
        for name, end in ENDS.items():
            end(connection)
            if name == "account":
                past = sa.func.clock_timestamp() - (storage.LONGEST_UNDER_WAY + dt.timedelta(minutes=40))
                connection.execute(ended_logins.update().values(noted_at=past))
        longer = LoginSettings(one_time_password_lasts=dt.timedelta(minutes=41))
        assert storage.forget_expired(connection, time.now, longer) == 0
        assert storage.forget_expired(connection, time.now, LoginSettings()) == 1
        assert list(connection.execute(sa.select(ended_logins.c.whose)).scalars()) == [ORGANIZATION]

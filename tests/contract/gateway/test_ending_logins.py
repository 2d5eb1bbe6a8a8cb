"""What ends every login of an account also ends one that is being completed at that moment (AUT-6, AUT-7, REG-11)."""

import datetime as dt
import threading
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection

from gateway.context import EXTENSION
from gateway.login import browser_storage, storage, tokens
from gateway.login.occasion import Occasion
from gateway.login.rules import Challenge
from gateway.login.sessions import open_session
from gateway.tables import remembered_browsers, sessions
from services.contracts.caller import Caller, Role
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from tests.contract.gateway.conftest import ORGANIZATION, ORGANIZATION_ACCOUNT, Browser, Time
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
            token_hash=tokens.digest(token),
            caller=caller,
            email_key=b"key",
            browser="",
            counter=99,
            facts=Challenge(expires_at=time.now + dt.timedelta(minutes=30)),
        )

    def end_all() -> None:
        with logins.database.transaction() as other:
            end(other)

    ending = threading.Thread(target=end_all)
    with logins.database.transaction() as connection:
        if way == "one-time password":
            assert storage.lock_challenge(connection, tokens.digest(token)) is not None
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


def _count(database: Database, query: sa.Executable) -> int:
    with database.transaction() as connection:
        return int(connection.execute(query).scalar_one())

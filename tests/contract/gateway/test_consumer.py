"""Logins end when the registry says so (architecture.md, gateway): the real process, broker and database."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import kombu
import pytest

from gateway.consumer import forget_old
from gateway.login.rules import LoginSettings
from services.contracts import registry
from services.contracts.events import Event
from services.runtime import outbox
from services.runtime.database import Database
from tests.contract.gateway.conftest import (
    ADDITIONAL_ACCOUNT,
    ORGANIZATION,
    ORGANIZATION_ACCOUNT,
    Browser,
    PlayedServices,
    Time,
)
from tests.contract.runtime.conftest import eventually

REPOSITORY = Path(__file__).parents[3]
ORGANIZATION_STATE: dict[str, Any] = {
    "organization_id": ORGANIZATION, "version": 2, "kind": "paid_agency", "class_": "private", "name": "株式会社さくら人材",
    "bureau_code": "13", "services": ["seekers"], "mandatory_information": None, "privacy_manager_name": None,
    "privacy_manager_contact": None,
}  # fmt: skip


@pytest.fixture
def publish(broker: str, database_url: str, time: Time) -> Iterator[Callable[..., None]]:
    """Publish an event as the registry's relay does, to the consumer, which runs."""
    environment = {
        **os.environ, "AMQP_URI": broker, "GATEWAY_DATABASE_URL": database_url, "GATEWAY_SECRET_KEY": "s" * 32,
    }  # fmt: skip
    consumer = subprocess.Popen(
        [sys.executable, "-m", "services.run", "gateway-consumer"], cwd=REPOSITORY, env=environment
    )
    with kombu.Connection(broker) as connection:
        channel = connection.channel()

        def listens() -> bool:
            try:
                queue = "evt-registry-organization_changed--gateway.on_organization_changed"
                return bool(connection.channel().queue_declare(queue, passive=True).consumer_count)
            except connection.channel_errors:
                return False

        assert eventually(listens)

        def publish(event: Event, data: dict[str, Any], times: int = 1) -> None:
            whole = outbox.envelope(event, subject="x", data=data, now=time.now, trace="t")
            for _ in range(times):
                kombu.Producer(channel).publish(
                    whole, exchange=event.exchange, routing_key=event.type, serializer="json"
                )

        yield publish
    consumer.terminate()
    assert consumer.wait(20) == 0


def logged_in(browser: Browser) -> bool:
    return browser.send("GET", "/api/sessions/current").status_code == 200


def remembered(browser: Browser) -> None:
    browser.log_in(omit_next_time=True)
    browser.send("POST", "/api/sessions/omission", {"accepts_risks": True})


@pytest.mark.parametrize(
    "event",
    [registry.PASSWORD_CHANGED, registry.ACCOUNT_CLOSED, registry.STAFF_ACCOUNT_MOVED],
    ids=lambda event: event.type,
)
def test_sessions_and_remembered_browsers_of_the_account_end(
    event: Event, publish: Callable[..., None], new_browser: Callable[[], Browser], services: PlayedServices
) -> None:
    browser, other = new_browser(), new_browser()
    remembered(browser)
    other.log_in("more@agency.example.jp")
    publish(event, {"account_id": ORGANIZATION_ACCOUNT}, times=2)
    assert eventually(lambda: not logged_in(browser))
    assert browser.begin().status_code == 202, "the one-time password is asked for again"
    assert browser.complete(services.mailed[ORGANIZATION_ACCOUNT]).status_code == 201, "logging in anew is possible"
    assert logged_in(other)


def test_who_has_logged_in_with_the_new_password_before_its_change_is_heard_of_stays(
    publish: Callable[..., None], new_browser: Callable[[], Browser], services: PlayedServices
) -> None:
    """AUT-6: the event may come late; what began under an earlier password ends, and nothing else."""
    before, under_way, after, beginning = (new_browser() for _ in range(4))
    before.log_in()
    under_way.begin()
    services.password_version = 1
    after.log_in()
    beginning.begin()
    code = services.mailed[ORGANIZATION_ACCOUNT]
    publish(registry.PASSWORD_CHANGED, {"account_id": ORGANIZATION_ACCOUNT, "password_version": 1}, times=2)
    assert eventually(lambda: not logged_in(before))
    assert logged_in(after)
    assert beginning.complete(code).status_code == 201
    assert under_way.complete(code).status_code == 401


@pytest.mark.parametrize(
    "event", [registry.PASSWORD_CHANGED, registry.ACCOUNT_EMAIL_CHANGED], ids=lambda event: event.type
)
def test_the_session_in_which_its_owner_changed_something_goes_on(
    event: Event, publish: Callable[..., None], new_browser: Callable[[], Browser]
) -> None:
    """AUT-1, AUT-6: all others end, and no browser omits the one-time password any more."""
    own, other = new_browser(), new_browser()
    remembered(other)
    own.log_in()
    (session,) = [one for one in own.send("GET", "/api/sessions").json["sessions"] if one["current"]]
    publish(event, {"account_id": ORGANIZATION_ACCOUNT, "except_session_id": session["session_id"]}, times=2)
    assert eventually(lambda: not logged_in(other))
    assert logged_in(own)
    assert other.begin().status_code == 202


def test_a_report_of_misuse_ends_every_login_of_the_organization(
    publish: Callable[..., None], new_browser: Callable[[], Browser]
) -> None:
    """REG-11: main and additional accounts, remembered browsers too; nobody else's."""
    main, additional, seeker = new_browser(), new_browser(), new_browser()
    remembered(main)
    additional.log_in("more@agency.example.jp")
    seeker.log_in("seeker@mail.example.jp")
    publish(registry.MISUSE_REPORTED, {"organization_id": ORGANIZATION, "report_id": ORGANIZATION})
    assert eventually(lambda: not logged_in(main) and not logged_in(additional))
    assert main.begin().status_code == 202
    assert logged_in(seeker)


def test_a_login_under_way_ends_too(
    publish: Callable[..., None], browser: Browser, services: PlayedServices, database_url: str
) -> None:
    browser.begin()
    publish(registry.PASSWORD_CHANGED, {"account_id": ORGANIZATION_ACCOUNT})
    database = Database(database_url)

    def challenges() -> int:
        with database.transaction() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM challenges").scalar_one())

    assert eventually(lambda: challenges() == 0)
    assert browser.complete(services.mailed[ORGANIZATION_ACCOUNT]).status_code == 401
    database.close()


@pytest.mark.parametrize("end", ["terminated", "withdrawn"])
def test_the_end_of_an_organization_ends_the_sessions_of_all_its_accounts_and_a_suspension_none(
    publish: Callable[..., None], new_browser: Callable[[], Browser], time: Time, end: str
) -> None:
    main, additional, seeker = new_browser(), new_browser(), new_browser()
    main.log_in()
    additional.log_in("more@agency.example.jp")
    seeker.log_in("seeker@mail.example.jp")
    approved_on = time.now.date()
    publish(registry.ORGANIZATION_CHANGED, {**ORGANIZATION_STATE, "approved_on": approved_on, "standing": "suspended"})
    publish(registry.PASSWORD_CHANGED, {"account_id": ADDITIONAL_ACCOUNT})
    assert eventually(lambda: not logged_in(additional))
    assert logged_in(main), "AUT-9: suspended organizations log in to their duties"
    additional.log_in("more@agency.example.jp")
    publish(
        registry.ORGANIZATION_CHANGED,
        {**ORGANIZATION_STATE, "version": 3, "approved_on": approved_on, "standing": end},
    )
    assert eventually(lambda: not logged_in(main) and not logged_in(additional))
    assert logged_in(seeker)


def test_what_has_expired_is_forgotten_once_an_hour(browser: Browser, database_url: str, time: Time) -> None:
    browser.log_in(omit_next_time=True)
    browser.begin()
    database = Database(database_url)
    assert forget_old(database, LoginSettings()) == 0
    time.pass_(days=1)
    assert forget_old(database, LoginSettings()) >= 4, "session, two challenges, windows of attempts"
    browser.begin()
    assert forget_old(database, LoginSettings()) is None
    database.close()

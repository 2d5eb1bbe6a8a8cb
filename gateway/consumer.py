"""`gateway-consumer`: ends logins when the registry says that an account or organization changed, and forgets old ones.

One small process beside gunicorn; several may run. Follows architecture.md: a changed password, a closed account and the
end of an organization end sessions and remembered browsers; a suspension does not (AUT-9).
"""

from __future__ import annotations

import threading

from gateway.availability.access_limits import LONGEST_WINDOW
from gateway.availability.storage import forget_counts
from gateway.login import entries, storage
from gateway.login.rules import LoginSettings
from gateway.settings import GatewaySettings, load_settings
from services.contracts import registry
from services.runtime import clock, duties, inbox, logging, settings
from services.runtime.database import Database
from services.runtime.subscriber import Subscriber
from services.runtime.work import ReceivedEvent, Work

FORGET_EVERY_SECONDS = 3600.0
_log = logging.get_logger(__name__)


def on_password_changed(work: Work, event: ReceivedEvent) -> None:
    """Whoever logged in with an earlier password is logged out, but not the owner in whose session it was changed.

    Nor who has logged in with the new one before this came.
    """
    _end_of_account(work, event)


def on_account_email_changed(work: Work, event: ReceivedEvent) -> None:
    """Sessions on other browsers than the one where the change was completed end (AUT-1)."""
    _end_of_account(work, event)


def on_account_closed(work: Work, event: ReceivedEvent) -> None:
    """Nobody is logged in with a closed account."""
    _end_of_account(work, event)


def on_staff_account_moved(work: Work, event: ReceivedEvent) -> None:
    """Who was moved logs in anew, to what is the new bureau's or office's (AUT-7)."""
    _end_of_account(work, event)


def on_misuse_reported(work: Work, event: ReceivedEvent) -> None:
    """Every account of the organization logs in anew, with a one-time password (REG-11)."""
    _end_of_organization(work, event)


def on_organization_changed(work: Work, event: ReceivedEvent) -> None:
    """After its end an organization logs in anew, to what is left to it (AUT-9); told twice, it does no harm."""
    if event.data["standing"] in ("terminated", "withdrawn"):
        _end_of_organization(work, event)


def _end_of_account(work: Work, event: ReceivedEvent) -> None:
    account_id = event.data["account_id"]
    data = event.data
    storage.end_everything_of_account(
        work.connection, account_id, data.get("except_session_id"), data.get("password_version")
    )
    entries.everything_ended(work.connection, ("account", account_id), event.type, work.now, work.trace)


def _end_of_organization(work: Work, event: ReceivedEvent) -> None:
    organization_id = event.data["organization_id"]
    storage.end_everything_of_organization(work.connection, organization_id)
    entries.everything_ended(work.connection, ("organization", organization_id), event.type, work.now, work.trace)


HANDLERS = {
    "on_password_changed": (registry.PASSWORD_CHANGED, on_password_changed),
    "on_account_email_changed": (registry.ACCOUNT_EMAIL_CHANGED, on_account_email_changed),
    "on_staff_account_moved": (registry.STAFF_ACCOUNT_MOVED, on_staff_account_moved),
    "on_misuse_reported": (registry.MISUSE_REPORTED, on_misuse_reported),
    "on_account_closed": (registry.ACCOUNT_CLOSED, on_account_closed),
    "on_organization_changed": (registry.ORGANIZATION_CHANGED, on_organization_changed),
}
"""By name; the names are parts of durable queues' names and never change."""


def forget_old(database: Database, login: LoginSettings) -> int | None:
    """Delete what has expired, once an hour whoever asks; answers how many rows, None where it was not the time."""
    now = clock.now()
    with database.transaction() as connection:
        if not duties.due(connection, "forget_old_logins", FORGET_EVERY_SECONDS, now):
            return None
        inbox.forget_before(connection, now - inbox.KEEP)
        forgotten = forget_counts(connection, now - LONGEST_WINDOW)
        return forgotten + storage.forget_expired(connection, now, login)


def _keep_forgetting(database: Database, login: LoginSettings, stopped: threading.Event) -> None:
    while not stopped.wait(FORGET_EVERY_SECONDS):
        try:
            forget_old(database, login)
        except Exception as error:  # noqa: BLE001 - what is not deleted now is deleted the next time
            _log.error("forgetting_failed", **logging.failure(error))


def main(arguments: list[str]) -> int:
    """`gateway-consumer`."""
    assert not arguments, arguments
    logging.configure("gateway-consumer")
    own: GatewaySettings = load_settings()
    database = Database(own.database_url, pool_size=2, name="gateway-consumer")
    stopped = threading.Event()
    threading.Thread(target=_keep_forgetting, args=(database, own.login, stopped), daemon=True).start()
    subscriber = Subscriber("gateway", HANDLERS, database, settings.load("gateway").values)
    try:
        subscriber.run()
    except Exception as error:  # noqa: BLE001 - exits whatever it is, to be started anew
        _log.error("consumer_failed", **logging.failure(error))
        return 1
    finally:
        stopped.set()
        database.close()
    return 0

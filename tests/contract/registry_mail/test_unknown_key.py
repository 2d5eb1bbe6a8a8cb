"""SEE-2: a mailer that was not told of a new key of personal data loses no mail that is sealed under it."""

from __future__ import annotations

import datetime as dt

import pytest

from services.registry.mail import mailer as mailer_module
from services.registry.mail.delivery import Pace
from services.registry.mail.mailer import Mailer
from services.registry.mail.outgoing import queue_mails
from services.registry.mail.settings import MailSettings
from services.registry.personal_data import PersonalData
from services.runtime.database import Database
from tests.contract.registry_mail.conftest import (
    HANAKO,
    KEY,
    LOOKUP_KEY,
    SENDER,
    TARO,
    PostOffice,
    notice,
    one_time_password,
    rows,
    text_of,
)

OLD_ALONE = PersonalData({"test": KEY}, LOOKUP_KEY)
BOTH = PersonalData({"new": b"n" * 32, "test": KEY}, LOOKUP_KEY)
TEN_O_CLOCK = dt.datetime(2026, 5, 15, 1, 0, tzinfo=dt.UTC)


class Mailers:
    """One mailer that knows the old key alone, and one that knows both, at an instant that a test moves on."""

    def __init__(self, database: Database, post_office: PostOffice) -> None:
        self.database, self.now = database, TEN_O_CLOCK
        settings = MailSettings(a_day=3)
        self.old, self.new = (
            Mailer(database.url, keys, post_office.server, SENDER, Pace(lanes=1), settings)
            for keys in (OLD_ALONE, BOTH)
        )

    def states(self) -> list[tuple[str, str | None]]:
        return [(row.state, row.last_error) for row in rows(self.database)]

    def run(self, mailer: Mailer, **later: float) -> None:
        self.now += dt.timedelta(**later)
        while mailer.send_due():
            pass


@pytest.fixture
def mailers(database: Database, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch):
    mailers = Mailers(database, post_office)
    monkeypatch.setattr(mailer_module.clock, "now", lambda: mailers.now)
    yield mailers
    mailers.old.close()
    mailers.new.close()


def test_what_is_sealed_under_a_key_it_does_not_know_is_left_for_one_that_does(
    mailers: Mailers, database: Database, post_office: PostOffice
) -> None:
    """A one-time password too, whose text would be gone with the last attempt."""
    with database.transaction() as connection:
        password = one_time_password(TARO, "246810", valid_until=TEN_O_CLOCK + dt.timedelta(minutes=30))
        queue_mails(connection, BOTH, [notice(), password], now=TEN_O_CLOCK, trace="t")
        queue_mails(connection, OLD_ALONE, [notice("jiro@example.jp")], now=TEN_O_CLOCK, trace="t")
    mailers.run(mailers.old)
    assert mailers.states() == [("queued", "UnknownKey"), ("queued", "UnknownKey"), ("sent", None)]
    mailers.run(mailers.new, minutes=2)
    assert mailers.states() == [("sent", None)] * 3
    assert "246810" in text_of(post_office.to(TARO)[0])


def test_a_digest_of_mails_under_a_key_it_does_not_know_waits_and_the_others_go_out(
    mailers: Mailers, database: Database, post_office: PostOffice
) -> None:
    with database.transaction() as connection:
        queue_mails(connection, BOTH, [notice(HANAKO, one) for one in range(5)], now=TEN_O_CLOCK, trace="t")
        queue_mails(connection, OLD_ALONE, [notice(TARO, one) for one in range(5)], now=TEN_O_CLOCK, trace="t")
    mailers.run(mailers.new)
    assert [state for state, _ in mailers.states()].count("held") == 4
    mailers.run(mailers.old, days=1)
    assert (len(post_office.to(HANAKO)), len(post_office.to(TARO))) == (3, 4)
    mailers.run(mailers.new, minutes=1)
    assert [state for state, _ in mailers.states()].count("held") == 0
    assert "株式会社4" in text_of(post_office.to(HANAKO)[-1])

"""Mails that wait: one a conversation within a window (MSG-6), and a digest of what is over the daily limit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import pytest

from services.registry.mail import delivery
from services.registry.mail import mailer as mailer_module
from services.registry.mail.delivery import Pace
from services.registry.mail.mailer import Mailer
from services.registry.mail.outgoing import Mail, queue_mails
from services.registry.mail.settings import MailSettings
from services.registry.mail.templates import applications, messages, seekers
from services.registry.mail.unsubscribing import Wish, link, read, unsubscribe
from services.registry.personal_data import PersonalData
from services.runtime.database import Database
from tests.contract.at_once import together
from tests.contract.registry_mail.conftest import HANAKO, SENDER, TARO, PostOffice, one_time_password, rows, text_of

CONVERSATION, OTHER = "0198c2f3-a4b5-7c6d-8e9f-0a1b2c3d4e5f", "0198c2f3-a4b5-7c6d-8e9f-0a1b2c3d4e60"
WINDOW = dt.timedelta(minutes=30)
TEN_O_CLOCK = dt.datetime(2026, 5, 15, 1, 0, tzinfo=dt.UTC)


class Office:
    """Queue and mailer at an instant that a test moves on."""

    def __init__(self, database: Database, personal_data: PersonalData, mailer: Mailer) -> None:
        self.database, self.personal_data, self.mailer = database, personal_data, mailer
        self.now = TEN_O_CLOCK

    def queue(self, *mails: Mail) -> None:
        with self.database.transaction() as connection:
            queue_mails(connection, self.personal_data, mails, now=self.now, trace="trace-1")

    def send(self, after: dt.timedelta = dt.timedelta(0)) -> None:
        self.now += after
        while self.mailer.send_due():
            pass

    def states(self) -> list[str]:
        return [row.state for row in rows(self.database)]


@pytest.fixture
def office(
    database: Database, personal_data: PersonalData, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Office]:
    settings = MailSettings(a_day=3)
    mailer = Mailer(database.url, personal_data, post_office.server, SENDER, Pace(lanes=2), settings)
    office = Office(database, personal_data, mailer)
    monkeypatch.setattr(mailer_module.clock, "now", lambda: office.now)
    yield office
    mailer.close()


def told(to: str = HANAKO, about: str = CONVERSATION) -> Mail:
    return Mail(messages.SEEKER_HAS_MESSAGE, to, {}, about=about, window=WINDOW)


def notice(number: int, to: str = HANAKO) -> Mail:
    return Mail(messages.ORGANIZATION_HAS_MESSAGE, to, {"organization_name": f"株式会社{number}"})


def refusal(to: str = HANAKO) -> Mail:
    parameters = dict.fromkeys(applications.REFUSED.parameters, "理由")
    return Mail(applications.REFUSED, to, parameters)


def reminder(to: str = HANAKO) -> Mail:
    return Mail(seekers.VALIDITY_ENDS_SOON, to, {"valid_until": dt.date(2026, 5, 31)})


# one conversation, one mail


def test_several_messages_of_one_conversation_are_told_at_once_and_then_once_more(
    office: Office, post_office: PostOffice
) -> None:
    """MSG-6: the first message is told at once; those within the window are one mail at its end; nothing is untold."""
    office.queue(told())
    office.send()
    for _ in range(5):
        office.queue(told())
    office.send(dt.timedelta(minutes=29))
    assert len(post_office.taken) == 1
    office.send(dt.timedelta(minutes=2))
    assert len(post_office.taken) == 2
    office.send(dt.timedelta(days=1))
    assert len(post_office.taken) == 2


def test_messages_that_come_before_the_first_mail_goes_out_are_told_by_it(
    office: Office, post_office: PostOffice
) -> None:
    """MSG-6: of one batch as well."""
    office.queue(told(), told())
    office.queue(told())
    office.send()
    assert len(post_office.taken) == 1


def test_other_conversations_and_other_people_are_told_of_their_own(office: Office, post_office: PostOffice) -> None:
    """MSG-6."""
    office.queue(told(), told(about=OTHER), told(TARO))
    office.send()
    assert (len(post_office.to(HANAKO)), len(post_office.to(TARO))) == (2, 1)


def test_a_notice_that_waits_for_its_window_keeps_no_other_mail_back(office: Office, post_office: PostOffice) -> None:
    """MSG-6."""
    office.queue(told())
    office.send()
    office.queue(told(), refusal())
    office.send()
    assert len(post_office.to(HANAKO)) == 2
    assert office.states() == ["sent", "held", "sent"]


# the daily limit


def test_notices_over_the_day_s_limit_are_one_digest_the_next_morning_with_all_they_say(
    office: Office, post_office: PostOffice
) -> None:
    office.queue(*(notice(number) for number in (1, 2, 3, 4, 4, 5)))
    office.send()
    assert len(post_office.taken) == 3
    assert office.states() == ["sent"] * 3 + ["held"] * 3
    office.send(dt.timedelta(hours=19, minutes=59))  # 5:59 of the next Japanese day
    assert len(post_office.taken) == 3
    office.send(dt.timedelta(minutes=1))
    *_, digest = post_office.to(HANAKO)
    text = text_of(digest)
    assert len(post_office.taken) == 4
    assert "お知らせ３件" in text
    assert text.index("株式会社4　ご担当者様") < text.index("株式会社5　ご担当者様")
    assert text.count("株式会社4　ご担当者様") == 1
    assert "（２件）" in text
    *held, told_in = rows(office.database)
    assert {row.folded_into for row in held[3:]} == {told_in.mail_id}


def test_the_limit_is_each_recipient_s_own_and_begins_anew_with_the_japanese_day(
    office: Office, post_office: PostOffice
) -> None:
    """CAL-1."""
    office.now = TEN_O_CLOCK + dt.timedelta(hours=13, minutes=59)  # 23:59 in Japan
    office.queue(*(notice(number) for number in range(4)), notice(9, TARO))
    office.send()
    assert (len(post_office.to(HANAKO)), len(post_office.to(TARO))) == (3, 1)
    office.now += dt.timedelta(minutes=2)
    office.queue(notice(10))
    office.send()
    assert len(post_office.to(HANAKO)) == 4


def test_neither_passwords_nor_what_terms_demand_is_held_back_by_the_limit(
    office: Office, post_office: PostOffice
) -> None:
    office.queue(*(notice(number) for number in range(4)))
    office.queue(one_time_password(valid_until=office.now + dt.timedelta(minutes=30)), refusal())
    office.send()
    assert len(post_office.to(HANAKO)) == 5
    assert office.states() == ["sent", "sent", "sent", "held", "sent", "sent"]


def test_passwords_do_not_use_up_the_limit(office: Office, post_office: PostOffice) -> None:
    for number in range(5):
        office.queue(one_time_password(code=f"00000{number}", valid_until=office.now + dt.timedelta(minutes=30)))
    office.queue(*(notice(number) for number in range(3)))
    office.send()
    assert office.states() == ["sent"] * 8


def test_two_mailers_at_once_release_a_recipient_s_mails_as_one_digest(
    office: Office, post_office: PostOffice, personal_data: PersonalData
) -> None:
    office.queue(*(notice(number) for number in range(8)))
    office.send()
    office.now += dt.timedelta(days=1)
    other = Mailer(office.database.url, personal_data, post_office.server, SENDER, Pace(lanes=2), MailSettings(a_day=3))
    together(office.mailer.send_due, other.send_due)
    office.send()
    other.close()
    assert len(post_office.taken) == 4


# doing without


def test_who_unsubscribed_gets_no_such_mail_more_and_all_others(
    office: Office, post_office: PostOffice, personal_data: PersonalData
) -> None:
    office.queue(reminder())
    office.send()
    [mail] = post_office.to(HANAKO)
    url = str(mail["List-Unsubscribe"]).strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert url == link(SENDER.site_url, personal_data, seekers.VALIDITY_ENDS_SOON, personal_data.lookup(HANAKO))
    wish = read(url.rpartition("/")[2], personal_data)
    assert isinstance(wish, Wish)
    with office.database.transaction() as connection:
        unsubscribe(connection, wish, office.now)
        unsubscribe(connection, wish, office.now)
    office.queue(reminder(), reminder(TARO), refusal())
    office.send()
    assert [row.state for row in rows(office.database)] == ["sent", "failed", "sent", "sent"]
    assert rows(office.database)[1].last_error == delivery.Unsubscribed.__name__


def test_what_its_recipient_stopped_overnight_is_in_no_digest(
    office: Office, post_office: PostOffice, personal_data: PersonalData
) -> None:
    """The reminder that was held is not sent any more, by itself or within what is."""
    office.queue(*(notice(number) for number in range(3)), reminder(), notice(4))
    office.queue(*(notice(number, TARO) for number in range(3)), reminder(TARO))
    office.send()
    with office.database.transaction() as connection:
        for recipient in (HANAKO, TARO):
            lookup = personal_data.lookup(recipient)
            unsubscribe(connection, Wish(seekers.VALIDITY_ENDS_SOON, lookup), office.now)
    office.send(dt.timedelta(hours=20))  # 6:00 of the next Japanese day
    *_, digest = post_office.to(HANAKO)
    text = text_of(digest)
    assert "お知らせ１件" in text
    assert "株式会社4　ご担当者様" in text
    assert "有効期限" not in text
    assert len(post_office.to(TARO)) == 3, "who has stopped all that was held gets no digest"
    stopped = [row for row in rows(office.database) if row.template == seekers.VALIDITY_ENDS_SOON.kind]
    assert [(row.state, row.last_error) for row in stopped] == [("failed", "NotWantedAnyMore")] * 2


def test_what_holds_no_longer_in_the_morning_is_in_no_digest(office: Office, post_office: PostOffice) -> None:
    """A notice that was good to the evening, beside one that is good to the instant of the digest."""
    six_o_clock = dt.datetime(2026, 5, 15, 21, 0, tzinfo=dt.UTC)
    office.queue(
        *(notice(number) for number in range(3)),
        replace(notice(4), valid_until=six_o_clock - dt.timedelta(seconds=1)),
        replace(notice(5), valid_until=six_o_clock),
    )
    office.send()
    office.send(six_o_clock - office.now)
    *_, digest = post_office.to(HANAKO)
    text = text_of(digest)
    assert "お知らせ１件" in text
    assert "株式会社5　ご担当者様" in text
    assert "株式会社4　ご担当者様" not in text
    assert office.states() == ["sent"] * 3 + ["failed", "folded", "sent"]

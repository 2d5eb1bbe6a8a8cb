"""Notices of messages: to the person's own address, saying nothing of the content (MSG-6, SEE-2)."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.compliance import DELETION_DEMANDED, RECORD_DELETED
from services.contracts.messaging import GUIDANCE_SENT, INFORMATION_CHANGE_SENT, QUESTION_ASKED, REPLY_SENT
from services.contracts.search import NEW_HITS_COUNTED
from services.registry.accounts.storage import main_account
from services.registry.accounts.tables import accounts
from services.registry.mail.tables import outgoing_mails
from services.registry.organizations.storage import change_organization
from services.registry.seekers.tables import personal_data_reads, seekers
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry.examples import EMAIL
from tests.contract.registry_seekers import feeds

SEEKERS = 200
CLOSED_ON = dt.date(2026, 4, 1)


@pytest.fixture
def known(registry: Registry, tmp_path: Path) -> dict[str, str]:
    """Seekers by number, each with the e-mail address."""
    registry.now = feeds.NOW
    rows = [feeds.row(index) for index in range(SEEKERS)]
    feeds.bring_in(registry.database, registry.personal_data, feeds.feed(tmp_path / "feed.csv", *rows))
    with registry.database.transaction() as connection:
        numbers = dict(connection.execute(sa.select(seekers.c.source_id, seekers.c.seeker_number)).all())
    return {numbers[row["source_id"]]: row["email"] for row in rows}


def message(registry: Registry, seeker_number: str, organization_id: str | None = None) -> dict[str, Any]:
    return {
        "message_id": new_id(),
        "conversation_id": new_id(),
        "organization_id": organization_id or new_id(),
        "organization_class": "private",
        "account_id": new_id(),
        "seeker_number": seeker_number,
        "sent_at": registry.now,
        "day": registry.today,
    }


def test_every_guided_seeker_is_told_at_the_own_address(registry: Registry, known: dict[str, str]) -> None:
    registry.receive(GUIDANCE_SENT, {"sent": [message(registry, number) for number in known]})
    mails = registry.mails()
    assert sorted(mail.to for mail in mails) == sorted(known.values())
    assert {mail.kind for mail in mails} == {"seeker_has_message"}
    assert all(mail.parameters == {} for mail in mails)


def test_msg_3_a_change_of_mandatory_information_is_announced_as_other_messages_are(
    registry: Registry, known: dict[str, str]
) -> None:
    number, email = next(iter(known.items()))
    registry.receive(INFORMATION_CHANGE_SENT, {"sent": [message(registry, number) | {"account_id": None}]})
    (mail,) = registry.mails()
    assert (mail.to, mail.kind) == (email, "seeker_has_message")
    assert registry.count(personal_data_reads, personal_data_reads.c.purpose == "change_notice") == 1


def test_that_addresses_were_read_and_why_is_written_down(registry: Registry, known: dict[str, str]) -> None:
    """SEE-2."""
    registry.receive(GUIDANCE_SENT, {"sent": [message(registry, number) for number in known]})
    assert registry.count(personal_data_reads, personal_data_reads.c.purpose == "guidance_notice") == SEEKERS


def test_a_thousand_notices_take_few_statements(registry: Registry, known: dict[str, str]) -> None:
    """A batch of 1,000 arrives as five events; none of them may take a statement a seeker."""
    statements: list[str] = []
    listener = ("before_cursor_execute", lambda *call: statements.append(call[2]))
    sa.event.listen(registry.database.engine, *listener)
    for _ in range(5):
        registry.receive(GUIDANCE_SENT, {"sent": [message(registry, number) for number in known]})
    sa.event.remove(registry.database.engine, *listener)
    assert registry.count(outgoing_mails) == 5 * SEEKERS
    assert len(statements) <= 5 * 8


def test_a_reply_is_told_to_the_seeker(registry: Registry, known: dict[str, str]) -> None:
    number, email = next(iter(known.items()))
    registry.receive(REPLY_SENT, message(registry, number))
    [mail] = registry.mails()
    assert (mail.kind, mail.to, mail.parameters) == ("seeker_has_message", email, {})


def test_a_seeker_whom_nobody_knows_is_left_out(registry: Registry, known: dict[str, str]) -> None:
    number = next(iter(known))
    registry.receive(GUIDANCE_SENT, {"sent": [message(registry, "00000000000"), message(registry, number)]})
    assert [mail.to for mail in registry.mails()] == [known[number]]


def test_a_question_is_told_to_the_organizations_main_account(registry: Registry) -> None:
    organization_id = registry.approved()["organization_id"]
    registry.receive(QUESTION_ASKED, message(registry, "48210937561", organization_id))
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to) == ("organization_has_message", EMAIL)
    assert mail.parameters == {"organization_name": "株式会社東京キャリアサポート"}


@pytest.mark.parametrize(
    "changes",
    [
        {"standing": "suspended"},
        {"services": ["offers"], "seeker_information_until": None},
        {"seeker_information_closed_on": CLOSED_ON},
    ],
)
def test_aut_9_an_organization_that_can_not_read_a_question_is_not_sent_to_read_it(
    registry: Registry, changes: dict[str, Any]
) -> None:
    organization_id = registry.approved()["organization_id"]
    sent = len(registry.mails())
    with registry.database.transaction() as connection:
        failed = {"renewal_failed_on": CLOSED_ON} if "seeker_information_closed_on" in changes else {}
        change_organization(connection, organization_id, **changes, **failed)
    registry.receive(QUESTION_ASKED, message(registry, "48210937561", organization_id))
    assert len(registry.mails()) == sent


def test_a_question_to_an_organization_without_an_account_is_told_to_nobody(registry: Registry) -> None:
    registry.receive(QUESTION_ASKED, message(registry, "48210937561"))
    assert registry.mails() == []


def test_msg_6_where_something_waits_already_nobody_is_told_again_and_after_reading_it_is(
    registry: Registry, known: dict[str, str]
) -> None:
    """Whatever time has passed; messaging says in each event whether the receiver has something unread there."""
    organization_id = registry.approved()["organization_id"]
    before = len(registry.mails())
    number = next(iter(known))
    first = message(registry, number, organization_id)
    told = []
    for waiting in (False, True, True, False):
        registry.now += registry.service.tools.notice_window * 2
        for event, data in ((REPLY_SENT, {}), (QUESTION_ASKED, {}), (GUIDANCE_SENT, {"conversation_id": new_id()})):
            sent = first | {"message_id": new_id(), "sent_at": registry.now, "already_waiting": waiting} | data
            registry.receive(event, {"sent": [sent]} if event is GUIDANCE_SENT else sent)
        told.append(len(registry.mails()) - before)
        with registry.database.transaction() as connection:
            connection.execute(
                outgoing_mails.update()
                .where(outgoing_mails.c.state == "queued", ~outgoing_mails.c.secret)
                .values(state="sent", sent_at=registry.now)
            )
    assert told == [3, 3, 3, 6]


def test_several_messages_of_one_conversation_are_one_mail(registry: Registry, known: dict[str, str]) -> None:
    """MSG-6: of another conversation it is another one."""
    number, email = next(iter(known.items()))
    first = message(registry, number)
    for _ in range(3):
        registry.receive(REPLY_SENT, first | {"message_id": new_id()})
    registry.receive(GUIDANCE_SENT, {"sent": [first | {"message_id": new_id()}, message(registry, number)]})
    assert [mail.to for mail in registry.mails()] == [email] * 2


def test_the_owner_of_saved_searches_is_told_counts_alone(registry: Registry) -> None:
    """SRC-6: who can't log in any more is not told."""
    organization_id = registry.approved()["organization_id"]
    with registry.database.transaction() as connection:
        account = main_account(connection, organization_id)
    assert account is not None
    hit = {
        "account_id": account.account_id, "organization_id": organization_id, "day": registry.today,
        "searches": 2, "new_hits": 12, "changed_hits": 3,
    }  # fmt: skip
    registry.receive(NEW_HITS_COUNTED, hit)
    registry.receive(NEW_HITS_COUNTED, hit | {"account_id": new_id()})
    with registry.database.transaction() as connection:
        connection.execute(
            accounts.update().where(accounts.c.account_id == account.account_id).values(state="released")
        )
    registry.receive(NEW_HITS_COUNTED, hit)
    [mail] = [mail for mail in registry.mails() if mail.kind == "new_hits"]
    assert mail.to == EMAIL
    counts = {name: mail.parameters[name] for name in ("searches", "new_hits", "changed_hits")}
    assert counts == {"searches": "２", "new_hits": "12", "changed_hits": "３"}


def test_msg_11_an_organization_is_told_of_a_demand_for_deletion_without_the_seeker(registry: Registry) -> None:
    organization_id = registry.approved()["organization_id"]
    demand = {"organization_id": organization_id, "seeker_number": "48210937561", "demanded_at": registry.now}
    registry.receive(DELETION_DEMANDED, demand)
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to) == ("deletion_demanded", EMAIL)
    assert mail.parameters["organization_name"] == "株式会社東京キャリアサポート"
    assert "48210937561" not in str(mail.parameters)
    registry.receive(DELETION_DEMANDED, {**demand, "organization_id": new_id()})
    assert registry.mails()[-1] == mail, "an organization without an account is not told"


def test_msg_11_the_seeker_who_demanded_a_deletion_is_told_when_it_is_confirmed(
    registry: Registry, known: dict[str, str]
) -> None:
    """And why the address was read is written down (SEE-2); of a deletion that nobody demanded My Page tells alone."""
    organization_id = registry.approved()["organization_id"]
    number, email = next(iter(known.items()))
    before = len(registry.mails())
    deletion = {
        "organization_id": organization_id,
        "seeker_number": number,
        "ground": "demand",
        "confirmed_at": registry.now,
        "demanded_at": registry.now,
    }
    registry.receive(RECORD_DELETED, {**deletion, "ground": "block", "demanded_at": None})
    registry.receive(RECORD_DELETED, {**deletion, "seeker_number": "00000000000"})
    assert len(registry.mails()) == before
    registry.receive(RECORD_DELETED, deletion)
    (mail,) = registry.mails()[before:]
    assert (mail.kind, mail.to) == ("demanded_deletion_done", email)
    assert mail.parameters["organization_name"] == "株式会社東京キャリアサポート"
    assert registry.count(personal_data_reads, personal_data_reads.c.purpose == "demanded_deletion_done") == 1

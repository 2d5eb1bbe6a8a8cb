"""SEE-2: a person's data is erased when a second person has confirmed the demand, or when its time is over; for good."""

import datetime as dt
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from marshmallow import ValidationError

from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import ANONYMOUS, SYSTEM, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    ACCOUNT_CLOSED,
    ASK_ERASURE,
    DECIDE_ERASURE,
    DEMAND_MY_ERASURE,
    END_APPLICATION_FOR_WORK,
    LIST_ERASURES,
    MAIL_ONE_TIME_PASSWORD,
    REQUEST_AUTHENTICATION_KEY,
    REQUEST_EMAIL_CHANGE,
    SEEKERS_CHANGED,
    SHOW_MY_ERASURE,
    SHOW_MY_RECORD,
)
from services.registry import terms
from services.registry.accounts import storage
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.tables import email_changes
from services.registry.mail import mailer as mailer_module
from services.registry.mail.mailer import Mailer
from services.registry.mail.tables import mail_addresses, mail_unsubscriptions, outgoing_mails
from services.registry.mail.templates.seekers import VALIDITY_ENDS_SOON
from services.registry.mail.unsubscribing import Wish, unsubscribe
from services.registry.seekers.feed_addresses import leave
from services.registry.seekers.tables import erasures, left_emails, seeker_persons, seekers
from services.runtime.identifiers import new_id
from tests.contract.at_once import waits_for_a_lock
from tests.contract.registry.conftest import Registry
from tests.contract.registry.procedures import go_to
from tests.contract.registry_mail.conftest import SENDER, PostOffice, text_of
from tests.contract.registry_mail.conftest import post_office as post_office
from tests.contract.registry_people.conftest import (
    PASSWORD,
    BringIn,
    office,
    register,
    registration,
    seeker,
    state,
)
from tests.contract.registry_people.test_terms_of_seekers import NEWER
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused

REASON = "求職申込みが有効なため。\n終了した後に、改めてお申し出ください。"
SLOWER = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
GIVEN_UP, WANTED = "given.up@seeker.example.jp", "wanted@seeker.example.jp"


def operations() -> Caller:
    return Caller(role=Role.OPERATIONS, account_id=new_id())


@pytest.fixture(autouse=True)
def _today(registry: Registry) -> None:
    registry.now = feeds.NOW


def demand(registry: Registry, number: str, caller: Caller | None = None) -> str:
    asked = registry.call(ASK_ERASURE, caller or operations(), seeker_number=number, identity_checked="in_person")
    return str(asked["erasure_id"])


def erase(registry: Registry, number: str) -> None:
    registry.call(DECIDE_ERASURE, operations(), erasure_id=demand(registry, number), erase=True)


def refused(registry: Registry, operation, caller, **request) -> ErrorCode:
    with pytest.raises(Refused) as refusal:
        registry.call(operation, caller, **request)
    return refusal.value.code


@pytest.fixture
def mailer(registry: Registry, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailer]:
    monkeypatch.setattr(mailer_module.clock, "now", lambda: registry.now)
    mailer = Mailer(registry.database.url, registry.personal_data, post_office.server, SENDER)
    yield mailer
    mailer.close()


def test_nothing_of_the_person_is_left_nor_of_the_record(registry: Registry, mailer: Mailer) -> None:
    """SEE-2: person, record, address, password, keys and mails; the one that tells of it goes as it is sent."""
    number = register(registry)
    identity = registry.log_in(registration()["email"], PASSWORD)
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=registration()["email"])
    registry.call(
        MAIL_ONE_TIME_PASSWORD,
        SYSTEM,
        account_id=identity["account_id"],
        code="123456",
        valid_until="2026-06-10T02:00:00Z",
    )
    owner = seeker(number, identity["account_id"])
    for new_email in (GIVEN_UP, WANTED):  # the mail to the former is on its way yet
        registry.call(REQUEST_EMAIL_CHANGE, owner, current_password=PASSWORD, new_email=new_email)
    earlier = "earlier@seeker.example.jp"
    with registry.database.transaction() as connection:  # changed on My Page before, and did without reminders
        before, now_held = (registry.personal_data.lookup(one) for one in (earlier, registration()["email"]))
        leave(connection, number, before, now_held, registry.now)
        for held in (before, now_held):
            unsubscribe(connection, Wish(VALIDITY_ENDS_SOON, held), registry.now)
    lookup, wanted = (registry.personal_data.lookup(email).hex() for email in (registration()["email"], WANTED))
    assert {lookup in registry.everything_in_clear(), wanted in registry.everything_in_clear()} == {True}
    erase(registry, number)
    assert [mail.kind for mail in registry.mails()] == ["seeker_erasure_done"]
    assert mailer.send_due() == 1
    assert registry.count(seeker_persons) == registry.count(outgoing_mails) == 0
    with registry.database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM outbox")  # sent long ago
    left = registry.everything_in_clear()
    assert lookup not in left
    assert wanted not in left, "nor of an address that the person was to change to"
    assert registry.personal_data.lookup(GIVEN_UP).hex() not in left, "nor of one that was given up for it"
    assert registry.count(left_emails) == registry.count(mail_unsubscriptions) == 0
    assert registry.count(email_changes) == 0
    for text in (registration()["record"]["desired_work"], registration()["record"]["selling_points"]):
        assert not text or json.dumps(text, ensure_ascii=False)[1:-1] not in left
    assert refused(registry, SHOW_MY_RECORD, seeker(number)) is ErrorCode.NOT_FOUND


def test_the_others_are_told_that_nobody_finds_the_seeker_and_sessions_end(registry: Registry) -> None:
    """SRC-3: search removes the record; the gateway ends the sessions."""
    number = register(registry)
    account_id = registry.log_in(registration()["email"], PASSWORD)["account_id"]
    erase(registry, number)
    last = state(registry, number)
    assert (last["record"], last["provided_to"], last["open_to_employers"], last["has_my_page"]) == (
        None,
        [],
        False,
        False,
    )
    assert last["version"] == 2
    assert [event["account_id"] for event in registry.published(ACCOUNT_CLOSED)] == [account_id]
    with pytest.raises(Refused):
        registry.log_in(registration()["email"], PASSWORD)


def test_who_put_in_the_demand_can_not_confirm_it(registry: Registry, bring_in: BringIn) -> None:
    """Four eyes."""
    first = operations()
    erasure_id = demand(registry, bring_in(1), first)
    request = {"erasure_id": erasure_id, "erase": True}
    assert refused(registry, DECIDE_ERASURE, first, **request) is ErrorCode.ANOTHER_MUST_DECIDE
    registry.call(DECIDE_ERASURE, operations(), **request)
    assert refused(registry, DECIDE_ERASURE, operations(), **request) is ErrorCode.ERASURE_ALREADY_DECIDED
    decided = [e for e in registry.published(AUDIT_RECORDED["registry"]) if e["action"] == "registry.decide_erasure"]
    assert [entry["details"]["state"] for entry in decided] == ["done"]


def test_a_seeker_demands_it_on_my_page_and_the_own_office_confirms_it(registry: Registry, bring_in: BringIn) -> None:
    """SEE-2, AUT-7: another office neither sees nor decides it."""
    number = bring_in(1)
    asked = registry.call(DEMAND_MY_ERASURE, seeker(number))
    assert registry.call(DEMAND_MY_ERASURE, seeker(number)) == asked, "asked twice it waits once"
    other = Caller(role=Role.OFFICE_STAFF, account_id=new_id(), office_code="X9901", bureau_code="13")
    assert registry.call(LIST_ERASURES, other)["erasures"] == []
    request = {"erasure_id": asked["erasure_id"], "erase": True}
    assert refused(registry, DECIDE_ERASURE, other, **request) is ErrorCode.NOT_FOUND
    own = office(registry, number)
    assert registry.call(LIST_ERASURES, own)["erasures"] == [asked]
    assert registry.call(DECIDE_ERASURE, own, **request)["state"] == "done"
    assert registry.count(seeker_persons) == 0


def test_a_declined_demand_changes_nothing_and_may_be_made_again(registry: Registry, bring_in: BringIn) -> None:
    number = bring_in(1)
    first = demand(registry, number)
    registry.call(DECIDE_ERASURE, operations(), erasure_id=first, erase=False, reason=REASON)
    assert registry.call(SHOW_MY_RECORD, seeker(number))["seeker_number"] == number
    assert demand(registry, number) != first


def test_the_person_is_told_by_mail_and_on_my_page_why_a_demand_is_declined(registry: Registry) -> None:
    """SEE-2: and the reason goes with the erasure that follows."""
    number = register(registry)
    account_id = registry.log_in(registration()["email"], PASSWORD)["account_id"]
    mine = seeker(number, account_id)
    assert refused(registry, SHOW_MY_ERASURE, mine) is ErrorCode.NOT_FOUND
    asked = registry.call(DEMAND_MY_ERASURE, mine)
    assert registry.call(SHOW_MY_ERASURE, mine) == asked
    assert (asked["state"], asked["reason"]) == ("asked", None)
    registry.call(DECIDE_ERASURE, operations(), erasure_id=asked["erasure_id"], erase=False, reason=REASON)
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to) == ("seeker_erasure_declined", registration()["email"])
    assert mail.parameters == {"asked_on": "令和８年６月10日", "reason": REASON}
    shown = registry.call(SHOW_MY_ERASURE, mine)
    assert (shown["erasure_id"], shown["state"], shown["reason"]) == (asked["erasure_id"], "declined", REASON)
    assert registry.call(DEMAND_MY_ERASURE, mine)["reason"] is None
    assert registry.call(SHOW_MY_ERASURE, mine)["state"] == "asked"
    erase(registry, number)
    assert registry.count(erasures, erasures.c.reason.is_not(None)) == 0


def test_the_person_is_told_that_the_data_is_erased_and_the_mail_forgets_the_address(
    registry: Registry, mailer: Mailer, post_office: PostOffice
) -> None:
    """SEE-2: the mail's row is all that holds the address; it goes with the mail."""
    erase(registry, register(registry))
    (mail,) = registry.mails()
    assert mail.to == registration()["email"]
    assert mail.parameters == {"asked_on": "令和８年６月10日", "erased_on": "令和８年６月10日"}
    mailer.send_due()
    (arrived,) = post_office.to(registration()["email"])
    assert "登録されていた個人情報を消去しました。" in text_of(arrived).replace("\n", "")
    assert registration()["family_name"] not in text_of(arrived)
    assert registry.count(outgoing_mails) == registry.count(mail_addresses) == 0


@pytest.mark.parametrize("answer", ["550 5.1.1 no such user", "451 4.2.0 later"])
def test_an_address_that_takes_no_mail_is_forgotten_all_the_same(
    registry: Registry, mailer: Mailer, post_office: PostOffice, answer: str
) -> None:
    """SEE-2: refused for good at once; refused for the time being, tried for some days and given up."""
    post_office.recipients_refused[registration()["email"]] = answer
    erase(registry, register(registry))
    mailer.send_due()
    assert registry.count(outgoing_mails) == (0 if answer.startswith("5") else 1)
    registry.pass_by(days=3, seconds=1)
    mailer.send_due()
    assert registry.count(outgoing_mails) == registry.count(mail_addresses) == 0


def test_who_is_erased_by_the_end_of_retention_is_sent_no_mail(registry: Registry, bring_in: BringIn) -> None:
    """SEE-2: the address is years old, and may be another's by now (decision 191)."""
    bring_in(1, valid_until="2026-07-31")
    registry.now = dt.datetime(2031, 8, 1, 1, 0, tzinfo=dt.UTC)
    with registry.work() as work:
        registry.service.erase_seekers_after_retention(work)
    assert registry.count(erasures, erasures.c.ground == "retention_over") == 1
    assert "seeker_erasure_done" not in [mail.kind for mail in registry.mails()]


def test_a_demand_that_waits_when_retention_ends_is_done_by_it_and_the_person_is_told(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-2: nobody is told that their data was not erased, when it was."""
    number = bring_in(1, valid_until="2026-07-31")
    registry.now = dt.datetime(2031, 7, 31, 1, 0, tzinfo=dt.UTC)
    asked = demand(registry, number)
    registry.now = dt.datetime(2031, 8, 1, 1, 0, tzinfo=dt.UTC)
    with registry.work() as work:
        assert registry.service.erase_seekers_after_retention(work) == 1
    with registry.database.transaction() as connection:
        [row] = connection.execute(sa.select(erasures)).all()
    assert (row.erasure_id, row.ground, row.state) == (asked, "demand", "done")
    assert (row.done_on, row.decided_by, row.reason) == (dt.date(2031, 8, 1), None, None)
    assert row.source_lookup is not None, "the feed does not bring the person back"
    [mail] = [mail for mail in registry.mails() if mail.kind == "seeker_erasure_done"]
    assert (mail.parameters["asked_on"], mail.parameters["erased_on"]) == ("令和13年７月31日", "令和13年８月１日")
    with registry.work() as work:
        assert registry.service.erase_seekers_after_retention(work) == 0


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({"erase": False}, ErrorCode.REASON_MISSING),
        ({"erase": True, "reason": "x"}, ErrorCode.VALUE_NOT_POSSIBLE),
    ],
)
def test_a_reason_is_given_where_a_demand_is_declined_and_only_there(
    registry: Registry, bring_in: BringIn, request_: dict[str, object], reason: ErrorCode
) -> None:
    """SEE-2."""
    erasure_id = demand(registry, bring_in(1), operations())
    assert refused(registry, DECIDE_ERASURE, operations(), erasure_id=erasure_id, **request_) is reason
    assert registry.count(erasures, erasures.c.state == "asked") == 1


def test_a_reason_says_something() -> None:
    """SEE-2."""
    with pytest.raises(ValidationError) as invalid:
        DECIDE_ERASURE.request.load({"erasure_id": new_id(), "erase": False, "reason": " "})
    assert set(invalid.value.normalized_messages()) == {"reason"}


def test_the_feed_does_not_bring_an_erased_person_back_but_a_later_application_is_somebody_new(
    registry: Registry, bring_in: BringIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SEE-1, SEE-2: the ID at Hello Work is known by its keyed hash alone."""
    number = bring_in(1)
    erase(registry, number)
    assert "T000001" not in registry.everything_in_clear()
    assert bring_in(1, changed_at="2026-06-10T00:59:00Z") == ""
    assert bring_in(1, action="end", at="2026-06-10T00:59:30Z") == ""
    assert registry.count(seekers, seekers.c.erased_at.is_(None)) == 0
    registry.now = dt.datetime(2026, 6, 12, 1, 0, tzinfo=dt.UTC)
    monkeypatch.setattr(feeds, "NOW", registry.now)
    again = bring_in(1, applied_on="2026-06-11", valid_until="2026-08-31")
    assert again not in ("", number)


def test_a_login_and_an_erasure_of_the_same_person_wait_for_each_other_and_never_both(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SEE-2, REG-15: the login consents to new terms and renews the hash, while two have decided on the erasure."""
    number, email = register(registry), registration()["email"]
    erasure_id = demand(registry, number)
    for question in (terms.in_force, terms.named, terms.latest_of):
        monkeypatch.setattr(question, "__defaults__", ((*terms.VERSIONS, NEWER),))
    go_to(registry, "2026-07-01")
    with pytest.raises(Refused):
        registry.log_in(email, "a wrong password")
    registry.service.tools = replace(registry.service.tools, passwords=Passwords(SLOWER))
    deciding = threading.Thread(
        target=lambda: registry.call(DECIDE_ERASURE, operations(), erasure_id=erasure_id, erase=True)
    )
    renew, waited = storage.renew_password_hash, list[bool]()

    def renew_while_it_is_decided(*arguments: Any) -> None:
        renew(*arguments)
        deciding.start()
        waited.append(waits_for_a_lock(registry.database, deciding))

    monkeypatch.setattr(storage, "renew_password_hash", renew_while_it_is_decided)
    assert registry.log_in(email, PASSWORD)["seeker_number"] == number
    deciding.join()
    assert waited == [True]
    assert registry.count(seeker_persons) == 0


def test_the_number_of_an_erased_seeker_is_given_to_nobody_else(registry: Registry, bring_in: BringIn) -> None:
    """SEE-8."""
    from services.registry.seekers import storage

    number = bring_in(1)
    erase(registry, number)
    with registry.database.transaction() as connection:
        assert storage.taken_numbers(connection, [number]) == {number}


def test_five_years_after_the_end_data_is_erased_by_itself_and_once(registry: Registry, bring_in: BringIn) -> None:
    """SEE-2, CAL-3, CAL-6: kept to 31 July 2031; missed days are caught up."""
    bring_in(1, valid_until="2026-07-31")
    stays = bring_in(2, valid_until="2026-08-31")

    def pass_to(*day: int) -> int:
        registry.now = dt.datetime(*day, 1, 0, tzinfo=dt.UTC)
        for _ in range(2):
            with registry.work() as work:
                registry.service.erase_seekers_after_retention(work)
        return registry.count(erasures, erasures.c.ground == "retention_over")

    assert pass_to(2031, 7, 31) == 0
    assert pass_to(2031, 8, 3) == 1
    assert registry.count(seeker_persons) == 1
    assert registry.call(SHOW_MY_RECORD, seeker(stays))["seeker_number"] == stays
    assert pass_to(2031, 9, 1) == 2


def test_a_year_mistyped_in_the_feed_erases_nobody_before_years_have_passed_since_it_was_told(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-2, CAL-1: 2016 for 2026; told on 10 June 2026 in Japan, kept to 10 June 2031."""
    number = bring_in(1, applied_on="2016-05-11", valid_until="2016-07-31", changed_at="2026-06-09T15:30:00Z")
    for day, erased in (((2026, 6, 10), 0), ((2031, 6, 10), 0), ((2031, 6, 11), 1)):
        registry.now = dt.datetime(*day, 1, 0, tzinfo=dt.UTC)
        with registry.work() as work:
            assert registry.service.erase_seekers_after_retention(work) == erased
    assert registry.count(seekers, (seekers.c.seeker_number == number) & seekers.c.erased_at.is_not(None)) == 1


def test_an_end_of_the_desk_counts_from_its_own_day_though_the_feed_still_tells_of_the_person(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-2, SEE-6."""
    number = bring_in(1, applied_on="2026-05-11", valid_until="2026-07-31", changed_at="2026-05-11T01:00:00Z")
    ended = {"seeker_number": number, "ended_on": "2026-06-09", "end_reason": "hired"}
    registry.call(END_APPLICATION_FOR_WORK, office(registry, number), **ended)
    bring_in(1, applied_on="2026-05-11", valid_until="2026-07-31", changed_at="2026-06-10T00:59:00Z")
    for day, erased in (((2031, 6, 9), 0), ((2031, 6, 10), 1)):
        registry.now = dt.datetime(*day, 1, 0, tzinfo=dt.UTC)
        with registry.work() as work:
            assert registry.service.erase_seekers_after_retention(work) == erased


def test_an_unknown_seeker_or_demand_is_not_found(registry: Registry) -> None:
    unknown = {"seeker_number": "10000000008", "identity_checked": "in_person"}
    assert refused(registry, ASK_ERASURE, operations(), **unknown) is ErrorCode.NOT_FOUND
    request = {"erasure_id": new_id(), "erase": True}
    assert refused(registry, DECIDE_ERASURE, operations(), **request) is ErrorCode.NOT_FOUND
    assert registry.published(SEEKERS_CHANGED) == []

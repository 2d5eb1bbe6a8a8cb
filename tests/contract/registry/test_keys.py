"""Authentication keys: My Page is opened, passwords are set anew: AUT-2, AUT-6, REG-15, SEE-4."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    CLOSE_ESTABLISHMENT,
    DESK_QUEUES,
    EMPLOYER_CHANGED,
    ENTER_PAPER_APPLICATION,
    GET_APPLICATION_FORM,
    OPEN_EMPLOYER_PAGE,
    PASSWORD_CHANGED,
    REGISTER_ESTABLISHMENT,
    REQUEST_AUTHENTICATION_KEY,
    REQUEST_EMAIL_CHANGE,
    REQUEST_REGISTRATION_KEY,
    SEARCH_APPLICATIONS,
    SEEKERS_CHANGED,
    SEND_BUREAU_ADDRESS,
    SERVICES,
    SET_PASSWORD,
    SHOW_APPLICATION,
    SHOW_EMAIL_CHANGE,
    SHOW_ESTABLISHMENT,
)
from services.registry.accounts.domain.authentication_key import may_be_used
from services.registry.accounts.tables import (
    accounts,
    authentication_keys,
    mailed_keys,
    password_attempts,
    terms_consents,
)
from services.registry.accounts.usecases import keys
from services.registry.mail.addresses import mark_accepted, mark_undeliverable, trouble_with
from services.registry.mail.bouncing import Cause
from services.registry.organizations import storage
from services.registry.organizations.domain.decisions import Step
from services.registry.organizations.domain.lifecycle import ApplicationEvent, ApplicationState
from tests.contract.at_once import DONE, at_once, waits_for_a_lock
from tests.contract.registry.conftest import ANOTHER_BROWSER, Registry, staff
from tests.contract.registry.employers import a_contact, an_establishment, ask, confirm, office
from tests.contract.registry.examples import EMAIL, PASSWORD, a_manager, an_application
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused

TERMS = "2021-12-01"
NEW_PASSWORD = "a new and long password"

BringIn = Callable[..., str]


def seen(registry: Registry, registered: dict[str, Any]) -> tuple[Any, ...]:
    """What the bureau sees of a registration, without what names it."""
    application_id = registered["application_id"]
    shown = registry.call(SHOW_APPLICATION, staff(), application_id=application_id)
    steps = [(step["event"], step["state"], step["note"]) for step in shown["transitions"]]
    queues = [
        queue
        for queue in DESK_QUEUES
        for line in registry.call(SEARCH_APPLICATIONS, staff(), queue=queue)["applications"]
        if line["application_id"] == application_id
    ]
    return shown["state"], steps, queues


@pytest.fixture
def bring_in(registry: Registry, tmp_path: Path) -> BringIn:
    """Imports a seeker who has no My Page yet; answers the e-mail address."""
    registry.now = feeds.NOW

    def bring_in(index: int = 1, **changed: Any) -> str:
        row = feeds.row(index, **{"my_page_opened": False, "terms_version": "", **changed})
        file = feeds.feed(tmp_path / f"{index}-{len(changed)}.csv", row)
        feeds.bring_in(registry.database, registry.personal_data, file)
        return str(row["email"])

    return bring_in


def ask_for_key(registry: Registry, email: str, **browser: str) -> str:
    assert registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=email, **browser) == {"accepted": True}
    return registry.mails()[-1].parameters["key"]


def set_password(registry: Registry, email: str, key: str, **changes: Any) -> dict[str, Any]:
    request = {"email": email, "key": key, "password": NEW_PASSWORD, "terms_version": TERMS, **changes}
    return registry.call(SET_PASSWORD, ANONYMOUS, **request)


def refused_code(registry: Registry, email: str, key: str, **changes: Any) -> ErrorCode:
    with pytest.raises(Refused) as refused:
        set_password(registry, email, key, **changes)
    return refused.value.code


def test_a_seeker_opens_my_page_with_the_mailed_key(registry: Registry, bring_in: BringIn) -> None:
    """SEE-4, REG-15: with it the seeker agrees to the terms and can be found."""
    email = bring_in()
    key = ask_for_key(registry, email)
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to, mail.secret) == ("authentication_key", email, True)
    assert set_password(registry, email, key) == {"accepted": True}
    assert registry.mails()[-1].kind == "password_set", "there was none that could have been changed"
    identity = registry.log_in(email, NEW_PASSWORD)
    assert identity["role"] == "seeker"
    [before], [after] = (event["seekers"] for event in registry.published(SEEKERS_CHANGED))
    assert identity["seeker_number"] == after["seeker_number"]
    assert (before["has_my_page"], before["provided_to"]) == (False, [])
    assert (after["has_my_page"], after["provided_to"]) == (True, ["private", "municipal"])
    assert registry.count(terms_consents, terms_consents.c.way == "my_page") == 1


def test_the_seekers_account_shows_no_name(registry: Registry, bring_in: BringIn) -> None:
    """SEE-2."""
    email = bring_in()
    set_password(registry, email, ask_for_key(registry, email))
    assert registry.log_in(email, NEW_PASSWORD)["display_name"] == "求職者マイページ"
    text = registry.everything_in_clear()
    row = feeds.row(1)
    for personal in (email, row["family_name"], NEW_PASSWORD):
        assert personal not in text


def test_my_page_is_not_opened_without_consent_to_the_terms_in_force(registry: Registry, bring_in: BringIn) -> None:
    """REG-15, SEE-4; the key is still good afterwards."""
    email = bring_in()
    key = ask_for_key(registry, email)
    for version in (None, "2016-03-22"):
        assert refused_code(registry, email, key, terms_version=version) is ErrorCode.TERMS_NOT_CURRENT
    assert registry.count(accounts) == 0
    set_password(registry, email, key)


def test_the_answer_does_not_tell_whether_an_account_exists(registry: Registry, bring_in: BringIn) -> None:
    """AUT-6."""
    known = registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=bring_in())
    unknown = registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email="nobody@example.jp")
    assert known == unknown
    assert len(registry.mails()) == 1
    assert refused_code(registry, "nobody@example.jp", "KEY") is ErrorCode.AUTHENTICATION_KEY_INVALID


def test_an_account_sets_a_new_password_and_its_sessions_end(registry: Registry) -> None:
    """AUT-1: the key goes to the account's own address."""
    registry.approved()
    account_id = registry.log_in(EMAIL)["account_id"]
    set_password(registry, EMAIL, ask_for_key(registry, "SAIYO@example.jp"), terms_version=None)
    assert [(mail.kind, mail.to) for mail in registry.mails()[-2:]] == [
        ("authentication_key", EMAIL),
        ("password_changed", EMAIL),
    ]
    told = {"account_id": account_id, "except_session_id": None, "password_version": 1}
    assert registry.published(PASSWORD_CHANGED) == [told]
    assert registry.log_in(EMAIL, NEW_PASSWORD)["account_id"] == account_id
    with pytest.raises(Refused):
        registry.log_in(EMAIL, PASSWORD)


def test_case_and_blanks_of_a_typed_key_are_forgiven(registry: Registry) -> None:
    registry.approved()
    set_password(registry, EMAIL, f" {ask_for_key(registry, EMAIL).lower()} ")


def test_a_key_opens_once(registry: Registry) -> None:
    """AUT-2."""
    registry.approved()
    key = ask_for_key(registry, EMAIL)
    set_password(registry, EMAIL, key)
    assert refused_code(registry, EMAIL, key) is ErrorCode.AUTHENTICATION_KEY_INVALID


def test_a_key_is_valid_for_thirty_minutes(registry: Registry) -> None:
    """AUT-2."""
    registry.approved()
    key = ask_for_key(registry, EMAIL)
    registry.pass_by(minutes=30)
    assert refused_code(registry, EMAIL, key) is ErrorCode.AUTHENTICATION_KEY_INVALID


def test_a_new_key_takes_the_older_ones_place(registry: Registry) -> None:
    registry.approved()
    older, newer = ask_for_key(registry, EMAIL), ask_for_key(registry, EMAIL)
    assert refused_code(registry, EMAIL, older) is ErrorCode.AUTHENTICATION_KEY_INVALID
    set_password(registry, EMAIL, newer)


def test_a_key_of_one_address_does_not_open_another(registry: Registry) -> None:
    registry.approved()
    registry.approved(email="other@example.jp", name="別の団体")
    key = ask_for_key(registry, EMAIL)
    ask_for_key(registry, "other@example.jp")
    assert refused_code(registry, "other@example.jp", key) is ErrorCode.AUTHENTICATION_KEY_INVALID


def test_after_five_wrong_attempts_the_right_key_opens_nothing(registry: Registry) -> None:
    """AUT-6: attempts count although each is refused and rolled back."""
    registry.approved()
    key = ask_for_key(registry, EMAIL)
    for _ in range(5):
        assert refused_code(registry, EMAIL, "WRONG") is ErrorCode.AUTHENTICATION_KEY_INVALID
    assert refused_code(registry, EMAIL, key) is ErrorCode.AUTHENTICATION_KEY_INVALID


def test_of_ten_attempts_at_once_at_most_five_are_looked_at(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AUT-6: ten guesses sent together are not ten chances. Any guess fits here, so that each asks whether it may open."""
    registry.approved()
    key = ask_for_key(registry, EMAIL)
    looked_at: list[bool] = []

    def note(*asked: Any) -> bool:
        looked_at.append(may_be_used(*asked))
        return False

    with monkeypatch.context() as patched:
        patched.setattr(keys.mailed_keys, "fits", lambda *_: True)
        patched.setattr(keys, "may_be_used", note)
        outcomes = at_once(*[lambda: set_password(registry, EMAIL, "WRONG")] * 10)
    assert outcomes == [ErrorCode.AUTHENTICATION_KEY_INVALID] * 10
    assert len(looked_at) == 10
    assert sum(looked_at) <= 5
    assert refused_code(registry, EMAIL, key) is ErrorCode.AUTHENTICATION_KEY_INVALID


def test_a_key_used_at_once_by_four_opens_once(registry: Registry, bring_in: BringIn) -> None:
    email = bring_in()
    key = ask_for_key(registry, email)
    outcomes = at_once(*[lambda: set_password(registry, email, key)] * 4)
    assert sorted(outcomes) == sorted([DONE] + [ErrorCode.AUTHENTICATION_KEY_INVALID] * 3)
    assert registry.count(accounts) == 1


def test_a_key_opens_nothing_but_in_the_browser_that_asked_for_it(registry: Registry) -> None:
    """AUT-6, decision 112: and whoever tries elsewhere, asking or not, wears no attempt of it out."""
    registry.approved()
    key = ask_for_key(registry, EMAIL)
    for browser in (ANOTHER_BROWSER, None):
        for tried in [key, *["WRONG"] * 9]:
            assert refused_code(registry, EMAIL, tried, ticket=browser) is ErrorCode.AUTHENTICATION_KEY_INVALID
    ask_for_key(registry, EMAIL, ticket=ANOTHER_BROWSER)
    assert refused_code(registry, EMAIL, key, ticket=ANOTHER_BROWSER) is ErrorCode.AUTHENTICATION_KEY_INVALID
    set_password(registry, EMAIL, key)


def test_who_asks_without_end_fills_no_mailbox_and_keeps_nobody_from_a_key(registry: Registry) -> None:
    """AUT-6, decision 112: five are mailed while one is valid; the last is good where the owner asks."""
    registry.approved()
    before = len(registry.mails())
    for number in range(9):
        ask_for_key(registry, EMAIL, ticket=f"{number:064x}")
        registry.pass_by(seconds=1)
    owners = ask_for_key(registry, EMAIL)
    assert len(registry.mails()) - before == 5
    assert refused_code(registry, EMAIL, owners, ticket=f"{3:064x}") is ErrorCode.AUTHENTICATION_KEY_INVALID
    set_password(registry, EMAIL, owners)
    ask_for_key(registry, EMAIL)
    assert registry.mails()[-1].kind == "authentication_key"


def test_keys_asked_for_at_an_address_of_nobody_use_up_no_key_to_register_with(registry: Registry) -> None:
    """AUT-6, SEE-1."""
    for number in range(9):
        registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=EMAIL, ticket=f"{number:064x}")
    registry.call(REQUEST_REGISTRATION_KEY, ANONYMOUS, email=EMAIL)
    assert [mail.kind for mail in registry.mails()] == ["seeker_registration_key"]


def test_a_seeker_whose_address_was_changed_at_the_office_keeps_the_account(
    registry: Registry, bring_in: BringIn
) -> None:
    """AUT-1: who can't log in any more goes there."""
    email = bring_in()
    set_password(registry, email, ask_for_key(registry, email))
    account_id = registry.log_in(email, NEW_PASSWORD)["account_id"]
    bring_in(email="new.address@seeker.example.jp", action="change", changed_at="2026-06-10T00:30:00Z")
    set_password(registry, "new.address@seeker.example.jp", ask_for_key(registry, "new.address@seeker.example.jp"))
    assert registry.log_in("new.address@seeker.example.jp", NEW_PASSWORD)["account_id"] == account_id
    with pytest.raises(Refused):
        registry.log_in(email, NEW_PASSWORD)


def test_the_old_address_is_told_that_the_account_went_to_the_one_entered_at_an_office(
    registry: Registry, bring_in: BringIn
) -> None:
    """AUT-1: as of every other change; what waited at the old mailbox or was locked there opens and holds nothing."""
    email, new = bring_in(), "new.address@seeker.example.jp"
    set_password(registry, email, ask_for_key(registry, email))
    told = registry.log_in(email, NEW_PASSWORD)
    owner = Caller(role=Role.SEEKER, account_id=told["account_id"], seeker_number=told["seeker_number"])
    registry.call(REQUEST_EMAIL_CHANGE, owner, current_password=NEW_PASSWORD, new_email="third@seeker.example.jp")
    with pytest.raises(Refused):
        registry.log_in(email, "a wrong and long password")
    ask_for_key(registry, email)
    bring_in(email=new, action="change", changed_at="2026-06-10T00:30:00Z")
    set_password(registry, new, ask_for_key(registry, new))
    told = [mail for mail in registry.mails() if mail.kind == "email_changed_old"]
    assert [mail.to for mail in told] == [email]
    assert told[0].parameters["way"] == "ハローワークでの手続による変更"
    with registry.database.transaction() as connection:
        old = registry.personal_data.lookup(email)
        for table in (authentication_keys, mailed_keys, password_attempts):
            assert connection.execute(table.select().where(table.c.email_lookup == old)).all() == [], table.name
    with pytest.raises(Refused) as none_waits:
        registry.call(SHOW_EMAIL_CHANGE, owner)
    assert none_waits.value.code is ErrorCode.NOT_FOUND


def test_a_registration_can_not_keep_a_seeker_from_my_page(registry: Registry, bring_in: BringIn) -> None:
    """SEE-7: who registers proves nothing of the address; who has the mailed key does."""
    email = bring_in()
    registered = registry.register(email=email)
    set_password(registry, email, ask_for_key(registry, email))
    assert registry.log_in(email, NEW_PASSWORD)["role"] == "seeker"
    with pytest.raises(Refused) as refused:
        registry.receive_form(registered["application_id"])
    assert refused.value.code is ErrorCode.REGISTRATION_EMAIL_TAKEN
    assert [reason["code"] for reason in refused.value.details["reasons"]] == ["email_taken_since"]


def test_nobody_is_told_when_a_registration_gives_way_to_the_owner_of_its_address(
    registry: Registry, bring_in: BringIn
) -> None:
    """REG-7, SEE-7, decision 119: else who registers with a person's address learns the minute they come as a seeker."""
    email = bring_in()
    managers = {"offers": a_manager(), "seekers": a_manager(email=email)}
    registered = registry.register(email=email, contact_managers=managers)
    key = {name: registered[name] for name in ("application_id", "download_key")}
    others = registry.register(email="other@example.jp")
    before = [seen(registry, each) for each in (registered, others)]
    authentication_key = ask_for_key(registry, email)
    mails = len(registry.mails())
    set_password(registry, email, authentication_key)
    assert {mail.to for mail in registry.mails()[mails:]} <= {email}
    assert [seen(registry, each) for each in (registered, others)] == before
    assert registry.call(GET_APPLICATION_FORM, ANONYMOUS, **key), "the key to the form opens what it did"
    registry.pass_by(days=20)
    with registry.work() as work:
        registry.service.lapse_overdue(work)
    lapsed = [mail for mail in registry.mails() if mail.kind == "application_lapsed"]
    assert sorted(mail.to for mail in lapsed) == sorted([a_manager()["email"], "other@example.jp"])
    assert lapsed[0].parameters.keys() == lapsed[1].parameters.keys(), "word for word as any lapse"
    assert seen(registry, registered) == seen(registry, others), "and before the bureau as any"


def test_a_registration_whose_form_is_being_recorded_gives_way_all_the_same(
    registry: Registry, bring_in: BringIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SEE-7: the bureau waits for who has the address's lock, and does not keep the application's row from them meanwhile."""
    email = bring_in()
    application_id = registry.register(email=email)["application_id"]
    key = ask_for_key(registry, email)
    barrier, refusals, spend = threading.Barrier(2), list[Refused](), keys.spend_key

    def record() -> None:
        barrier.wait()
        with pytest.raises(Refused) as refused:
            registry.receive_form(application_id)
        refusals.append(refused.value)

    recording = threading.Thread(target=record)

    def spend_with_the_lock_held(*arguments: Any) -> str:
        recording.start()
        barrier.wait()
        assert waits_for_a_lock(registry.database, recording)
        return spend(*arguments)

    monkeypatch.setattr(keys, "spend_key", spend_with_the_lock_held)
    set_password(registry, email, key)
    recording.join()
    assert registry.log_in(email, NEW_PASSWORD)["role"] == "seeker"
    assert [refused.code for refused in refusals] == [ErrorCode.REGISTRATION_EMAIL_TAKEN]


def test_a_lapse_that_no_contact_manager_can_be_told_of_stands_before_the_bureau_and_in_the_log(
    registry: Registry, bring_in: BringIn
) -> None:
    """REG-7, SEE-7: all of them have the address that was shown to be a seeker's, who is told nothing of it."""
    email = bring_in()
    managers = {"offers": a_manager(email=email), "seekers": a_manager(email=email.upper())}
    registered = registry.register(email=email, contact_managers=managers)
    set_password(registry, email, ask_for_key(registry, email))
    assert seen(registry, registered)[2] != ["lapsed_untold"]
    registry.pass_by(days=20)
    mails = len(registry.mails())
    with registry.work() as work, capture_logs() as logged:
        registry.service.lapse_overdue(work)
    assert len(registry.mails()) == mails
    (told,) = [line for line in logged if line["event"] == "lapse_told_to_nobody"]
    assert (told["application_id"], told["bureau"]) == (registered["application_id"], "13")
    state, steps, queues = seen(registry, registered)
    assert (state, [event for event, *_ in steps]) == ("lapsed", ["registered", "lapsed"])
    assert queues == ["lapsed_recently", "lapsed_untold"]


@pytest.mark.parametrize("by_staff", [True, False])
def test_no_mail_about_a_bureau_s_address_goes_to_the_owner_of_one_that_was_given_up(
    registry: Registry, bring_in: BringIn, by_staff: bool
) -> None:
    """REG-9, SEE-7, decision 119: who is a seeker hears nothing of it, and staff nothing of that."""
    email, osaka = bring_in(), staff("27")
    managers = {"offers": a_manager(), "seekers": a_manager(email=email)}
    registered = [
        registry.register(email=address, contact_managers=managers, municipality_code="271004")
        for address in (email, "other@example.jp")
    ]
    set_password(registry, email, ask_for_key(registry, email))
    mails = len(registry.mails())
    if by_staff:
        mailbox = {"email": "osaka@roudoukyoku.example.jp"}
        answers = [
            registry.call(SEND_BUREAU_ADDRESS, osaka, application_id=each["application_id"], **mailbox)
            for each in registered
        ]
        assert [answer["contact_managers"] for answer in answers] == [2, 2]
    else:
        registry.pass_by(days=8)
        with registry.work() as work:
            assert registry.service.point_to_the_list(work) == 2
    told = [mail.to for mail in registry.mails()[mails:]]
    assert sorted(told) == sorted([a_manager()["email"], a_manager()["email"], email])


@pytest.mark.parametrize("quiet_for", [0, 6])
def test_a_contact_manager_whose_address_works_again_is_told_of_the_lapse(
    registry: Registry, bring_in: BringIn, quiet_for: int
) -> None:
    """REG-7, decision 119: an address that takes no mail tells nobody; after 5 quiet days it counts as any."""
    email, manager = bring_in(), "manager@example.jp"
    registered = registry.register(email=email, contact_managers=dict.fromkeys(SERVICES, a_manager(email=manager)))
    set_password(registry, email, ask_for_key(registry, email))
    lookup = registry.personal_data.lookup(manager)
    registry.pass_by(days=20 - quiet_for)
    with registry.database.transaction() as connection:
        mark_undeliverable(connection, lookup, Cause.RETURNED, "5.1.1", now=registry.now)
        trouble = trouble_with(connection, lookup)
        assert trouble is not None
        mark_accepted(connection, lookup, trouble, now=registry.now)
    registry.pass_by(days=quiet_for)
    with registry.work() as work, capture_logs() as logged:
        registry.service.lapse_overdue(work)
    assert registry.mails()[-1].to == manager
    assert "lapse_told_to_nobody" not in {line["event"] for line in logged}
    assert ("lapsed_untold" in seen(registry, registered)[2]) is (quiet_for == 0)


def test_who_gave_way_comes_in_by_the_form_that_was_in_time(registry: Registry, bring_in: BringIn) -> None:
    """REG-7, REG-9: as an application on paper, with the day of its receipt and an address of the applicant's own."""
    email = bring_in()
    registry.register(email=email)
    set_password(registry, email, ask_for_key(registry, email))
    paper = {name: value for name, value in an_application(email="own@example.jp").items() if name != "password"}
    received_on = registry.today.isoformat()
    request = {"application": paper, "received_on": received_on, "way": "post", "explanation": "電話で説明しました。"}
    entered = registry.call(ENTER_PAPER_APPLICATION, staff(), **request, documents=[])
    assert (entered["state"], entered["registered_on"]) == ("form_received", received_on)


def test_what_was_logged_as_giving_way_is_shown_as_a_lapse(registry: Registry, bring_in: BringIn) -> None:
    """Decision 119: by a version before, which ended it at once."""
    email = bring_in()
    registered = registry.register(email=email)
    set_password(registry, email, ask_for_key(registry, email))
    ended = Step(ApplicationEvent.GAVE_WAY, ApplicationState.LAPSED)
    with registry.database.transaction() as connection:
        storage.take_step(connection, registered["application_id"], ended)
        storage.log_step(connection, registered["application_id"], ended, at=registry.now, account_id=None)
    state, steps, queues = seen(registry, registered)
    assert (state, [event for event, *_ in steps], queues) == ("lapsed", ["registered", "lapsed"], ["lapsed_recently"])


def test_an_employers_issued_page_gives_way_to_the_seeker_whose_address_it_is(
    registry: Registry, bring_in: BringIn
) -> None:
    """SEE-7: an office that was told a person's address keeps nobody from My Page by it."""
    email = str(feeds.row(1)["email"])
    registered = register_establishment(registry, email)
    bring_in()
    told = registry.published(EMPLOYER_CHANGED)
    set_password(registry, email, ask_for_key(registry, email))
    assert registry.log_in(email, NEW_PASSWORD)["role"] == "seeker"
    shown = registry.call(SHOW_ESTABLISHMENT, TOKYO_OFFICE_STAFF, establishment_id=registered["establishment_id"])
    assert (shown, registry.published(EMPLOYER_CHANGED)) == (registered, told), "nobody hears when a seeker comes"


def test_a_page_that_gave_way_is_given_another_address_and_closed_as_any(registry: Registry, bring_in: BringIn) -> None:
    """SEE-7, AUT-1: the office mends it as it does for whom no mail reached; the seeker is told nothing."""
    email = str(feeds.row(1)["email"])
    establishment_id = register_establishment(registry, email)["establishment_id"]
    bring_in()
    set_password(registry, email, ask_for_key(registry, email))
    mails = len(registry.mails())
    with pytest.raises(Refused) as refused:
        give_page(registry, establishment_id, email)
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED
    asked = ask(registry, a_contact(email="another@employer.example.jp"), name="みどり")
    with pytest.raises(Refused) as refused:
        confirm(registry, asked["application_id"], establishment_id=establishment_id)
    assert refused.value.code is ErrorCode.HAS_MY_PAGE, "as of any page that was issued"
    assert give_page(registry, establishment_id, "own@employer.example.jp")["my_page"] == "issued"
    set_password(registry, "own@employer.example.jp", ask_for_key(registry, "own@employer.example.jp"))
    opened = registry.call(SHOW_ESTABLISHMENT, TOKYO_OFFICE_STAFF, establishment_id=establishment_id)
    assert opened["my_page"] == "open"
    closing = {"establishment_id": establishment_id, "version": opened["version"], "reason": "事業を廃止したため。"}
    assert registry.call(CLOSE_ESTABLISHMENT, TOKYO_OFFICE_STAFF, **closing)["my_page"] == "none"
    assert email not in {mail.to for mail in registry.mails()[mails:]}


def give_page(registry: Registry, establishment_id: str, email: str) -> dict[str, Any]:
    return registry.call(OPEN_EMPLOYER_PAGE, TOKYO_OFFICE_STAFF, establishment_id=establishment_id, email=email)


def test_a_seekers_address_becomes_no_employers(registry: Registry, bring_in: BringIn) -> None:
    """REG-11, SEE-7."""
    email = bring_in()
    with pytest.raises(Refused) as refused:
        register_establishment(registry, email)
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED


TOKYO_OFFICE_STAFF = office()


def register_establishment(registry: Registry, email: str) -> dict[str, Any]:
    return registry.call(
        REGISTER_ESTABLISHMENT,
        TOKYO_OFFICE_STAFF,
        establishment=an_establishment(),
        contact=a_contact(email=email),
        with_my_page=True,
    )


def test_a_reset_stands_in_the_audit_log_with_whose_it_is(registry: Registry, bring_in: BringIn) -> None:
    """AUT-6, OPS-3: asked for and done; of nobody's address it is written down as often, and says nothing of it."""
    seeker = bring_in()
    registry.approved()
    account_id = registry.log_in(EMAIL)["account_id"]
    key = ask_for_key(registry, EMAIL)
    for email in (seeker, "nobody@example.jp"):
        registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=email)
    set_password(registry, EMAIL, key)
    written = [entry for entry in registry.audited() if entry["action"].endswith(("_key", "set_password"))]
    assert [(entry["action"], entry["subject_kind"]) for entry in written] == [
        ("registry.request_authentication_key", "account"),
        ("registry.request_authentication_key", "seeker"),
        ("registry.request_authentication_key", "operation"),
        ("registry.set_password", "account"),
    ]
    assert written[0]["subject_id"] == written[3]["subject_id"] == account_id
    assert "nobody" not in str(written)

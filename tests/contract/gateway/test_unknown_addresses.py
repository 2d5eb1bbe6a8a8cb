"""AUT-6: whether an address is somebody's shows neither in an answer nor in when it comes, through gateway and registry."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from gateway import even_time
from gateway.answers import ANSWERED_AFTER_SECONDS
from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS, SYSTEM
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.operations import Operation
from services.registry.accounts.domain.authentication_key import KeySettings
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.tables import mailed_keys
from services.registry.employers.tables import employer_requests
from services.registry.seekers.tables import personal_data_reads
from services.runtime.identifiers import new_id
from tests.contract.gateway.conftest import Browser, PlayedServices, code_of
from tests.contract.registry.conftest import Registry, main_account, staff
from tests.contract.registry.conftest import registry as registry
from tests.contract.registry.employers import a_contact, an_establishment
from tests.contract.registry.examples import EMAIL, PASSWORD
from tests.contract.registry.test_login import CountingHasher
from tests.contract.registry_people.conftest import register as register_as_seeker
from tests.contract.registry_seekers import feeds
from tests.contract.runtime.conftest import eventually
from tests.contract.served import Refused

KEYS, REGISTRATION, LOGIN = "/api/my-page/authentication-keys", "/api/seeker-registrations/keys", "/api/sessions"
EMPLOYERS = "/api/employers"
ENDED, NOBODY = "ended@example.jp", "nobody@example.jp"
OTHER, OPENED = "other@example.jp", "opened@seeker.example.jp"
OF_EACH_REQUEST = {"X-Request-ID", "X-Trace-ID", "Date", "Idempotency-Key"}


@pytest.fixture
def served(registry: Registry, services: PlayedServices) -> Registry:
    """The registry behind the gateway, with an open account and one whose application was refused."""
    registry.approved()
    refused = registry.register(email=ENDED)["application_id"]
    registry.receive_form(refused)
    registry.call(contract.REFUSE_APPLICATION, staff(), application_id=refused, reason="実績がないため。")

    def real(operation: Operation, caller: Any) -> None:
        def answer(request: dict[str, Any]) -> Any:
            try:
                return registry.call(operation, caller, **request)
            except Refused as refusal:
                raise CallRefused(refusal.code) from refusal

        services.on(operation, answer)

    real(contract.REQUEST_AUTHENTICATION_KEY, ANONYMOUS)
    real(contract.REQUEST_REGISTRATION_KEY, ANONYMOUS)
    real(contract.SET_PASSWORD, ANONYMOUS)
    real(contract.BEGIN_LOGIN, SYSTEM)
    real(contract.CHECK_EMPLOYER, ANONYMOUS)
    real(contract.REGISTER_EMPLOYER, ANONYMOUS)
    return registry


@pytest.fixture
def seeker(served: Registry, tmp_path: Path) -> str:
    """The address of a seeker whom an office has brought, and who has no My Page."""
    row = feeds.row(1, my_page_opened=False, terms_version="")
    feeds.bring_in(served.database, served.personal_data, feeds.feed(tmp_path / "feed.csv", row))
    with served.database.transaction() as connection:
        connection.execute(personal_data_reads.delete())
    return str(row["email"])


def told(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    """Status, body and headers, without what is drawn anew for every request."""
    drawn = [answer.headers.get(name, "") for name in OF_EACH_REQUEST]
    body = answer.get_data(as_text=True)
    for value in filter(None, drawn):
        body = body.replace(value, "…")
    headers = [
        (name, re.sub(r"=[^;]{20,};", "=…;", value))
        for name, value in answer.headers.items()
        if name not in OF_EACH_REQUEST
    ]
    return answer.status_code, body, headers


@contextmanager
def statements(registry: Registry) -> Iterator[list[str]]:
    """What the registry asks its database meanwhile: verb and table, in order."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        verb = statement.split(None, 1)[0]
        table = re.search(r"(?:FROM|INTO|UPDATE)\s+(\w+)", statement)
        seen.append(f"{verb} {table.group(1) if table else ''}")

    engine = registry.database.engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def ask(browser: Browser, path: str, email: str) -> TestResponse:
    return browser.send("POST", path, {"email": email})


@pytest.mark.parametrize("path", [KEYS, REGISTRATION])
def test_who_asks_for_a_key_is_answered_alike_whoever_has_the_address(
    path: str, served: Registry, new_browser: Callable[[], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    """AUT-6: status, body and headers, also when enough were asked for; and the key goes to whom it may."""
    monkeypatch.setattr(even_time, "ANSWERED_AFTER_SECONDS", 0.02)
    answers = {}
    for email in (EMAIL, ENDED, NOBODY):
        browser = new_browser()
        answers[email] = [told(ask(browser, path, email)) for _ in range(6)]
        assert [status for status, _, _ in answers[email]] == [202] * 5 + [429]
    assert answers[EMAIL] == answers[ENDED] == answers[NOBODY]

    def keyed() -> set[str]:
        kinds = {"authentication_key", "seeker_registration_key"}
        return {mail.to for mail in served.mails() if mail.kind in kinds}

    assert eventually(lambda: keyed() == ({EMAIL} if path == KEYS else {EMAIL, ENDED, NOBODY}))


def test_the_answer_waits_for_no_work(
    browser: Browser, new_browser: Callable[[], Browser], services: PlayedServices
) -> None:
    """AUT-6: work for one address that takes as long as it likes, and none for the other, are answered at their moment."""
    goes_on, done = threading.Event(), []

    def work(request: dict[str, Any]) -> dict[str, bool]:
        if request["email"] == EMAIL:
            goes_on.wait(60)
        done.append(request["email"])
        return {"accepted": True}

    services.on(contract.REQUEST_AUTHENTICATION_KEY, work)
    begun = perf_counter()
    slow = told(ask(browser, KEYS, EMAIL))
    assert EMAIL not in done, "the mail is still being written"
    assert slow == told(ask(new_browser(), KEYS, NOBODY))
    assert perf_counter() - begun >= 2 * ANSWERED_AFTER_SECONDS, "and none leaves before its moment"
    goes_on.set()
    assert eventually(lambda: sorted(done) == sorted([EMAIL, NOBODY]))


@pytest.mark.parametrize("code", [ErrorCode.INTERNAL, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.NOT_FOUND])
def test_what_fails_for_one_address_alone_is_not_told(
    code: ErrorCode, browser: Browser, new_browser: Callable[[], Browser], services: PlayedServices
) -> None:
    """AUT-6: a fault in what is done for an account; that nobody can be served is told to all."""

    def work(request: dict[str, Any]) -> dict[str, bool]:
        if request["email"] == EMAIL:
            raise CallRefused(code)
        return {"accepted": True}

    services.on(contract.REQUEST_AUTHENTICATION_KEY, work)
    assert told(ask(browser, KEYS, EMAIL)) == told(ask(new_browser(), KEYS, NOBODY))


def test_that_nobody_can_be_served_is_told(browser: Browser, services: PlayedServices) -> None:
    """AUT-6."""

    def nobody_answers(_: dict[str, Any]) -> None:
        raise CallRefused(ErrorCode.SERVICE_UNAVAILABLE)

    services.on(contract.REQUEST_AUTHENTICATION_KEY, nobody_answers)
    answer = ask(browser, KEYS, EMAIL)
    assert (answer.status_code, code_of(answer)) == (503, "service_unavailable")


@pytest.mark.parametrize(
    ("operation", "nobodys"),
    [(contract.REQUEST_AUTHENTICATION_KEY, None), (contract.REQUEST_REGISTRATION_KEY, "seeker_registration_key")],
    ids=["to an account", "to register with"],
)
def test_asking_for_a_key_is_as_many_statements_for_everybody(
    operation: Operation, nobodys: str | None, served: Registry, seeker: str
) -> None:
    """AUT-6: the same reads and writes, a mail written and one withdrawn, a reading of a person's address as well; also
    when enough were mailed."""
    work = {}
    everybody, times = (EMAIL, ENDED, NOBODY, seeker), range(KeySettings().mails_while_valid + 1)
    for email in everybody:
        for time in times:
            with statements(served) as seen:
                served.call(operation, ANONYMOUS, email=email)
            work[email, time] = sorted(seen)
    for time in times:
        assert [work[email, time] for email in everybody] == [work[NOBODY, time]] * 4, time
    with served.database.transaction() as connection:
        reads = connection.execute(sa.select(personal_data_reads.c.seeker_number)).scalars().all()
    most = KeySettings().mails_while_valid
    assert len(reads) == most, "of the seeker, each time; of nobody nothing stays"
    assert all(reads)
    mailed = Counter((mail.to, mail.kind) for mail in served.mails() if mail.kind.endswith("_key"))
    kinds = {EMAIL: "authentication_key", seeker: "authentication_key", ENDED: nobodys, NOBODY: nobodys}
    assert mailed == {(email, kind): most for email, kind in kinds.items() if kind}


TOLD_ALIKE = ("label", "new_confirmed", "old_confirmed")
"""Of what is answered, what is not the address, drawn anew or of the moment."""


@pytest.mark.parametrize("way", ["invitation", "invitation again", "own change"])
def test_who_names_an_address_for_an_account_learns_of_nobody_and_it_is_the_same_statements(
    way: str, served: Registry, seeker: str
) -> None:
    """REG-11, SEE-7, AUT-6: of an account, a seeker with and without My Page, an ended account and nobody; the mailbox is told."""
    served.approved(email=OTHER, name="別の団体")
    register_as_seeker(served, email=OPENED)
    main = main_account(served)
    told, work, names = [], {}, (OTHER, OPENED, seeker, ENDED, NOBODY)
    for email in names:
        asked = {"email": email, "label": "窓口"}
        if way == "invitation again":
            asked = {"invitation_id": served.call(contract.INVITE_ACCOUNT, main, **asked)["invitation_id"]}
        operation = contract.RESEND_INVITATION if way == "invitation again" else contract.INVITE_ACCOUNT
        if way == "own change":
            served.pass_by(minutes=31)
            operation, asked = contract.REQUEST_EMAIL_CHANGE, {"current_password": PASSWORD, "new_email": email}
        with statements(served) as seen:
            answer = served.call(operation, main, **asked)
        work[email] = seen
        told.append((sorted(answer), {name: value for name, value in answer.items() if name in TOLD_ALIKE}))
    assert told == [told[0]] * len(names)
    assert [work[email] for email in names] == [work[NOBODY]] * len(names)
    kinds = ("account_invitation", "email_change_")
    last = {mail.to: mail.kind for mail in served.mails() if mail.to in names and mail.kind.startswith(kinds)}
    in_use = "email_change_to_address_in_use" if way == "own change" else "account_invitation_to_address_in_use"
    free = "email_change_new" if way == "own change" else "account_invitation"
    assert last == {name: free if name in (ENDED, NOBODY) else in_use for name in names}


def ask_for_employers_page(browser: Browser, email: str) -> TestResponse:
    body = {"establishment": an_establishment(), "contact": a_contact(email=email)}
    return browser.send("POST", EMPLOYERS, body)


def test_who_asks_for_an_employers_page_is_answered_alike_and_by_the_same_statements(
    served: Registry, seeker: str, new_browser: Callable[[], Browser]
) -> None:
    """AUT-6, decision 194: of an account, a seeker, an ended account and nobody; what comes of it is mailed."""
    answers, work = [], []
    for done, email in enumerate((EMAIL, ENDED, NOBODY, seeker), start=1):
        with statements(served) as seen:
            answers.append(told(ask_for_employers_page(new_browser(), email)))

            def mailed(count: int = done) -> bool:
                return sum(mail.kind.startswith("employer_") for mail in served.mails()) == count

            assert eventually(mailed)
        work.append(sorted(one for one in seen if "outgoing_mails" not in one or not one.startswith("SELECT")))
    numberless = [(status, re.sub(r'"application_id":"[^"]+"', "", body), headers) for status, body, headers in answers]
    assert numberless == [numberless[0]] * 4
    assert numberless[0][0] == 202
    assert work == [work[0]] * 4
    kinds = {mail.to: mail.kind for mail in served.mails() if mail.kind.startswith("employer_")}
    in_use = "employer_address_in_use"
    assert kinds == {EMAIL: in_use, seeker: in_use, ENDED: "employer_asked", NOBODY: "employer_asked"}
    assert served.count(employer_requests) == 2


@pytest.mark.parametrize("code", [ErrorCode.INTERNAL, ErrorCode.EMAIL_ALREADY_USED])
def test_an_employer_is_answered_at_the_moment_whatever_the_work_for_the_address_does(
    code: ErrorCode, browser: Browser, new_browser: Callable[[], Browser], services: PlayedServices
) -> None:
    """AUT-6: it may take as long as it likes, or fail, for one address alone."""
    answer = {"application_id": new_id(), "office_code": "X1301", "office_name": "新宿", "confirm_by": "2026-06-24"}
    goes_on, done = threading.Event(), []

    def work(request: dict[str, Any]) -> dict[str, Any]:
        assert request["application_id"] == answer["application_id"]
        if request["contact"]["email"] == EMAIL:
            goes_on.wait(60)
            raise CallRefused(code)
        done.append(request["contact"]["email"])
        return answer

    services.on(contract.CHECK_EMPLOYER, lambda _: answer)
    services.on(contract.REGISTER_EMPLOYER, work)
    begun = perf_counter()
    slow = told(ask_for_employers_page(browser, EMAIL))
    assert slow == told(ask_for_employers_page(new_browser(), NOBODY))
    assert slow[0] == 202
    assert perf_counter() - begun >= 2 * ANSWERED_AFTER_SECONDS
    goes_on.set()
    assert eventually(lambda: done == [NOBODY])


def test_a_wrong_key_is_refused_alike_and_by_the_same_statements(
    served: Registry, new_browser: Callable[[], Browser]
) -> None:
    """AUT-6: with a key out and with none, of an account and of nobody."""
    answers, work = [], []
    for done, email in enumerate((EMAIL, ENDED, NOBODY), start=1):
        browser = new_browser()
        ask(browser, KEYS, email)
        assert eventually(lambda made=done: served.count(mailed_keys) == made), "what goes on after the answer is done"
        with statements(served) as seen:
            body = {"email": email, "key": "WRONGWRONGWR", "password": "a long enough password"}
            answers.append(told(browser.send("POST", "/api/my-page/password", body)))
        work.append(seen)
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 401
    assert work[0] == work[1] == work[2]


def test_a_login_costs_one_verification_and_the_same_statements_whoever_has_the_address(
    served: Registry, new_browser: Callable[[], Browser]
) -> None:
    """AUT-6: unknown, refused, of nobody that is an address, wrong password, and locked: answered alike."""
    hasher = CountingHasher(time_cost=1, memory_cost=8, parallelism=1)
    served.service.tools = replace(served.service.tools, passwords=Passwords(hasher))
    hasher.verified = 0
    answers, work = {}, {}
    for who in (NOBODY, ENDED, "no address at all", EMAIL, "locked"):
        email = EMAIL if who == "locked" else who
        if who == "locked":
            for _ in range(4):
                with pytest.raises(Refused):
                    served.log_in(EMAIL, "wrong")
        before = hasher.verified
        with statements(served) as seen:
            # The right password of the locked one: it is compared all the same, and opens nothing.
            password = PASSWORD if who == "locked" else "wrong"
            answers[who] = told(new_browser().send("POST", LOGIN, {"email": email, "password": password}))
        work[who] = (hasher.verified - before, seen)
    assert len({repr(answer) for answer in answers.values()}) == 1, answers
    assert answers[EMAIL][0] == 401
    assert {times for times, _ in work.values()} == {1}
    assert len({tuple(seen) for _, seen in work.values()}) == 1, work

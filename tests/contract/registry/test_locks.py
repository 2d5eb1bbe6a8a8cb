"""Wrong passwords lock a login for a while, exactly, and without telling anybody whether there is an account (AUT-6)."""

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from services.contracts.caller import ANONYMOUS, SYSTEM, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    REQUEST_AUTHENTICATION_KEY,
    SET_PASSWORD,
    UNLOCK_ACCOUNT,
    VERIFY_PASSWORD,
)
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.tables import account_helps, mailed_keys, password_attempts
from services.registry.mail.tables import outgoing_mails
from services.runtime.identifiers import new_id
from tests.contract.at_once import DONE, at_once
from tests.contract.registry.conftest import OSAKA, TOKYO, Registry, staff
from tests.contract.registry.examples import EMAIL, PASSWORD
from tests.contract.registry.test_login import CountingHasher
from tests.contract.served import Refused

NOBODY = "nobody@example.jp"


def tried(
    registry: Registry, email: str = EMAIL, password: str = "wrong", browser: str | None = None
) -> ErrorCode | None:
    """The refusal of a login, or None where it is accepted."""
    try:
        registry.call(VERIFY_PASSWORD, SYSTEM, email=email, password=password, browser=browser)
    except Refused as refused:
        return refused.code
    return None


def log_in(registry: Registry, password: str) -> None:
    registry.call(VERIFY_PASSWORD, SYSTEM, email=EMAIL, password=password, browser=None)


def lock(registry: Registry, email: str = EMAIL, browser: str | None = None) -> None:
    for _ in range(5):
        assert tried(registry, email, browser=browser) is ErrorCode.LOGIN_FAILED


def told_of_locks(registry: Registry) -> int:
    with registry.work() as work:
        registry.service.tell_of_locks(work)
    return sum(mail.kind == "login_locked" for mail in registry.mails())


@pytest.fixture
def known(registry: Registry) -> Registry:
    registry.approved()
    return registry


def test_five_wrong_passwords_lock_the_login_for_the_right_one_too(known: Registry) -> None:
    """AUT-6: and the answer is the one to a wrong password."""
    lock(known)
    assert tried(known, password=PASSWORD) is ErrorCode.LOGIN_FAILED


def test_four_wrong_passwords_lock_nothing_and_the_right_one_starts_anew(known: Registry) -> None:
    for _ in range(3):
        for _ in range(4):
            tried(known)
        assert tried(known, password=PASSWORD) is None


def test_a_lock_ends_by_itself_after_30_minutes_and_no_attempt_makes_it_longer(known: Registry) -> None:
    """AUT-6: nobody can be locked out for good."""
    lock(known)
    for _ in range(29):
        known.pass_by(minutes=1)
        assert tried(known, password=PASSWORD) is ErrorCode.LOGIN_FAILED
    known.pass_by(minutes=1)
    assert tried(known, password=PASSWORD) is None


def test_wrong_passwords_long_ago_are_forgotten(known: Registry) -> None:
    for _ in range(4):
        tried(known)
    known.pass_by(minutes=30)
    for _ in range(4):
        tried(known)
    assert tried(known, password=PASSWORD) is None


def test_a_browser_that_has_logged_in_before_is_not_locked_by_who_tries_elsewhere(known: Registry) -> None:
    """AUT-6, the balance of decision 110: it has a count of its own, which holds as exactly."""
    lock(known)
    assert tried(known, password=PASSWORD, browser="the owner's own") is None
    lock(known, browser="the owner's own")
    assert tried(known, password=PASSWORD, browser="the owner's own") is ErrorCode.LOGIN_FAILED
    assert tried(known, password=PASSWORD, browser="another of the owner's") is None


def test_the_lock_is_the_address_however_it_is_written(known: Registry) -> None:
    """REG-11: one account an address."""
    for written in (EMAIL, EMAIL.upper(), f" {EMAIL} ", EMAIL.replace("@", "＠"), EMAIL):
        tried(known, written)
    assert tried(known, password=PASSWORD) is ErrorCode.LOGIN_FAILED


def test_of_20_wrong_passwords_at_once_exactly_five_count_and_all_are_hashed(known: Registry) -> None:
    """AUT-6: the count is exact in parallel, and all take equally long."""
    hasher = CountingHasher(time_cost=1, memory_cost=8, parallelism=1)
    known.service.tools = replace(known.service.tools, passwords=Passwords(hasher))
    assert at_once(*[lambda: log_in(known, "wrong")] * 20) == [ErrorCode.LOGIN_FAILED] * 20
    assert hasher.verified == 20
    with known.database.transaction() as connection:
        row = connection.execute(sa.select(password_attempts.c.count, password_attempts.c.locked_until)).one()
    assert tuple(row) == (5, known.now + dt.timedelta(minutes=30))


@pytest.mark.parametrize("wrong_before", [0, 4, 5])
def test_of_20_right_passwords_at_once_only_those_still_due_to_the_count_are_admitted(
    known: Registry, wrong_before: int
) -> None:
    """AUT-6: a guesser with a list has five chances, not twenty. None is compared before all are counted, as the first
    right one begins the count anew.
    """
    for _ in range(wrong_before):
        tried(known)
    all_counted = threading.Barrier(20)

    class Together(Passwords):
        def fits(self, password: str, hashed: str | None) -> bool:
            all_counted.wait(60)
            return super().fits(password, hashed)

    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    known.service.tools = replace(known.service.tools, passwords=Together(hasher))
    outcomes = at_once(*[lambda: log_in(known, PASSWORD)] * 20)
    admitted = 5 - wrong_before
    assert sorted(outcomes) == sorted([DONE] * admitted + [ErrorCode.LOGIN_FAILED] * (20 - admitted))


@contextmanager
def statements(registry: Registry) -> Iterator[list[str]]:
    """The SQL that is sent meanwhile, by its first words."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        sent.append(" ".join(statement.split()[:3]))

    sa.event.listen(registry.database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(registry.database.engine, "before_cursor_execute", note)


def test_an_unknown_address_a_wrong_password_and_a_locked_login_do_the_same_work(known: Registry) -> None:
    """AUT-6: the same statements and as many hashes, so that the time taken tells nothing."""
    hasher = CountingHasher(time_cost=1, memory_cost=8, parallelism=1)
    known.service.tools = replace(known.service.tools, passwords=Passwords(hasher))
    lock(known, "locked-and-unknown@example.jp")
    done = []
    for email in (EMAIL, NOBODY, "locked-and-unknown@example.jp"):
        hashes = hasher.verified
        with statements(known) as sent:
            assert tried(known, email) is ErrorCode.LOGIN_FAILED
        done.append((sent, hasher.verified - hashes))
    assert done[0] == done[1] == done[2]
    assert done[0][1] == 1


def test_a_key_for_an_unknown_address_does_the_same_work_and_mails_nobody(known: Registry) -> None:
    """AUT-6: as many statements, among them as many writes of mail; what is written for nobody is taken back."""
    before = len(known.mails())
    done = []
    for email in (EMAIL, NOBODY):
        with statements(known) as sent:
            known.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=email)
        done.append([one for one in sent if not one.startswith("SELECT")])
    assert done[0] == done[1]
    assert sum(one == "INSERT INTO outgoing_mails" for one in done[0]) == 1
    assert [mail.to for mail in known.mails()[before:]] == [EMAIL]


def test_the_key_of_an_unknown_address_opens_nothing_even_to_who_guesses_it(known: Registry) -> None:
    """AUT-6: there is a row, but no account that it could open."""
    known.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=NOBODY)
    with known.database.transaction() as connection:
        connection.execute(mailed_keys.update().values(key_hash=sa.func.sha256(sa.literal(b"GUESSED"))))
    with pytest.raises(Refused) as refused:
        known.call(SET_PASSWORD, ANONYMOUS, email=NOBODY, key="GUESSED", password="a new and long password")
    assert refused.value.code is ErrorCode.AUTHENTICATION_KEY_INVALID


def test_setting_the_password_anew_lifts_the_lock_and_tells_the_owner(known: Registry) -> None:
    """AUT-6: by the key that only the owner of the mailbox gets."""
    lock(known)
    known.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=EMAIL)
    key = known.mails()[-1].parameters["key"]
    known.call(SET_PASSWORD, ANONYMOUS, email=EMAIL, key=key, password="a new and long password")
    assert (known.mails()[-1].kind, known.mails()[-1].to) == ("password_changed", EMAIL)
    assert tried(known, password="a new and long password") is None


def operations() -> Caller:
    return Caller(role=Role.OPERATIONS, account_id=new_id())


@pytest.mark.parametrize("helper", [lambda: staff(TOKYO), operations], ids=["bureau", "operations"])
def test_staff_lift_a_lock_on_a_recorded_ground_and_the_owner_is_told(
    known: Registry, helper: Callable[[], Caller]
) -> None:
    """AUT-6."""
    lock(known)
    caller = helper()
    known.call(UNLOCK_ACCOUNT, caller, email=EMAIL, ground="電話で本人を確認した。")
    assert tried(known, password=PASSWORD) is None
    assert (known.mails()[-1].kind, known.mails()[-1].to) == ("login_unlocked", EMAIL)
    with known.database.transaction() as connection:
        row = connection.execute(sa.select(account_helps)).one()
    assert (row.done, row.ground, row.done_by) == ("unlocked", "電話で本人を確認した。", caller.account_id)


@pytest.mark.parametrize("email", [EMAIL, NOBODY])
def test_another_bureau_lifts_no_lock_and_learns_nothing(known: Registry, email: str) -> None:
    """AUT-7."""
    lock(known)
    with pytest.raises(Refused) as refused:
        known.call(UNLOCK_ACCOUNT, staff(OSAKA), email=email, ground="理由")
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, "/email")
    assert tried(known, password=PASSWORD) is ErrorCode.LOGIN_FAILED
    assert known.count(account_helps) == 0


def test_the_owner_is_told_of_a_lock_once_a_day_and_nobody_of_an_unknown_address(known: Registry) -> None:
    """AUT-6: by a duty, as the time it takes would tell in the login that there is an account."""
    lock(known, NOBODY)
    assert told_of_locks(known) == 0
    for _ in range(20):
        lock(known)
        told_of_locks(known)
        assert told_of_locks(known) == 1
        known.pass_by(minutes=31)
    known.pass_by(hours=24)
    lock(known)
    assert told_of_locks(known) == 2


def test_a_lock_that_is_over_is_told_nobody(known: Registry) -> None:
    """AUT-6: neither by a mail that waited for its server so long, nor by a duty that runs late."""
    lock(known)
    assert told_of_locks(known) == 1
    over = outgoing_mails.c.valid_until == known.now + dt.timedelta(minutes=30)
    assert known.count(outgoing_mails, over & (outgoing_mails.c.template == "login_locked")) == 1
    known.pass_by(hours=25)
    lock(known)
    known.pass_by(minutes=30)
    assert told_of_locks(known) == 1


def test_counts_that_hold_nobody_back_are_forgotten(known: Registry) -> None:
    tried(known)
    lock(known, NOBODY)
    known.pass_by(hours=25, minutes=31)
    with known.work() as work:
        known.service.forget_old_attempts(work)
    assert known.count(password_attempts) == 0

"""The registry as a process on a real broker: hashing and printing leave the hub free, repeated keys act once."""

import datetime as dt
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS, SYSTEM, Caller, Role
from services.contracts.errors import CallRefused, ErrorCode
from services.registry.accounts import storage
from services.registry.accounts.domain.account import Account, AccountState
from services.registry.accounts.passwords import Passwords
from services.registry.mail.tables import outgoing_mails
from services.registry.personal_data import PersonalData
from services.runtime import clock
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.rpc_client import BusUnavailable, CallTimedOut, RpcClient
from tests.contract.registry.examples import EMAIL, PASSWORD, an_application

REPOSITORY = Path(__file__).parents[3]
PATIENCE = 60.0
NOT_YET = {ErrorCode.DEADLINE_EXCEEDED, ErrorCode.SERVICE_UNAVAILABLE}
STAFF = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")


def a_request(**changes: Any) -> dict[str, Any]:
    """In order on the machine's day."""
    today = clock.today()
    application = an_application(
        latest_regular_placement_on=str(today - dt.timedelta(days=7)),
        permission_valid_until=str(today + dt.timedelta(days=700)),
        **changes,
    )
    loaded: dict[str, Any] = contract.REGISTER_APPLICATION.request.load({"application": application})
    return loaded


@pytest.fixture
def client(environment: dict[str, str], broker: str, tmp_path: Path) -> Iterator[RpcClient]:
    log = (tmp_path / "registry.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "services.run", "registry"],
        cwd=REPOSITORY,
        env={**environment, "AMQP_URI": broker},
        stdout=log,
        stderr=log,
    )
    client = RpcClient(broker)
    try:
        _until_it_answers(client, process, tmp_path / "registry.log")
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait(PATIENCE)
        log.close()


def _until_it_answers(client: RpcClient, process: subprocess.Popen[bytes], log: Path) -> None:
    """On a busy machine the first question may come too late for its deadline: that is no answer yet."""
    end = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, log.read_text()
        try:
            client.ask("registry.health", {}, timeout=1)
            return
        except (BusUnavailable, CallTimedOut, CallRefused) as error:
            if time.monotonic() > end or getattr(error, "code", ErrorCode.DEADLINE_EXCEEDED) not in NOT_YET:
                raise
            time.sleep(0.1)


def test_an_agency_gets_from_registration_to_login(client: RpcClient) -> None:
    """REG-5, REG-8, REG-10, AUT-1."""
    registered = client.call(contract.REGISTER_APPLICATION, a_request(), ANONYMOUS)
    application_id = registered["application_id"]
    with pytest.raises(CallRefused) as refused:
        client.call(contract.VERIFY_PASSWORD, {"email": EMAIL, "password": PASSWORD}, SYSTEM)
    assert refused.value.code is ErrorCode.LOGIN_FAILED
    form = {"application_id": application_id, "download_key": registered["download_key"]}
    assert client.call(contract.GET_APPLICATION_FORM, form, ANONYMOUS)["content"].startswith("JVBER")  # %PDF
    receipt = {
        "application_id": application_id,
        "received_on": clock.today(),
        "way": "email",
        "explanation": "",
        "documents": [],
    }
    client.call(contract.RECORD_FORM, receipt, STAFF)
    decision = {"application_id": application_id, "letter_posted_on": None}
    approved = client.call(contract.APPROVE_APPLICATION, decision, STAFF)
    identity = client.call(contract.VERIFY_PASSWORD, {"email": EMAIL, "password": PASSWORD}, SYSTEM)
    assert identity["organization_id"] == approved["organization_id"]


def test_a_repeated_one_time_password_is_mailed_once(client: RpcClient, environment: dict[str, str]) -> None:
    """AUT-1, decision 203: the mail's ID is the request's, where no idempotency key is remembered."""
    account = Account(new_id(), Role.OPERATIONS, AccountState.OPEN, "運用担当")
    database = Database(environment["REGISTRY_DATABASE_URL"])
    with database.transaction() as connection:
        personal_data = PersonalData({"test": bytes(32)}, bytes(32))  # as the environment has them
        storage.insert_account(
            connection,
            account,
            email="operator@operations.example.jp",
            password_hash="$argon2id$",
            now=clock.now(),
            personal_data=personal_data,
        )
    asked = {
        "account_id": account.account_id,
        "code": "493817",
        "valid_until": clock.now() + dt.timedelta(minutes=30),
    }
    key = new_id()
    for used in (key, key, new_id()):
        answer = client.call(contract.MAIL_ONE_TIME_PASSWORD, asked, SYSTEM, idempotency_key=used)
        assert answer == {"accepted": True}
    with database.transaction() as connection:
        mailed = connection.execute(sa.select(sa.func.count()).select_from(outgoing_mails)).scalar_one()
    database.close()
    assert mailed == 2, "one a key"


def test_a_repeated_login_is_mailed_one_code(client: RpcClient, environment: dict[str, str]) -> None:
    """AUT-1, decision 203: as above, where the code comes with the password."""
    database = Database(environment["REGISTRY_DATABASE_URL"])
    with database.transaction() as connection:
        before = connection.execute(sa.select(sa.func.count()).select_from(outgoing_mails)).scalar_one()
        storage.insert_account(
            connection,
            Account(new_id(), Role.OPERATIONS, AccountState.OPEN, "運用担当"),
            email="second@operations.example.jp",
            password_hash=Passwords().hash(PASSWORD),
            now=clock.now(),
            personal_data=PersonalData({"test": bytes(32)}, bytes(32)),
        )
    code = {"code": "493817", "valid_until": clock.now() + dt.timedelta(minutes=30)}
    asked = {"email": "second@operations.example.jp", "password": PASSWORD, "one_time_password": code}
    key = new_id()
    for used in (key, key, new_id()):
        answer = client.call(contract.BEGIN_LOGIN, asked, SYSTEM, idempotency_key=used)
        assert answer["one_time_password_mailed"] is True
    with database.transaction() as connection:
        mailed = connection.execute(sa.select(sa.func.count()).select_from(outgoing_mails)).scalar_one()
    database.close()
    assert mailed - before == 2, "one a key"


def test_a_repeated_key_registers_once_and_its_secret_is_not_kept(client: RpcClient) -> None:
    """reliability.md 5: the answer holds the key to the form, so it is not stored."""
    key = new_id()
    client.call(contract.REGISTER_APPLICATION, a_request(), ANONYMOUS, idempotency_key=key)
    for request, code in (
        (a_request(), ErrorCode.ALREADY_DONE),
        (a_request(name="別の団体"), ErrorCode.IDEMPOTENCY_KEY_REUSED),
    ):
        with pytest.raises(CallRefused) as refused:
            client.call(contract.REGISTER_APPLICATION, request, ANONYMOUS, idempotency_key=key)
        assert refused.value.code is code
    listed = client.call(contract.LIST_APPLICATIONS, {"state": None, "limit": 10, "after": None}, STAFF)
    assert len(listed["applications"]) == 1


def test_a_repeated_approval_answers_as_the_first_did(client: RpcClient) -> None:
    """reliability.md 5."""
    application_id = client.call(contract.REGISTER_APPLICATION, a_request(), ANONYMOUS)["application_id"]
    receipt = {
        "application_id": application_id,
        "received_on": clock.today(),
        "way": "email",
        "explanation": "",
        "documents": [],
    }
    client.call(contract.RECORD_FORM, receipt, STAFF)
    decision, key = {"application_id": application_id, "letter_posted_on": None}, new_id()
    first = client.call(contract.APPROVE_APPLICATION, decision, STAFF, idempotency_key=key)
    assert client.call(contract.APPROVE_APPLICATION, decision, STAFF, idempotency_key=key) == first
    with pytest.raises(CallRefused) as refused:
        client.call(contract.APPROVE_APPLICATION, decision, STAFF, idempotency_key=new_id())
    assert refused.value.code is ErrorCode.APPLICATION_NOT_PENDING


def test_logins_do_not_hold_up_other_requests(client: RpcClient) -> None:
    """Hashing runs beside the hub: while four log in, the terms are still answered."""
    terms = {"audience": "private"}
    client.call(contract.CURRENT_TERMS, terms, ANONYMOUS)

    def log_in() -> None:
        with pytest.raises(CallRefused):
            client.call(contract.VERIFY_PASSWORD, {"email": EMAIL, "password": PASSWORD}, SYSTEM, timeout=30)

    threads = [threading.Thread(target=log_in) for _ in range(4)]
    for thread in threads:
        thread.start()
    answered = 0
    while any(thread.is_alive() for thread in threads):
        client.call(contract.CURRENT_TERMS, terms, ANONYMOUS, timeout=5)
        answered += 1
    for thread in threads:
        thread.join()
    assert answered >= 4


def test_many_attempts_at_keys_at_once_are_all_answered(client: RpcClient, environment: dict[str, str]) -> None:
    """AUT-6, reliability.md 5: none waits for a second connection while it holds a first, though all send a key."""
    told: list[ErrorCode] = []

    def guess(number: int) -> None:
        request = {"email": f"{number}@example.jp", "key": "WRONG", "password": PASSWORD, "terms_version": None}
        with pytest.raises(CallRefused) as refused:
            client.call(contract.SET_PASSWORD, request, ANONYMOUS, timeout=PATIENCE, idempotency_key=new_id())
        told.append(refused.value.code)

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(8)]
    database = Database(environment["REGISTRY_DATABASE_URL"])
    with database.transaction() as connection:
        # Whoever wants to remember a key waits here with its connection, until the pool has none left.
        connection.execute(sa.text("LOCK TABLE idempotency_keys IN EXCLUSIVE MODE"))
        for thread in threads:
            thread.start()
        end = time.monotonic() + PATIENCE
        waiting = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        while len(told) < len(threads) and connection.execute(waiting).scalar_one() < 5 and time.monotonic() < end:
            time.sleep(0.05)
    for thread in threads:
        thread.join()
    database.close()
    assert told == [ErrorCode.AUTHENTICATION_KEY_INVALID] * len(threads)

"""Login's part of the registry: AUT-1, AUT-6, REG-5, REG-15."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from structlog.testing import capture_logs

from services.contracts.caller import ANONYMOUS, SYSTEM, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import BEGIN_LOGIN, CURRENT_TERMS, MAIL_ONE_TIME_PASSWORD, SHOW_ACCOUNT
from services.registry import terms
from services.registry.accounts import storage
from services.registry.accounts.passwords import Passwords
from services.registry.accounts.tables import accounts, terms_consents
from services.registry.accounts.usecases import login
from services.registry.accounts.usecases.staff import Made, StaffAccountInvalid, create_staff_account
from services.registry.terms import TermsVersion
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry.examples import EMAIL, PASSWORD
from tests.contract.served import Refused


def make_staff(registry: Registry, role: Role = Role.BUREAU_STAFF, **changes: Any) -> Made:
    details = {"email": "staff@example.jp", "bureau_code": "13" if role is Role.BUREAU_STAFF else None, **changes}
    with registry.database.transaction() as connection:
        return create_staff_account(
            connection,
            role=role,
            password_hash=registry.service.tools.passwords.hash(PASSWORD),
            now=registry.now,
            today=registry.today,
            personal_data=registry.personal_data,
            **details,
        )


def test_the_right_password_tells_who_the_account_is(registry: Registry) -> None:
    """AUT-1."""
    approved = registry.approved()
    identity = registry.log_in(EMAIL)
    assert identity["role"] == "organization_main"
    assert identity["organization_id"] == approved["organization_id"]
    assert identity["display_name"] == "株式会社東京キャリアサポート"
    assert (identity["bureau_code"], identity["office_code"], identity["seeker_number"]) == (None, None, None)
    assert registry.call(SHOW_ACCOUNT, SYSTEM, account_id=identity["account_id"]) == identity


def test_unknown_addresses_and_wrong_passwords_are_refused_alike(registry: Registry) -> None:
    """AUT-6."""
    registry.approved()
    told = []
    for email, password in ((EMAIL, "wrong"), ("nobody@example.jp", PASSWORD), ("no address", PASSWORD)):
        with pytest.raises(Refused) as refused:
            registry.log_in(email, password)
        told.append((refused.value.code, refused.value.pointer, refused.value.details))
    assert told == [(ErrorCode.LOGIN_FAILED, None, {})] * 3


class CountingHasher(PasswordHasher):
    """Argon2, counted."""

    verified = 0

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - argon2's name
        self.verified += 1
        return super().verify(hash, password)


def test_an_unknown_address_costs_as_much_hashing_as_a_wrong_password(registry: Registry) -> None:
    """AUT-6: the time taken does not tell whether an account exists."""
    hasher = CountingHasher(time_cost=1, memory_cost=8, parallelism=1)
    registry.service.tools = replace(registry.service.tools, passwords=Passwords(hasher))
    registry.approved()
    for email in (EMAIL, "nobody@example.jp"):
        before = hasher.verified
        with pytest.raises(Refused):
            registry.log_in(email, "wrong password")
        assert hasher.verified == before + 1


def test_nobodys_password_opens_nothing(registry: Registry) -> None:
    with pytest.raises(Refused) as refused:
        registry.log_in("nobody@example.jp", "the password of nobody")
    assert refused.value.code is ErrorCode.LOGIN_FAILED


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_before_approval_no_password_opens_or_tells_anything(registry: Registry, password: str) -> None:
    """REG-5, AUT-6: who chose the password may have chosen an address of somebody else (decision 194)."""
    registry.register()
    with pytest.raises(Refused) as refused:
        registry.log_in(EMAIL, password)
    assert refused.value.code is ErrorCode.LOGIN_FAILED


def test_a_hash_with_older_parameters_is_made_anew_at_login(registry: Registry) -> None:
    """AUT-6."""
    registry.approved()
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    registry.service.tools = replace(registry.service.tools, passwords=Passwords(stronger))
    registry.log_in(EMAIL)
    with registry.database.transaction() as connection:
        hashed = connection.execute(sa.select(accounts.c.password_hash)).scalar_one()
    assert not stronger.check_needs_rehash(hashed)
    registry.log_in(EMAIL)


def test_a_password_changed_while_an_older_one_logs_in_stays_changed(registry: Registry) -> None:
    """AUT-6: the hash made anew at a login does not bring back the password that was compared before the change."""
    registry.approved()
    account_id = registry.log_in(EMAIL)["account_id"]
    costlier = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    request = {"email": EMAIL, "password": PASSWORD, "browser": None}
    tools = registry.service.tools
    with registry.database.transaction() as connection:
        presented = login.present_password(connection, request, now=registry.now, personal_data=tools.personal_data)
    presented = login.compare_password(presented, request, tools.passwords)
    with registry.database.transaction() as connection:
        storage.change_password(connection, account_id, tools.passwords.hash("the new password of today"))
    with registry.database.transaction() as connection:
        login.accept_password(connection, presented, request, costlier)
    assert registry.log_in(EMAIL, "the new password of today")["account_id"] == account_id


def test_the_one_time_password_goes_to_the_accounts_own_address_and_nowhere_else(registry: Registry) -> None:
    """AUT-1."""
    registry.approved()
    account_id = registry.log_in(EMAIL)["account_id"]
    valid_until = registry.now + dt.timedelta(minutes=30)
    request = {
        "account_id": account_id,
        "code": "493817",
        "valid_until": valid_until.isoformat().replace("+00:00", "Z"),
    }
    assert registry.call(MAIL_ONE_TIME_PASSWORD, SYSTEM, **request) == {"accepted": True}
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to, mail.secret) == ("one_time_password", EMAIL, True)
    assert (mail.parameters["code"], mail.parameters["minutes"]) == ("493817", "30")
    assert "493817" not in registry.everything_in_clear()


CODE = {"code": "493817", "valid_until": "2026-04-22T01:30:00Z"}


def test_the_right_password_and_the_mail_of_its_code_are_one_request(registry: Registry) -> None:
    """AUT-1, decision 203."""
    registry.approved()
    before = len(registry.mails())
    began = registry.call(BEGIN_LOGIN, SYSTEM, email=EMAIL, password=PASSWORD, one_time_password=CODE)
    assert began == {**registry.log_in(EMAIL), "one_time_password_mailed": True, "consent_due": False}
    (mail,) = registry.mails()[before:]
    assert (mail.kind, mail.to, mail.parameters["code"]) == ("one_time_password", EMAIL, "493817")
    with pytest.raises(Refused) as refused:
        registry.call(BEGIN_LOGIN, SYSTEM, email=EMAIL, password="wrong", one_time_password=CODE)
    assert refused.value.code is ErrorCode.LOGIN_FAILED
    assert len(registry.mails()) == before + 1


def test_no_code_is_mailed_where_none_came_it_is_spared_or_the_role_is_kept_out(registry: Registry) -> None:
    """AUT-3, OPS-1: whose password it is is told all the same."""
    registry.approved()
    before = len(registry.mails())
    identity = registry.log_in(EMAIL)
    for asked in (
        {"one_time_password": None},
        {"one_time_password": CODE, "spared": [new_id(), identity["account_id"]]},
        {"one_time_password": CODE, "only_roles": ["operations"]},
        {"one_time_password": CODE, "only_roles": []},
    ):
        began = registry.call(BEGIN_LOGIN, SYSTEM, email=EMAIL, password=PASSWORD, **asked)
        assert began == {**identity, "one_time_password_mailed": False, "consent_due": False}, asked
    assert len(registry.mails()) == before
    for asked in ({"spared": [new_id()]}, {"only_roles": ["operations", "organization_main"]}):
        asked = {"one_time_password": CODE, **asked}
        assert registry.call(BEGIN_LOGIN, SYSTEM, email=EMAIL, password=PASSWORD, **asked)["one_time_password_mailed"]


CHANGES = {
    "password": {"password_version": accounts.c.password_version + 1},
    "ended": {"state": "released"},
    "moved": {"bureau_code": "27"},
}


@pytest.mark.parametrize("changed", CHANGES)
def test_what_changes_while_the_password_is_compared_is_seen_before_the_code_is_mailed(
    registry: Registry, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AUT-2, AUT-6, AUT-7: the login is refused as if the password were wrong, and nothing is mailed."""
    make_staff(registry)
    compare = login.compare_password

    def compared(*arguments: Any) -> login.Presented:
        presented = compare(*arguments)
        with registry.database.transaction() as connection:
            connection.execute(accounts.update().values(CHANGES[changed]))
        return presented

    monkeypatch.setattr(login, "compare_password", compared)
    with pytest.raises(Refused) as refused:
        registry.call(BEGIN_LOGIN, SYSTEM, email="staff@example.jp", password=PASSWORD, one_time_password=CODE)
    assert refused.value.code is ErrorCode.LOGIN_FAILED
    assert "one_time_password" not in [mail.kind for mail in registry.mails()]


def test_no_one_time_password_is_mailed_for_a_login_that_an_earlier_password_began(registry: Registry) -> None:
    """AUT-2, AUT-6: changed between password and one-time password, whatever the gateway has heard of it by then."""
    registry.approved()
    identity = registry.log_in(EMAIL)
    code = {"code": "493817", "valid_until": "2026-04-22T01:30:00Z"}
    asked = {"account_id": identity["account_id"], "password_version": identity["password_version"], **code}
    assert registry.call(MAIL_ONE_TIME_PASSWORD, SYSTEM, **asked) == {"accepted": True}
    with registry.database.transaction() as connection:
        new = registry.service.tools.passwords.hash("the new password of today")
        storage.change_password(connection, identity["account_id"], new)
    with pytest.raises(Refused) as refused:
        registry.call(MAIL_ONE_TIME_PASSWORD, SYSTEM, **asked)
    assert refused.value.code is ErrorCode.NOT_FOUND
    version = registry.log_in(EMAIL, "the new password of today")["password_version"]
    assert version == identity["password_version"] + 1
    assert registry.call(MAIL_ONE_TIME_PASSWORD, SYSTEM, **{**asked, "password_version": version}) == {"accepted": True}


def test_no_one_time_password_goes_to_an_account_that_is_not_open(registry: Registry) -> None:
    registry.register()
    with registry.database.transaction() as connection:
        waiting = connection.execute(sa.select(accounts.c.account_id)).scalar_one()
    for account_id in (waiting, new_id()):
        request = {"account_id": account_id, "code": "493817", "valid_until": "2026-04-22T01:30:00Z"}
        with pytest.raises(Refused) as refused:
            registry.call(MAIL_ONE_TIME_PASSWORD, SYSTEM, **request)
        assert refused.value.code is ErrorCode.NOT_FOUND


@pytest.fixture
def terms_from_may(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    newer = TermsVersion("private", "2026-05-01", dt.date(2026, 5, 1), "利用規約")
    versions = (*terms.VERSIONS, newer)
    monkeypatch.setattr(terms.in_force, "__defaults__", (versions,))
    return newer.version


def test_use_after_new_terms_are_in_force_is_recorded_as_consent(registry: Registry, terms_from_may: str) -> None:
    """REG-15."""
    registry.approved()
    newer = (terms_consents.c.version == terms_from_may) & (terms_consents.c.way == "use")
    registry.log_in(EMAIL)
    assert registry.count(terms_consents, newer) == 0
    registry.pass_by(days=9)
    registry.log_in(EMAIL)
    registry.log_in(EMAIL)
    assert registry.count(terms_consents, newer) == 1


@pytest.mark.parametrize("audience", ["private", "municipal", "seeker"])
def test_the_terms_in_force_are_named(registry: Registry, audience: str) -> None:
    """REG-15."""
    assert registry.call(CURRENT_TERMS, ANONYMOUS, audience=audience)["version"] == "2021-12-01"


def test_staff_accounts_act_for_their_bureau(registry: Registry) -> None:
    """AUT-7."""
    make_staff(registry)
    identity = registry.log_in("staff@example.jp")
    assert (identity["role"], identity["bureau_code"], identity["display_name"]) == ("bureau_staff", "13", "東京労働局")


@pytest.mark.parametrize("role", [Role.MINISTRY, Role.OPERATIONS])
def test_ministry_and_operations_have_accounts_of_no_bureau(registry: Registry, role: Role) -> None:
    make_staff(registry, role)
    assert registry.log_in("staff@example.jp")["role"] == role


@pytest.mark.parametrize(
    ("role", "changes"),
    [
        (Role.BUREAU_STAFF, {"bureau_code": None}),
        (Role.BUREAU_STAFF, {"bureau_code": "48"}),
        (Role.MINISTRY, {"bureau_code": "13"}),
        (Role.OFFICE_STAFF, {"bureau_code": "13"}),
        (Role.SEEKER, {}),
        (Role.SYSTEM, {}),
    ],
)
def test_a_staff_account_that_acts_for_nobody_is_not_made(registry: Registry, role: Role, changes: dict) -> None:
    """AUT-7."""
    with pytest.raises(StaffAccountInvalid):
        make_staff(registry, role, **changes)
    assert registry.count(accounts) == 0


def test_two_accounts_do_not_share_an_address(registry: Registry) -> None:
    """REG-11."""
    make_staff(registry)
    with pytest.raises(StaffAccountInvalid, match="in use"):
        make_staff(registry, Role.MINISTRY)


def test_making_the_same_account_again_leaves_it_as_it_is(registry: Registry) -> None:
    first, second = make_staff(registry), make_staff(registry)
    assert (first.new, second.new) == (True, False)
    assert first.account_id == second.account_id


def test_logins_are_logged_by_account_without_address_or_password(registry: Registry) -> None:
    """AUT-6; style.md, habit 10."""
    registry.approved()
    with capture_logs() as logs:
        account_id = registry.log_in(EMAIL)["account_id"]
        for email in (EMAIL, "nobody@example.jp"):
            with pytest.raises(Refused):
                registry.log_in(email, "wrong password")
    assert [(line["event"], line["account_id"]) for line in logs] == [
        ("password_accepted", account_id),
        ("password_refused", account_id),
        ("password_refused", None),
    ]
    assert not [word for word in (EMAIL, PASSWORD, "wrong password", "nobody@") if word in str(logs)]

"""Links to do without some mails, and what staff see of addresses that take none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    LIST_MAIL_TROUBLES,
    REQUEST_AUTHENTICATION_KEY,
    SET_PASSWORD,
    SHOW_UNSUBSCRIPTION,
    SUBSCRIBE_AGAIN,
    UNSUBSCRIBE,
)
from services.registry.accounts.tables import accounts
from services.registry.mail.addresses import mark_undeliverable
from services.registry.mail.bouncing import Cause
from services.registry.mail.templates import seekers
from services.registry.mail.unsubscribing import PATH, link
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import OSAKA, Registry, staff
from tests.contract.registry.employers import a_contact, office, register
from tests.contract.registry.examples import EMAIL
from tests.contract.registry.staff_accounts import TARO, made
from tests.contract.registry_seekers import feeds
from tests.contract.served import Refused

HANAKO = "hanako@example.jp"


def token(registry: Registry, email: str = HANAKO) -> str:
    lookup = registry.personal_data.lookup(email)
    url = link("https://site.example.jp", registry.personal_data, seekers.VALIDITY_ENDS_SOON, lookup)
    assert url is not None
    return url.partition(PATH)[2]


def test_a_link_shows_stops_and_starts_one_kind_of_mail(registry: Registry) -> None:
    asked = {"token": token(registry)}
    shown = registry.call(SHOW_UNSUBSCRIPTION, ANONYMOUS, **asked)
    assert shown == {"subject": seekers.VALIDITY_ENDS_SOON.subject, "unsubscribed": False}
    for _ in range(2):  # mail programs may click twice
        assert registry.call(UNSUBSCRIBE, ANONYMOUS, **asked)["unsubscribed"]
    assert registry.call(SHOW_UNSUBSCRIPTION, ANONYMOUS, **asked)["unsubscribed"]
    assert not registry.call(SHOW_UNSUBSCRIPTION, ANONYMOUS, token=token(registry, "taro@example.jp"))["unsubscribed"]
    assert not registry.call(SUBSCRIBE_AGAIN, ANONYMOUS, **asked)["unsubscribed"]
    assert not registry.call(SHOW_UNSUBSCRIPTION, ANONYMOUS, **asked)["unsubscribed"]


@pytest.mark.parametrize("forged", ["x", "a.b.c", "seeker_validity_ends_soon..", "一.二.三", "x" * 300])
def test_a_forged_link_finds_nothing(registry: Registry, forged: str) -> None:
    for operation in (SHOW_UNSUBSCRIPTION, UNSUBSCRIBE, SUBSCRIBE_AGAIN):
        with pytest.raises(Refused) as refused:
            registry.call(operation, ANONYMOUS, token=forged)
        assert refused.value.code is ErrorCode.NOT_FOUND


def mark(registry: Registry, email: str, cause: Cause = Cause.RETURNED, status: str | None = "5.1.1") -> None:
    with registry.database.transaction() as connection:
        lookup = registry.personal_data.lookup(email)
        mark_undeliverable(connection, lookup, cause, status, now=registry.now)


def troubles(registry: Registry, caller: Caller | None = None, **page: Any) -> list[dict[str, Any]]:
    answer = registry.call(LIST_MAIL_TROUBLES, caller or staff(), **page)
    return list(answer["accounts"])


def test_a_bureau_sees_which_of_its_organizations_mail_does_not_reach(registry: Registry) -> None:
    """AUT-7: and no other bureau does, nor anybody the address."""
    organization_id = registry.approved()["organization_id"]
    mark(registry, EMAIL.upper())  # the same mailbox
    mark(registry, HANAKO)  # nobody's account
    [trouble] = troubles(registry)
    assert (trouble["organization_id"], trouble["cause"], trouble["status"]) == (organization_id, "returned", "5.1.1")
    assert EMAIL not in str(trouble)
    assert troubles(registry, staff(OSAKA)) == []
    operations = Caller(role=Role.OPERATIONS, account_id=new_id())
    assert len(troubles(registry, operations)) == 1


def test_an_office_sees_which_of_its_seekers_and_employers_mail_does_not_reach(
    registry: Registry, tmp_path: Path
) -> None:
    """AUT-7, SEE-6: with My Page or without; the bureau's organizations are the bureau's, and operations see all."""
    registry.now = feeds.NOW
    rows = [feeds.row(index, office_code="X1301") for index in (1, 2)]
    feeds.bring_in(registry.database, registry.personal_data, feeds.feed(tmp_path / "rows.csv", *rows))
    opened, address = str(rows[1]["email"]), "contact@employer.example.jp"
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=opened)
    key = registry.mails()[-1].parameters["key"]
    new = {"password": "nagaku-totemo-nagai", "terms_version": "2021-12-01"}
    registry.call(SET_PASSWORD, ANONYMOUS, email=opened, key=key, **new)
    establishment = register(registry, contact=a_contact(email=address), with_my_page=True)["establishment_id"]
    registry.approved()
    for email in (str(rows[0]["email"]), opened, address, EMAIL):
        mark(registry, email)
    seen = troubles(registry, office())
    assert sorted((one["role"], one["account_id"] is None) for one in seen) == [
        ("employer", False),
        ("seeker", False),
        ("seeker", True),
    ]
    assert {one["source_id"] for one in seen} == {"T000001", "T000002", None}
    assert {one["establishment_id"] for one in seen} == {None, establishment}
    assert not {email for email in (opened, address) if email in str(seen)}
    assert troubles(registry, office("X1302")) == []
    assert [one["role"] for one in troubles(registry)] == ["organization_main"]
    operations = Caller(role=Role.OPERATIONS, account_id=new_id())
    assert len(troubles(registry, operations)) == 4
    first = registry.call(LIST_MAIL_TROUBLES, office(), limit=2)
    assert len(troubles(registry, office(), limit=2, after=first["next"])) == 1


def test_nobody_learns_that_the_address_of_another_account_is_a_seekers_but_the_own_office_helps_the_seeker(
    registry: Registry, tmp_path: Path
) -> None:
    """SEE-2, SEE-6, decisions 305, 131, 071: who sees the account is not told of the seeker; the office sees its seekers,
    whose mail does not arrive either, and not whose account has the address."""
    registry.now = feeds.NOW
    registry.approved()
    page, applicant = "contact@employer.example.jp", "applicant@example.jp"
    register(registry, contact=a_contact(email=page), with_my_page=True)
    registry.register(email=applicant)
    staffs = made(registry)
    addresses = (EMAIL, page, applicant, TARO)
    rows = [feeds.row(index, office_code="X1301", email=email) for index, email in enumerate(addresses, 1)]
    brought = feeds.bring_in(registry.database, registry.personal_data, feeds.feed(tmp_path / "rows.csv", *rows))
    assert brought.rows == len(rows)
    assert not brought.counts["refused"]
    for email in addresses:
        mark(registry, email)
    operations = Caller(role=Role.OPERATIONS, account_id=new_id())
    seen = {caller.role: troubles(registry, caller) for caller in (staff(), office(), operations)}
    assert {role: sorted(one["role"] for one in found) for role, found in seen.items()} == {
        Role.BUREAU_STAFF: ["organization_main", "organization_main"],
        Role.OFFICE_STAFF: ["employer", "seeker", "seeker", "seeker", "seeker"],
        Role.OPERATIONS: ["bureau_staff", "employer", "organization_main", "organization_main"],
    }
    for found in (seen[Role.BUREAU_STAFF], seen[Role.OPERATIONS]):
        assert {(one["seeker_number"], one["source_id"]) for one in found} == {(None, None)}
    assert staffs in {one["account_id"] for one in seen[Role.OPERATIONS]}
    own = [one for one in seen[Role.OFFICE_STAFF] if one["role"] == "seeker"]
    assert {one["source_id"] for one in own} == {"T000001", "T000002", "T000003", "T000004"}
    whose = ("account_id", "organization_id", "establishment_id", "display_name")
    assert {tuple(one[name] for name in whose) for one in own} == {(None, None, None, "求職者（求職者マイページなし）")}
    assert troubles(registry, office("X1302")) == []


def test_a_seeker_is_on_the_offices_list_though_the_address_opens_another_seekers_my_page(
    registry: Registry, tmp_path: Path
) -> None:
    """SEE-6: the one has left the address at Hello Work and not used a new key, the other has it now; each office sees its own."""
    registry.now = feeds.NOW
    email, files = str(feeds.row(1)["email"]), iter(("first", "left", "other"))

    def bring_in(index: int, **changed: Any) -> None:
        file = feeds.feed(tmp_path / f"{next(files)}.csv", feeds.row(index, **changed))
        assert not feeds.bring_in(registry.database, registry.personal_data, file).counts["refused"]

    bring_in(1, office_code="X1301")
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=email)
    key = registry.mails()[-1].parameters["key"]
    new = {"password": "nagaku-totemo-nagai", "terms_version": "2021-12-01"}
    registry.call(SET_PASSWORD, ANONYMOUS, email=email, key=key, **new)
    later = {"changed_at": "2026-06-10T00:30:00Z"}
    bring_in(1, office_code="X1301", email="moved@seeker.example.jp", **later)
    bring_in(2, office_code="X1401", email=email, **later)
    mark(registry, email)
    seen = {code: troubles(registry, office(code)) for code in ("X1301", "X1401")}
    assert [(one["source_id"], one["account_id"] is None) for one in seen["X1301"]] == [("T000001", False)]
    assert [(one["source_id"], one["account_id"] is None) for one in seen["X1401"]] == [("T000002", True)]
    operations = Caller(role=Role.OPERATIONS, account_id=new_id())
    assert [one["source_id"] for one in troubles(registry, operations)] == ["T000001"]


def test_an_applicant_whose_address_takes_no_mail_is_seen_before_the_approval(registry: Registry) -> None:
    """REG-8: nobody would get the form's due date."""
    registry.register()
    mark(registry, EMAIL, Cause.REFUSED, None)
    [trouble] = troubles(registry)
    assert (trouble["organization_id"], trouble["status"]) == (None, None)


def test_a_new_address_takes_an_account_off_the_list(registry: Registry) -> None:
    registry.approved()
    mark(registry, EMAIL)
    with registry.database.transaction() as connection:
        connection.execute(accounts.update().values(email_lookup=registry.personal_data.lookup("new@example.jp")))
    assert troubles(registry) == []
    mark(registry, "new@example.jp")
    assert len(troubles(registry)) == 1


def test_a_mailed_key_that_is_used_proves_that_mail_arrives(registry: Registry) -> None:
    """AUT-6."""
    registry.approved()
    mark(registry, EMAIL)
    registry.call(REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=EMAIL)
    key = registry.mails()[-1].parameters["key"]
    assert len(troubles(registry)) == 1
    registry.call(SET_PASSWORD, ANONYMOUS, email=EMAIL, key=key, password="nagaku-totemo-nagai")
    assert troubles(registry) == []


def test_the_list_is_read_page_by_page(registry: Registry) -> None:
    for number in range(3):
        registry.register(email=f"a{number}@example.jp")
        mark(registry, f"a{number}@example.jp")
    first = registry.call(LIST_MAIL_TROUBLES, staff(), limit=2)
    rest = registry.call(LIST_MAIL_TROUBLES, staff(), limit=2, after=first["next"])
    assert [len(page["accounts"]) for page in (first, rest)] == [2, 1]
    assert rest["next"] is None
    assert len({trouble["account_id"] for page in (first, rest) for trouble in page["accounts"]}) == 3

"""Establishments at the office's desk and on the employer's own page: read, changed, closed, loaded (OFR-1, AUT-1, AUT-7)."""

from __future__ import annotations

from typing import Any

import pytest

from services.contracts import registry as contract
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.registry.accounts.tables import email_changes, password_attempts
from services.registry.employers.loading import Loaded, load_establishments
from services.registry.employers.tables import establishments
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry.employers import (
    CONTACT_EMAIL,
    OSAKA_CITY,
    OSAKA_OFFICE,
    PASSWORD,
    a_contact,
    an_establishment,
    ask,
    confirm,
    office,
    open_page,
    refusal,
    register,
)
from tests.contract.registry.examples import EMAIL

# Own office and no other


@pytest.mark.parametrize("stranger", [office(OSAKA_OFFICE), Caller(role=Role.OFFICE_STAFF, account_id=new_id())])
def test_another_offices_staff_see_and_change_nothing(registry: Registry, stranger: Caller) -> None:
    """AUT-7."""
    asked, known = ask(registry), register(registry, name="みどり支店")
    application, establishment = {"application_id": asked["application_id"]}, known["establishment_id"]
    closing = {"establishment_id": establishment, "version": 1, "reason": "廃業"}
    page = {"establishment_id": establishment, "email": "x@example.jp"}
    change = {
        "establishment_id": establishment,
        "version": 1,
        "establishment": an_establishment(),
        "contact": a_contact(),
    }
    attempts: list[tuple[Any, dict[str, Any]]] = [
        (contract.SHOW_EMPLOYER_APPLICATION, application),
        (contract.CONFIRM_EMPLOYER, application),
        (contract.REFUSE_EMPLOYER, {**application, "reason": "否"}),
        (contract.SHOW_ESTABLISHMENT, {"establishment_id": establishment}),
        (contract.CHANGE_ESTABLISHMENT, change),
        (contract.CLOSE_ESTABLISHMENT, closing),
        (contract.OPEN_EMPLOYER_PAGE, page),
    ]
    for operation, request in attempts:
        refused = refusal(lambda operation=operation, request=request: registry.call(operation, stranger, **request))
        assert refused.code is ErrorCode.OTHER_OFFICE, operation.name
    assert registry.call(contract.LIST_EMPLOYER_APPLICATIONS, stranger)["applications"] == []
    assert registry.call(contract.LIST_ESTABLISHMENTS, stranger)["establishments"] == []
    assert refusal(lambda: register(registry, stranger)).code is ErrorCode.OTHER_OFFICE


def test_a_bureaus_staff_read_its_district_and_no_other(registry: Registry) -> None:
    """AUT-7."""
    known = register(registry)
    tokyo = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
    osaka = Caller(role=Role.BUREAU_STAFF, account_id=new_id(), bureau_code="27")
    request = {"establishment_id": known["establishment_id"]}
    assert registry.call(contract.SHOW_ESTABLISHMENT, tokyo, **request)["establishment"]["name"].startswith("株式会社")
    assert len(registry.call(contract.LIST_ESTABLISHMENTS, tokyo)["establishments"]) == 1
    assert registry.call(contract.LIST_ESTABLISHMENTS, osaka)["establishments"] == []
    refused = refusal(lambda: registry.call(contract.SHOW_ESTABLISHMENT, osaka, **request))
    assert refused.code is ErrorCode.OTHER_OFFICE


def test_what_does_not_exist_is_not_found(registry: Registry) -> None:
    request = {"establishment_id": new_id()}
    assert refusal(lambda: registry.call(contract.SHOW_ESTABLISHMENT, office(), **request)).code is ErrorCode.NOT_FOUND
    assert refusal(lambda: confirm(registry, new_id())).code is ErrorCode.NOT_FOUND


def test_establishments_are_found_by_number_corporate_number_and_part_of_a_name(registry: Registry) -> None:
    first = register(registry)
    other = {"corporate_number": None, "address": "永田町２－１", "contact": a_contact(email="b@example.jp")}
    second = register(
        registry, name="ベーカリー１００％・コムギ", name_kana="ベーカリーヒャクパーセントコムギ", **other
    )

    def found(words: str) -> list[str]:
        answer = registry.call(contract.LIST_ESTABLISHMENTS, office(), words=words)
        return [line["establishment_id"] for line in answer["establishments"]]

    assert found("") == [first["establishment_id"], second["establishment_id"]]
    assert found("x1301-000002") == []
    assert found(second["establishment_number"].lower()) == [second["establishment_id"]]
    assert found("7000012050002") == [first["establishment_id"]]
    assert found("ﾐﾄﾞﾘ 製作所") == []
    assert found("みどり 製作所") == [first["establishment_id"]]
    assert found("100%コムギ") == [second["establishment_id"]]
    assert found("%") == [second["establishment_id"]]
    assert found("_") == []


def test_a_long_list_is_read_in_pages(registry: Registry) -> None:
    for number in range(5):
        register(registry, name=f"みどり第{number}工場", contact=a_contact(email=f"{number}@example.jp"))
    seen, after = [], None
    while True:
        page = registry.call(contract.LIST_ESTABLISHMENTS, office(), limit=2, after=after)
        seen += [line["name"] for line in page["establishments"]]
        if (after := page["next"]) is None:
            break
    assert seen == [f"みどり第{number}工場" for number in range(5)]


def test_who_reads_a_contact_person_stands_in_the_audit_log(registry: Registry) -> None:
    """OPS-3."""
    known, reader = register(registry), office()
    registry.call(contract.SHOW_ESTABLISHMENT, reader, establishment_id=known["establishment_id"])
    entries = registry.published(AUDIT_RECORDED["registry"])
    assert [(entry["action"], entry["subject_id"], entry["account_id"]) for entry in entries[-1:]] == [
        ("registry.show_establishment", known["establishment_id"], reader.account_id)
    ]


# Changes


def test_the_office_changes_everything_and_of_two_at_once_the_second_is_told(registry: Registry) -> None:
    """OFR-1."""
    known = register(registry)
    request = {
        "establishment_id": known["establishment_id"],
        "version": 1,
        "establishment": an_establishment(name="みどり産業株式会社", employees_here=50),
        "contact": a_contact(name="北川 譲"),
    }
    changed = registry.call(contract.CHANGE_ESTABLISHMENT, office(), **request)
    assert (changed["name"], changed["version"], changed["contact"]["name"]) == ("みどり産業株式会社", 2, "北川 譲")
    refused = refusal(lambda: registry.call(contract.CHANGE_ESTABLISHMENT, office(), **request))
    assert (refused.code, refused.details) == (ErrorCode.CHANGED_MEANWHILE, {"version": 2})


def test_an_establishment_that_moves_away_is_the_other_offices_and_keeps_its_number(registry: Registry) -> None:
    """AUT-7."""
    known = register(registry)
    moved = registry.call(
        contract.CHANGE_ESTABLISHMENT,
        office(),
        establishment_id=known["establishment_id"],
        version=1,
        establishment=an_establishment(municipality_code=OSAKA_CITY),
        contact=a_contact(),
    )
    assert (moved["office_code"], moved["establishment_number"]) == (OSAKA_OFFICE, known["establishment_number"])
    request = {"establishment_id": known["establishment_id"]}
    assert registry.call(contract.SHOW_ESTABLISHMENT, office(OSAKA_OFFICE), **request)["version"] == 2
    assert (
        refusal(lambda: registry.call(contract.SHOW_ESTABLISHMENT, office(), **request)).code is ErrorCode.OTHER_OFFICE
    )
    assert registry.published(contract.EMPLOYER_CHANGED)[-1]["bureau_code"] == "27"


def test_a_change_can_not_make_two_establishments_one(registry: Registry) -> None:
    """OFR-1."""
    first = register(registry)
    second = register(registry, name="みどり支店", contact=a_contact(email="b@example.jp"))
    request = {
        "establishment_id": second["establishment_id"],
        "version": 1,
        "establishment": an_establishment(),
        "contact": a_contact(),
    }
    refused = refusal(lambda: registry.call(contract.CHANGE_ESTABLISHMENT, office(), **request))
    assert refused.code is ErrorCode.ESTABLISHMENT_ALREADY_REGISTERED
    same = {**request, "establishment_id": first["establishment_id"]}
    assert registry.call(contract.CHANGE_ESTABLISHMENT, office(), **same)["version"] == 2


def test_an_employer_changes_its_own_contact_person_and_size_and_nothing_else(registry: Registry) -> None:
    """AUT-7, OFR-1."""
    register(registry, with_my_page=True)
    employer = open_page(registry)
    request = {
        "version": 3,
        "phone": "03-1111-2222",
        "employees_total": 130,
        "employees_here": 60,
        "contact": a_contact(name="北川 譲"),
    }
    changed = registry.call(contract.CHANGE_MY_ESTABLISHMENT, employer, **request)
    assert (changed["version"], changed["establishment"]["employees_here"]) == (4, 60)
    assert changed["establishment"]["name"] == "株式会社みどり製作所　本社工場"
    again = refusal(lambda: registry.call(contract.CHANGE_MY_ESTABLISHMENT, employer, **request))
    assert again.code is ErrorCode.CHANGED_MEANWHILE
    crowded = {**request, "version": 4, "employees_here": 131}
    assert (
        refusal(lambda: registry.call(contract.CHANGE_MY_ESTABLISHMENT, employer, **crowded)).pointer
        == "/employees_here"
    )


def test_an_employers_account_of_none_or_closed_reaches_no_establishment(registry: Registry) -> None:
    """AUT-7."""
    for caller in (Caller(role=Role.EMPLOYER), Caller(role=Role.EMPLOYER, account_id=new_id())):
        assert (
            refusal(lambda caller=caller: registry.call(contract.SHOW_MY_ESTABLISHMENT, caller)).code
            is ErrorCode.NOT_FOUND
        )


# The end, and another address


def test_a_closed_establishment_ends_its_page_its_sessions_and_its_changes(registry: Registry) -> None:
    """OFR-1."""
    known = register(registry, with_my_page=True)
    employer = open_page(registry)
    request = {"establishment_id": known["establishment_id"], "version": 3, "reason": "事業の廃止"}
    closed = registry.call(contract.CLOSE_ESTABLISHMENT, office(), **request)
    assert (closed["state"], closed["closed_on"], closed["closing_reason"]) == ("closed", "2026-04-22", "事業の廃止")
    assert registry.published(contract.ACCOUNT_CLOSED) == [
        {"account_id": employer.account_id, "except_session_id": None}
    ]
    assert registry.published(contract.EMPLOYER_CHANGED)[-1]["has_my_page"] is False
    assert (registry.mails()[-1].kind, registry.mails()[-1].to) == ("employer_closed", CONTACT_EMAIL)
    assert refusal(lambda: registry.log_in(CONTACT_EMAIL, PASSWORD)).code is ErrorCode.LOGIN_FAILED
    assert refusal(lambda: registry.call(contract.SHOW_MY_ESTABLISHMENT, employer)).code is ErrorCode.NOT_FOUND
    again = refusal(lambda: registry.call(contract.CLOSE_ESTABLISHMENT, office(), **{**request, "version": 4}))
    assert again.code is ErrorCode.ESTABLISHMENT_CLOSED
    page = {"establishment_id": known["establishment_id"], "email": "b@example.jp"}
    assert (
        refusal(lambda: registry.call(contract.OPEN_EMPLOYER_PAGE, office(), **page)).code
        is ErrorCode.ESTABLISHMENT_CLOSED
    )


def test_after_closing_the_same_establishment_and_address_can_come_back(registry: Registry) -> None:
    """REG-11: the five years are the organizations'."""
    known = register(registry, with_my_page=True)
    request = {"establishment_id": known["establishment_id"], "version": 2, "reason": "移転"}
    registry.call(contract.CLOSE_ESTABLISHMENT, office(), **request)
    again = register(registry, with_my_page=True)
    assert again["establishment_number"] == "X1301-000002-7"
    assert open_page(registry).role is Role.EMPLOYER


def test_who_can_not_log_in_any_more_gets_another_address_through_the_office(registry: Registry) -> None:
    """AUT-1: the old address and password open nothing any more, and sessions end."""
    known = register(registry, with_my_page=True)
    employer = open_page(registry)
    changed = len(registry.published(contract.PASSWORD_CHANGED))
    registry.call(contract.REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=CONTACT_EMAIL)
    old_key = registry.mails()[-1].parameters["key"]
    page = {"establishment_id": known["establishment_id"], "email": "Neu@midori.example.jp"}
    assert registry.call(contract.OPEN_EMPLOYER_PAGE, office(), **page)["my_page"] == "issued"
    old, new = registry.mails()[-2:]
    assert (old.kind, old.to) == ("email_changed_old", CONTACT_EMAIL)
    assert (new.kind, new.to) == ("employer_my_page_moved", page["email"])
    assert old.parameters["way"] == "ハローワーク新宿での手続による変更"
    assert len(registry.published(contract.PASSWORD_CHANGED)) == changed + 1
    assert refusal(lambda: registry.log_in(CONTACT_EMAIL, PASSWORD)).code is ErrorCode.LOGIN_FAILED
    taken = {"email": CONTACT_EMAIL, "key": old_key, "password": PASSWORD}
    refused = refusal(lambda: registry.call(contract.SET_PASSWORD, ANONYMOUS, **taken))
    assert refused.code is ErrorCode.AUTHENTICATION_KEY_INVALID
    assert open_page(registry, "neu@midori.example.jp").account_id == employer.account_id


def test_with_an_address_given_by_the_office_goes_all_that_waited_at_the_old_one(registry: Registry) -> None:
    """AUT-1, AUT-6: the owner's own change, whose keys may be in other hands, and the locks."""
    known = register(registry, with_my_page=True)
    employer = open_page(registry)
    wanted = {"new_email": "third@midori.example.jp", "current_password": PASSWORD}
    registry.call(contract.REQUEST_EMAIL_CHANGE, employer, **wanted)
    lookup = registry.personal_data.lookup(CONTACT_EMAIL)
    assert refusal(lambda: registry.log_in(CONTACT_EMAIL, "a wrong password")).code is ErrorCode.LOGIN_FAILED
    assert (
        registry.count(email_changes),
        registry.count(password_attempts, password_attempts.c.email_lookup == lookup),
    ) == (1, 1)
    page = {"establishment_id": known["establishment_id"], "email": "neu@midori.example.jp"}
    registry.call(contract.OPEN_EMPLOYER_PAGE, office(), **page)
    assert registry.count(email_changes) == 0
    assert registry.count(password_attempts, password_attempts.c.email_lookup == lookup) == 0


def test_a_page_that_was_never_opened_is_opened_from_its_new_address(registry: Registry) -> None:
    """AUT-1: it is told how, and the address that was the wrong one hears of it."""
    known = register(registry, with_my_page=True)
    page = {"establishment_id": known["establishment_id"], "email": "neu@midori.example.jp"}
    registry.call(contract.OPEN_EMPLOYER_PAGE, office(), **page)
    assert [(mail.kind, mail.to) for mail in registry.mails()[-2:]] == [
        ("email_changed_old", CONTACT_EMAIL),
        ("employer_my_page_issued", page["email"]),
    ]


def test_an_address_somebody_holds_becomes_no_employers(registry: Registry) -> None:
    """REG-11."""
    registry.approved()
    known = register(registry)
    page = {"establishment_id": known["establishment_id"], "email": EMAIL}
    refused = refusal(lambda: registry.call(contract.OPEN_EMPLOYER_PAGE, office(), **page))
    assert refused.code is ErrorCode.EMAIL_ALREADY_USED


# Establishments that offices registered elsewhere


def load(registry: Registry, *given: dict[str, Any], password: str | None = PASSWORD) -> Loaded:
    schema = contract.RegisterEstablishmentRequest()
    with registry.database.transaction() as connection:
        return load_establishments(
            connection,
            [schema.load(one) for one in given],
            now=registry.now,
            today=registry.today,
            trace="trace",
            personal_data=registry.personal_data,
            password_hash=registry.service.tools.passwords.hash(password) if password else None,
        )


def test_establishments_registered_elsewhere_are_loaded_once_with_their_pages(registry: Registry) -> None:
    """OFR-1: each to the office in charge of its place; loading again changes nothing."""
    tokyo = {"establishment": an_establishment(), "contact": a_contact(), "with_my_page": True}
    osaka = {
        "establishment": an_establishment(name="なにわ支店", municipality_code=OSAKA_CITY),
        "contact": a_contact(email="naniwa@example.jp"),
    }
    assert load(registry, tokyo, osaka) == Loaded(establishments=2)
    assert load(registry, tokyo, osaka) == Loaded(present=2)
    assert registry.log_in(CONTACT_EMAIL, PASSWORD)["role"] == "employer"
    assert registry.mails() == []
    [line] = registry.call(contract.LIST_ESTABLISHMENTS, office(OSAKA_OFFICE))["establishments"]
    assert line["establishment_number"].startswith("X2701-000001-")
    assert [state["has_my_page"] for state in registry.published(contract.EMPLOYER_CHANGED)] == [True, False]


def test_an_establishment_that_the_rules_refuse_is_reported_and_leaves_nothing_behind(registry: Registry) -> None:
    """OFR-1, REG-11."""
    registry.approved()
    wrong = {"establishment": an_establishment(corporate_number="7000012050003"), "contact": a_contact()}
    held = {"establishment": an_establishment(), "contact": a_contact(email=EMAIL), "with_my_page": True}
    assert load(registry, wrong, held).refused == [(1, "corporate_number_wrong"), (2, "email_held")]
    assert registry.count(establishments) == 0

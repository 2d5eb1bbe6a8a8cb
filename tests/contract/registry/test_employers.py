"""Employers: asking for a My Page, the office's desk, the employer's own page (OFR-1, AUT-1, AUT-6, AUT-7, SEE-2)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from services.contracts import registry as contract
from services.contracts.audit import AUDIT_RECORDED
from services.contracts.caller import ANONYMOUS, Caller, Role
from services.contracts.errors import ErrorCode
from services.registry.accounts.domain.account import AccountState
from services.registry.accounts.tables import accounts
from services.registry.employers.loading import Loaded, load_establishments
from services.registry.employers.tables import employer_requests, establishments
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry.employers import (
    CONTACT_EMAIL,
    OSAKA_CITY,
    OSAKA_OFFICE,
    TOKYO_OFFICE,
    a_contact,
    an_establishment,
    office,
)
from tests.contract.registry.examples import EMAIL
from tests.contract.served import Refused

PASSWORD = "midori no mori de"


def ask(registry: Registry, contact: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    request = {"establishment": an_establishment(**changes), "contact": contact or a_contact()}
    return registry.call(contract.REGISTER_EMPLOYER, ANONYMOUS, **request)


def confirm(registry: Registry, application_id: str, caller: Caller | None = None, **more: Any) -> dict[str, Any]:
    return registry.call(contract.CONFIRM_EMPLOYER, caller or office(), application_id=application_id, **more)


def register(registry: Registry, caller: Caller | None = None, **changes: Any) -> dict[str, Any]:
    with_my_page = changes.pop("with_my_page", False)
    contact = changes.pop("contact", a_contact())
    return registry.call(
        contract.REGISTER_ESTABLISHMENT,
        caller or office(),
        establishment=an_establishment(**changes),
        contact=contact,
        with_my_page=with_my_page,
    )


def open_page(registry: Registry, email: str = CONTACT_EMAIL) -> Caller:
    """The key is mailed, the password set, and the employer logged in."""
    registry.call(contract.REQUEST_AUTHENTICATION_KEY, ANONYMOUS, email=email)
    key = registry.mails()[-1].parameters["key"]
    registry.call(contract.SET_PASSWORD, ANONYMOUS, email=email, key=key, password=PASSWORD)
    identity = registry.log_in(email, PASSWORD)
    return Caller(role=Role(identity["role"]), account_id=identity["account_id"])


def refusal(action: Callable[[], Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        action()
    return refused.value


# From asking to login


def test_an_employer_asks_the_office_confirms_and_the_employer_logs_in(registry: Registry) -> None:
    """OFR-1, AUT-1, AUT-7."""
    asked = ask(registry)
    assert (asked["office_code"], asked["office_name"]) == (TOKYO_OFFICE, "ハローワーク新宿")
    assert asked["confirm_by"] == "2026-05-06"
    queue = registry.call(contract.LIST_EMPLOYER_APPLICATIONS, office())["applications"]
    assert [line["application_id"] for line in queue] == [asked["application_id"]]
    confirmed = confirm(registry, asked["application_id"])
    assert confirmed["establishment_number"] == "X1301-000001-9"
    assert (confirmed["my_page"], confirmed["state"], confirmed["version"]) == ("issued", "registered", 2)
    employer = open_page(registry)
    assert employer.role is Role.EMPLOYER
    own = registry.call(contract.SHOW_MY_ESTABLISHMENT, employer)
    assert (own["establishment"]["name"], own["my_page"]) == ("株式会社みどり製作所　本社工場", "open")
    assert own["contact"] == a_contact()
    assert [mail.kind for mail in registry.mails()] == [
        "employer_asked", "employer_my_page_issued", "authentication_key", "password_set",
    ]  # fmt: skip


def test_before_a_password_is_set_by_the_mailed_key_nobody_logs_in(registry: Registry) -> None:
    """AUT-1."""
    confirm(registry, ask(registry)["application_id"])
    assert refusal(lambda: registry.log_in(CONTACT_EMAIL, PASSWORD)).code is ErrorCode.LOGIN_FAILED


def test_others_are_told_of_an_establishment_at_every_version_and_of_no_person(registry: Registry) -> None:
    """SEE-2: neither contact person nor address nor telephone leaves the registry."""
    confirm(registry, ask(registry)["application_id"])
    open_page(registry)
    told = registry.published(contract.EMPLOYER_CHANGED)
    assert [(state["version"], state["has_my_page"]) for state in told] == [(2, False), (3, True)]
    assert told[-1]["corporate_number"] == "7000012050002"
    assert told[-1]["office_code"] == TOKYO_OFFICE
    assert not {"contact", "address", "phone"} & told[-1].keys()


def test_the_contact_person_lies_sealed_in_the_database(registry: Registry) -> None:
    """SEE-2."""
    ask(registry)
    register(registry, name="みどり支店", contact=a_contact(name="北川 譲"))
    clear = registry.everything_in_clear()
    for secret in ("山本 恵子", "北川 譲", CONTACT_EMAIL, "03-9876-5432"):
        assert secret not in clear


def test_an_address_in_use_is_answered_like_any_other_and_told_by_mail_alone(registry: Registry) -> None:
    """AUT-6."""
    registry.approved()
    free, used = ask(registry), ask(registry, a_contact(email=EMAIL.upper()))
    assert {name: free[name] for name in free if name != "application_id"} == {
        name: used[name] for name in used if name != "application_id"
    }
    assert registry.count(employer_requests) == 1
    assert (registry.mails()[-1].kind, registry.mails()[-1].to) == ("employer_address_in_use", EMAIL.upper())


def test_an_address_taken_since_the_request_is_refused_to_the_office(registry: Registry) -> None:
    """REG-11."""
    first, second = ask(registry), ask(registry, name="みどり支店")
    confirm(registry, first["application_id"])
    refused = refusal(lambda: confirm(registry, second["application_id"]))
    assert refused.code is ErrorCode.EMAIL_ALREADY_USED
    assert registry.count(establishments) == 1


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"corporate_number": "7000012050003"}, ErrorCode.CORPORATE_NUMBER_WRONG, "corporate_number"),
        ({"employees_here": 121}, ErrorCode.MORE_HERE_THAN_IN_TOTAL, "employees_here"),
        ({"municipality_code": "130001"}, ErrorCode.UNKNOWN_CODE, "municipality_code"),
        ({"municipality_code": "999999"}, ErrorCode.UNKNOWN_CODE, "municipality_code"),
        ({"industry_code": "00"}, ErrorCode.UNKNOWN_CODE, "industry_code"),
    ],
)
def test_a_wrong_content_names_its_place(
    registry: Registry, changes: dict[str, Any], code: ErrorCode, pointer: str
) -> None:
    """OFR-1, REG-17."""
    refused = refusal(lambda: ask(registry, **changes))
    assert (refused.code, refused.pointer) == (code, f"/establishment/{pointer}")
    assert registry.count(employer_requests) == 0


# The office's decision


def test_a_request_for_a_known_establishment_becomes_its_page(registry: Registry) -> None:
    """OFR-1: the office sees which it may be, and what is registered of it stays."""
    known = register(registry, phone="03-0000-0000")
    asked = ask(registry, name="（株）みどり製作所", name_kana="ミドリセイサクショ")
    shown = registry.call(contract.SHOW_EMPLOYER_APPLICATION, office(), application_id=asked["application_id"])
    assert [found["establishment_id"] for found in shown["candidates"]] == [known["establishment_id"]]
    confirmed = confirm(registry, asked["application_id"], establishment_id=known["establishment_id"])
    assert confirmed["establishment_id"] == known["establishment_id"]
    assert confirmed["establishment"]["phone"] == "03-0000-0000"
    assert confirmed["my_page"] == "issued"


def test_an_establishment_has_one_page(registry: Registry) -> None:
    """OFR-1."""
    known = register(registry, with_my_page=True)
    asked = ask(registry, a_contact(email="zweite@midori.example.jp"), name="みどり")
    refused = refusal(lambda: confirm(registry, asked["application_id"], establishment_id=known["establishment_id"]))
    assert refused.code is ErrorCode.HAS_MY_PAGE


def test_an_establishment_is_registered_once_however_its_name_is_typed(registry: Registry) -> None:
    """OFR-1."""
    first = register(registry)
    asked = ask(registry, name="株式会社 みどり製作所 本社工場", address="千代田1丁目1番1号")
    refused = refusal(lambda: confirm(registry, asked["application_id"]))
    assert refused.code is ErrorCode.ESTABLISHMENT_ALREADY_REGISTERED
    assert refused.details == {"establishment_number": first["establishment_number"]}


def test_a_refusal_is_mailed_with_its_reason_and_leaves_no_person_behind(registry: Registry) -> None:
    """OFR-1, SEE-2."""
    asked = ask(registry)
    told = registry.call(
        contract.REFUSE_EMPLOYER,
        office(),
        application_id=asked["application_id"],
        reason="所在地に事業所がありません。",
    )
    assert (told["state"], told["contact"], told["reason"]) == ("refused", None, "所在地に事業所がありません。")
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to, mail.parameters["reason"]) == (
        "employer_refused", CONTACT_EMAIL, "所在地に事業所がありません。",
    )  # fmt: skip
    assert registry.count(employer_requests, employer_requests.c.contact_sealed.is_not(None)) == 0
    refused = refusal(lambda: confirm(registry, asked["application_id"]))
    assert (refused.code, refused.details) == (ErrorCode.EMPLOYER_ALREADY_DECIDED, {"state": "refused"})


def test_two_staff_who_decide_at_once_make_one_establishment(registry: Registry) -> None:
    """AUT-7: one wins, the other is told."""
    application_id = ask(registry)["application_id"]
    outcomes: list[Any] = []
    begin = threading.Barrier(4)

    def decide() -> None:
        begin.wait()
        try:
            outcomes.append(confirm(registry, application_id)["state"])
        except Refused as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=decide) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["employer_already_decided"] * 3 + ["registered"]
    assert registry.count(establishments) == registry.count(accounts) == 1


def test_the_same_establishment_registered_by_two_at_once_is_there_once(registry: Registry) -> None:
    """OFR-1."""
    outcomes: list[Any] = []
    begin = threading.Barrier(4)

    def write() -> None:
        begin.wait()
        try:
            outcomes.append(register(registry)["establishment_number"])
        except Refused as refused:
            outcomes.append(refused.code)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == ["X1301-000001-9"] + ["establishment_already_registered"] * 3


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
    assert len(registry.published(contract.PASSWORD_CHANGED)) == changed + 1
    assert refusal(lambda: registry.log_in(CONTACT_EMAIL, PASSWORD)).code is ErrorCode.LOGIN_FAILED
    taken = {"email": CONTACT_EMAIL, "key": old_key, "password": PASSWORD}
    refused = refusal(lambda: registry.call(contract.SET_PASSWORD, ANONYMOUS, **taken))
    assert refused.code is ErrorCode.AUTHENTICATION_KEY_INVALID
    assert open_page(registry, "neu@midori.example.jp").account_id == employer.account_id


def test_an_address_somebody_holds_becomes_no_employers(registry: Registry) -> None:
    """REG-11."""
    registry.approved()
    known = register(registry)
    page = {"establishment_id": known["establishment_id"], "email": EMAIL}
    refused = refusal(lambda: registry.call(contract.OPEN_EMPLOYER_PAGE, office(), **page))
    assert refused.code is ErrorCode.EMAIL_ALREADY_USED


# Days that pass


def lapse(registry: Registry) -> None:
    with registry.work() as work:
        registry.service.lapse_employer_requests(work)


def test_a_request_that_is_not_confirmed_in_its_days_is_deleted_once_and_says_so(registry: Registry) -> None:
    """CAL-6: run late it catches up, run twice it does nothing more."""
    asked = ask(registry)
    registry.pass_by(days=14)
    lapse(registry)
    assert registry.count(employer_requests, employer_requests.c.state == "waiting") == 1
    registry.pass_by(days=9)
    refused = refusal(lambda: confirm(registry, asked["application_id"]))
    assert refused.code is ErrorCode.EMPLOYER_ALREADY_DECIDED
    for _ in range(2):
        lapse(registry)
    assert [mail.kind for mail in registry.mails()] == ["employer_asked", "employer_lapsed"]
    assert registry.count(employer_requests, employer_requests.c.contact_sealed.is_not(None)) == 0
    assert registry.call(contract.LIST_EMPLOYER_APPLICATIONS, office(), state="lapsed")["applications"]


def test_an_account_that_waits_for_its_password_is_no_open_one(registry: Registry) -> None:
    """AUT-1."""
    register(registry, with_my_page=True)
    assert registry.count(accounts, accounts.c.state == AccountState.ISSUED) == 1


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

"""Employers: asking for a My Page, the office's decision, the days of a request (OFR-1, AUT-1, AUT-6, AUT-7, SEE-2)."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from services.contracts import registry as contract
from services.contracts.caller import Role
from services.contracts.errors import ErrorCode
from services.registry.accounts.domain.account import AccountState
from services.registry.accounts.tables import accounts
from services.registry.employers.tables import employer_requests, establishments
from tests.contract.registry.conftest import Registry
from tests.contract.registry.employers import (
    CONTACT_EMAIL,
    PASSWORD,
    TOKYO_OFFICE,
    a_contact,
    ask,
    confirm,
    office,
    open_page,
    refusal,
    register,
)
from tests.contract.registry.examples import EMAIL
from tests.contract.served import Refused

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


def test_a_wrong_content_names_its_place(registry: Registry) -> None:
    """OFR-1, REG-17."""
    for changes, code, pointer in (
        ({"corporate_number": "7000012050003"}, ErrorCode.CORPORATE_NUMBER_WRONG, "corporate_number"),
        ({"employees_here": 121}, ErrorCode.MORE_HERE_THAN_IN_TOTAL, "employees_here"),
        ({"municipality_code": "130001"}, ErrorCode.UNKNOWN_CODE, "municipality_code"),
        ({"municipality_code": "999999"}, ErrorCode.UNKNOWN_CODE, "municipality_code"),
        ({"industry_code": "00"}, ErrorCode.UNKNOWN_CODE, "industry_code"),
    ):
        with pytest.raises(Refused) as refused:
            ask(registry, **changes)
        assert (refused.value.code, refused.value.pointer) == (code, f"/establishment/{pointer}"), changes
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

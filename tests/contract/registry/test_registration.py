"""Registering an application: REG-1 to REG-6, REG-11, REG-12, REG-15, REG-17, OPS-5."""

import json
from functools import partial

import pytest
import sqlalchemy as sa

from services.contracts.caller import ANONYMOUS
from services.contracts.errors import ErrorCode
from services.contracts.registry import GET_APPLICATION_FORM, REGISTER_APPLICATION, SHOW_APPLICATION
from services.registry.accounts.tables import accounts, terms_consents
from services.registry.organizations.tables import applications
from tests.contract.at_once import DONE, at_once
from tests.contract.registry.conftest import Registry, staff
from tests.contract.registry.examples import EMAIL, PASSWORD, a_manager, an_application, mandatory_information
from tests.contract.served import Refused


def reasons(refused: pytest.ExceptionInfo[Refused]) -> dict[str, str | None]:
    return {reason["code"]: reason["pointer"] for reason in refused.value.details["reasons"]}


def test_the_completion_page_names_number_due_day_and_bureau(registry: Registry) -> None:
    """REG-5, REG-7: registered on 22 April 2026; 6 May is a holiday, and so are 2 to 5 May: due on 1 May (CAL-4)."""
    registered = registry.register()
    assert registered["registered_on"] == "2026-04-22"
    assert registered["form_due_on"] == "2026-05-01"
    assert (registered["bureau_code"], registered["bureau_name"]) == ("13", "東京労働局")
    assert registered["registration_number"].startswith("20260422-")


def test_the_id_is_sent_by_email_to_the_accounts_address(registry: Registry) -> None:
    registered = registry.register()
    [mail] = registry.mails()
    assert (mail.kind, mail.to) == ("registration_received", EMAIL)
    assert mail.parameters["login_id"] == EMAIL
    assert mail.parameters["registration_number"] == registered["registration_number"]


def test_the_number_of_a_registration_is_its_own(registry: Registry) -> None:
    first, second = registry.register(), registry.register(email="other@example.jp")
    assert first["registration_number"] != second["registration_number"]


def test_the_bureau_reads_what_was_registered_and_when_but_no_password(registry: Registry) -> None:
    registered = registry.register()
    shown = registry.call(SHOW_APPLICATION, staff(), application_id=registered["application_id"])
    expected = an_application()
    del expected["password"]
    expected["mandatory_information"]["other_certificates"] = []
    assert {name: shown["application"][name] for name in expected} == expected
    assert [(step["event"], step["state"]) for step in shown["transitions"]] == [("registered", "registered")]
    assert shown["transitions"][0]["at"] == "2026-04-22T01:00:00Z"
    assert PASSWORD not in json.dumps(shown)


def test_all_reasons_are_told_at_once_each_with_its_place_and_rule(registry: Registry) -> None:
    """REG-1, REG-3, REG-12, MSG-2, OPS-5."""
    with pytest.raises(Refused) as refused:
        registry.register(
            kind="school",
            school_kind="high",
            permission_number="13-ユ-123456",
            contact_managers={"offers": a_manager(full_time=False)},
            mandatory_information=None,
            security_declaration={**an_application()["security_declaration"], "prevents_leaks": False},
        )
    assert refused.value.code is ErrorCode.NOT_ELIGIBLE
    assert reasons(refused) == {
        "seekers_not_for_kind": "/application/services",
        "school_not_covered": "/application/school_kind",
        "permission_number_of_other_kind": "/application/permission_number",
        "permission_term_not_for_kind": "/application/permission_valid_until",
        "contact_manager_missing": "/application/contact_managers/seekers",
        "manager_not_full_time": "/application/contact_managers/offers/full_time",
        "mandatory_information_missing": "/application/mandatory_information",
        "security_not_declared": "/application/security_declaration/prevents_leaks",
    }
    assert all(reason["rule"] and reason["text"] for reason in refused.value.details["reasons"])


def test_a_refused_registration_leaves_nothing_behind(registry: Registry) -> None:
    with pytest.raises(Refused):
        registry.register(latest_regular_placement_on=None)
    assert registry.count(accounts) == registry.count(applications) == 0
    assert registry.mails() == []


@pytest.mark.parametrize(("placed_on", "allowed"), [("2026-01-23", True), ("2026-01-22", False), ("2026-04-23", False)])
def test_seeker_information_needs_a_placement_in_the_three_months_up_to_registration(
    registry: Registry, placed_on: str, allowed: bool
) -> None:
    """REG-3: registered on 22 April 2026, from 23 January on."""
    if allowed:
        registry.register(latest_regular_placement_on=placed_on)
        return
    with pytest.raises(Refused) as refused:
        registry.register(latest_regular_placement_on=placed_on)
    assert reasons(refused) == {"no_regular_placement": "/application/latest_regular_placement_on"}


def test_older_terms_are_refused(registry: Registry) -> None:
    """REG-15."""
    with pytest.raises(Refused) as refused:
        registry.register(terms_version="2016-03-22")
    assert refused.value.code is ErrorCode.TERMS_NOT_CURRENT


def test_the_version_agreed_to_is_recorded_with_its_audience(registry: Registry) -> None:
    """REG-15."""
    registry.register()
    consent = (terms_consents.c.audience == "private") & (terms_consents.c.version == "2021-12-01")
    assert registry.count(terms_consents, consent & (terms_consents.c.way == "application")) == 1


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"municipality_code": "999999"}, "/application/municipality_code"),
        ({"municipality_code": "130001"}, "/application/municipality_code"),
        ({"mandatory_information": mandatory_information(occupation_codes=["25", "999"])}, "occupation_codes/1"),
        ({"mandatory_information": mandatory_information(industry_codes=["Z"])}, "industry_codes/0"),
        ({"mandatory_information": mandatory_information(area_codes=["000000"])}, "area_codes/0"),
    ],
)
def test_unknown_codes_are_refused_with_their_place(registry: Registry, changes: dict, pointer: str) -> None:
    """REG-17: a whole prefecture is an area, and nobody's place but its own."""
    with pytest.raises(Refused) as refused:
        registry.register(**changes)
    assert refused.value.code is ErrorCode.UNKNOWN_CODE
    assert refused.value.pointer is not None
    assert refused.value.pointer.endswith(pointer)


def test_an_id_in_use_is_refused_whatever_its_case(registry: Registry) -> None:
    """REG-11."""
    registry.approved()
    with pytest.raises(Refused) as refused:
        registry.register(email="SAIYO@Example.JP")
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED
    assert reasons(refused) == {"email_held": "/application/email"}


def test_an_id_in_use_does_not_pass_in_full_width(registry: Registry) -> None:
    """REG-11: it is read as the address that a mail server takes (decision 195), and that one is in use."""
    registry.register()
    wide = EMAIL.upper().translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    with pytest.raises(Refused) as refused:
        registry.register(email=wide)
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED


@pytest.mark.parametrize("password", [PASSWORD, "somebody else's password"])
def test_the_id_of_a_waiting_registration_is_taken_whatever_the_password(registry: Registry, password: str) -> None:
    """AUT-6, REG-11: the answer does not tell whether a password fits."""
    registry.register()
    with pytest.raises(Refused) as refused:
        registry.register(password=password)
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED
    assert registry.count(applications) == 1


@pytest.mark.parametrize("email", [EMAIL, "right@example.jp"])
def test_a_wrong_registration_is_replaced_by_a_new_one_with_its_key(registry: Registry, email: str) -> None:
    """REG-6: also where the address itself was wrong."""
    wrong = registry.register()
    right = registry.register(replaces=wrong, email=email, name="株式会社東京キャリアサポート本社")
    assert right["application_id"] != wrong["application_id"]
    shown = registry.call(SHOW_APPLICATION, staff(), application_id=wrong["application_id"])
    assert (shown["state"], shown["transitions"][-1]["event"]) == ("lapsed", "replaced")
    with pytest.raises(Refused) as refused:
        registry.receive_form(wrong["application_id"])
    assert refused.value.code is ErrorCode.APPLICATION_NOT_PENDING
    assert registry.receive_form(right["application_id"])["state"] == "form_received"


def test_without_its_key_no_registration_is_replaced(registry: Registry) -> None:
    """REG-6."""
    waiting = registry.register()
    with pytest.raises(Refused) as refused:
        registry.register(replaces={**waiting, "download_key": "guessed"}, name="別の団体")
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, "/replaces/application_id")
    assert registry.receive_form(waiting["application_id"])["state"] == "form_received"


def test_a_new_registration_that_is_refused_leaves_the_earlier_one_waiting(registry: Registry) -> None:
    """REG-6: nothing is half done."""
    waiting = registry.register()
    with pytest.raises(Refused):
        registry.register(replaces=waiting, latest_regular_placement_on=None)
    assert registry.receive_form(waiting["application_id"])["state"] == "form_received"


def test_a_registration_whose_form_has_come_is_not_replaced(registry: Registry) -> None:
    """REG-6."""
    waiting = registry.register()
    registry.receive_form(waiting["application_id"])
    with pytest.raises(Refused) as refused:
        registry.register(replaces=waiting, name="別の名称")
    assert refused.value.code is ErrorCode.APPLICATION_NOT_PENDING


def test_whose_page_was_lost_reaches_the_form_by_the_mail(registry: Registry) -> None:
    """REG-8: the mail goes to the account's own address, is sealed, and is erased once sent."""
    registered = registry.register()
    [mail] = registry.mails()
    assert mail.secret
    request = {name: mail.parameters[name] for name in ("application_id", "download_key")}
    assert request["application_id"] == registered["application_id"]
    assert registry.call(GET_APPLICATION_FORM, ANONYMOUS, **request)["file_name"].endswith(".pdf")


def test_of_several_registrations_at_once_for_one_id_one_is_made(registry: Registry) -> None:
    """REG-11: the losers are refused, not failed."""
    told = at_once(*(partial(registry.register, password=f"password number {number}") for number in range(6)))
    assert sorted(told) == [DONE, *[ErrorCode.EMAIL_ALREADY_USED] * 5]
    assert registry.count(accounts) == 1


def test_a_thief_of_the_database_reads_no_name_address_or_key(registry: Registry) -> None:
    """SEE-2, AUT-6."""
    registered = registry.register()
    registry.receive_form(registered["application_id"])
    registry.approve(registered["application_id"])
    text = registry.everything_in_clear()
    outbox_says = "高橋 三郎"  # the privacy manager goes to every seeker who is guided (seed 001, 15(1))
    for secret in (EMAIL, PASSWORD, registered["download_key"], "佐藤 一郎", "山田 花子", "鈴木 次郎", "hanako"):
        assert secret not in text
    assert text.count(outbox_says) == 1


def test_the_database_itself_refuses_a_second_holder_of_an_address(registry: Registry) -> None:
    """REG-11 as an index: what the code forgets, the table still knows."""
    registry.register()
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(accounts)).one()._asdict()
        row["account_id"] = "00000000-0000-7000-8000-000000000000"
        with pytest.raises(sa.exc.IntegrityError, match="uq_accounts_email_held"):
            connection.execute(accounts.insert().values(row))
        connection.rollback()


def test_the_request_schema_takes_a_password_of_twelve_characters_and_no_shorter() -> None:
    assert not REGISTER_APPLICATION.request.validate({"application": an_application(password="x" * 12)})
    assert REGISTER_APPLICATION.request.validate({"application": an_application(password="x" * 11)})
    assert ANONYMOUS.role in REGISTER_APPLICATION.roles

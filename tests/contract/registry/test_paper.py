"""Paper applications, entered by the bureau (REG-9): applied for on the day of receipt, the password the applicant's own."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.caller import ANONYMOUS, Caller
from services.contracts.errors import ErrorCode
from services.contracts.registry import (
    ENTER_PAPER_APPLICATION,
    GET_APPLICATION_FORM,
    SEARCH_APPLICATIONS,
    SET_PASSWORD,
    SHOW_APPLICATION,
)
from services.registry.organizations.tables import applications
from tests.contract.registry.conftest import OSAKA, Registry, staff
from tests.contract.registry.examples import EMAIL, PASSWORD, a_municipality, an_application
from tests.contract.registry.mails import words
from tests.contract.served import Refused


def paper(application: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    filled = application or an_application()
    return {
        "application": {name: value for name, value in filled.items() if name != "password"},
        "received_on": "2026-04-20",
        "way": "post",
        "explanation": "４月17日に電話で説明あり",
        **changes,
    }


def enter(registry: Registry, request: dict[str, Any] | None = None, caller: Caller | None = None) -> dict[str, Any]:
    return registry.call(ENTER_PAPER_APPLICATION, caller or staff(), **(request or paper()))


def test_a_paper_application_is_registered_as_of_its_receipt_with_the_form_received(registry: Registry) -> None:
    """REG-9, REG-3: received Monday the 20th, entered Wednesday the 22nd."""
    entered = enter(registry)
    assert (entered["registered_on"], entered["state"]) == ("2026-04-20", "form_received")
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(applications)).one()
    assert (row.registered_on, row.form_received_on, row.receipt_way) == (dt.date(2026, 4, 20),) * 2 + ("post",)
    assert row.bureau_address_due_on == dt.date(2026, 4, 27), "counted from the day of entry"
    shown = registry.call(SHOW_APPLICATION, staff(), application_id=entered["application_id"])
    assert [step["event"] for step in shown["transitions"]] == ["registered", "form_received"]
    assert registry.approve(entered["application_id"])["state"] == "approved"


def test_the_applicant_is_mailed_its_id_with_a_key_to_set_the_password_itself(registry: Registry) -> None:
    """REG-9, AUT-6: nobody at the bureau has ever seen one."""
    entered = enter(registry)
    (mail,) = [mail for mail in registry.mails() if mail.kind == "paper_application_entered"]
    assert (mail.to, mail.parameters["login_id"], mail.secret) == (EMAIL, EMAIL, True)
    registry.approve(entered["application_id"])
    registry.pass_by(hours=71)
    for _ in range(9):  # nobody wears it out, though no browser asked for it (AUT-6)
        with pytest.raises(Refused):
            registry.call(SET_PASSWORD, ANONYMOUS, email=EMAIL, key="WRONG", password=PASSWORD)
    registry.call(SET_PASSWORD, ANONYMOUS, email=EMAIL, key=mail.parameters["key"], password=PASSWORD)
    assert registry.log_in(EMAIL)["role"] == "organization_main"
    form = {"application_id": entered["application_id"], "download_key": mail.parameters["download_key"]}
    assert registry.call(GET_APPLICATION_FORM, ANONYMOUS, **form)["content"]
    assert mail.parameters["key"] not in registry.everything_in_clear()


def test_the_key_ends_after_its_hours(registry: Registry) -> None:
    """REG-9."""
    enter(registry)
    key = next(mail.parameters["key"] for mail in registry.mails() if mail.kind == "paper_application_entered")
    registry.pass_by(hours=72)
    with pytest.raises(Refused) as refused:
        registry.call(SET_PASSWORD, ANONYMOUS, email=EMAIL, key=key, password=PASSWORD)
    assert refused.value.code is ErrorCode.AUTHENTICATION_KEY_INVALID


def test_eligibility_is_that_of_the_day_of_receipt(registry: Registry) -> None:
    """REG-3: a placement on 21 January 2026 counts for 20 April and no more for 22 April."""
    application = an_application(latest_regular_placement_on="2026-01-21")
    with pytest.raises(Refused) as refused:
        enter(registry, paper(application, received_on="2026-04-22"))
    assert [reason["code"] for reason in refused.value.details["reasons"]] == ["no_regular_placement"]
    assert enter(registry, paper(application))["state"] == "form_received"


@pytest.mark.parametrize(
    ("request_", "code", "pointer"),
    [
        (paper(received_on="2026-04-23"), ErrorCode.DAY_IN_FUTURE, "/received_on"),
        (paper(received_on="2025-04-20"), ErrorCode.DAY_TOO_EARLY, "/received_on"),
        (paper(explanation=""), ErrorCode.EXPLANATION_MISSING, "/explanation"),
        (paper(an_application(municipality_code="131000")), ErrorCode.UNKNOWN_CODE, "/application/municipality_code"),
        (
            paper(an_application(municipality_code="271004")),
            ErrorCode.OTHER_BUREAU,
            "/application/municipality_code",
        ),
    ],
    ids=["tomorrow", "last year", "no explanation", "no such place", "osaka"],
)
def test_what_can_not_be_is_refused_and_leaves_nothing(
    registry: Registry, request_: dict[str, Any], code: ErrorCode, pointer: str
) -> None:
    """REG-8, REG-9, AUT-7."""
    with pytest.raises(Refused) as refused:
        enter(registry, request_)
    assert (refused.value.code, refused.value.pointer) == (code, pointer)
    assert (registry.count(applications), registry.mails()) == (0, [])


def test_an_id_in_use_is_refused(registry: Registry) -> None:
    """REG-11."""
    registry.register()
    with pytest.raises(Refused) as refused:
        enter(registry)
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED


def test_a_municipality_brings_its_papers_without_an_explanation(registry: Registry) -> None:
    """REG-9 (seed 000, STEP 1 ※)."""
    request = paper(a_municipality(), way="in_person", explanation="", documents=["terms_consent", "privacy_mark"])
    entered = enter(registry, request)
    assert registry.approve(entered["application_id"])["state"] == "approved"


@pytest.mark.parametrize(
    ("application", "kind", "parts"),
    [
        (
            None,
            "application_approved_on_paper",
            ("認証キーを請求して設定", "ログイン後にサイトからダウンロードできます"),
        ),
        (a_municipality(), "application_approved_municipal_on_paper", ("認証キーを請求して設定", "郵送によりお届け")),
    ],
    ids=["private", "municipal"],
)
def test_an_approval_of_paper_speaks_of_no_password_of_the_registration(
    registry: Registry, application: dict[str, Any] | None, kind: str, parts: tuple[str, ...]
) -> None:
    """REG-9, REG-10: nobody set one then; to a municipality the letter is posted (seed 000, STEP 2)."""
    documents = ["terms_consent", "privacy_mark"]
    registry.approve(enter(registry, paper(application, documents=documents))["application_id"])
    mail = registry.mails()[-1]
    assert mail.kind == kind
    text = words(mail)
    assert "登録時に設定した" not in text
    assert all(part in text for part in parts)


def test_it_stands_in_the_queue_of_its_bureau_alone(registry: Registry) -> None:
    """AUT-7."""
    entered = enter(registry)
    (line,) = registry.call(SEARCH_APPLICATIONS, staff(), queue="arrived")["applications"]
    assert line["application_id"] == entered["application_id"]
    assert registry.call(SEARCH_APPLICATIONS, staff(OSAKA))["applications"] == []


def test_a_password_has_no_place_in_a_paper_application() -> None:
    """REG-9: the contract does not take one."""
    request = paper()
    request["application"]["password"] = PASSWORD
    assert ENTER_PAPER_APPLICATION.request.validate(request) == {"application": {"password": ["Unknown field."]}}

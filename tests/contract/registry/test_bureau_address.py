"""The bureau's own address for applications reaches the contact managers in time, or they are pointed to the list (REG-9)."""

import dataclasses
import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts import reference
from services.contracts.errors import ErrorCode
from services.contracts.registry import RECORD_FORM, SEARCH_APPLICATIONS, SEND_BUREAU_ADDRESS
from services.registry.desk.domain.settings import DeskSettings
from tests.contract.registry.conftest import OSAKA, QueuedMail, Registry, staff
from tests.contract.registry.examples import a_manager, a_municipality
from tests.contract.registry.mails import words
from tests.contract.registry.test_paper import enter, paper
from tests.contract.served import START, Refused

IN_OSAKA = {"municipality_code": "271004"}
"""Its mailbox does not stand in the reference data."""


def set_at_once(registry: Registry, at_once: bool) -> None:
    tools = registry.service.tools
    desk = dataclasses.replace(tools.desk, addresses_mailed_at_once=at_once)
    registry.service.tools = dataclasses.replace(tools, desk=desk)


@pytest.fixture(autouse=True)
def _as_by_default(registry: Registry) -> None:
    set_at_once(registry, DeskSettings().addresses_mailed_at_once)


def mailed(registry: Registry, kind: str) -> list[QueuedMail]:
    return [mail for mail in registry.mails() if mail.kind == kind]


def point(registry: Registry) -> None:
    with registry.work() as work:
        registry.service.point_to_the_list(work)


def test_a_known_address_is_mailed_with_the_registration_to_each_contact_manager_once(registry: Registry) -> None:
    """REG-9, REG-12."""
    one = a_manager(email="hanako@example.jp")
    registry.register(contact_managers={"offers": one, "seekers": {**one, "email": "Hanako@Example.jp"}})
    (mail,) = mailed(registry, "bureau_address")
    assert mail.to in {"hanako@example.jp", "Hanako@Example.jp"}
    assert mail.parameters["bureau_email"] == reference.bureau_contacts()[1]["13"].mailbox
    assert mail.parameters["form_due_on"] == "令和８年５月１日"
    registry.register(
        email="b@example.jp", contact_managers={"offers": one, "seekers": a_manager(email="jiro@example.jp")}
    )
    assert {mail.to for mail in mailed(registry, "bureau_address")[1:]} == {"hanako@example.jp", "jiro@example.jp"}


def test_where_no_mailbox_is_known_staff_mail_it_once(registry: Registry) -> None:
    """REG-9."""
    application_id = registry.register(**IN_OSAKA)["application_id"]
    assert mailed(registry, "bureau_address") == []
    with pytest.raises(Refused) as refused:
        registry.call(SEND_BUREAU_ADDRESS, staff(OSAKA), application_id=application_id)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.BUREAU_ADDRESS_UNKNOWN, "/email")
    request = {"application_id": application_id, "email": "osaka@roudoukyoku.example.jp"}
    with pytest.raises(Refused) as refused:
        registry.call(SEND_BUREAU_ADDRESS, staff(), **request)
    assert refused.value.code is ErrorCode.OTHER_BUREAU
    assert registry.call(SEND_BUREAU_ADDRESS, staff(OSAKA), **request)["contact_managers"] == 1
    (mail,) = mailed(registry, "bureau_address")
    assert mail.parameters["bureau_email"] == "osaka@roudoukyoku.example.jp"
    with pytest.raises(Refused) as refused:
        registry.call(SEND_BUREAU_ADDRESS, staff(OSAKA), **request)
    assert refused.value.code is ErrorCode.ALREADY_RECORDED


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize(
    ("application", "kind"),
    [(None, "bureau_address_for_later"), (a_municipality(), "bureau_address_for_later_municipal")],
    ids=["private", "municipal"],
)
def test_whose_form_is_there_is_told_where_later_ones_go_and_of_no_last_day(
    registry: Registry, application: dict[str, Any] | None, kind: str, at_once: bool
) -> None:
    """REG-7, REG-9: with a paper application, by the system or by staff; its own last day may be past."""
    set_at_once(registry, at_once)
    registry.now = START.replace(month=6, day=1)
    application_id = enter(registry, paper(application))["application_id"]
    if not at_once:
        registry.call(SEND_BUREAU_ADDRESS, staff(), application_id=application_id)
    (mail,) = [mail for mail in registry.mails() if "address" in mail.kind]
    assert mail.kind == kind
    assert "form_due_on" not in mail.parameters
    assert "提出期限" not in words(mail)
    assert "改めて提出する必要はありません" in words(mail)


def test_staff_who_mail_it_once_the_form_has_come_ask_for_it_no_more(registry: Registry) -> None:
    """REG-9: registered on the site, its form received before the address was mailed."""
    application_id = registry.register(**IN_OSAKA)["application_id"]
    registry.receive_form(application_id, staff(OSAKA))
    request = {"application_id": application_id, "email": "osaka@roudoukyoku.example.jp"}
    registry.call(SEND_BUREAU_ADDRESS, staff(OSAKA), **request)
    assert [mail.kind for mail in registry.mails() if "address" in mail.kind] == ["bureau_address_for_later"]


def test_a_municipality_is_told_to_bring_or_post_its_form_by_its_last_day(registry: Registry) -> None:
    """REG-9 (seed 000, STEP 2: 持参または郵送)."""
    registry.register(**a_municipality())
    (mail,) = mailed(registry, "bureau_address_municipal")
    for part in ("持参又は郵送等により提出", "申請書の提出期限：令和８年５月１日", mail.parameters["bureau_email"]):
        assert part in words(mail)


def test_who_has_not_got_it_by_its_day_is_pointed_to_the_list_once(registry: Registry) -> None:
    """REG-9: registered on Wednesday the 22nd; Thursday, Friday, Monday the 27th. On the 28th it is late."""
    application_id = registry.register(**IN_OSAKA)["application_id"]
    registry.pass_by(days=5)
    point(registry)
    assert mailed(registry, "bureau_list") == []
    registry.pass_by(days=1)
    point(registry)
    point(registry)
    (mail,) = mailed(registry, "bureau_list")
    contact = reference.bureau_contacts()[1]["27"]
    assert (mail.parameters["desk"], mail.parameters["phone"]) == (contact.desk, contact.phone)
    (line,) = registry.call(SEARCH_APPLICATIONS, staff(OSAKA), queue="address_overdue")["applications"]
    assert line["application_id"] == application_id, "it still has to be mailed"
    request = {"application_id": application_id, "email": "osaka@roudoukyoku.example.jp"}
    registry.call(SEND_BUREAU_ADDRESS, staff(OSAKA), **request)
    assert registry.call(SEARCH_APPLICATIONS, staff(OSAKA), queue="address_overdue")["applications"] == []


def test_over_the_turn_of_the_year_the_days_are_counted_without_holidays(registry: Registry) -> None:
    """REG-9, CAL-2: registered on 26 December 2025, it is due on 7 January 2026."""
    registry.now = START.replace(year=2025, month=12, day=26)
    registry.register(latest_regular_placement_on="2025-12-01", **IN_OSAKA)
    (line,) = registry.call(SEARCH_APPLICATIONS, staff(OSAKA))["applications"]
    assert line["bureau_address_due_on"] == "2026-01-07"
    registry.now = START.replace(year=2026, month=1, day=7)
    point(registry)
    assert mailed(registry, "bureau_list") == []
    registry.pass_by(days=1)
    point(registry)
    assert len(mailed(registry, "bureau_list")) == 1


def test_days_that_the_duty_missed_are_caught_up(registry: Registry) -> None:
    """CAL-6."""
    registry.register(**IN_OSAKA)
    registry.pass_by(days=8)
    point(registry)
    assert len(mailed(registry, "bureau_list")) == 1


def test_whose_form_has_come_is_not_pointed_anywhere(registry: Registry) -> None:
    """REG-9: it found its way."""
    application_id = registry.register(**IN_OSAKA)["application_id"]
    registry.receive_form(application_id, staff(OSAKA))
    registry.pass_by(days=8)
    point(registry)
    assert mailed(registry, "bureau_list") == []


def waits(registry: Registry, thread: threading.Thread) -> bool:
    """Whether a thread comes to wait for a lock of this database, rather than to its end."""
    waiting = sa.text(
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE NOT granted AND datname = current_database()"
    )
    while thread.is_alive():
        with registry.database.reading() as connection:
            if connection.scalar(waiting):
                return True
        thread.join(0.01)
    return False


@pytest.mark.parametrize(
    ("meanwhile", "mails"),
    [("staff mail it", ["bureau_address"]), ("the form comes", [])],
)
def test_who_hears_of_it_while_the_duty_waits_for_the_application_is_not_pointed_any_more(
    registry: Registry, meanwhile: str, mails: list[str]
) -> None:
    """REG-9: the duty found the application before, and looks again once it holds it."""
    application_id = registry.register(**IN_OSAKA)["application_id"]
    registry.pass_by(days=8)
    mailing = {"application_id": application_id, "email": "osaka@roudoukyoku.example.jp"}
    form = {"application_id": application_id, "received_on": registry.today.isoformat(), "way": "email"}
    duty = threading.Thread(target=point, args=(registry,))
    with registry.work(staff(OSAKA)) as work:
        if meanwhile == "staff mail it":
            registry.service.send_bureau_address(work, SEND_BUREAU_ADDRESS.request.load(mailing))
        else:
            registry.service.record_form(work, RECORD_FORM.request.load({**form, "documents": ["terms_consent"]}))
        duty.start()
        assert waits(registry, duty)
    duty.join()
    assert [mail.kind for mail in registry.mails() if mail.kind in {"bureau_address", "bureau_list"}] == mails


def test_once_it_is_decided_or_lapsed_no_address_is_mailed(registry: Registry) -> None:
    application_id = registry.register(**IN_OSAKA)["application_id"]
    registry.receive_form(application_id, staff(OSAKA))
    registry.approve(application_id, staff(OSAKA))
    request = {"application_id": application_id, "email": "osaka@roudoukyoku.example.jp"}
    with pytest.raises(Refused) as refused:
        registry.call(SEND_BUREAU_ADDRESS, staff(OSAKA), **request)
    assert refused.value.code is ErrorCode.APPLICATION_NOT_PENDING


def test_a_setting_leaves_it_to_staff(registry: Registry) -> None:
    """REG-9."""
    set_at_once(registry, False)
    application_id = registry.register()["application_id"]
    assert mailed(registry, "bureau_address") == []
    registry.call(SEND_BUREAU_ADDRESS, staff(), application_id=application_id)
    (mail,) = mailed(registry, "bureau_address")
    assert mail.parameters["bureau_email"] == reference.bureau_contacts()[1]["13"].mailbox


def test_every_bureau_stands_on_the_list_with_its_desk() -> None:
    """REG-9, REG-17."""
    header, contacts = reference.bureau_contacts()
    assert set(contacts) == {bureau.code for bureau in reference.bureaus()}
    assert all(contact.desk and contact.phone for contact in contacts.values())
    assert header.status == "illustrative"
    assert dt.date.fromisoformat(f"{header.version}-01")

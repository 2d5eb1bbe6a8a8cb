"""The public lists with their history, as anybody reads them (REG-14)."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS
from services.contracts.compliance import ORGANIZATION_STANDING_CHANGED
from services.contracts.errors import ErrorCode
from services.registry.organizations.published import publish_organization
from services.registry.public_list.tables import public_entries
from services.registry.public_list.usecases import list_unlisted
from tests.contract.registry.conftest import Registry, main_account
from tests.contract.registry.examples import a_manager, a_municipality, an_agency, mandatory_information
from tests.contract.registry.procedures import approve, approve_on_paper
from tests.contract.registry.procedures import change as change_application
from tests.contract.registry.test_sanctions import a_measure, approved_municipality, standing
from tests.contract.served import Refused


def shown(registry: Registry, which: str = "current", **request: Any) -> dict[str, Any]:
    return registry.call(contract.SHOW_PUBLIC_LIST, ANONYMOUS, list=which, **request)


def entries(registry: Registry, which: str = "current", **request: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shown(registry, which, **request)["entries"]
    return found


def names(registry: Registry, which: str = "current", **request: Any) -> list[str]:
    return [entry["name"] for entry in entries(registry, which, **request)]


def several(registry: Registry, count: int = 3) -> None:
    for number in range(count):
        registry.approved(
            email=f"{number}@example.jp",
            permission_number=f"13-ユ-{number:06d}",
            name=f"団体{number}",
            name_kana=f"ダンタイ{number}",
        )


def commissions(registry: Registry) -> None:
    """One city that commissions two agencies: two organizations (REG-4)."""
    for name, number in (("株式会社さくらキャリア", "13-ユ-111111"), ("株式会社もみじキャリア", "13-ユ-222222")):
        commission: dict[str, Any] = {
            "kind": "municipality_commissioning",
            "permission_number": None,
            "commissioned_agency_number": number,
            "commissioned_agency": an_agency(name=name),
            "email": f"{number[-6:]}@example.jp",
        }
        approve_on_paper(registry, {**a_municipality(), **commission})


def change(registry: Registry, organization_id: str, **values: Any) -> None:
    """As a use case of the registry changes an organization: row, version and what others are told."""
    sets = ", ".join(f"{name} = :{name}" for name in values)
    with registry.database.transaction() as connection:
        connection.execute(
            sa.text(f"UPDATE organizations SET version = version + 1, {sets} WHERE organization_id = :id"),
            {**values, "id": organization_id},
        )
        publish_organization(
            connection, organization_id, now=registry.now, trace="t", personal_data=registry.personal_data
        )


def test_an_approved_organization_is_listed_with_what_the_terms_name(registry: Registry) -> None:
    """REG-14, REG-10; 001 5."""
    information = mandatory_information(marks_held=["privacy_mark"], other_certificates=["ISO27001"])
    registry.approved(handles_subsidies=True, mandatory_information=information)
    (entry,) = entries(registry)
    assert entry["name"] == "株式会社東京キャリアサポート"
    assert (entry["municipality_name"], entry["address"]) == ("東京都千代田区", "東京都千代田区千代田１丁目１番１号")
    assert (entry["permission_number"], entry["handles_subsidies"]) == ("13-ユ-123456", True)
    assert (entry["privacy_mark"], entry["excellent_agency_mark"]) == (True, False)
    assert entry["other_certificates"] == ["ISO27001"]
    assert (entry["suspended"], entry["services"]) == (False, ["offers", "seekers"])
    contract.CurrentOrganization().load(entry)


def test_an_excellent_agency_and_one_without_subsidies_are_listed_as_that(registry: Registry) -> None:
    """REG-14; 001 5."""
    held = mandatory_information(marks_held=["excellent_agency_mark"])
    registry.approved(mandatory_information=held, handles_subsidies=False)
    (entry,) = entries(registry)
    assert (entry["excellent_agency_mark"], entry["privacy_mark"], entry["handles_subsidies"]) == (True, False, False)


def test_an_organization_without_mandatory_information_is_listed_with_its_certificates(registry: Registry) -> None:
    """REG-14, REG-13; 001 5: the list covers those that use job-offer information alone."""
    offers_only: dict[str, Any] = {
        "services": ["offers"],
        "contact_managers": {"offers": a_manager()},
        "mandatory_information": None,
        "latest_regular_placement_on": None,
    }
    held = {"marks_held": ["privacy_mark"], "other_certificates": ["ISO27001"]}
    registry.approved(**offers_only, **held)
    (entry,) = entries(registry)
    assert (entry["privacy_mark"], entry["other_certificates"]) == (True, ["ISO27001"])
    registry.pass_by(days=1)
    approve(registry, change_application(registry, main_account(registry), **offers_only, marks_held=[]))
    (entry,) = entries(registry)
    assert (entry["privacy_mark"], entry["other_certificates"]) == (False, [])


def test_two_commissions_of_one_city_are_told_apart_by_their_agencies(registry: Registry) -> None:
    """REG-4, REG-14."""
    commissions(registry)
    told = [(entry["commissioned_agency_name"], entry["commissioned_agency_number"]) for entry in entries(registry)]
    assert sorted(told) == [("株式会社さくらキャリア", "13-ユ-111111"), ("株式会社もみじキャリア", "13-ユ-222222")]
    assert {entry["permission_number"] for entry in entries(registry)} == {None}
    for entry in entries(registry):
        contract.CurrentOrganization().load(entry)


def test_agencies_are_put_on_entries_of_the_release_before_once(registry: Registry) -> None:
    """REG-14, CAL-6: until then, and of days before, they are told as unknown."""
    commissions(registry)
    registry.approved()
    with registry.database.transaction() as connection:
        taken = "entry - 'commissioned_agency_name' - 'commissioned_agency_number'"
        connection.execute(sa.text(f"UPDATE public_entries SET entry = {taken}"))
    assert [entry["commissioned_agency_name"] for entry in entries(registry)] == [None] * 3
    registry.pass_by(days=1)
    for expected in (2, 0):
        with registry.database.transaction() as connection:
            assert list_unlisted(connection, now=registry.now) == expected
    assert len([entry for entry in entries(registry) if entry["commissioned_agency_name"]]) == 2
    assert registry.count(public_entries) == 5  # nothing was changed on the list of who commissions nobody


def test_no_person_and_no_account_stands_on_a_list(registry: Registry) -> None:
    """SEE-2, REG-14."""
    registry.approved()
    text = str(entries(registry))
    for private in ("佐藤", "山田", "saiyo@", "03-1234-5678"):
        assert private not in text


def test_a_registration_is_on_no_list_before_its_approval(registry: Registry) -> None:
    """REG-10."""
    registry.register()
    assert names(registry) == []


def test_of_a_suspended_private_agency_the_list_says_that_and_no_more(registry: Registry) -> None:
    """REG-14; 001 5."""
    organization_id = registry.approved()["organization_id"]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id))
    (entry,) = entries(registry)
    assert entry["suspended"] is True
    assert [entry[name] for name in ("suspension_reason", "suspended_on", "suspended_until")] == [None] * 3


def test_of_a_suspended_municipality_the_list_says_why_and_until_when(registry: Registry) -> None:
    """REG-14; 000."""
    organization_id = approved_municipality(registry)
    measures = [a_measure(), a_measure(reason="報告が行われないため。")]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, measures=measures))
    (entry,) = entries(registry)
    assert entry["suspension_reason"] == "求人情報を宣伝に利用したため。／報告が行われないため。"
    assert (entry["suspended_on"], entry["suspended_until"]) == ("2026-04-22", "2026-10-22")
    registry.pass_by(days=1)
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, until=None))
    assert entries(registry)[0]["suspended_until"] is None
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 3, standing="active"))
    assert entries(registry)[0]["suspended"] is False


def test_a_terminated_organization_stands_on_the_other_list_to_the_last_day_of_its_bar(registry: Registry) -> None:
    """REG-14, CMP-9: it leaves by itself; no duty has to run."""
    organization_id = registry.approved()["organization_id"]
    registry.pass_by(days=1)
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated"))
    assert names(registry) == []
    (entry,) = entries(registry, "terminated")
    assert (entry["terminated_on"], entry["listed_until"]) == ("2026-04-22", "2029-04-20")
    contract.TerminatedOrganization().load(entry)
    registry.now = dt.datetime(2029, 4, 20, 14, 59, 59, tzinfo=dt.UTC)
    assert len(names(registry, "terminated")) == 1
    registry.now = dt.datetime(2029, 4, 20, 15, 0, tzinfo=dt.UTC)
    assert names(registry, "terminated") == []
    assert len(names(registry, "terminated", as_of="2029-04-20")) == 1


def test_who_has_withdrawn_is_on_no_list_any_more(registry: Registry) -> None:
    """REG-14."""
    organization_id = registry.approved()["organization_id"]
    registry.pass_by(days=1)
    change(registry, organization_id, standing="withdrawn", withdrawn_on=registry.today)
    assert names(registry) == names(registry, "terminated") == []
    assert len(names(registry, as_of="2026-04-22")) == 1


def test_the_list_of_a_day_is_the_one_at_its_end(registry: Registry) -> None:
    """REG-14: history by date."""
    organization_id = registry.approved()["organization_id"]
    registry.pass_by(days=1)
    change(registry, organization_id, name="新しい名称")
    registry.pass_by(hours=1)
    change(registry, organization_id, name="さらに新しい名称")
    registry.pass_by(days=1)
    assert names(registry, as_of="2026-04-22") == ["株式会社東京キャリアサポート"]
    assert names(registry, as_of="2026-04-23") == ["さらに新しい名称"]
    assert names(registry, as_of="2026-04-24") == names(registry) == ["さらに新しい名称"]


def test_a_day_before_the_first_list_and_a_day_to_come_are_answered_clearly(registry: Registry) -> None:
    """REG-14."""
    registry.approved()
    for day, code, details in (
        ("2026-04-21", ErrorCode.LIST_NOT_YET_KEPT, {"first_day": "2026-04-22"}),
        ("2026-04-23", ErrorCode.DAY_TO_COME, {"today": "2026-04-22"}),
    ):
        with pytest.raises(Refused) as refused:
            shown(registry, as_of=day)
        assert (refused.value.code, refused.value.pointer) == (code, "/as_of")
        assert refused.value.details == details


def test_a_change_that_shows_on_no_list_leaves_no_trace_there(registry: Registry) -> None:
    """REG-14: the list, and so its ETag, changes exactly when what it shows does."""
    organization_id = registry.approved()["organization_id"]
    before = shown(registry)["digest"]
    registry.pass_by(days=1)
    change(registry, organization_id, phone="03-9999-9999")
    assert shown(registry)["digest"] == before
    assert registry.count(public_entries) == 1
    change(registry, organization_id, address="千代田２丁目")
    assert shown(registry)["digest"] != before
    registry.pass_by(days=1)
    change(registry, organization_id, address="東京都千代田区千代田１丁目１番１号")
    assert shown(registry)["digest"] == before


def test_the_digest_of_a_part_changes_with_that_part_alone(registry: Registry) -> None:
    """REG-14."""
    registry.approved()
    municipality = approved_municipality(registry, email="city@example.jp")
    agencies, municipalities = (shown(registry, kind=kind)["digest"] for kind in ("paid_agency", "municipality_own"))
    registry.pass_by(days=1)
    change(registry, municipality, name="千代田区役所")
    assert shown(registry, kind="paid_agency")["digest"] == agencies
    assert shown(registry, kind="municipality_own")["digest"] != municipalities


def test_lists_are_narrowed_by_bureau_place_kind_service_standing_and_part_of_the_name(registry: Registry) -> None:
    """REG-14."""
    registry.approved(name="ＡＢＣ％キャリア", name_kana="エービーシーキャリア")
    municipality = approved_municipality(registry, email="city@example.jp")
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(municipality))
    agency, city = ["ＡＢＣ％キャリア"], ["千代田区"]
    for narrowed, expected in (
        ({"bureau_code": "13"}, agency + city),
        ({"bureau_code": "27"}, []),
        ({"prefecture_code": "130001"}, agency + city),
        ({"prefecture_code": "270008"}, []),
        ({"kind": "municipality_own"}, city),
        ({"service": "offers"}, agency),
        ({"suspended": True}, city),
        ({"suspended": False}, agency),
        ({"name": "abc%"}, agency),
        ({"name": "_"}, []),
        ({"name": "えーびー"}, []),
        ({"name": "ｴｰﾋﾞｰ"}, agency),
        ({"name": "代田"}, city),
    ):
        assert sorted(names(registry, **narrowed)) == sorted(expected), narrowed
    for code in ({"bureau_code": "99"}, {"prefecture_code": "131016"}):
        with pytest.raises(Refused) as refused:
            shown(registry, **code)
        assert refused.value.code is ErrorCode.UNKNOWN_CODE


def test_pages_are_of_one_instant_whatever_changes_while_they_are_read(registry: Registry) -> None:
    """REG-14: stable paging."""
    several(registry, 5)
    page = shown(registry, limit=2)
    assert (page["total"], [entry["name"] for entry in page["entries"]]) == (5, ["団体0", "団体1"])
    registry.pass_by(minutes=1)
    registry.approved(email="new@example.jp", permission_number="13-ユ-777777", name="新", name_kana="ダンタイ2ノ2")
    organization_id = entries(registry, name="団体3")[0]["organization_id"]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated"))
    seen = [entry["name"] for entry in page["entries"]]
    while page["cursor"] is not None:
        page = shown(registry, limit=2, cursor=page["cursor"])
        assert page["total"] == 5
        seen += [entry["name"] for entry in page["entries"]]
    assert seen == [f"団体{number}" for number in range(5)]


@pytest.mark.parametrize("cursor", ["", "x", "e30", "W10", "WyIyMDI2LTA0LTIyIixudWxsXQ", "🙂", "A" * 1000])
def test_a_cursor_that_is_none_of_ours_is_refused(registry: Registry, cursor: str) -> None:
    """REG-14."""
    with pytest.raises(Refused) as refused:
        shown(registry, cursor=cursor)
    assert refused.value.code is ErrorCode.STALE_CURSOR


def test_a_cursor_of_another_days_list_or_of_one_to_come_is_refused(registry: Registry) -> None:
    """REG-14."""
    several(registry)
    registry.pass_by(days=1)
    cursor = shown(registry, limit=1)["cursor"]
    with pytest.raises(Refused) as refused:
        shown(registry, limit=1, as_of="2026-04-22", cursor=cursor)
    assert refused.value.code is ErrorCode.STALE_CURSOR
    registry.pass_by(days=-1)
    with pytest.raises(Refused):
        shown(registry, limit=1, cursor=cursor)


def test_organizations_of_before_the_lists_are_put_on_them_once(registry: Registry) -> None:
    """REG-14, CAL-6."""
    several(registry)
    with registry.database.transaction() as connection:
        connection.execute(public_entries.delete())
    for expected in (2, 1, 0):
        with registry.database.transaction() as connection:
            assert list_unlisted(connection, now=registry.now, limit=2) == expected
    assert len(names(registry)) == 3


def test_a_change_that_began_earlier_and_came_later_takes_the_place_of_the_other(registry: Registry) -> None:
    """REG-14: transactions need not commit in the order of their instants; no two entries stand side by side."""
    organization_id = registry.approved()["organization_id"]
    registry.pass_by(seconds=5)
    change(registry, organization_id, name="後の名称")
    registry.pass_by(seconds=-2)
    change(registry, organization_id, name="先に始まった名称")
    registry.pass_by(seconds=2)
    assert names(registry) == ["先に始まった名称"]

"""The demo's organizations (issue 2, main job step 3): the counts of seed 003, every one fit to be registered."""

import datetime as dt
from collections import Counter

import pytest

from deploy.demo.organizations import CERTIFIED, NOTIFYING, organizations
from deploy.demo.particular_organizations import (
    AGENCY,
    COMMISSIONED_BY,
    DEPARTMENT,
    ENDING,
    ENDS_IN_DAYS,
    FAILING,
    MAIN_ESTABLISHMENT,
    SCHOOL,
    particular_organizations,
)
from services.contracts.reference import bureau_of, bureaus, occupations, places
from services.contracts.registry import PRIVATE_KINDS, NewApplication
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.domain.standing import seeker_information_until

TODAY = dt.date(2026, 6, 10)


def test_there_are_288_private_and_110_municipal_organizations_over_all_bureaus():
    made = list(organizations(TODAY))
    assert Counter(one["kind"] in PRIVATE_KINDS for one in made) == {True: 288, False: 110}
    assert {bureau_of(one["municipality_code"]) for one in made} == {entry.code for entry in bureaus()}


def test_every_application_is_valid_by_the_contract_and_names_known_codes():
    schema = NewApplication()
    for one in organizations(TODAY):
        loaded = schema.load(one)
        assert loaded["municipality_code"] in places()
        assert all(code in occupations() for code in loaded["mandatory_information"]["occupation_codes"])
        assert set(loaded["contact_managers"]) == set(loaded["services"])


def test_no_two_share_a_name_an_id_or_a_permission_number():
    made = list(organizations(TODAY))
    assert len({one["name"] for one in made}) == 398
    assert len({one["email"] for one in made}) == 398
    numbers = [one["permission_number"] for one in made if one["permission_number"]]
    assert len(set(numbers)) == len(numbers)


def test_one_has_a_notified_service_and_one_a_certificate_of_a_third_party():
    """MSG-10, REG-14: the rest has neither, and both were notified and granted before the day of the demo."""
    made = list(organizations(TODAY))
    (notifying,) = [number for number, one in enumerate(made, 1) if one.get("notified_services")]
    (certified,) = [
        number for number, one in enumerate(made, 1) if one["mandatory_information"].get("other_certificates")
    ]
    assert (notifying, certified) == (NOTIFYING, CERTIFIED)
    assert {made[number - 1]["kind"] for number in (notifying, certified)} == {"paid_agency"}
    assert made[notifying - 1]["notified_services"][0]["notified_on"] < str(TODAY)
    assert made[notifying - 1]["municipality_code"].startswith("13"), "whose bureau the play has to do with"


def test_they_are_the_same_every_time():
    assert list(organizations(TODAY)) == list(organizations(TODAY))


def test_beside_them_stand_a_school_an_agency_on_its_own_account_and_a_department():
    """REG-1, REG-4: of the private class, under IDs of their own; the numbers are shared where the rule is about that."""
    made = list(organizations(TODAY))
    beside = {one["email"]: one for _, one in particular_organizations(TODAY)}
    assert set(beside) == {SCHOOL, AGENCY, DEPARTMENT, ENDING, FAILING}
    assert not set(beside) & {one["email"] for one in made}
    assert {one["kind"] for one in beside.values()} <= PRIVATE_KINDS
    assert (beside[SCHOOL]["kind"], beside[SCHOOL]["services"]) == ("school", ["offers"])
    joint = made[COMMISSIONED_BY - 1]
    assert (joint["kind"], joint["commissioned_agency_number"]) == (
        "municipality_commissioning",
        beside[AGENCY]["permission_number"],
    )
    main, department = made[MAIN_ESTABLISHMENT - 1], beside[DEPARTMENT]
    assert (main["permission_number"], main["name"]) == (department["permission_number"], department["name"])
    assert main["department"] == "" != department["department"]


@pytest.mark.parametrize("today", [TODAY, dt.date(2026, 5, 13), dt.date(2027, 3, 1), dt.date(2028, 2, 29)])
def test_their_terms_end_in_a_week_and_today_on_whatever_day_the_demo_begins(today: dt.date):
    """REG-16: seeker information is good for 12 months from the day after approval."""
    beside = {one["email"]: approved_on for approved_on, one in particular_organizations(today)}
    assert ENDS_IN_DAYS == 7
    for email, until in ((ENDING, today + dt.timedelta(days=7)), (FAILING, today)):
        months = ApplicationSettings()
        assert seeker_information_until(frozenset({Service.SEEKERS}), beside[email], months) == until

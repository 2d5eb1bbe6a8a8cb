"""The demo's organizations (issue 2, main job step 3): the counts of seed 003, every one fit to be registered."""

import datetime as dt
from collections import Counter

from deploy.demo.organizations import CERTIFIED, NOTIFYING, organizations
from services.contracts.reference import bureau_of, bureaus, occupations, places
from services.contracts.registry import PRIVATE_KINDS, NewApplication

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


def test_they_are_the_same_every_time():
    assert list(organizations(TODAY)) == list(organizations(TODAY))

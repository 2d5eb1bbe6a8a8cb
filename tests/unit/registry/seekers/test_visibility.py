"""SEE-4, SEE-5, SEE-6: who may find a seeker, with the reason where nobody may."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.contracts.registry import CLASSES, PROVISION_CHOICES
from services.registry.seekers.domain.narrowing import later_ineligible
from services.registry.seekers.domain.own_decisions import objection_to_registration
from services.registry.seekers.domain.reasons import SeekerReason
from services.registry.seekers.domain.visibility import (
    NotProvided,
    ProvisionChoice,
    PupilOf,
    ReaderClass,
    SeekerFacts,
    end_of_validity,
    ineligible_until,
    next_change,
    provided_to,
    why_not_provided,
)

TODAY = date(2026, 6, 10)
FOUND = SeekerFacts(
    applied_on=date(2026, 5, 11),
    valid_until=date(2026, 7, 31),
    ended_on=None,
    my_page_opened=True,
    terms_version="2021-12-01",
    provision_choice=ProvisionChoice.BOTH,
)
PUPIL = replace(FOUND, pupil_of=PupilOf.OTHER_SCHOOL, graduates_on=date(2026, 3, 31))


def test_a_seeker_who_meets_every_rule_is_found_by_both_classes():
    assert provided_to(FOUND, TODAY) == (ReaderClass.PRIVATE, ReaderClass.MUNICIPAL)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        (replace(FOUND, ended_on=TODAY), NotProvided.APPLICATION_NOT_VALID),
        (replace(FOUND, valid_until=date(2026, 6, 9)), NotProvided.APPLICATION_NOT_VALID),
        (replace(FOUND, applied_on=date(2026, 6, 11)), NotProvided.APPLICATION_NOT_VALID),
        (replace(FOUND, my_page_opened=False), NotProvided.NO_MY_PAGE),
        (replace(FOUND, terms_version=None), NotProvided.NO_CONSENT),
        (replace(FOUND, provision_choice=ProvisionChoice.NONE), NotProvided.NOT_CHOSEN),
        (PUPIL, NotProvided.PUPIL),
    ],
)
def test_one_rule_not_met_hides_the_seeker_from_everybody(facts, reason):
    assert why_not_provided(facts, ReaderClass.PRIVATE, TODAY) is reason
    assert provided_to(facts, TODAY) == ()


@pytest.mark.parametrize(
    ("choice", "readers"),
    [
        ("both", ("private", "municipal")),
        ("municipal_only", ("municipal",)),
        ("private_only", ("private",)),
        ("none", ()),
    ],
)
def test_the_choice_covers_the_classes_it_names(choice, readers):
    assert provided_to(replace(FOUND, provision_choice=ProvisionChoice(choice)), TODAY) == readers


def test_choices_and_classes_are_those_of_the_contract():
    assert {str(choice) for choice in ProvisionChoice} == set(PROVISION_CHOICES)
    assert {str(reader) for reader in ReaderClass} == set(CLASSES)


@pytest.mark.parametrize(
    ("applied", "last"),
    [
        (date(2026, 1, 15), date(2026, 3, 31)),
        (date(2026, 1, 31), date(2026, 3, 31)),
        (date(2025, 12, 1), date(2026, 2, 28)),
        (date(2027, 12, 31), date(2028, 2, 29)),
    ],
)
def test_an_application_for_work_is_valid_to_the_end_of_the_month_after_next(applied, last):
    assert end_of_validity(applied) == last


def test_the_length_of_validity_is_a_setting():
    """SEE-6."""
    assert end_of_validity(date(2026, 1, 15), 3) == date(2026, 4, 30)


def test_the_last_day_of_validity_still_counts():
    assert provided_to(FOUND, date(2026, 7, 31))
    assert not provided_to(FOUND, date(2026, 8, 1))


def test_new_graduates_of_schools_are_eligible_from_july_of_the_year_of_graduation():
    assert not provided_to(PUPIL, date(2026, 6, 30))
    assert provided_to(PUPIL, date(2026, 7, 1))
    assert not provided_to(replace(PUPIL, graduates_on=None), date(2026, 7, 1))


@pytest.mark.parametrize(
    ("graduates_on", "last"),
    [
        (date(2026, 6, 29), date(2026, 6, 30)),
        (date(2026, 6, 30), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 7, 1)),
        (date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 12, 25), date(2026, 12, 25)),
    ],
)
def test_who_graduates_after_june_is_a_pupil_and_hidden_to_the_day_of_graduation(graduates_on, last):
    """SEE-5: a pupil is not eligible; the end of June is that of who has graduated before."""
    pupil = replace(PUPIL, graduates_on=graduates_on, valid_until=date(2027, 1, 31))
    assert ineligible_until(pupil) == last
    assert not provided_to(pupil, last)
    assert provided_to(pupil, last + timedelta(days=1))
    assert next_change(pupil, TODAY) == last + timedelta(days=1)


@pytest.mark.parametrize("autumn", [date(2026, 9, 30), date(2026, 12, 25)])
def test_of_two_schools_that_of_a_graduation_in_autumn_keeps_the_person_out_for_longer(autumn):
    """SEE-4, SEE-5: what a refused row narrows."""
    told = later_ineligible(PUPIL, PupilOf.OTHER_SCHOOL, autumn)
    assert told.graduates_on == autumn
    assert later_ineligible(told, PupilOf.OTHER_SCHOOL, date(2026, 3, 31)) == told


@pytest.mark.parametrize("autumn", [date(2026, 9, 30), date(2026, 12, 25)])
def test_a_pupil_registers_from_the_day_after_a_graduation_in_autumn(autumn):
    """SEE-5."""
    pupil = replace(PUPIL, graduates_on=autumn)
    assert objection_to_registration(pupil, autumn) is SeekerReason.NOT_ELIGIBLE_YET
    assert objection_to_registration(pupil, autumn + timedelta(days=1)) is None


def test_students_of_universities_and_colleges_of_technology_are_eligible():
    for school in (PupilOf.UNIVERSITY, PupilOf.COLLEGE_OF_TECHNOLOGY):
        assert provided_to(replace(PUPIL, pupil_of=school), TODAY)


def test_the_next_change_by_date_is_the_end_of_validity_or_the_july_of_graduation():
    assert next_change(FOUND, TODAY) == date(2026, 8, 1)
    assert next_change(PUPIL, TODAY) == date(2026, 7, 1)
    assert next_change(PUPIL, date(2026, 7, 1)) == date(2026, 8, 1)
    assert next_change(FOUND, date(2026, 8, 1)) is None
    assert next_change(replace(FOUND, ended_on=TODAY), TODAY) is None


def test_the_next_change_of_an_application_that_begins_later_is_its_first_day():
    """SEE-4, SEE-6: until then nobody finds the seeker, and on that day everybody whom the choice covers."""
    later = replace(FOUND, applied_on=TODAY + timedelta(days=3))
    assert next_change(later, TODAY) == later.applied_on
    assert not provided_to(later, TODAY + timedelta(days=2))
    assert provided_to(later, later.applied_on)
    assert next_change(later, later.applied_on) == date(2026, 8, 1)

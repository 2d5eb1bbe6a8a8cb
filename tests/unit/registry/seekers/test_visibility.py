"""SEE-4, SEE-5, SEE-6: who may find a seeker, with the reason where nobody may."""

from dataclasses import replace
from datetime import date

import pytest

from services.contracts.registry import CLASSES, PROVISION_CHOICES
from services.registry.seekers.domain.visibility import (
    NotProvided,
    ProvisionChoice,
    PupilOf,
    ReaderClass,
    SeekerFacts,
    end_of_validity,
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


def test_students_of_universities_and_colleges_of_technology_are_eligible():
    for school in (PupilOf.UNIVERSITY, PupilOf.COLLEGE_OF_TECHNOLOGY):
        assert provided_to(replace(PUPIL, pupil_of=school), TODAY)


def test_the_next_change_by_date_is_the_end_of_validity_or_the_july_of_graduation():
    assert next_change(FOUND, TODAY) == date(2026, 8, 1)
    assert next_change(PUPIL, TODAY) == date(2026, 7, 1)
    assert next_change(PUPIL, date(2026, 7, 1)) == date(2026, 8, 1)
    assert next_change(FOUND, date(2026, 8, 1)) is None
    assert next_change(replace(FOUND, ended_on=TODAY), TODAY) is None

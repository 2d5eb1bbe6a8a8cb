"""REG-15: the terms in force are those of the audience with the latest day of force that has come."""

from datetime import date

import pytest

from services.contracts.registry import TERMS_AUDIENCES
from services.registry.terms import VERSIONS, TermsVersion, in_force

TODAY = date(2026, 5, 15)


def test_every_audience_has_terms_in_force():
    assert {in_force(audience, TODAY).audience for audience in TERMS_AUDIENCES} == set(TERMS_AUDIENCES)


def test_the_private_terms_are_those_of_the_first_of_december_2021():
    terms = in_force("private", TODAY)
    assert (terms.version, terms.in_force_from, terms.illustrative) == ("2021-12-01", date(2021, 12, 1), False)


def test_a_new_version_holds_from_its_day_of_force():
    newer = TermsVersion("private", "2026-06-01", date(2026, 6, 1), "…")
    assert in_force("private", date(2026, 5, 31), (*VERSIONS, newer)).version == "2021-12-01"
    assert in_force("private", date(2026, 6, 1), (newer, *VERSIONS)).version == "2026-06-01"


def test_before_the_first_version_there_are_none():
    with pytest.raises(LookupError):
        in_force("private", date(2021, 11, 30))

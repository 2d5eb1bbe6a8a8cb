"""REG-16: the term of seeker information."""

from datetime import date

from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.domain.standing import seeker_information_until

SETTINGS = ApplicationSettings()


def test_the_term_ends_a_year_after_approval_even_on_a_holiday() -> None:
    """Approved 22 May 2026: 22 May 2027 is a Saturday, and a term is no period of CAL-4."""
    until = seeker_information_until(frozenset(Service), date(2026, 5, 22), SETTINGS)
    assert until == date(2027, 5, 22)


def test_its_length_is_a_setting() -> None:
    three_years = ApplicationSettings(seeker_information_months=36)
    assert seeker_information_until(frozenset(Service), date(2026, 5, 15), three_years) == date(2029, 5, 15)


def test_offer_information_has_no_term() -> None:
    assert seeker_information_until(frozenset({Service.OFFERS}), date(2026, 5, 15), SETTINGS) is None

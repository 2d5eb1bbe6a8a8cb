"""A year of organizations, day by day, on a real database, against the oracle of the law."""

from __future__ import annotations

from datetime import date

from tests.contract.registry.conftest import Registry
from tests.simulated_year.oracle.course import Letter
from tests.simulated_year.oracle.filings import What
from tests.simulated_year.oracle.kinds import Kind
from tests.simulated_year.plans.lives import lives
from tests.simulated_year.simulation import Simulation

APPLICATIONS = 120
CLOSED = frozenset(
    date.fromisoformat(day)
    for day in (
        "2026-04-29",
        "2026-05-02",
        "2026-05-07",
        "2026-09-20",
        "2026-09-24",
        "2026-12-27",
        "2026-12-28",
        "2026-12-29",
    )
)
"""Days without any duty: a machine stood still, over deadlines that had moved."""


def test_no_date_of_a_simulated_year_is_wrong(registry: Registry) -> None:
    """REG-3, REG-5, REG-7, REG-9, REG-13, REG-16, CMP-6: stages, terms and every mail are as the oracle reads them.

    CAL-6: duties run twice a day, and what they missed they catch up.
    """
    year = Simulation(registry, lives(APPLICATIONS, seed=7), closed_for=CLOSED)
    year.run()
    assert not year.wrong, "\n".join(year.wrong[:20])
    done = year.people.acts
    assert done["registered"] >= APPLICATIONS
    assert done["approved"] > APPLICATIONS / 3
    # A year that did not meet what it is about would be right for nothing.
    assert done["entered"] > 0, "applications on paper (REG-9)"
    approved = {filing.what for life in year.lives for filing in life.filings if filing.decided and not filing.refused}
    assert approved == set(What), "all four kinds of application (REG-5)"
    assert {life.kind for life in year.lives} == set(Kind), "all kinds of organization, joint applicants too (REG-1)"
    assert set(year.letters) == set(Letter), "every mail that has a day of its own"

"""A year of organizations, day by day, on a real database, against the oracle of the law (REG-3, REG-5, REG-7, REG-16)."""

from __future__ import annotations

from datetime import date

from tests.contract.registry.conftest import Registry
from tests.simulated_year.plans import lives
from tests.simulated_year.simulation import Simulation

APPLICATIONS = 150
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
    """CAL-6: duties run twice a day, and what they missed they catch up; by the oracle's reading of REG-7, REG-3, REG-16."""
    year = Simulation(registry, lives(APPLICATIONS, seed=7), closed_for=CLOSED)
    year.run()
    assert not year.wrong, "\n".join(year.wrong[:20])
    assert year.acts["registered"] >= APPLICATIONS
    assert year.acts["approved"] > APPLICATIONS / 3

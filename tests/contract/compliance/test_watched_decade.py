"""Years of what falls due, through the duties on a real database and day by day against the oracle of the terms (CMP-6).

Many more of such years go through the rules alone (`tests/unit/compliance/test_watched_decade.py`); here it is what is kept, in
whatever order it is told, and what is asked over the contract.
"""

import datetime as dt

from services.compliance.cases.domain.files import CaseSettings
from services.compliance.standing.domain.measures import StandingSettings
from services.compliance.watch.settings import WatchSettings
from tests.contract.compliance.conftest import Compliance
from tests.contract.compliance.served_bureau import ServedBureau
from tests.simulated_decade.watched_years import CLASSES, Span, Years

SPAN = Span(dt.date(2021, 4, 1), dt.date(2027, 3, 31), dt.date(2026, 12, 28))
LIVES = (
    ("private", "permission"), ("private", "seekers"), ("private", "reports"), ("municipal", "seekers"), ("municipal", "reports"),
)  # fmt: skip
"""A municipality has no permission whose term could end (REG-16)."""
SEED = 6
REACHED = {
    *("stopped", "goes on", "mended", "mended late", "undone", "missing anew", "hearing", "terminated"),
    *("stop taken back", "runs on again", "prompt demand", "prompt unmended", "prompt repeated"),
    *("form_taken_back of who is active", "refusal_taken_back of who is suspended", "form_corrected of who is suspended"),
    *("reopened by form_taken_back of who is active", "withdrawal_taken_back of who is active"),
    "a withdrawal told after it was taken back",
    *("a receipt told after it was taken back", "a receipt told after it was approved", "a closing told after the reopening"),
}  # fmt: skip
"""What is kept in other rows, or by other statements; the rest is left to the pure rules, which are a hundred times as quick."""


def test_not_one_day_of_years_of_what_falls_due_differs_from_the_terms(compliance: Compliance) -> None:
    """CMP-6, CMP-14, CAL-3, CAL-4, CAL-6: terms, forms recorded late, taken back, refused, approved, reports filed; both classes."""
    compliance.service.watch_settings = WatchSettings(reports_from_fiscal_year=2020)
    compliance.service.case_settings = CaseSettings(
        overdue_months={name: terms.months_of_grace for name, terms in CLASSES.items()}
    )
    compliance.service.standing_settings = StandingSettings(
        {name: terms.months_of_stop for name, terms in CLASSES.items()},
        {name: terms.months_of_bar // 12 for name, terms in CLASSES.items()},
    )
    years = Years(ServedBureau(compliance, SPAN.last), LIVES, SPAN, SEED)
    years.go()
    missing = REACHED - years.seen("private") - years.seen("municipal")
    assert not missing, f"choose another SEED: {sorted(missing)}"

"""What came of an accepted application: the hire and the fees, as the usage report asks for them (MSG-13, RPT-1)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.legal_calendar import fiscal_year
from services.messaging.domain.reasons import MessagingReason


class EmploymentTerm(StrEnum):
    """How long the employment is agreed for."""

    INDEFINITE = "indefinite"
    FOUR_MONTHS_OR_MORE = "four_months_or_more"
    SHORTER = "shorter"


@dataclass(frozen=True)
class Result:
    """The hire, if there was one, and the fees in yen; None where none was taken.

    `term` and `seasonal` belong to the hire. Fees from the seeker (求職者手数料) may be taken without one.
    """

    hired_on: date | None = None
    term: EmploymentTerm | None = None
    seasonal: bool | None = None
    fee_from_seeker: int | None = None
    fee_from_employer: int | None = None

    @property
    def regular(self) -> bool | None:
        """常用就職: employment without a term, or for 4 months or more, seasonal work excepted; None without a hire."""
        if self.hired_on is None:
            return None
        return self.term is not EmploymentTerm.SHORTER and not self.seasonal

    def reported_for(self, accepted_on: date) -> int:
        """The fiscal year in whose report it stands: of the hire, else of the acceptance."""
        return fiscal_year(self.hired_on or accepted_on)


@dataclass(frozen=True)
class Recording:
    """What a rule looks at. `before`: what stands; `reported_years`: fiscal years whose usage report is filed."""

    result: Result
    before: Result | None
    accepted_on: date
    kind: str
    today: date
    reported_years: Collection[int]


Rule = Callable[[Recording], MessagingReason | None]


def what_was_reported_stands(it: Recording) -> MessagingReason | None:
    """RPT-2: a filed report is corrected by another version of it, not by other facts under it."""
    if it.before is None or it.before.reported_for(it.accepted_on) not in it.reported_years:
        return None
    return MessagingReason.RESULT_REPORTED


def the_hire_followed_the_acceptance(it: Recording) -> MessagingReason | None:
    """MSG-13: never before it, never on a day to come."""
    hired_on = it.result.hired_on
    if hired_on is not None and hired_on < it.accepted_on:
        return MessagingReason.DAYS_OUT_OF_ORDER
    return MessagingReason.DATE_OUT_OF_PERIOD if hired_on is not None and hired_on > it.today else None


def the_employment_is_told_of_a_hire(it: Recording) -> MessagingReason | None:
    """REG-3: whether a placement is a regular one must be known of every hire, and of nothing else."""
    told = {it.result.term is not None, it.result.seasonal is not None}
    return None if told == {it.result.hired_on is not None} else MessagingReason.EMPLOYMENT_UNFIT


def fees_are_a_paid_agencys(it: Recording) -> MessagingReason | None:
    """RPT-1: nobody else may take any (職業安定法30条, 33条)."""
    none = it.result.fee_from_seeker is None and it.result.fee_from_employer is None
    return None if none or it.kind == "paid_agency" else MessagingReason.FEES_NOT_FOR_KIND


def the_employers_fee_is_for_a_hire(it: Recording) -> MessagingReason | None:
    """Seed 001, 19(1)②: 当該求職者の職業紹介について求人者が負担した手数料."""
    fits = it.result.fee_from_employer is None or it.result.hired_on is not None
    return None if fits else MessagingReason.FEE_WITHOUT_HIRE


RULES: tuple[Rule, ...] = (
    what_was_reported_stands,
    the_hire_followed_the_acceptance,
    the_employment_is_told_of_a_hire,
    fees_are_a_paid_agencys,
    the_employers_fee_is_for_a_hire,
)


def objection_to(recording: Recording) -> MessagingReason | None:
    """Why the result can't be recorded; the first rule that objects. The same result again is no recording."""
    if recording.result == recording.before:
        return None
    return next((objection for rule in RULES if (objection := rule(recording)) is not None), None)

"""Why a decision on an organization's standing, or a record of an order, is refused."""

from __future__ import annotations

from enum import Enum


class StandingReason(Enum):
    """Each is mapped to a code of the contract by the service."""

    UNKNOWN_ORGANIZATION = "no such organization is known here"
    UNKNOWN_MEASURE = "no such measure"
    OTHER_BUREAU = "AUT-7: another bureau is competent"
    OTHER_AUTHORITY = "CMP-10: bureaus decide by 001 8, operations by 001 14"
    TERMINATED = "CMP-9: terminated already"
    WITHDRAWN = "REG-5: has withdrawn"
    NOT_TODAY = "CMP-14: a measure takes effect at once, never on another day"
    GROUND_NOT_FOR_KIND = "the ground does not bear this measure"
    IN_FORCE_ALREADY = "a measure on this ground is in force"
    STANDING_CHANGED = "somebody has decided meanwhile"
    NOTHING_BEFORE_IT = "CMP-3, CMP-5, CMP-6: termination presupposes a suspension that has run"
    ENDED_ALREADY = "the measure has ended"
    MENDED_ALREADY = "CMP-6: it is recorded as mended"
    TERM_RUNS_IN_FULL = "CMP-14: a suspension with a term runs it in full"
    ANNULLED_ALREADY = "the decision was taken back before"
    TERMINATION_IS_FINAL = "CMP-9: a termination does not end, unless its decision was wrong"


class OrderReason(Enum):
    """Each is mapped to a code of the contract by the service."""

    UNKNOWN_ORDER = "no such order"
    OTHER_BUREAUS_NUMBER = "AUT-7: the number is another bureau's"
    RECORDED_ALREADY = "the number has an order of this kind and day"
    CHANGED_MEANWHILE = "somebody has changed the record meanwhile"
    VOID = "the record was taken back"
    DAY_IN_FUTURE = "a day to come"
    TERM_NOT_FOR_KIND = "CMP-2: a business suspension has a term, other orders have none"
    TERM_REVERSED = "the term ends before it begins, or begins before the order"
    NOT_TO_BE_MET = "CMP-2: only an improvement order is met"
    MET_BEFORE_ISSUED = "met before it was issued"

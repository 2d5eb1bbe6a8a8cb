"""Why a step of a case is refused; what concerns the measure itself is standing's `StandingReason`."""

from __future__ import annotations

from enum import Enum


class CaseReason(Enum):
    """Each is mapped to a code of the contract by the service."""

    UNKNOWN_CASE = "no such case of the caller's"
    CASE_CLOSED = "CMP-13: the case is closed"
    OUT_OF_ORDER = "CMP-13: this does not come next"
    CASE_CHANGED = "CMP-13: somebody has acted on the case meanwhile"
    NOT_FOR_CALLER = "CMP-13: another side acts here"
    HAPPENED_LATER = "CMP-13: a conduct that is still to come"
    DAY_UNSTATED = "CMP-13: the day of the conduct is stated, or that it is not known, and not both"
    OVERDUE_UNFIT = "CMP-6: what is overdue stands with this ground and no other"
    SAME_GROUND = "CMP-13: the case has this ground already"
    MEASURE_TAKEN = "CMP-13: a measure rests on the ground"
    NOT_TO_BE_REFERRED = "CMP-1: only a suspected offence is passed to the supply-demand section"
    DUE_DAY_UNFIT = "CMP-13: the due day leaves no time, or too much"
    CORRECTION_NOT_REQUESTED = "CMP-3 to CMP-6, CMP-8: the suspension goes with a correction request"
    DEMAND_PENDING = "OPS-4: nothing was demanded, or the day for it has not passed"
    GRACE_NOT_OVER = "CMP-6: the months of grace from the day after the due day are not over"
    FACTS_ESTABLISHED = "CMP-10: a definite measure shows that the facts are established"
    NOTHING_TO_CONFIRM = "CMP-13: nothing was requested and nothing is in force"
    NOTHING_GOES_ON = "CMP-6: no suspension goes on beyond its term"
    NOTHING_TO_ANNUL = "CMP-6: nothing came in time, or no suspension is in force"
    NO_TERMINATION = "CMP-3 to CMP-8: the terms know no termination for this"
    NOT_HEARD = "CMP-9: the organization has not been heard, and its time is not over"

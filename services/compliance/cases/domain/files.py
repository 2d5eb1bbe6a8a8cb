"""What is known of a case on a day, and the words of its course (CMP-13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from services.compliance.standing.domain.grounds import Ground, MeasureKind


class CaseState(StrEnum):
    """Where a case is; whether the organization is suspended by it is told by its measures, not by this."""

    OPENED = "opened"
    """把握: the facts are being established."""
    REFERRED = "referred"
    """With the supply-demand section (CMP-1)."""
    REQUESTED = "correction_requested"
    """是正要請 (CMP-13)."""
    ANSWERED = "answered"
    HEARING = "hearing"
    """Before a termination: the organization may state its view."""
    HEARD = "heard"
    CONFIRMED = "confirmed"
    """The correction, procedure or report is confirmed; a suspension with a term may still run (CMP-14)."""
    CLOSED = "closed"


class CaseEvent(StrEnum):
    """What can happen to an open case."""

    REFER = "refer"
    RECLASSIFY = "reclassify"
    """The facts show another ground than the one supposed."""
    SET_DAY = "set_day"
    """The facts show another day of the conduct: whether it came after a resumption hangs on it (CMP-3, CMP-5)."""
    REQUEST_CORRECTION = "request_correction"
    """是正要請; for an overdue report 提出依頼 (CMP-6)."""
    ANSWER = "answer"
    SUSPEND_PROVISIONALLY = "suspend_provisionally"
    END_PROVISIONAL = "end_provisional"
    SUSPEND = "suspend"
    CONFIRM = "confirm"
    ANNOUNCE_HEARING = "announce_hearing"
    STATE_VIEW = "state_view"
    TERMINATE = "terminate"
    WARN = "warn"
    """By date: use will be suspended when the month of grace is over (CMP-6)."""
    GO_ON = "go_on"
    """By date: the term is over and what is overdue is still missing, so that the suspension goes on (CMP-6)."""
    ANNUL = "annul"
    """By date: what was thought missing had come in time; it was recorded late (CMP-6). By staff, on the measure: it was wrongly
    decided (decision 158), which is no step that the rules of cases play."""
    CLOSE = "close"
    """Nothing was found, or guidance was enough (CMP-11)."""


RECORD_CORRECTED = "correct_refusal"
"""A step that no rule of cases plays: the organization has recorded otherwise, or taken back, the refusal that opened the case (MSG-13).
Like every step it raises the version, so that who decides on what was recorded before is told; all else it leaves to staff."""


class OverdueItem(StrEnum):
    """What is missing (CMP-6; seed 001, 8(2)④ａ)."""

    PERMISSION = "permission"
    """変更申請 after the end of the permission's term (REG-16)."""
    SEEKER_TERM = "seeker_term"
    """更新申請 after the end of the term of seeker information."""
    REPORT = "report"
    """年度の利用状況報告, due on 20 April (RPT-1)."""


@dataclass(frozen=True)
class Overdue:
    """What is missing, and the last day on which it would have been in time."""

    item: OverdueItem
    due_on: date


@dataclass(frozen=True)
class CaseFile:
    """A case. `happened_on`: the day of the conduct, the latest known; what is overdue happens on its due day. None: not known yet.

    `requested_on`: of the latest correction request, answered by the organization until `answer_due_on`; `view_due_on`: of the
    hearing. `version` counts the steps, so that who acts on an older view is told.
    """

    case_id: str
    ground: Ground
    happened_on: date | None
    state: CaseState = CaseState.OPENED
    version: int = 1
    overdue: Overdue | None = None
    requested_on: date | None = None
    answer_due_on: date | None = None
    view_due_on: date | None = None


@dataclass(frozen=True)
class Act:
    """What somebody wants to do. `day`: the day it is said to be done on; `seen_version`: of the case they saw.

    `kind` of a suspension; `basis` on which a termination or suspension rests, the case's own ground where None; `ground`
    that a case is reclassified to; `happened_on` that is set as its day, or `day_unknown`; `due_on` that is set for the
    organization, by the calendar where None; `met_on`: the day on which what was missing came (CMP-6); `last_day` of a suspension that
    goes on from an earlier one, its own term's where None (decision 306); `seen_state`: where the
    case is for its organization, which does not learn of an inquiry; None where that is the case's own state (CMP-1).
    """

    event: CaseEvent
    day: date
    seen_version: int
    kind: MeasureKind | None = None
    basis: Ground | None = None
    ground: Ground | None = None
    due_on: date | None = None
    met_on: date | None = None
    last_day: date | None = None
    seen_state: CaseState | None = None
    happened_on: date | None = None
    day_unknown: bool = False


@dataclass(frozen=True)
class CaseSettings:
    """Amounts that the terms leave open; days from the day after the request (CAL-3, CAL-4)."""

    days_to_answer: int = 14
    """To a correction request: the terms say 速やかに (seed 001, 3)."""
    days_to_state_view: int = 14
    """In a hearing before a termination; not from the seeds."""
    longest_due_days: int = 366
    """How far ahead staff may set a day."""
    overdue_months: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({"private": 1, "municipal": 1}))
    """How long after its due day something missing is waited for (CMP-6; seed 001, 8(2)④ａ)."""
    days_of_warning: int = 10
    """How long before the end of that month the suspension is announced; not from the seeds."""

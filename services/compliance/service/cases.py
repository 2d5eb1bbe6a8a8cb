"""Entrypoints of cases: what staff and organizations do in them (CMP-1 to CMP-14)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.cases.domain.reasons import CaseReason
from services.contracts.errors import ErrorCode

REFUSALS: Mapping[Any, ErrorCode] = {
    CaseReason.UNKNOWN_CASE: ErrorCode.NOT_FOUND,
    CaseReason.CASE_CLOSED: ErrorCode.CASE_CLOSED,
    CaseReason.OUT_OF_ORDER: ErrorCode.CASE_OUT_OF_ORDER,
    CaseReason.CASE_CHANGED: ErrorCode.CASE_CHANGED,
    CaseReason.NOT_FOR_CALLER: ErrorCode.FORBIDDEN,
    CaseReason.HAPPENED_LATER: ErrorCode.CASE_DAY_UNFIT,
    CaseReason.OVERDUE_UNFIT: ErrorCode.OVERDUE_UNFIT,
    CaseReason.SAME_GROUND: ErrorCode.CASE_GROUND_UNFIT,
    CaseReason.MEASURE_TAKEN: ErrorCode.CASE_MEASURE_TAKEN,
    CaseReason.NOT_TO_BE_REFERRED: ErrorCode.NOT_TO_BE_REFERRED,
    CaseReason.DUE_DAY_UNFIT: ErrorCode.DUE_DAY_UNFIT,
    CaseReason.CORRECTION_NOT_REQUESTED: ErrorCode.CORRECTION_NOT_REQUESTED,
    CaseReason.GRACE_NOT_OVER: ErrorCode.GRACE_NOT_OVER,
    CaseReason.FACTS_ESTABLISHED: ErrorCode.FACTS_ALREADY_ESTABLISHED,
    CaseReason.NOTHING_TO_CONFIRM: ErrorCode.NOTHING_TO_CONFIRM,
    CaseReason.NO_TERMINATION: ErrorCode.TERMINATION_NOT_PROVIDED,
    CaseReason.NOT_HEARD: ErrorCode.ORGANIZATION_NOT_HEARD,
}

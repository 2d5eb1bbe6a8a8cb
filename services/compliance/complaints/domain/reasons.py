"""Why a step of a complaint, or a demand of a register, is refused."""

from __future__ import annotations

from enum import Enum


class ComplaintReason(Enum):
    """Each is mapped to a code of the contract by the service."""

    UNKNOWN_COMPLAINT = "no such complaint that the caller may see"
    UNKNOWN_ORGANIZATION = "no such organization"
    UNKNOWN_OFFICE = "REG-17: no such office"
    UNKNOWN_REGISTER_DEMAND = "no such demand that the caller may see"
    UNKNOWN_CASE = "no such case of this organization"
    OUT_OF_ORDER = "CMP-12: this does not come next"
    CHANGED = "somebody has written meanwhile"
    DAY_TO_COME = "CMP-12: received on a day to come"
    DUE_DAY_UNFIT = "CMP-12: the day leaves no time, or too much"
    HANDED_IN_ALREADY = "CMP-12: the register was handed in"
    PERIOD_REVERSED = "CMP-12: the period ends before it begins"
    NOT_HANDED_IN = "CMP-12: the register is still to be handed in"
    DEMAND = "MSG-8: the organization's answer demands personal data"
    PERSONAL_DATA = "MSG-8: personal data has no place on the site"
    NOT_CHECKED = "MSG-8: the registry can't be asked for the seeker's own name"

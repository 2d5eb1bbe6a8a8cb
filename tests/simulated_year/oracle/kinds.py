"""The table of REG-1 as the rules need it: who acts under a permission with a term, and who may use what on which condition."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

OFFERS, SEEKERS = "offers", "seekers"
BOTH = frozenset({OFFERS, SEEKERS})


@dataclass(frozen=True)
class Row:
    """A row of the table: its services, whether its seeker information needs a placement (REG-3), and its class."""

    services: frozenset[str]
    needs_placement: bool
    has_permission: bool
    municipal: bool


class Kind(StrEnum):
    """Kinds of organization (利用団体の種類)."""

    PAID_AGENCY = "paid_agency"
    FREE_AGENCY = "free_agency"
    SCHOOL = "school"
    SPECIAL_CORPORATION = "special_corporation"
    MUNICIPALITY_OWN = "municipality_own"
    MUNICIPALITY_COMMISSIONING = "municipality_commissioning"
    MUNICIPALITY_INFORMING = "municipality_informing"
    DESIGNATED_BODY = "designated_body"


TABLE = {
    Kind.PAID_AGENCY: Row(BOTH, needs_placement=True, has_permission=True, municipal=False),
    Kind.FREE_AGENCY: Row(BOTH, needs_placement=True, has_permission=True, municipal=False),
    Kind.SCHOOL: Row(frozenset({OFFERS}), needs_placement=False, has_permission=False, municipal=False),
    Kind.SPECIAL_CORPORATION: Row(BOTH, needs_placement=True, has_permission=False, municipal=False),
    Kind.MUNICIPALITY_OWN: Row(BOTH, needs_placement=True, has_permission=False, municipal=True),
    # The agency's placement, not its own.
    Kind.MUNICIPALITY_COMMISSIONING: Row(BOTH, needs_placement=True, has_permission=False, municipal=True),
    Kind.MUNICIPALITY_INFORMING: Row(frozenset({SEEKERS}), needs_placement=False, has_permission=False, municipal=True),
    Kind.DESIGNATED_BODY: Row(BOTH, needs_placement=True, has_permission=True, municipal=True),
}

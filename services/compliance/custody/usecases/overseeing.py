"""Staff see which deletions are late, and by how much: a bureau its own organizations', others all (MSG-11).

Who saw which is in the audit log, an entry each (OPS-3).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from services.compliance.custody.domain.ageing import AgeingSettings
from services.compliance.custody.domain.reasons import CustodyReason
from services.compliance.custody.storage import lists
from services.compliance.custody.storage.lists import LateDuty, LateFilter, LateOrganization
from services.contracts.caller import Caller, Role
from services.contracts.compliance import LIST_LATE_DUTIES, LIST_LATE_ORGANIZATIONS
from services.runtime.audit import record_seen
from services.runtime.refusal import Refusal
from services.runtime.work import Work


@dataclass(frozen=True)
class LatePage:
    """A page of late duties, how many there are in each class of age, and the ID to ask on from."""

    duties: Sequence[LateDuty]
    ages: Sequence[int]
    next: str | None


def list_late_duties(
    work: Work,
    settings: AgeingSettings,
    *,
    organization_id: str | None,
    bureau_code: str | None,
    ground: str | None,
    limit: int,
    after: str | None,
) -> LatePage:
    """Duties that are open after their day, the latest first."""
    wanted = LateFilter(work.today, overseen_bureau(work.caller, bureau_code), organization_id, ground)
    last = None
    if after is not None:
        last = lists.late_duty(work.connection, wanted, after)
        if last is None:
            raise Refusal(CustodyReason.NOT_FOUND, "/after")
    found = lists.late_duties(work.connection, wanted, limit + 1, last)
    starts = (settings.second_class_from, settings.third_class_from)
    ages = lists.late_counts(work.connection, wanted, [work.today - dt.timedelta(days=days) for days in starts])
    more = len(found) > limit
    record_seen(work, LIST_LATE_DUTIES, [("duty", late.stored.holding_id) for late in found[:limit]])
    return LatePage(found[:limit], ages, found[limit - 1].stored.holding_id if more else None)


def list_late_organizations(
    work: Work, *, bureau_code: str | None, limit: int, after: str | None
) -> tuple[list[LateOrganization], str | None]:
    """Organizations with late duties, the one with the latest first, and the ID to ask on from."""
    bureau = overseen_bureau(work.caller, bureau_code)
    last = None
    if after is not None:
        last = lists.late_organization(work.connection, work.today, bureau, after)
        if last is None:
            raise Refusal(CustodyReason.NOT_FOUND, "/after")
    found = lists.late_organizations(work.connection, work.today, bureau, limit + 1, last)
    record_seen(work, LIST_LATE_ORGANIZATIONS, [("organization", one.organization_id) for one in found[:limit]])
    return found[:limit], found[limit - 1].organization_id if len(found) > limit else None


def overseen_bureau(caller: Caller, asked: str | None) -> str | None:
    """Whose organizations are meant: a bureau's staff their own, the others the bureau asked for, or None for all."""
    if caller.role is not Role.BUREAU_STAFF:
        return asked
    own = caller.bureau_code or ""
    if asked not in (None, own):
        raise Refusal(CustodyReason.OTHER_BUREAU, "/bureau_code")
    return own

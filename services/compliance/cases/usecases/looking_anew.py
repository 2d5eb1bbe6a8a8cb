"""What the duties passed over while an organization was terminated or had withdrawn is looked at anew, as that was taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.blocks.usecases import mark_changed
from services.compliance.members.storage import keep_organization, member
from services.compliance.order_cases import storage as order_cases
from services.compliance.standing.storage.measures import lock_standing
from services.compliance.watch import storage as watch
from services.runtime.work import Work


def look_anew(work: Work, organization_id: str, *, warn_anew: bool) -> None:
    """Let the duties look at what is overdue, orders, blocks (CMP-2, CMP-6, CMP-11); the caller holds the standing's lock.

    `warn_anew`: what was announced before is not what happens now, as days were given back.
    """
    watch.wake_organization(work.connection, organization_id, work.today, warn_anew=warn_anew)
    order_cases.follow_anew(work.connection, organization_id)
    mark_changed(work.connection, organization_id)


def keep_member(work: Work, state: Mapping[str, Any]) -> bool:
    """Take over an organization's state; answers whether nothing newer was known.

    Of one whose withdrawal was taken back everything is looked at anew (decision 306): whole, as it was passed over meanwhile;
    from a part, as days were given back. Right under concurrency: then under the lock of the standing, as every step on its cases.
    """
    organization_id = state["organization_id"]
    before = member(work.connection, organization_id)
    newest = keep_organization(work.connection, state)
    after = member(work.connection, organization_id)
    if not newest or before is None or after is None:
        return newest
    days_back = before.barred != after.barred
    if days_back or (before.withdrawn and not after.withdrawn):
        lock_standing(work.connection, organization_id)
        look_anew(work, organization_id, warn_anew=days_back)
    return newest

"""What the duties passed over while an organization was terminated or had withdrawn is looked at anew, as that was taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.compliance.members.storage import keep_organization, member
from services.compliance.order_cases import storage as order_cases
from services.compliance.standing.storage.measures import lock_standing
from services.compliance.watch import storage as watch
from services.runtime.work import Work


def look_anew(work: Work, organization_id: str, *, warn_anew: bool) -> None:
    """Let the duties look at what is overdue and at orders (CMP-2, CMP-6); the caller holds the standing's lock.

    `warn_anew`: what was announced before is not what happens now, as days were given back. Blocks (CMP-11) the caller marks
    last (`mark_changed`), as a block does, which holds custody by then.
    """
    watch.wake_organization(work.connection, organization_id, work.today, warn_anew=warn_anew)
    order_cases.follow_anew(work.connection, organization_id)


@dataclass(frozen=True)
class Kept:
    """What became of a state that was told: whether nothing newer was known, and whether the duties look anew."""

    newest: bool
    anew: bool = False


def keep_member(work: Work, state: Mapping[str, Any]) -> Kept:
    """Take over an organization's state.

    Of one whose withdrawal was taken back everything is looked at anew (decision 306): whole, as it was passed over meanwhile;
    from a part, as days were given back. Right under concurrency: then under the lock of the standing, as every step on its cases.
    """
    organization_id = state["organization_id"]
    before = member(work.connection, organization_id)
    newest = keep_organization(work.connection, state)
    after = member(work.connection, organization_id)
    if not newest or before is None or after is None:
        return Kept(newest)
    days_back = before.barred != after.barred
    anew = days_back or (before.withdrawn and not after.withdrawn)
    if anew:
        lock_standing(work.connection, organization_id)
        look_anew(work, organization_id, warn_anew=days_back)
    return Kept(newest, anew)

"""What bureaus are prompted to do, shown with what became of it (CMP-2, CMP-6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.compliance.bureau_prompts import storage
from services.compliance.cases.domain.files import CaseSettings, Overdue, OverdueItem
from services.compliance.cases.domain.periods import last_day_of_grace
from services.compliance.standing.domain.orders import Order, OrderKind
from services.compliance.standing.usecases.telling import author_of
from services.contracts.caller import Role
from services.runtime.work import Work


def list_prompts(work: Work, request: Mapping[str, Any], settings: CaseSettings) -> dict[str, Any]:
    """What waits for staff, or was done: a bureau's of its own organizations; ministry and operations see all."""
    own = author_of(work.caller).bureau_code if work.caller.role is Role.BUREAU_STAFF else None
    limit = request["limit"]
    wanted = {name: request[name] for name in ("prompt", "state", "after")}
    rows = storage.prompts(work.connection, bureau_code=own, limit=limit + 1, **wanted)
    page = [_shown(row, settings) for row in rows[:limit]]
    return {"prompts": page, "next": page[-1]["prompt_id"] if len(rows) > limit else None}


def _shown(row: Any, settings: CaseSettings) -> dict[str, Any]:
    overdue = None if row.overdue_item is None else Overdue(OverdueItem(row.overdue_item), row.happened_on)
    return {
        **row._asdict(),
        "organization_name": row.name,
        "item": overdue and overdue.item,
        "due_on": overdue and overdue.due_on,
        "grace_until": overdue and last_day_of_grace(overdue, row.class_, settings),
        "order": None if row.order_id is None else _order(row),
        "state": "open" if row.ended_on is None else "done",
    }


def _order(row: Any) -> dict[str, Any]:
    order = Order(OrderKind(row.order_kind), row.issued_on, met_on=row.met_on, void=row.void)
    return {**vars(order), "order_id": row.order_id, "state": order.state}

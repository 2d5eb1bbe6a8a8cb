"""What bureaus are prompted to do, shown with what became of it; what is late is looked for, and mailed (CMP-2, CMP-6, CMP-13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from services.compliance.bureau_prompts import storage
from services.compliance.bureau_prompts.domain import CasePrompt
from services.compliance.cases.domain.files import CaseSettings, Overdue, OverdueItem
from services.compliance.cases.domain.periods import last_day_of_grace
from services.compliance.duty_turns.one_by_one import one_by_one
from services.compliance.members.storage import barred_times
from services.compliance.standing.domain.measures import Measure
from services.compliance.standing.domain.orders import Order, OrderKind
from services.compliance.standing.storage.measures import lock_standing, terminations_taken_back
from services.compliance.standing.usecases.telling import author_of
from services.contracts.caller import Role
from services.contracts.compliance import STAFF_PROMPTED
from services.runtime.outbox import publish
from services.runtime.work import Work


def list_prompts(work: Work, request: Mapping[str, Any], settings: CaseSettings) -> dict[str, Any]:
    """What waits for staff, or was done: a bureau's of its own organizations; ministry and operations see all."""
    own = author_of(work.caller).bureau_code if work.caller.role is Role.BUREAU_STAFF else None
    limit = request["limit"]
    wanted = {name: request[name] for name in ("prompt", "state", "after")}
    rows = storage.prompts(work.connection, bureau_code=own, limit=limit + 1, **wanted)
    wrong = terminations_taken_back(work.connection, {row.organization_id for row in rows[:limit]})
    page = [_shown(row, wrong.get(row.organization_id, ()), settings) for row in rows[:limit]]
    return {"prompts": page, "next": page[-1]["prompt_id"] if len(rows) > limit else None}


ORGANIZATIONS_A_RUN = 200


def look_for_late_answers(work: Work, limit: int = ORGANIZATIONS_A_RUN) -> int:
    """Prompt staff where the day for an answer or a view is over (CMP-13, CMP-9, OPS-4); answers of how many cases.

    An organization is a transaction, under the lock of its standing, as every step of its cases. Run twice it finds nothing more, and
    days that were missed are caught up (CAL-6). Another day that staff set, or a hearing after a hearing, counts anew.
    """
    return one_by_one(
        work,
        "look_for_late_answers",
        lambda most: storage.organizations_late(work.connection, work.day, most),
        _prompt_of_late,
        limit,
    )


def _prompt_of_late(work: Work, organization_id: str) -> int:
    lock_standing(work.connection, organization_id)
    found = storage.cases_late(work.connection, organization_id, work.today)
    for case_id, prompt in found:
        storage.raise_case_prompt(work.connection, case_id, prompt, work.today)
    return len(found)


def tell_of_cases(work: Work) -> int:
    """Tell bureaus and operations how many cases wait for them, where some do newly: a mail a day at most; answers how many were told.

    Right under concurrency: what is marked as told is counted, and nothing else, whatever others commit meanwhile.
    """
    done = 0
    for bureau_code in storage.untold(work.connection, work.today):
        if not storage.mark_told(work.connection, bureau_code, work.today):
            continue  # staff have seen to all of it meanwhile
        data = {"day": work.today, "bureau_code": bureau_code, **storage.told(work.connection, bureau_code)}
        whose = bureau_code or "operations"
        publish(work.connection, STAFF_PROMPTED, subject=whose, data=data, now=work.now, trace=work.trace)
        done += 1
    return done


def _shown(row: Any, wrong: Sequence[Measure], settings: CaseSettings) -> dict[str, Any]:
    overdue = None if row.overdue_item is None else Overdue(OverdueItem(row.overdue_item), row.happened_on)
    return {
        **row._asdict(),
        "organization_name": row.name,
        "item": overdue and overdue.item,
        "due_on": overdue.due_on if overdue is not None else _LATE.get(row.prompt, lambda _: None)(row),
        "grace_until": overdue
        and last_day_of_grace(overdue, row.class_, settings, wrong, barred_times(row.procedures_barred)),
        "order": None if row.order_id is None else _order(row),
        "state": "open" if row.ended_on is None else "done",
    }


_LATE: Mapping[str, Callable[[Any], dt.date | None]] = {
    CasePrompt.ANSWER_LATE: lambda row: row.answer_due_on,
    CasePrompt.VIEW_LATE: lambda row: row.view_due_on,
}
"""The day that is over."""


def _order(row: Any) -> dict[str, Any]:
    order = Order(OrderKind(row.order_kind), row.issued_on, met_on=row.met_on, void=row.void)
    return {**vars(order), "order_id": row.order_id, "state": order.state}

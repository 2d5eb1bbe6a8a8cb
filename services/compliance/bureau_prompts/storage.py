"""Queries of prompts; whoever writes holds the standing's lock of the organization."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.compliance.bureau_prompts.domain import PROMPTS, CasePrompt, Outcome
from services.compliance.bureau_prompts.tables import bureau_prompts
from services.compliance.cases.domain.files import CaseState
from services.compliance.cases.storage import late_on
from services.compliance.cases.tables import cases
from services.compliance.members.tables import organizations
from services.compliance.order_cases.tables import order_cases
from services.compliance.standing.domain.grounds import Ground
from services.compliance.standing.tables import business_orders
from services.runtime.identifiers import new_id

_c = bureau_prompts.c


def raise_prompt(connection: Connection, case_id: str, prompt: str, today: dt.date) -> None:
    """Keep that something is to be done in a case, and nothing else but what `raise_case_prompt` keeps; the same again changes nothing."""
    end(connection, case_id, set(PROMPTS) - {prompt, *CasePrompt}, Outcome.SUPERSEDED, today)
    insert = pg.insert(bureau_prompts).values(prompt_id=new_id(), case_id=case_id, prompt=prompt, raised_on=today)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["case_id", "prompt"],
            set_={"ended_on": None, "became": None},
            where=_c.ended_on.is_not(None),
        )
    )


def raise_case_prompt(connection: Connection, case_id: str, prompt: CasePrompt, today: dt.date) -> None:
    """Keep that a case waits for staff, beside what else does; while it waits already, the same again changes nothing."""
    fresh = {"prompt_id": new_id(), "raised_on": today}
    anew = {
        **fresh,
        "ended_on": None,
        "became": None,
        "told_on": None,
        "told_before_on": sa.func.coalesce(_c.told_on, _c.told_before_on),
    }
    insert = pg.insert(bureau_prompts).values(case_id=case_id, prompt=prompt, **fresh)
    connection.execute(
        insert.on_conflict_do_update(index_elements=["case_id", "prompt"], set_=anew, where=_c.ended_on.is_not(None))
    )


def waits(connection: Connection, case_id: str, prompt: CasePrompt) -> bool:
    """Whether a case waits for this."""
    query = sa.select(sa.exists().where(_c.case_id == case_id, _c.prompt == prompt, _c.ended_on.is_(None)))
    return bool(connection.scalar(query))


def organizations_late(connection: Connection, day: dt.date, limit: int) -> Sequence[str]:
    """Organizations that owe a case something since its day is over, of which staff were not prompted yet."""
    query = sa.select(cases.c.organization_id).where(_late(day), ~_told_late()).distinct()
    return connection.scalars(query.order_by(cases.c.organization_id).limit(limit)).all()


def cases_late(connection: Connection, organization_id: str, day: dt.date) -> Sequence[tuple[str, CasePrompt]]:
    """The cases of one of them, each with what it waits for; the caller holds the standing's lock."""
    query = sa.select(cases.c.case_id, cases.c.state).where(
        cases.c.organization_id == organization_id, _late(day), ~_told_late()
    )
    view = CaseState.HEARING
    found = connection.execute(query.order_by(cases.c.case_id))
    return [(row.case_id, CasePrompt.VIEW_LATE if row.state == view else CasePrompt.ANSWER_LATE) for row in found]


_DUE_ON = sa.case((cases.c.state == CaseState.HEARING, cases.c.view_due_on), else_=cases.c.answer_due_on)


def _late(day: dt.date) -> sa.ColumnElement[bool]:
    """As `periods.duty_of` says; what is overdue has prompts of its own (CMP-6)."""
    return sa.and_(late_on(day), cases.c.overdue_item.is_(None))


def _told_late() -> sa.ColumnElement[bool]:
    """Whether staff were prompted of that day: one that is over since was for an earlier day, or has been seen to."""
    prompt = sa.case((cases.c.state == CaseState.HEARING, CasePrompt.VIEW_LATE), else_=CasePrompt.ANSWER_LATE)
    still = sa.or_(_c.ended_on.is_(None), _c.ended_on > _DUE_ON)
    return sa.exists().where(_c.case_id == cases.c.case_id, _c.prompt == prompt, still)


def untold(connection: Connection, today: dt.date) -> Sequence[str | None]:
    """By whom cases wait for, with something that they were not mailed of, nor of anything else today.

    None: operations, whose the demands for security measures are (OPS-4).
    """
    waiting, mailed_on = _c.ended_on.is_(None), sa.func.greatest(_c.told_on, _c.told_before_on)
    query = (
        sa.select(_WHOSE)
        .select_from(bureau_prompts)
        .join(cases, cases.c.case_id == _c.case_id)
        .join(organizations, organizations.c.organization_id == cases.c.organization_id)
        .where(_c.prompt.in_(CasePrompt), sa.or_(waiting, mailed_on == today))
        .group_by(_WHOSE)
        .having(
            sa.func.bool_or(waiting & _c.told_on.is_(None)),
            sa.func.coalesce(sa.func.max(mailed_on) < today, sa.true()),
        )
        .order_by(_WHOSE)
    )
    return connection.scalars(query).all()


def mark_told(connection: Connection, bureau_code: str | None, today: dt.date) -> bool:
    """Write down that a bureau, or operations (None), are mailed of all that waits for them; answers whether of something new.

    What comes after this statement is not marked, and so `told` does not count it: it waits for the next mail.
    """
    untold_yet = (_c.prompt.in_(CasePrompt), _c.ended_on.is_(None), _c.told_on.is_(None))
    marked = bureau_prompts.update().where(*untold_yet, _c.case_id.in_(_cases_of(bureau_code))).values(told_on=today)
    return connection.execute(marked).rowcount > 0


def told(connection: Connection, bureau_code: str | None) -> dict[str, int]:
    """How much of each kind waits for a bureau, or operations (None), as far as it was marked as told."""
    counts = [sa.func.count().filter(_c.prompt == one).label(one.value) for one in CasePrompt]
    waiting = (_c.ended_on.is_(None), _c.told_on.is_not(None))
    query = sa.select(*counts).where(*waiting, _c.case_id.in_(_cases_of(bureau_code)))
    return dict(connection.execute(query).one()._mapping)


def _cases_of(bureau_code: str | None) -> sa.Select[tuple[str]]:
    return (
        sa.select(cases.c.case_id)
        .join(organizations, organizations.c.organization_id == cases.c.organization_id)
        .where(_WHOSE.is_not_distinct_from(bureau_code))
    )


_WHOSE = sa.case((cases.c.ground == Ground.SECURITY_DEMAND, None), else_=organizations.c.bureau_code).label(
    "bureau_code"
)


def end(connection: Connection, case_id: str, prompts: Collection[str], became: Outcome, today: dt.date) -> None:
    """Keep what became of those prompts of a case that are open."""
    connection.execute(
        bureau_prompts.update()
        .where(_c.case_id == case_id, _c.prompt.in_(prompts), _c.ended_on.is_(None))
        .values(ended_on=today, became=became)
    )


def prompts(
    connection: Connection,
    *,
    bureau_code: str | None,
    prompt: str | None,
    state: str,
    after: str | None,
    limit: int,
) -> list[Row[Any]]:
    """Prompts, the newest first; `bureau_code`: about its organizations alone; `state`: open, done, or all."""
    order = business_orders.c
    query = (
        sa.select(
            bureau_prompts,
            cases.c.organization_id,
            cases.c.version.label("case_version"),
            cases.c.ground,
            cases.c.answer_due_on,
            cases.c.view_due_on,
            cases.c.overdue_item,
            cases.c.happened_on,
            organizations.c.name,
            organizations.c.bureau_code,
            organizations.c["class"].label("class_"),
            organizations.c.procedures_barred,
            order_cases.c.order_id,
        )
        .join(cases, cases.c.case_id == _c.case_id)
        .join(organizations, organizations.c.organization_id == cases.c.organization_id)
        .outerjoin(order_cases, order_cases.c.case_id == _c.case_id)
        .outerjoin(business_orders, order.order_id == order_cases.c.order_id)
        .add_columns(order.kind.label("order_kind"), order.issued_on, order.met_on, order.void)
    )
    if bureau_code is not None:
        query = query.where(organizations.c.bureau_code == bureau_code)
    if prompt is not None:
        query = query.where(_c.prompt == prompt)
    if state != "all":
        query = query.where(_c.ended_on.is_(None) if state == "open" else _c.ended_on.is_not(None))
    if after is not None:
        query = query.where(_c.prompt_id < after)
    return list(connection.execute(query.order_by(_c.prompt_id.desc()).limit(limit)))

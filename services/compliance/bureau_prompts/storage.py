"""Queries of prompts; whoever writes holds the standing's lock of the organization."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.compliance.bureau_prompts.domain import PROMPTS, Outcome
from services.compliance.bureau_prompts.tables import bureau_prompts
from services.compliance.cases.tables import cases
from services.compliance.members.tables import organizations
from services.compliance.order_cases.tables import order_cases
from services.compliance.standing.tables import business_orders
from services.runtime.identifiers import new_id

_c = bureau_prompts.c


def raise_prompt(connection: Connection, case_id: str, prompt: str, today: dt.date) -> None:
    """Keep that something is to be done in a case, and nothing else; the same again changes nothing."""
    end(connection, case_id, set(PROMPTS) - {prompt}, Outcome.SUPERSEDED, today)
    insert = pg.insert(bureau_prompts).values(prompt_id=new_id(), case_id=case_id, prompt=prompt, raised_on=today)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["case_id", "prompt"],
            set_={"ended_on": None, "became": None},
            where=_c.ended_on.is_not(None),
        )
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
            cases.c.overdue_item,
            cases.c.happened_on,
            organizations.c.name,
            organizations.c.bureau_code,
            organizations.c["class"].label("class_"),
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

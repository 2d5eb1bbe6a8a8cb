"""Queries of what is expected by which day. Whoever changes a row lets the calendar look at it anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.compliance.cases.domain.files import CaseEvent, OverdueItem
from services.compliance.cases.domain.watching import Prompt
from services.compliance.cases.tables import case_steps
from services.compliance.members.tables import organizations
from services.compliance.standing.tables import standings
from services.compliance.watch.tables import expected_days

_c = expected_days.c
_KEY = (_c.organization_id, _c.item, _c.due_on)
Key = tuple[str, str, dt.date]


def keep_term(
    connection: Connection,
    organization_id: str,
    item: OverdueItem,
    due_on: dt.date,
    *,
    version: int,
    met_on: dt.date | None,
    refused: int | None,
    in_force: bool,
    given_up: bool,
    told_at: dt.datetime,
    today: dt.date,
) -> None:
    """Keep when a term ends and when the form for it came, unless something newer is known of this very term.

    Another term's newer version says nothing of this one: a state that arrives late still tells when the form came. Of what is older
    than what is known, that it had come, or was given up for a while, is kept all the same, as it would be had it arrived in time.
    What was so before the bureau's word on it makes no difference to that (decision 156).
    """
    insert = pg.insert(expected_days).values(
        organization_id=organization_id,
        item=item,
        due_on=due_on,
        version=version,
        met_on=met_on,
        refused=refused,
        in_force=in_force,
        was_settled=met_on is not None or not in_force,
        next_on=due_on + dt.timedelta(days=1),
    )
    new = insert.excluded
    since_the_word = told_at >= sa.func.coalesce(_bureaus_word(), told_at)
    differs = _c.met_on.is_distinct_from(new.met_on) | _c.in_force.is_distinct_from(new.in_force)
    kept = connection.execute(
        insert.on_conflict_do_update(
            index_elements=list(_KEY),
            set_={
                "version": new.version,
                "met_on": new.met_on,
                "refused": new.refused,
                "in_force": new.in_force,
                # By the row itself too: the version before `was_settled` writes what has come without it.
                "was_settled": _c.was_settled
                | (since_the_word & (new.was_settled | _c.met_on.is_not(None) | ~_c.in_force)),
                "next_on": sa.case((differs, sa.literal(today, sa.Date)), else_=_c.next_on),
            },
            where=_c.version <= new.version,
        )
    )
    if kept.rowcount == 0 and (met_on is not None or given_up):
        where = [column == value for column, value in zip(_KEY, (organization_id, item, due_on), strict=True)]
        late = expected_days.update().where(*where, ~_c.was_settled, since_the_word)
        connection.execute(late.values(was_settled=True, next_on=today))


def _bureaus_word() -> sa.ScalarSelect[dt.datetime | None]:
    """When staff have last confirmed in the case of a row that the thing had come; NULL where they have not."""
    said = (case_steps.c.event == CaseEvent.CONFIRM, case_steps.c.account_id.is_not(None))
    query = sa.select(sa.func.max(case_steps.c.at)).where(case_steps.c.case_id == _c.case_id, *said)
    return query.correlate(expected_days).scalar_subquery()


def end_other_terms(
    connection: Connection, organization_id: str, item: OverdueItem, due_on: dt.date | None, *, today: dt.date
) -> None:
    """The other terms of this item are expected no more: another one has taken their place, or none."""
    where = [_c.organization_id == organization_id, _c.item == item, _c.in_force]
    if due_on is not None:
        where.append(_c.due_on != due_on)
    connection.execute(expected_days.update().where(*where).values(in_force=False, was_settled=True, next_on=today))


def keep_report(
    connection: Connection,
    organization_id: str,
    due_on: dt.date,
    filed_on: dt.date,
    *,
    last_day: dt.date,
    today: dt.date,
) -> None:
    """Keep that a report was filed; of several versions the first one's day counts, in whatever order they come.

    `last_day` of its year: one of before, of who had left, counts only where none of after is known (`filed_too_early`).
    """
    insert = pg.insert(expected_days).values(
        organization_id=organization_id,
        item=OverdueItem.REPORT,
        due_on=due_on,
        version=0,
        met_on=filed_on,
        in_force=True,
        was_settled=True,
        next_on=today,
    )
    new = insert.excluded
    whole = sa.func.least(
        *(sa.case((day > last_day, day)) for day in (_c.met_on, new.met_on))  # NULLs are passed over
    )
    met_on = sa.func.coalesce(whole, sa.func.least(_c.met_on, new.met_on))
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=list(_KEY), set_={"met_on": met_on, "was_settled": True, "next_on": today}
        )
    )


def filed_too_early(connection: Connection, due_on: dt.date, last_day: dt.date) -> list[str]:
    """Organizations in use whose report of a year is known from before its last day was over alone: they had left, and are back."""
    query = (
        sa.select(_c.organization_id)
        .join(organizations, organizations.c.organization_id == _c.organization_id)
        .where(_c.item == OverdueItem.REPORT, _c.due_on == due_on, _c.met_on <= last_day, _in_use())
    )
    return list(connection.execute(query).scalars())


def expect_again(connection: Connection, organization_id: str, due_on: dt.date, today: dt.date) -> None:
    """What was filed of a year is not the whole: its report is still to come."""
    where = [column == value for column, value in zip(_KEY, (organization_id, OverdueItem.REPORT, due_on), strict=True)]
    connection.execute(expected_days.update().where(*where).values(met_on=None, was_settled=False, next_on=today))


def expect_reports(connection: Connection, due_on: dt.date, approved_by: dt.date, today: dt.date) -> int:
    """Expect the report that was due on a day of every organization that used the service and has not left it.

    Run again, it finds those that are not expected yet.
    """
    owing = sa.select(
        organizations.c.organization_id,
        sa.literal(OverdueItem.REPORT.value),
        sa.literal(due_on, sa.Date),
        sa.literal(0, sa.BigInteger),
        sa.true(),
        sa.literal(today, sa.Date),
    ).where(organizations.c.approved_on <= approved_by, _in_use())
    columns = ["organization_id", "item", "due_on", "version", "in_force", "next_on"]
    done = connection.execute(pg.insert(expected_days).from_select(columns, owing).on_conflict_do_nothing())
    return int(done.rowcount)


def _in_use() -> sa.ColumnElement[bool]:
    """Organizations that have neither withdrawn nor been terminated."""
    standing = sa.select(standings.c.told["standing"].astext).where(
        standings.c.organization_id == organizations.c.organization_id
    )
    terminated = sa.func.coalesce(standing.scalar_subquery(), "active") == "terminated"
    return ~organizations.c.withdrawn & ~terminated


def to_look_at(connection: Connection, today: dt.date, limit: int) -> list[Key]:
    """What the calendar has to look at on a day, what was due first first."""
    query = sa.select(*_KEY).where(_c.next_on <= today).order_by(_c.due_on, *_KEY[:2]).limit(limit)
    return [(row.organization_id, row.item, row.due_on) for row in connection.execute(query)]


def locked(connection: Connection, key: Key) -> Row[Any]:
    """A row, locked until commit: what becomes known meanwhile waits, and then lets the calendar look again."""
    where = [column == value for column, value in zip(_KEY, key, strict=True)]
    return connection.execute(sa.select(expected_days).where(*where).with_for_update()).one()


def keep_look(connection: Connection, key: Key, **values: Any) -> None:
    """Write what came of a look; the caller holds the row."""
    where = [column == value for column, value in zip(_KEY, key, strict=True)]
    connection.execute(expected_days.update().where(*where).values(values))


def wake(connection: Connection, case_id: str, today: dt.date, *, bureaus_word: bool = False) -> None:
    """Staff or the organization acted in a case: what was prompted is done or stands anew, and the calendar looks again.

    `bureaus_word`: staff have confirmed that the thing has come; what was so before, a receipt that was taken back too, counts no more
    (decision 156).
    """
    values: dict[str, Any] = {"prompt": None, "prompt_told_on": None, "next_on": today}
    if bureaus_word:
        # What was on record by then the word rests on: if that is taken back, use goes on being stopped (306).
        of_record = sa.case((_c.met_on.is_not(None), _c.refused))
        values.update(was_settled=False, refused_when_mended=of_record)
    connection.execute(expected_days.update().where(_c.case_id == case_id).values(values))


def wake_organization(connection: Connection, organization_id: str, today: dt.date, *, warn_anew: bool) -> None:
    """What kept the calendar from an organization is gone: it looks again at all that is missing, and at all that has a case.

    `warn_anew`: what was announced before is not what happens now.
    """
    missing = _c.met_on.is_(None) & _c.in_force
    values: dict[str, Any] = {"next_on": today, **({"warned_on": None} if warn_anew else {})}
    where = (_c.organization_id == organization_id, missing | _c.case_id.is_not(None))
    connection.execute(expected_days.update().where(*where).values(values))


def to_be_demanded(
    connection: Connection, bureau_code: str, *, after: tuple[str, dt.date] | None, limit: int
) -> list[tuple[str, dt.date, str]]:
    """Reports that are to be demanded of a bureau's organizations, with their cases; in the order in which they are locked."""
    query = (
        sa.select(_c.organization_id, _c.due_on, _c.case_id)
        .join(organizations, organizations.c.organization_id == _c.organization_id)
        .where(_c.prompt == Prompt.DEMAND, organizations.c.bureau_code == bureau_code)
    )
    if after is not None:
        query = query.where(sa.tuple_(_c.organization_id, _c.due_on) > sa.tuple_(*after))
    found = connection.execute(query.order_by(_c.organization_id, _c.due_on).limit(limit))
    return [(row.organization_id, row.due_on, row.case_id) for row in found]


def untold_bureaus(connection: Connection) -> Sequence[str]:
    """Bureaus with a prompt that they were not yet told of."""
    bureau = organizations.c.bureau_code
    query = sa.select(bureau).join(expected_days, organizations.c.organization_id == _c.organization_id)
    untold = (_c.prompt.is_not(None), _c.prompt_told_on.is_(None))
    return connection.scalars(query.where(*untold).distinct().order_by(bureau)).all()


def mark_told(connection: Connection, bureau_code: str, today: dt.date) -> bool:
    """Write down that a bureau is told of all its prompts; answers whether of something new.

    What comes after this statement is not marked, and so `told_prompts` does not count it.
    """
    untold = (_c.prompt.is_not(None), _c.prompt_told_on.is_(None))
    marked = expected_days.update().where(*untold, _c.organization_id.in_(_of_bureau(bureau_code)))
    return connection.execute(marked.values(prompt_told_on=today)).rowcount > 0


def told_prompts(connection: Connection, bureau_code: str) -> dict[str, int]:
    """How many prompts of each kind wait for a bureau, of those that are marked as told."""
    counts = [sa.func.count().filter(_c.prompt == prompt).label(prompt.value) for prompt in Prompt]
    query = sa.select(*counts).where(_c.prompt_told_on.is_not(None), _c.organization_id.in_(_of_bureau(bureau_code)))
    return dict(connection.execute(query).one()._mapping)


def _of_bureau(bureau_code: str) -> sa.Select[tuple[str]]:
    return sa.select(organizations.c.organization_id).where(organizations.c.bureau_code == bureau_code)

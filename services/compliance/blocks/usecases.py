"""Counting who blocks, and the case that the bureau gets (CMP-11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection

from services.compliance.blocks.domain.threshold import Alarm, BlockSettings, Figures, armed_after, opens_case
from services.compliance.blocks.tables import block_alarms
from services.compliance.cases import storage as cases
from services.compliance.cases.domain.files import CaseState
from services.compliance.cases.usecases.by_rule import open_by_rule
from services.compliance.custody.tables import acquisitions, block_changes, joined_seekers
from services.compliance.duty_turns.one_by_one import one_by_one
from services.compliance.members.tables import organizations
from services.compliance.standing.domain.grounds import Ground
from services.compliance.standing.storage import measures
from services.japanese_calendar import in_era, in_sentence
from services.runtime.clock import japanese_day
from services.runtime.logging import get_logger
from services.runtime.work import Work

_log = get_logger(__name__)

LOOKS_A_RUN = 200


def mark_changed(connection: Connection, organization_id: str) -> None:
    """Who blocks an organization has changed: let the duty look, whose lock no block has to wait for."""
    insert = pg.insert(block_alarms).values(
        organization_id=organization_id, to_look_at=True, armed=True, case_blocking=0
    )
    connection.execute(
        insert.on_conflict_do_update(index_elements=[block_alarms.c.organization_id], set_={"to_look_at": True})
    )


def look_at_blocks(work: Work, settings: BlockSettings, limit: int = LOOKS_A_RUN) -> int:
    """Open a case on each organization whose figures call for one; answers how many were opened.

    Right under concurrency: an organization is a transaction, with the standing's lock first, as in every step of a case, then
    the row, which a block that comes meanwhile waits for and marks anew. Run twice it finds nothing more; an organization not
    yet told of waits.
    """
    query = (
        sa.select(block_alarms.c.organization_id)
        .join(organizations, organizations.c.organization_id == block_alarms.c.organization_id)
        .where(block_alarms.c.to_look_at, organizations.c.bureau_code.is_not(None))
        .order_by(block_alarms.c.organization_id)
    )
    return one_by_one(
        work,
        "look_at_blocks",
        lambda most: work.connection.scalars(query.limit(most)).all(),
        lambda part, one: _look(part, one, settings),
        limit,
    )


def figures_of(connection: Connection, organization_id: str) -> Figures:
    """From the facts, in whatever order they came: the newest change of each pair, and every person guided, under whatever number."""
    newest, guidance = _newest(organization_id), _guidance(organization_id)
    blocking = sa.select(sa.func.count()).select_from(newest).where(newest.c.blocked)
    guided = sa.select(sa.func.count(guidance.c.person.distinct()))
    return Figures(connection.scalar(blocking) or 0, connection.scalar(guided) or 0)


@dataclass(frozen=True)
class Conduct:
    """The day of what the figures point to. `guided`: it is that of a guidance; else of a block, as no guidance came before any."""

    day: dt.date
    guided: bool


def conduct_of(connection: Connection, organization_id: str) -> Conduct | None:
    """The day on which the organization last guided one of those who block it now, before that one's block.

    What the figures point to is the guidance (seed 000: 利用案内メッセージを受信拒否している求職者数), not the block: who blocks today
    what came before a suspension shows nothing of the time since its end (CMP-5). Where nobody was guided before blocking, it is
    the first of their blocks: the doubt is the organization's. None where nobody blocks.
    """
    newest, guidance = _newest(organization_id), _guidance(organization_id)
    guided = connection.scalar(
        sa.select(sa.func.max(guidance.c.acquired_at))
        .join(newest, newest.c.seeker_number == guidance.c.person)
        .where(newest.c.blocked, guidance.c.acquired_at <= newest.c.changed_at)
    )
    instant = guided or connection.scalar(sa.select(sa.func.min(newest.c.changed_at)).where(newest.c.blocked))
    return None if instant is None else Conduct(japanese_day(instant), guided is not None)


def _newest(organization_id: str) -> sa.Subquery:
    """The newest change of each seeker's block of an organization; of records that were joined, that of the one that stays."""
    joined = sa.exists().where(joined_seekers.c.joined_number == block_changes.c.seeker_number)
    return (
        sa.select(block_changes)
        .where(block_changes.c.organization_id == organization_id, ~joined)
        .ext(pg.distinct_on(block_changes.c.seeker_number))
        .order_by(block_changes.c.seeker_number, block_changes.c.version.desc())
        .subquery()
    )


def _guidance(organization_id: str) -> sa.Subquery:
    """When the organization guided whom; `person`: the number that stays, where records were joined (SEE-1)."""
    person = sa.func.coalesce(joined_seekers.c.seeker_number, acquisitions.c.seeker_number)
    return (
        sa.select(person.label("person"), acquisitions.c.acquired_at)
        .join_from(
            acquisitions,
            joined_seekers,
            joined_seekers.c.joined_number == acquisitions.c.seeker_number,
            isouter=True,
        )
        .where(acquisitions.c.organization_id == organization_id, acquisitions.c.reason == "guidance")
        .subquery()
    )


def _look(work: Work, organization_id: str, settings: BlockSettings) -> int:
    measures.lock_standing(work.connection, organization_id)
    mine = block_alarms.c.organization_id == organization_id
    row = work.connection.execute(sa.select(block_alarms).where(mine).with_for_update()).one()
    case_open = row.case_id is not None and cases.case(work.connection, row.case_id).file.state is not CaseState.CLOSED
    alarm, figures = Alarm(row.armed, case_open, row.case_blocking), figures_of(work.connection, organization_id)
    values: dict[str, Any] = {"to_look_at": False, "armed": armed_after(figures, alarm, settings)}
    case_id = None
    if opens_case(figures, alarm, settings):
        conduct = conduct_of(work.connection, organization_id)
        assert conduct is not None, "somebody blocks"
        happened_on = min(conduct.day, work.today)
        note = _NOTE[conduct.guided].format(day=in_era(happened_on))
        text = f"{_in_words(figures)}管轄労働局が、サービスの利用状況を確認し、必要な指導を行います。"
        case_id = open_by_rule(work, organization_id, Ground.MANY_BLOCKS, happened_on, text, note)
        if case_id is not None:
            values |= {"armed": False, "case_id": case_id, "case_blocking": figures.blocking}
            _log.info("many_blocks", organization_id=organization_id, blocking=figures.blocking, guided=figures.guided)
    work.connection.execute(block_alarms.update().where(mine).values(values))
    return int(case_id is not None)


_NOTE = {
    True: "行為のあった日は、受信を拒否している求職者に、拒否の前に利用案内を最後に送信した日（{day}）としています。",
    False: "受信を拒否している求職者に、拒否の前に利用案内を送信した記録がないため、行為のあった日は、最初に受信を拒否された日"
    "（{day}）としています。",
}
"""From what staff know the day of the conduct, by whether it is that of a guidance."""


def _in_words(figures: Figures) -> str:
    blocking = f"受信を拒否している求職者が{in_sentence(figures.blocking)}人となりました。"
    if not figures.guided:
        return f"利用案内を送信した求職者はいませんが、{blocking}"
    return f"利用案内を送信した求職者{in_sentence(figures.guided)}人に対し、{blocking}"

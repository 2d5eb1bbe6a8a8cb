"""The figures of the service (RPT-4), each with what it counts: one condition on one set of rows, for value and trace alike."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.contracts.registry import CLASSES, ORGANIZATION_KINDS
from services.reporting.tables import (
    block_changes,
    joined_seekers,
    messages,
    organization_states,
    placements,
    seeker_states,
)

DAY = sa.bindparam("day", type_=sa.Date)


@dataclass(frozen=True)
class Rows:
    """The rows of a day that figures count: what identifies one, and the bureau it is counted under."""

    source: sa.FromClause
    key: sa.ColumnElement[str]
    bureau: sa.ColumnElement[str]


@dataclass(frozen=True)
class Figure:
    """A figure: the rows it counts, or the different values of `subject` among them. Its code is `group.what`.

    `whole`: code of the figure it is a share of. `people`: it counts seekers or what concerns single ones, so that a small
    value must not be told (RPT-5); organizations stand on a public list (REG-14).
    """

    code: str
    name: str
    counts: str
    rows: Rows
    condition: sa.ColumnElement[bool]
    whole: str | None = None
    subject: sa.ColumnElement[str] | None = None
    people: bool = True

    @property
    def group(self) -> str:
        """The part of the statistics it stands in: organizations, seekers or activity."""
        return self.code.partition(".")[0]


# Rows ----------------------------------------------------------------------------------------------------------------

_newest = (
    sa.select(organization_states)
    .where(organization_states.c.day <= DAY)
    .ext(pg.distinct_on(organization_states.c.organization_id))
    .order_by(organization_states.c.organization_id, organization_states.c.version.desc())
    .subquery("organizations_of_day")
)
_organizations = Rows(_newest, _newest.c.organization_id, _newest.c.bureau_code)

_in_force = (
    sa.select(seeker_states)
    .where(seeker_states.c.day <= DAY, seeker_states.c.next_day > DAY)
    .subquery("seekers_of_day")
)
_seekers = Rows(_in_force, _in_force.c.seeker_number, _in_force.c.bureau_code)


def _by_organization(rows: sa.FromClause, organization_id: sa.ColumnElement[str]) -> sa.FromClause:
    """Rows with the organization they belong to, as it stood on the day: its bureau is theirs."""
    return rows.outerjoin(_newest, _newest.c.organization_id == organization_id)


_of_day = sa.select(messages).where(messages.c.day == DAY).subquery("messages_of_day")
_messages = Rows(_by_organization(_of_day, _of_day.c.organization_id), _of_day.c.message_id, _newest.c.bureau_code)

_joined = sa.exists().where(
    joined_seekers.c.joined_number == block_changes.c.seeker_number, joined_seekers.c.day <= DAY
)
_changes = (
    sa.select(
        block_changes,
        sa.func.lead(block_changes.c.day)
        .over(
            partition_by=(block_changes.c.organization_id, block_changes.c.seeker_number),
            order_by=block_changes.c.version,
        )
        .label("next_day"),
    )
    .where(~_joined)
    .subquery("changes_of_blocks")
)
"""Of who has several records (SEE-1) from the day of the joining on those of the one that stays, under which the person's are told."""
_blocks = Rows(
    _by_organization(_changes, _changes.c.organization_id),
    sa.func.concat(
        sa.cast(_changes.c.organization_id, sa.Text), ":", _changes.c.seeker_number, ":", _changes.c.version
    ),
    _newest.c.bureau_code,
)

_recorded = (
    sa.select(placements)
    .where((placements.c.applied_on == DAY) | (placements.c.accepted_on == DAY))
    .subquery("placements_of_day")
)
_placements = Rows(
    _by_organization(_recorded, _recorded.c.organization_id), _recorded.c.conversation_id, _newest.c.bureau_code
)

# Conditions ----------------------------------------------------------------------------------------------------------

_using = _newest.c.standing.in_(["active", "suspended"])
_valid = (_in_force.c.valid_until >= DAY) & sa.func.coalesce(_in_force.c.ended_on > DAY, sa.true())
_wishing = _in_force.c.provision_choice != "none"
_month_begins = sa.cast(sa.func.date_trunc("month", sa.cast(DAY, sa.DateTime)), sa.Date)
_new_in_month = (_in_force.c.applied_on >= _month_begins) & (_in_force.c.applied_on <= DAY)
_accepted = _recorded.c.accepted_on == DAY


def _service(name: str) -> sa.ColumnElement[bool]:
    return _using & (sa.literal(name) == sa.any_(_newest.c.services))


def _choice(name: str) -> sa.ColumnElement[bool]:
    return _valid & (_in_force.c.provision_choice == name)


# Figures -------------------------------------------------------------------------------------------------------------


def _organization_figures() -> list[Figure]:
    def figure(code: str, name: str, counts: str, condition: sa.ColumnElement[bool], whole: str | None) -> Figure:
        return Figure(code, name, counts, _organizations, condition, whole, people=False)

    every = "organizations.total"
    listed = "その日の終わりに利用中又は停止中の利用団体"
    return [
        figure(every, "利用団体", listed, _using, None),
        *(
            figure(
                f"organizations.{code}",
                name,
                f"{listed}のうち{name}",
                _using & (_newest.c.organization_class == code),
                every,
            )
            for code, name in CLASSES.items()
        ),
        *(
            figure(f"organizations.{code}", name, f"{listed}のうち{name}", _using & (_newest.c.kind == code), every)
            for code, name in ORGANIZATION_KINDS.items()
        ),
        figure(
            "organizations.using_seekers",
            "求職情報の提供を受ける団体",
            f"{listed}のうち求職情報提供サービスを利用するもの",
            _service("seekers"),
            every,
        ),
        figure(
            "organizations.using_offers",
            "求人情報の提供を受ける団体",
            f"{listed}のうち求人情報提供サービスを利用するもの",
            _service("offers"),
            every,
        ),
        figure(
            "organizations.suspended",
            "停止中の団体",
            "その日の終わりに停止中の利用団体",
            _newest.c.standing == "suspended",
            every,
        ),
    ]


def _seeker_figures() -> list[Figure]:
    def figure(code: str, name: str, counts: str, condition: sa.ColumnElement[bool], whole: str | None) -> Figure:
        return Figure(code, name, counts, _seekers, condition, whole)

    valid = "その日の終わりに求職申込みが有効な求職者"
    wishing = f"{valid}のうち、求職情報の提供を希望する者"
    new = "その月の初日からその日までに求職申込みをした者"
    return [
        figure("seekers.valid", "有効求職者", valid, _valid, None),
        figure("seekers.wishing", "利用希望求職者", wishing, _valid & _wishing, "seekers.valid"),
        figure(
            "seekers.both",
            "自治体、民間人材ビジネス共に可",
            f"{wishing}のうち、共に可とした者",
            _choice("both"),
            "seekers.wishing",
        ),
        figure(
            "seekers.municipal_only",
            "自治体のみ可",
            f"{wishing}のうち、自治体のみ可とした者",
            _choice("municipal_only"),
            "seekers.wishing",
        ),
        figure(
            "seekers.private_only",
            "民間人材ビジネスのみ可",
            f"{wishing}のうち、民間人材ビジネスのみ可とした者",
            _choice("private_only"),
            "seekers.wishing",
        ),
        figure("seekers.none", "提供不可", f"{valid}のうち、提供を不可とした者", _choice("none"), "seekers.valid"),
        figure(
            "seekers.findable",
            "検索の対象となる求職者",
            f"{wishing}のうち、マイページを開設し、利用団体が検索できる者",
            _valid & _in_force.c.findable,
            "seekers.wishing",
        ),
        figure("seekers.new", "新規求職者（月初からの累計）", new, _new_in_month, None),
        figure(
            "seekers.new_wishing",
            "新規求職者のうち利用希望者",
            f"{new}のうち、求職情報の提供を希望する者",
            _new_in_month & _wishing,
            "seekers.new",
        ),
    ]


def _activity_figures() -> list[Figure]:
    def sent(code: str, name: str, counts: str, kind: str, subject: sa.ColumnElement[str] | None = None) -> Figure:
        people = subject is not _of_day.c.organization_id
        return Figure(code, name, counts, _messages, _of_day.c.kind == kind, None, subject, people)

    def block(code: str, name: str, counts: str, condition: sa.ColumnElement[bool]) -> Figure:
        return Figure(code, name, counts, _blocks, condition)

    def placed(
        code: str, name: str, counts: str, condition: sa.ColumnElement[bool], whole: str | None = None
    ) -> Figure:
        return Figure(code, name, counts, _placements, condition, whole)

    in_force = _changes.c.blocked & (_changes.c.day <= DAY) & sa.func.coalesce(_changes.c.next_day > DAY, sa.true())
    accepted = "求職受理の年月日がその日である求職受理"
    return [
        sent("activity.guidance", "利用案内", "その日に送信された利用案内", "guidance"),
        sent(
            "activity.seekers_guided",
            "利用案内を受けた求職者",
            "その日に利用案内を受けた求職者（実人数）",
            "guidance",
            _of_day.c.seeker_number,
        ),
        sent(
            "activity.organizations_guiding",
            "利用案内を送信した団体",
            "その日に利用案内を送信した利用団体（実数）",
            "guidance",
            _of_day.c.organization_id,
        ),
        sent("activity.questions", "求職者からのメッセージ", "その日に求職者が送信したメッセージ", "question"),
        sent("activity.replies", "利用団体からの返信", "その日に利用団体が送信した返信", "reply"),
        block(
            "activity.blocks", "受信拒否", "その日に設定された受信拒否", _changes.c.blocked & (_changes.c.day == DAY)
        ),
        block(
            "activity.unblocks",
            "受信拒否の解除",
            "その日に解除された受信拒否",
            ~_changes.c.blocked & (_changes.c.day == DAY),
        ),
        block("activity.blocks_in_force", "受信拒否（累計）", "その日の終わりに設定されている受信拒否", in_force),
        placed(
            "activity.applications",
            "求職申込み",
            "求職申込みの年月日がその日である、利用団体が受けた求職申込み",
            _recorded.c.applied_on == DAY,
        ),
        placed("activity.acceptances", "求職受理", accepted, _accepted),
        *(
            placed(
                f"activity.acceptances.{code}",
                f"求職受理（{name}）",
                f"{accepted}のうち{name}によるもの",
                _accepted & (_recorded.c.organization_class == code),
                "activity.acceptances",
            )
            for code, name in CLASSES.items()
        ),
    ]


FIGURES: dict[str, Figure] = {
    figure.code: figure for figure in (*_organization_figures(), *_seeker_figures(), *_activity_figures())
}
"""All figures in the order in which they are shown, by code."""

PARTITIONS: dict[str, tuple[str, ...]] = {
    "seekers.valid": ("seekers.wishing", "seekers.none"),
    "seekers.wishing": ("seekers.both", "seekers.municipal_only", "seekers.private_only"),
    "activity.acceptances": tuple(f"activity.acceptances.{code}" for code in CLASSES),
}
"""Figures about people whose parts add up to them: one part that is not told could be found by subtraction (RPT-5)."""

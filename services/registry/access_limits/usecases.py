"""Tell organizations of access limits by e-mail: when one is announced and when it is lifted (OPS-2; seed 001, 11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.engine import Connection, Row

from services.japanese_calendar import in_sentence
from services.registry.access_limits.tables import access_limits_told
from services.registry.accounts import storage as accounts
from services.registry.mail.outgoing import Mail, Parameter, queue_mails
from services.registry.mail.templates import Template
from services.registry.mail.templates import access_limits as mails
from services.registry.personal_data import PersonalData
from services.runtime.logging import get_logger
from services.runtime.work import Work

_log = get_logger(__name__)


def tell_of_access_limit(work: Work, state: Mapping[str, Any], personal_data: PersonalData) -> int:
    """Queue a mail to the main account of every organization concerned; answers how many there were.

    Told once a version, the newest alone: of an announcement and its lifting that change places, the lifting is what counts. A
    limit that ended meanwhile is not announced any more.
    """
    if not _is_news(work.connection, state, work.now):
        return 0
    lifted = state["lifted_at"] is not None
    if not lifted and state["ends_at"] is not None and state["ends_at"] <= work.now:
        return 0
    template = _template(state)
    told: dict[str, Parameter] = {
        "requests": state["requests"],
        "window": _in_words(state["window_seconds"]),
        "counted": mails.COUNTED[state["scope"]],
        "begins_at": state["begins_at"],
    }
    told |= {"lifted_at": state["lifted_at"]} if lifted else {"ends_at": state["ends_at"] or "", "text": state["text"]}
    concerned = accounts.main_accounts(work.connection, state["organization_id"])
    addressed = [_mail(work.connection, row, told, template, personal_data) for row in concerned]
    queue_mails(work.connection, personal_data, addressed, now=work.now, trace=work.trace)
    _log.info("access_limit_told", limit_id=state["limit_id"], organizations=len(addressed), lifted=lifted)
    return len(addressed)


def _template(state: Mapping[str, Any]) -> Template:
    if state["lifted_at"] is None:
        return mails.ANNOUNCED
    return mails.TAKEN_BACK if state["lifted_at"] < state["begins_at"] else mails.LIFTED


def _is_news(connection: Connection, state: Mapping[str, Any], now: dt.datetime) -> bool:
    insert = pg.insert(access_limits_told).values(limit_id=state["limit_id"], version=state["version"], told_at=now)
    newer = insert.on_conflict_do_update(
        index_elements=[access_limits_told.c.limit_id],
        set_={"version": insert.excluded.version, "told_at": insert.excluded.told_at},
        where=access_limits_told.c.version < insert.excluded.version,
    )
    return connection.execute(newer.returning(access_limits_told.c.limit_id)).first() is not None


def _mail(
    connection: Connection,
    row: Row[Any],
    told: Mapping[str, Parameter],
    template: Template,
    personal_data: PersonalData,
) -> Mail:
    return Mail(
        template,
        to=accounts.open_email(row, personal_data),
        parameters={"organization_name": row.display_name, **told},
        account_id=row.account_id,
    )


def _in_words(seconds: int) -> str:
    """A length of time as people say it."""
    for unit, length in (("時間", 3_600), ("分", 60)):
        if seconds % length == 0:
            return f"{in_sentence(seconds // length)}{unit}"
    return f"{in_sentence(seconds)}秒"

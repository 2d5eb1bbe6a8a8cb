"""Mails that are not in the queue for now, and their way back into it.

- Held for the window of their conversation (MSG-6): they enter the queue at its end, in a new place, as any new mail.
- Held for the daily limit of their recipient: at the next day's hour all that a recipient has become one digest. What it
  holds is whole, so nothing is lost; the same words are said once, with their number.

A held mail is no longer in the order of its recipient: what comes later does not wait a night for it, and does not overtake
it either, as it is told with the digest, in the order in which it came.

One mailer at a time releases, behind an advisory lock; another passes on and looks again a moment later.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from services.japanese_calendar import in_sentence
from services.legal_calendar import JAPAN, day_after, japanese_day, start_of_day
from services.registry.mail.outgoing import Mail, about_address, open_parameters, queue_mails
from services.registry.mail.rendering import filled, words
from services.registry.mail.tables import outgoing_mails
from services.registry.mail.templates import TEMPLATES, digests
from services.registry.mail.unsubscribing import Wish, is_unsubscribed
from services.registry.personal_data import PersonalData, Sealed, UnknownKey
from services.runtime import logging

_log = logging.get_logger(__name__)

RELEASE_LOCK = 0x6D61696C
"""Advisory lock of the database, taken by nothing else."""
_RECIPIENTS_AT_ONCE = 50
_DIFFERENT_TEXTS = 30
"""So many different notices stand in a digest with their words, the others with their subjects."""


def digest_at(now: dt.datetime, hour: int) -> dt.datetime:
    """When what is over the limit of this Japanese day is sent: at this hour of the next one."""
    next_day = day_after(japanese_day(now))
    return dt.datetime.combine(next_day, dt.time(hour), JAPAN).astimezone(dt.UTC)


def sent_today(connection: Connection, lookup: bytes, now: dt.datetime) -> int:
    """How many mails that count the recipient was sent on this Japanese day.

    Exact: counted mails of one recipient go out one after another.
    """
    table = outgoing_mails.c
    query = sa.select(sa.func.count()).where(
        table.recipient_lookup == lookup, table.counted, table.sent_at >= start_of_day(japanese_day(now))
    )
    return int(connection.execute(query).scalar_one())


def hold_until(connection: Connection, mail_id: str, at: dt.datetime) -> None:
    """Take a mail out of the queue, for the daily limit."""
    connection.execute(
        outgoing_mails.update()
        .where(outgoing_mails.c.mail_id == mail_id)
        .values(state="held", held_for="limit", release_at=at)
    )


ANYTHING_HELD_IS_DUE = sa.exists().where(
    outgoing_mails.c.state == "held", outgoing_mails.c.release_at <= sa.bindparam("now")
)
"""Whether there is anything to release; part of the mailer's own question, which it asks before every mail or so."""


def release(connection: Connection, personal_data: PersonalData, site_url: str, *, now: dt.datetime) -> int:
    """Put what is due back into the queue; answers how many mails were put there.

    What is sealed under a key that this process was not given stays held, for one that knows it.
    """
    table = outgoing_mails.c
    due = (table.state == "held") & (table.release_at <= now)
    if not connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(RELEASE_LOCK))).scalar_one():
        return 0
    released = connection.execute(
        outgoing_mails.update()
        .where(due, table.held_for == "window")
        .values(state="queued", held_for=None, release_at=None, seq=sa.literal_column("DEFAULT"), next_attempt_at=now)
    ).rowcount
    over_limit = due & (table.held_for == "limit")
    recipients = sa.select(table.recipient_lookup).where(over_limit).distinct().limit(_RECIPIENTS_AT_ONCE)
    rows = connection.execute(
        sa.select(outgoing_mails).where(over_limit, table.recipient_lookup.in_(recipients)).order_by(table.seq)
    ).all()
    by_recipient: dict[bytes, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        by_recipient[bytes(row.recipient_lookup)].append(row)
    for mails in by_recipient.values():
        try:
            released += _fold(connection, personal_data, site_url, mails, now)
        except UnknownKey:  # it opens all before it writes anything
            _log.warning("held_mails_under_unknown_key", mails=len(mails))
    return released


def _fold(
    connection: Connection, personal_data: PersonalData, site_url: str, mails: Sequence[Row[Any]], now: dt.datetime
) -> int:
    """One digest of a recipient's held mails; those that hold no longer, or are no longer wanted, are left out."""
    wanted = [mail for mail in mails if _still_wanted(connection, mail, now)]
    digest_id = None
    if wanted:
        last = wanted[-1]
        address = personal_data.open(
            Sealed(last.address_key_id, bytes(last.address_sealed)), about_address(last.mail_id)
        )
        notices = _notices(personal_data, site_url, wanted)
        digest = Mail(digests.DIGEST, address, {"count": len(wanted), "notices": notices}, account_id=last.account_id)
        [digest_id] = queue_mails(connection, personal_data, [digest], now=now, trace=last.trace)
    table = outgoing_mails.c
    told = {mail.mail_id for mail in wanted}
    for folded in (True, False):
        ids = [mail.mail_id for mail in mails if (mail.mail_id in told) == folded]
        connection.execute(
            outgoing_mails.update()
            .where(table.mail_id.in_(ids))
            .values(
                state="folded" if folded else "failed",
                last_error=None if folded else "NotWantedAnyMore",
                folded_into=digest_id if folded else None,
                held_for=None,
                release_at=None,
            )
        )
    return 1 if wanted else 0


def _still_wanted(connection: Connection, mail: Row[Any], now: dt.datetime) -> bool:
    if mail.valid_until is not None and now > mail.valid_until:
        return False
    template = TEMPLATES[mail.template]
    wish = Wish(template, bytes(mail.recipient_lookup))
    return not (template.purpose.unsubscribable and is_unsubscribed(connection, wish))


def _notices(personal_data: PersonalData, site_url: str, mails: Sequence[Row[Any]]) -> str:
    """What the mails say, in order, the same words once with their number."""
    texts: dict[tuple[str, str], int] = defaultdict(int)
    for mail in mails:
        template = TEMPLATES[mail.template]
        sealed = Sealed(mail.parameters_key_id, bytes(mail.parameters_sealed))
        parameters = open_parameters(personal_data, mail.mail_id, sealed)
        texts[template.subject, words(filled(template, parameters, site_url))] += 1
    told = []
    for position, ((subject, text), times) in enumerate(texts.items()):
        heading = f"■ {subject.removeprefix('【ハローワーク】')}" + (f"（{in_sentence(times)}件）" if times > 1 else "")
        told.append(f"{heading}\n\n{text}" if position < _DIFFERENT_TEXTS else heading)
    return "\n\n".join(told)

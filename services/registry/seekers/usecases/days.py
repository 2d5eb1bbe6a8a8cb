"""Days that pass (SEE-5, SEE-6): what changes by date alone is told, and seekers are reminded before their end comes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from services.contracts.caller import SYSTEM
from services.registry.mail.outgoing import Mail, queue_mails
from services.registry.mail.templates import seekers as mails
from services.registry.personal_data import PersonalData
from services.registry.seekers import storage
from services.registry.seekers.tables import seekers
from services.registry.seekers.usecases.addresses import emails_for_mail
from services.registry.seekers.usecases.saving import save
from services.runtime import audit

SEEKERS_A_BATCH = 200
REMINDED_DAYS_BEFORE = 14


def tell_changes_by_date(
    connection: Connection,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    day: dt.date | None = None,
    limit: int = SEEKERS_A_BATCH,
) -> int:
    """The daily duty of SEE-6 and SEE-5: tell the state of seekers whose application ran out, began, or who graduated.

    Of those whose day has come by `day`, by default today; told is how they are today. Answers how many of at most `limit`;
    the caller commits and calls again until it is less. Run twice it finds nothing left; days missed are caught up, as every
    seeker whose day has come is due until told.
    """
    due = [replace(seeker, version=seeker.version + 1) for seeker in storage.find_due(connection, day or today, limit)]
    save(connection, due, now=now, today=today, trace=trace)
    audit.record_all(
        connection,
        action="registry.tell_seekers_by_date",
        subjects=[("seeker", seeker.seeker_number) for seeker in due],
        caller=SYSTEM,
        now=now,
        trace=trace,
        details={"day": today.isoformat()},
    )
    return len(due)


def remind_of_end(
    connection: Connection,
    personal_data: PersonalData,
    *,
    now: dt.datetime,
    today: dt.date,
    trace: str,
    day: dt.date | None = None,
    days_before: int = REMINDED_DAYS_BEFORE,
    limit: int = SEEKERS_A_BATCH,
) -> int:
    """Remind seekers by mail that their application's validity ends soon (SEE-6); answers how many of at most `limit`.

    Those who were to be reminded by `day`, by default today, and whose validity has not ended since.

    Once an application and end: the end reminded of is kept in the row, so that an extension is reminded of anew and a
    second run finds nothing left. Days missed are caught up, up to the end itself. Rows locked by others come later.
    """
    last = (day or today) + dt.timedelta(days=days_before)
    due = (
        sa.select(seekers.c.seeker_number, seekers.c.valid_until, seekers.c.at_an_office)
        .where(
            seekers.c.valid_until.between(today, last),
            seekers.c.applied_on <= today,
            seekers.c.ended_on.is_(None),
            seekers.c.erased_at.is_(None),
            seekers.c.reminded_of.is_distinct_from(seekers.c.valid_until),
        )
        .order_by(seekers.c.valid_until, seekers.c.seeker_number)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(due).all()
    numbers = [row.seeker_number for row in rows]
    emails = emails_for_mail(connection, personal_data, numbers, purpose="validity_ends_soon", now=now, trace=trace)
    queue_mails(
        connection,
        personal_data,
        [
            Mail(
                mails.VALIDITY_ENDS_SOON if row.at_an_office else mails.ONLINE_VALIDITY_ENDS_SOON,
                to=emails[row.seeker_number],
                parameters={"valid_until": row.valid_until},
            )
            for row in rows
            if row.seeker_number in emails
        ],
        now=now,
        trace=trace,
    )
    listed = sa.cast(numbers, sa.ARRAY(sa.Text))
    connection.execute(
        seekers.update().where(seekers.c.seeker_number == sa.any_(listed)).values(reminded_of=seekers.c.valid_until)
    )
    return len(rows)

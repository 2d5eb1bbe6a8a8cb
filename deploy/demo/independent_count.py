"""Counts the day's figures straight from the databases, so that the statistics have something to be checked by (RPT-4).

Shares no code with the reporting service: plain SQL on the tables of those who own the facts.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from deploy.stack.stack import Stack

COUNTS = {
    "registry": {
        "organizations.private": "SELECT count(*) FROM organizations WHERE standing = 'active' AND kind IN"
        " ('paid_agency', 'free_agency', 'school', 'special_corporation')",
        "organizations.municipal": "SELECT count(*) FROM organizations WHERE standing = 'active' AND kind NOT IN"
        " ('paid_agency', 'free_agency', 'school', 'special_corporation')",
        "seekers.both": "SELECT count(*) FROM seekers WHERE provision_choice = 'both' AND ended_on IS NULL",
        "seekers.municipal_only": "SELECT count(*) FROM seekers WHERE provision_choice = 'municipal_only'"
        " AND ended_on IS NULL",
        "seekers.private_only": "SELECT count(*) FROM seekers WHERE provision_choice = 'private_only'"
        " AND ended_on IS NULL",
    },
    "messaging": {
        "activity.guidance": "SELECT count(*) FROM messages WHERE kind = 'guidance' AND {day}",
        "activity.questions": "SELECT count(*) FROM messages WHERE kind = 'question' AND {day}",
        "activity.replies": "SELECT count(*) FROM messages WHERE kind = 'reply' AND {day}",
        "activity.blocks": "SELECT count(*) FROM blocks WHERE blocked",
        "activity.acceptances": "SELECT count(*) FROM placements WHERE accepted_on IS NOT NULL",
    },
}


def count(stack: Stack, day: dt.date) -> dict[str, int]:
    """The figures of a Japanese day by their code, counted where the facts are kept."""
    on_the_day = f"(sent_at AT TIME ZONE 'Asia/Tokyo')::date = DATE '{day.isoformat()}'"
    figures: dict[str, int] = {}
    for room, questions in COUNTS.items():
        engine = sa.create_engine(stack.database_url(room))
        try:
            with engine.connect() as connection:
                for code, sql in questions.items():
                    figures[code] = int(connection.execute(sa.text(sql.format(day=on_the_day))).scalar_one())
        finally:
            engine.dispose()
    return figures

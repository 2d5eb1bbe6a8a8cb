"""Counts the day's figures straight from the databases, so that the statistics have something to be checked by (RPT-4).

Shares no code with the reporting service: plain SQL on the tables of those who own the facts. A bureau's figures are its
organizations', what those did, and the seekers of its offices.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa

from deploy.stack.stack import Stack

_ORGANIZATIONS = (
    "SELECT count(*) FROM organizations WHERE standing IN ('active', 'suspended')"
    " AND bureau_code LIKE :bureau AND kind {kinds} ('paid_agency', 'free_agency', 'school', 'special_corporation')"
)
_SEEKERS = (
    "SELECT count(*) FROM seekers WHERE provision_choice = '{choice}' AND bureau_code LIKE :bureau AND at_an_office"
    " AND (ended_on IS NULL OR ended_on > :day) AND valid_until >= :day"
)
_MESSAGES = (
    "SELECT count(*) FROM messages JOIN conversations USING (conversation_id) WHERE kind = '{kind}'"
    " AND (sent_at AT TIME ZONE 'Asia/Tokyo')::date = :day AND organization_id = ANY (CAST(:organizations AS uuid[]))"
)

COUNTS: Mapping[str, Mapping[str, str]] = {
    "registry": {
        "organizations.private": _ORGANIZATIONS.format(kinds="IN"),
        "organizations.municipal": _ORGANIZATIONS.format(kinds="NOT IN"),
        **{
            f"seekers.{choice}": _SEEKERS.format(choice=choice)
            for choice in ("both", "municipal_only", "private_only", "none")
        },
    },
    "messaging": {
        "activity.guidance": _MESSAGES.format(kind="guidance"),
        "activity.questions": _MESSAGES.format(kind="question"),
        "activity.replies": _MESSAGES.format(kind="reply"),
        "activity.blocks": "SELECT count(*) FROM blocks WHERE blocked"
        " AND (changed_at AT TIME ZONE 'Asia/Tokyo')::date = :day"
        " AND organization_id = ANY (CAST(:organizations AS uuid[]))",
        "activity.acceptances": "SELECT count(*) FROM placements JOIN conversations USING (conversation_id)"
        " WHERE accepted_on = :day AND organization_id = ANY (CAST(:organizations AS uuid[]))",
    },
}


def count(stack: Stack, day: dt.date, bureau_code: str | None = None) -> dict[str, int]:
    """The figures of a Japanese day by their code, nationwide or of a bureau, counted where the facts are kept."""
    figures: dict[str, int] = {}
    asked: dict[str, Any] = {"day": day, "bureau": bureau_code or "%"}
    for room, questions in COUNTS.items():
        engine = sa.create_engine(stack.database_url(room))
        try:
            with engine.connect() as connection:
                if room == "registry":
                    of_bureau = "SELECT organization_id::text FROM organizations WHERE bureau_code LIKE :bureau"
                    asked["organizations"] = list(connection.scalars(sa.text(of_bureau), asked))
                for code, sql in questions.items():
                    figures[code] = int(connection.execute(sa.text(sql), asked).scalar_one())
        finally:
            engine.dispose()
    return figures


def shares(figures: Mapping[str, int]) -> dict[str, int | None]:
    """What classes and choices are of their wholes, in tenths of a percent; None of nought (RPT-4, seed 003)."""
    wholes = {
        "organizations": ("organizations.private", "organizations.municipal"),
        "seekers": ("seekers.both", "seekers.municipal_only", "seekers.private_only"),
    }
    found: dict[str, int | None] = {}
    for parts in wholes.values():
        whole = sum(figures[part] for part in parts)
        for part in parts:
            exact = Decimal(1_000 * figures[part]) / whole if whole else None
            found[part] = None if exact is None else int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return found

"""What the demo's organizations have applied for since their approval: renewals and changes that wait, one withdrawn (REG-5).

Plain dicts in the shape that `load-procedures` reads, the same ones every time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import islice
from typing import Any

from deploy.demo.organizations import MAIL_DOMAIN, TERMS, organizations
from services.registry.organizations.domain.decisions import form_due_on
from services.registry.organizations.domain.settings import ApplicationSettings

APPROVED_DAYS_AGO = 300
"""Long enough ago for a renewal to be open: it opens 3 months before the end of 12 (REG-16)."""
RENEWING, CHANGING, LATE = (10, 21), (25, 51), (56, 58)
"""Numbers of organizations of Tokyo, from 1. The first one's form has come of those that renew or change; none of the late ones'."""
WITHDRAWN_EMAIL = f"withdrawn@{MAIL_DOMAIN}"


def earlier_organizations(today: dt.date) -> Iterator[dict[str, Any]]:
    """Those approved `APPROVED_DAYS_AGO`: the ones that renew or are late, and one more, which has withdrawn."""
    first = list(islice(organizations(today - dt.timedelta(days=APPROVED_DAYS_AGO)), max(LATE)))
    yield from (first[number - 1] for number in (*RENEWING, *LATE))
    yield {
        **first[0],
        "name": "株式会社みらい人材",
        "name_kana": "カブシキガイシャミライジンザイ",
        "permission_number": "13-ユ-900399",
        "email": WITHDRAWN_EMAIL,
    }


def procedures(today: dt.date) -> Iterator[dict[str, Any]]:
    """Their applications as of today."""
    now = list(islice(organizations(today), max(LATE)))
    for number in RENEWING:
        yield {
            "email": now[number - 1]["email"],
            "kind": "renewal",
            "request": {
                "latest_regular_placement_on": str(today - dt.timedelta(days=number)),
                "content_unchanged": True,
                "security_declaration": now[number - 1]["security_declaration"],
                "terms_version": TERMS,
            },
            "received": number == RENEWING[0],
        }
    longest_ago = _days_since_the_first_that_may_still_come(today)
    days_ago = dict.fromkeys(CHANGING, 0) | {LATE[0]: longest_ago, LATE[1]: longest_ago - 3}
    for number, days in days_ago.items():
        content = {name: value for name, value in now[number - 1].items() if name not in ("email", "password")}
        changed = {**content["privacy_manager"], "name": "長谷川 明子"}
        yield {
            "email": now[number - 1]["email"],
            "kind": "change",
            "request": {"content": {**content, "privacy_manager": changed}},
            "on": str(today - dt.timedelta(days=days)),
            "received": number == CHANGING[0],
        }
    withdrawn = next(one for one in earlier_organizations(today) if one["email"] == WITHDRAWN_EMAIL)
    yield {
        "email": WITHDRAWN_EMAIL,
        "kind": "withdrawal",
        "request": {"services": withdrawn["services"]},
        "received": True,
        "approved": True,
    }


def _days_since_the_first_that_may_still_come(today: dt.date) -> int:
    """How long ago an application was registered at the most whose form is not late yet (REG-7): it lapses next."""
    settings = ApplicationSettings()
    return max(days for days in range(15) if form_due_on(today - dt.timedelta(days=days), settings) >= today)

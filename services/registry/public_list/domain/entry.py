"""What of an organization stands on which public list (REG-14; seed 001, 5; seed 000)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from services.legal_calendar import japanese_day, start_of_day


class ListName(StrEnum):
    """The two lists."""

    CURRENT = "current"
    """利用団体一覧: active and suspended."""
    TERMINATED = "terminated"
    """利用解除となった利用団体の一覧."""


@dataclass(frozen=True)
class Suspension:
    """A suspension as the municipal class's list tells it; `until` is None where it has no term."""

    reasons: tuple[str, ...]
    since: datetime
    until: date | None


@dataclass(frozen=True)
class Facts:
    """What is known of an organization, as far as the lists are concerned."""

    organization_id: str
    name: str
    department: str
    kind: str
    class_: str
    bureau_code: str
    municipality_code: str
    municipality_name: str
    address: str
    permission_number: str | None
    services: Collection[str]
    handles_subsidies: bool
    marks_held: Collection[str] = ()
    other_certificates: Collection[str] = ()
    standing: str = "active"
    suspension: Suspension | None = None
    terminated_at: datetime | None = None
    bar_until: date | None = None
    commissioned_agency_name: str | None = None
    commissioned_agency_number: str | None = None


@dataclass(frozen=True)
class Entry:
    """An organization's place on a list, from now on. `shown_until`: the instant at which it ends by itself, if any."""

    list: ListName
    content: Mapping[str, Any] = field(compare=True)
    shown_until: datetime | None = None


_LATER: Mapping[str, Any] = {"commissioned_agency_name": None, "commissioned_agency_number": None}
"""What entries of earlier versions do not have."""


def complete(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content of an entry that may be of an earlier version."""
    return {**_LATER, **content}


def entry_of(facts: Facts) -> Entry | None:
    """Where an organization stands: on the one list, on the other, or, withdrawn, on none."""
    if facts.standing == "terminated":
        return _terminated(facts)
    return _current(facts) if facts.standing in ("active", "suspended") else None


def _current(facts: Facts) -> Entry:
    suspended = facts.standing == "suspended"
    told = facts.suspension if suspended and facts.class_ == "municipal" else None
    return Entry(
        ListName.CURRENT,
        {
            **_who(facts),
            "services": sorted(facts.services),
            "handles_subsidies": facts.handles_subsidies,
            "privacy_mark": "privacy_mark" in facts.marks_held,
            "excellent_agency_mark": "excellent_agency_mark" in facts.marks_held,
            "other_certificates": list(facts.other_certificates),
            "suspended": suspended,
            # In the private class that it is suspended, and no more (001 5); why and until when in the municipal (000).
            "suspension_reason": "／".join(told.reasons) if told else None,
            "suspended_on": japanese_day(told.since).isoformat() if told else None,
            "suspended_until": told.until.isoformat() if told and told.until else None,
        },
    )


def _terminated(facts: Facts) -> Entry:
    """For the 3 years of CMP-9, its last day included; why is told on neither list."""
    assert facts.terminated_at is not None, "a termination has its instant"
    assert facts.bar_until is not None, "a termination bars"
    return Entry(
        ListName.TERMINATED,
        {
            **_who(facts),
            "terminated_on": japanese_day(facts.terminated_at).isoformat(),
            "listed_until": facts.bar_until.isoformat(),
        },
        shown_until=start_of_day(facts.bar_until + timedelta(days=1)),
    )


def _who(facts: Facts) -> dict[str, Any]:
    return {
        "organization_id": facts.organization_id,
        "name": facts.name,
        "department": facts.department,
        "kind": facts.kind,
        "class": facts.class_,
        "bureau_code": facts.bureau_code,
        "municipality_code": facts.municipality_code,
        "municipality_name": facts.municipality_name,
        "address": facts.address,
        "permission_number": facts.permission_number,
        # By which two commissions of one city, which have no number of their own, are told apart (REG-4).
        "commissioned_agency_name": facts.commissioned_agency_name,
        "commissioned_agency_number": facts.commissioned_agency_number,
    }

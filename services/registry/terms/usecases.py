"""What is asked about the terms (REG-15): all that are posted, their text, what changed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from services.registry import terms
from services.registry.terms import TermsVersion
from services.registry.terms.differences import differences
from services.registry.terms.reasons import TermsReason
from services.runtime.refusal import Refusal


def list_versions(audience: str, today: dt.date) -> dict[str, Any]:
    """Every version that can be read, the newest first."""
    return {"versions": [_told(version, today) for version in terms.posted(audience, today)]}


def show_text(audience: str, version: str, today: dt.date) -> dict[str, Any]:
    """A version with its text. Raises `Refusal` for one that is not posted."""
    found = _posted(audience, version, today, "/version")
    return {**_told(found, today), "source": found.source, "paragraphs": list(found.paragraphs)}


def compare(audience: str, former: str, later: str, today: dt.date) -> dict[str, Any]:
    """What changed from one version to another, in either direction. Raises `Refusal` for one that is not posted."""
    old = _posted(audience, former, today, "/former")
    new = _posted(audience, later, today, "/later")
    return {
        "former": _told(old, today),
        "later": _told(new, today),
        "differences": [vars(one) for one in differences(old.paragraphs, new.paragraphs)],
    }


def _posted(audience: str, version: str, today: dt.date, pointer: str) -> TermsVersion:
    for found in terms.posted(audience, today):
        if found.version == version:
            return found
    raise Refusal(TermsReason.NO_SUCH_VERSION, pointer)


def _told(version: TermsVersion, today: dt.date) -> dict[str, Any]:
    state = "to_come"
    if version.in_force_from <= today:
        state = "in_force" if terms.in_force(version.audience, today) == version else "former"
    names = ("audience", "version", "in_force_from", "title", "illustrative")
    return {
        **{name: getattr(version, name) for name in names},
        "posted_on": version.posted_on or version.in_force_from,
        "state": state,
    }

"""Which side sees which step of a complaint (CMP-12): the organization never learns what was said to the authority alone."""

from __future__ import annotations

from services.compliance.complaints.domain.handling import ComplaintEvent, Side

FILING = "file"
"""The first step of every complaint; the others are `ComplaintEvent`."""
_ALL = frozenset(Side)
_E = ComplaintEvent


def seen_by(event: str, writer: Side, *, to_organization: bool, by_authority: bool) -> frozenset[Side]:
    """The sides that see a step with its text. `by_authority`: the authority dealt with the complaint when it was written."""
    if event == _E.NOTE:
        return frozenset({writer})
    if event in {_E.REQUEST_FACTS, _E.REPORT_FACTS}:
        return _ALL - {Side.COMPLAINANT}
    if event in {_E.REPLY, _E.TAKE_TO_AUTHORITY}:
        return _ALL - {Side.ORGANIZATION}
    if event == _E.LINK_CASE:
        return frozenset({Side.STAFF})
    told_organization = to_organization and not (event in {_E.ADD, _E.CLOSE} and by_authority)
    return _ALL if told_organization else _ALL - {Side.ORGANIZATION}

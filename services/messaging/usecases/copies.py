"""What messaging takes over from other services by event: organizations, seekers, acquisitions, deletions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.legal_calendar import japanese_day
from services.messaging.domain.guidance import CodeNames
from services.messaging.storage import copies, joined, placements
from services.messaging.usecases.blocks import join_records
from services.messaging.usecases.information import note_change
from services.runtime.work import Work


def keep_organization(work: Work, state: Mapping[str, Any], names: CodeNames) -> None:
    """Take over an organization's state if it is newer; a suspension waits for what is being sent, then holds (CMP-14).

    What has changed of the mandatory information is noted, to be told to every open conversation (MSG-3).
    """
    before = copies.organization_held_back(work.connection, state["organization_id"])
    if copies.keep_organization(work.connection, state, work.today):
        after = copies.organization(work.connection, state["organization_id"])
        assert after is not None, "just kept"
        note_change(work, before, after, state["mandatory_information_changed_on"], names)


def keep_seekers(work: Work, states: list[Mapping[str, Any]]) -> None:
    """Take over what is newer of the seekers' states.

    Who is blocked under a number that was joined into a seeker's (SEE-1) is before the state that tells of it is there to be guided
    (MSG-7), whether or not `seekers_joined` has come.
    """
    told = {number: state["seeker_number"] for state in states for number in state["joined_numbers"]}
    if told and (news := told.keys() - joined.records.into(work.connection, told)):
        join_records(work, [(number, told[number]) for number in sorted(news)])
    copies.keep_seekers(work.connection, states)


def keep_acquisition(work: Work, acquired: Mapping[str, Any]) -> None:
    """Let MSG-12 count from an acquisition, also for a conversation that had begun before its event came."""
    organization_id, seeker_number = acquired["organization_id"], acquired["seeker_number"]
    copies.organization_held_back(work.connection, organization_id)
    copies.keep_acquisition(work.connection, organization_id, seeker_number, acquired["acquired_at"])
    days = copies.acquisition_days(work.connection, organization_id, [seeker_number])
    placements.count_from(work.connection, organization_id, seeker_number, days.get(seeker_number, []))


def keep_custody(work: Work, pairs: Sequence[Mapping[str, Any]]) -> None:
    """Close to organizations what was said until a deletion became due, and until one was confirmed (MSG-11).

    A duty that an acceptance recorded late has lifted opens it again (MSG-12). Right under concurrency: the organization is
    held back first, so that what it is sending is committed before, and what comes later sees the duty.
    """
    for organization_id in sorted({pair["organization_id"] for pair in pairs}):
        copies.organization_held_back(work.connection, organization_id)
    for pair in copies.keep_custody(work.connection, pairs):
        until = max(filter(None, (pair["due_since"], pair["deleted_at"])), default=None)
        placements.close_before(work.connection, pair["organization_id"], pair["seeker_number"], until)


def keep_report(work: Work, report: Mapping[str, Any]) -> None:
    """Results of a fiscal year stand once its usage report is filed (RPT-2); a correction of the report changes nothing."""
    placements.keep_reported_year(work.connection, report["organization_id"], report["fiscal_year"])


def close_deleted(work: Work, deletion: Mapping[str, Any]) -> None:
    """Close to an organization what it has confirmed to have deleted (MSG-11)."""
    placements.close_deleted(
        work.connection,
        deletion["organization_id"],
        deletion["seeker_number"],
        deletion["confirmed_at"],
        japanese_day(deletion["confirmed_at"]),
    )

"""Letters of acceptance that are posted (REG-10): in the municipal class, with the day kept."""

from __future__ import annotations

from datetime import date

from services.registry.desk.domain.reasons import DeskReason


def objection_to_posting(
    *,
    municipal: bool,
    withdrawal: bool,
    decided_on: date | None,
    recorded: date | None,
    posted_on: date,
    today: date,
) -> DeskReason | None:
    """A letter is posted once it may be written, once, and not tomorrow. `decided_on`: the day of approval, if any.

    A withdrawal has no letter.
    """
    if decided_on is None:
        return DeskReason.NOT_APPROVED
    if withdrawal:
        return DeskReason.WITHDRAWAL_WITHOUT_LETTER
    if not municipal:
        return DeskReason.LETTER_NOT_POSTED_IN_CLASS
    if recorded is not None:
        return DeskReason.LETTER_RECORDED_ALREADY
    return _objection_to_day(decided_on, posted_on, today)


def objection_to_correcting(
    *, decided_on: date, recorded: date | None, posted_on: date | None, today: date
) -> DeskReason | None:
    """A day that was recorded is put right by one on which it could be posted, or taken back: None, it was not posted yet."""
    if recorded is None:
        return DeskReason.LETTER_NOT_RECORDED
    if posted_on == recorded:
        return DeskReason.LETTER_UNCHANGED
    return _objection_to_day(decided_on, posted_on, today) if posted_on is not None else None


def _objection_to_day(decided_on: date, posted_on: date, today: date) -> DeskReason | None:
    if posted_on > today:
        return DeskReason.LETTER_IN_FUTURE
    return DeskReason.LETTER_BEFORE_APPROVAL if posted_on < decided_on else None

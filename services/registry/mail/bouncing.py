"""When an address counts as undeliverable, and when it works again: pure rules of what servers have answered.

An address is undeliverable after a permanent refusal (5xx) that speaks of the address, at the handover (`REFUSED`) or in a
delivery report afterwards (`RETURNED`, RFC 3464), or where its spelling needs what the mail server lacks (`UNSUPPORTED`).
A refusal that speaks of the mail or of us (content, policy, a broken server) fails the mail and says nothing of the address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Cause(StrEnum):
    """Why an address takes no mail. Kept in rows: never renamed."""

    REFUSED = "refused"
    RETURNED = "returned"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class BounceSettings:
    """A returned address works again when none came back for `quiet` after a mail to it was taken. What can wait is
    tried again, as a probe, `probe_after` the last failure."""

    quiet: timedelta = timedelta(days=5)
    probe_after: timedelta = timedelta(days=7)


@dataclass(frozen=True)
class AddressTrouble:
    """What is known of an address that took no mail."""

    cause: Cause
    last_at: datetime
    accepted_at: datetime | None = None


_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
# RFC 3463: X.1 address, X.2 mailbox, X.4 network and routing (nobody answers for the domain, or not within days).
_OF_THE_ADDRESS = frozenset({"1", "2", "4"})


def enhanced_status(text: str) -> str | None:
    """The enhanced status code in a server's answer or a delivery report, such as 5.1.1."""
    found = _ENHANCED.search(text)
    return found.group(1) if found else None


def speaks_of_the_address(status: str | None) -> bool:
    """Whether a permanent failure with this enhanced status is the address's. Without one it is: 550 means no mailbox."""
    return status is None or status.split(".")[1] in _OF_THE_ADDRESS


def is_undeliverable(trouble: AddressTrouble, now: datetime, settings: BounceSettings) -> bool:
    """Whether an address still counts as undeliverable."""
    return trouble.accepted_at is None or now < trouble.accepted_at + settings.quiet


def worth_a_try(trouble: AddressTrouble, now: datetime, settings: BounceSettings) -> bool:
    """Whether a mail that can be done without is sent to a troubled address after all."""
    return not is_undeliverable(trouble, now, settings) or now >= trouble.last_at + settings.probe_after

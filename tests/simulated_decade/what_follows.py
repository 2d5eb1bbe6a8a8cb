"""What the terms say follows from how an organization stands: search, messages, tokens, the public lists, deletion (CMP-9, CMP-14).

Written from seed 001 (5, 7(2)①オ, 8, 9) and, for the municipal class, 000; imports nothing of the project, as the oracle that it asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from tests.simulated_custody.oracle import last_day_of_the_month_after_next
from tests.simulated_decade.oracle import Oracle


@dataclass(frozen=True)
class Followed:
    """What each service holds of an organization when a day is over, all that was told having arrived.

    `messages`: whether it may write; `conversations`: see with whom it did, as far as what it has to record needs that (AUT-9).
    `token`: open, closed or ended. `listed`: on which list, with what that says of it: 停止中 and, in the municipal class, until when;
    for who was terminated, since when and until when.
    """

    search: bool
    messages: bool
    conversations: bool
    token: str
    listed: tuple[str, ...]
    to_be_deleted: bool


@dataclass
class Records:
    """What was acquired (取得) and not deleted since, if anything.

    `closings`: from when until when seeker information was closed; `refused`: when the seeker refused the organization's messages.
    """

    since: datetime | None = None
    closings: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    refused: list[datetime] = field(default_factory=list)

    def to_be_deleted(self, oracle: Oracle, day: date) -> bool:
        """停止、利用解除の場合、すべて削除 (7(2)①オ(エ)); not for a stop while facts are established (8(3), 一時的).

        Whatever came first: at a refusal of messages ((イ)), or not accepted by the end of the month after next ((ウ)), or with seeker
        information (退会, REG-3). What a stop, a termination or a closing has made due stays due when it ends, and when it is taken back
        as wrong; so does what a withdrawal has (158, 306).
        """
        since = self.since
        if since is None:
            return False
        stopped = any(not stop.provisional and stop.begun >= since for stop in oracle.stops)
        terminated = any(one.begun >= since for one in oracle.terminations)
        left = (one.begun for one in oracle.absences)
        ended = any(begun >= since for begun in (*(begun for begun, _ in self.closings), *self.refused, *left))
        return stopped or terminated or ended or day > last_day_of_the_month_after_next(since.date())


def token_of(oracle: Oracle, day: date, made: datetime) -> str:
    """A key made at an instant: ended for good by a termination or a withdrawal, also by a wrong one (158, 306); closed while stopped."""
    if any(one.begun >= made for one in (*oracle.terminations, *oracle.absences)):
        return "ended"
    return "open" if oracle.standing(day)[0] == "active" else "closed"


def followed(
    oracle: Oracle, records: Records, day: date, *, municipal: bool, token_made: datetime, closed: bool
) -> Followed:
    """What follows from all that was done, when a day is over. `closed`: seeker information is, as its renewal failed (REG-3)."""
    standing, until = oracle.standing(day)
    if oracle.away:
        due = records.to_be_deleted(oracle, day)
        return Followed(False, False, False, token_of(oracle, day, token_made), (), due)
    if standing == "terminated":
        assert oracle.terminated is not None
        assert until is not None
        shown = day <= until
        listed: tuple[str, ...] = ("terminated", str(oracle.terminated), str(until)) if shown else ()
    elif standing == "suspended":
        # 停止期間が定まっている場合は、その期間が記載されます (000); 001 5 has 停止中 alone.
        listed = ("current", "停止中", str(until) if municipal and until else "")
    else:
        listed = ("current", "", "")
    used = standing == "active" and not closed
    token = token_of(oracle, day, token_made)
    return Followed(used, used, standing != "terminated", token, listed, records.to_be_deleted(oracle, day))

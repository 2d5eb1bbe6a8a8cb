"""What the terms say follows from how an organization stands: search, messages, tokens, the public lists, deletion (CMP-9, CMP-14).

Written from seed 001 (5, 7(2)①オ, 8, 9) and, for the municipal class, 000; imports nothing of the project, as the oracle that it asks.
"""

from __future__ import annotations

from dataclasses import dataclass
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
    """What was acquired (取得) and not deleted since, if anything."""

    since: datetime | None = None

    def to_be_deleted(self, oracle: Oracle, day: date) -> bool:
        """停止、利用解除の場合、すべて削除 (7(2)①オ(エ)); not for a stop while facts are established (8(3), 一時的).

        Whatever came first: or not accepted by the end of the month after next ((ウ)). What a stop or a termination has made due stays
        due when it ends, and when it is taken back as wrong (158).
        """
        since = self.since
        if since is None:
            return False
        stopped = any(not stop.provisional and stop.begun >= since for stop in oracle.stops)
        terminated = any(one.begun >= since for one in oracle.terminations)
        return stopped or terminated or day > last_day_of_the_month_after_next(since.date())


def token_of(oracle: Oracle, day: date, made: datetime) -> str:
    """A key made at an instant: for good ended by a termination, also by a wrong one (158); closed while use is stopped."""
    if any(one.begun >= made for one in oracle.terminations):
        return "ended"
    return "open" if oracle.standing(day)[0] == "active" else "closed"


def followed(oracle: Oracle, records: Records, day: date, *, municipal: bool, token_made: datetime) -> Followed:
    """What follows from all that was done, when a day is over."""
    standing, until = oracle.standing(day)
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
    used = standing == "active"
    token = token_of(oracle, day, token_made)
    return Followed(used, used, standing != "terminated", token, listed, records.to_be_deleted(oracle, day))

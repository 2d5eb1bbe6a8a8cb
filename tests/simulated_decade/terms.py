"""What the terms of a class know, and their periods: from seed 001 (3, 5, 8, 14), and from seed 000 for the municipal class.

Imports nothing of the project, as the oracle that asks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache

from tests.law.civil_code import last_of_days, last_of_months, the_day_before_where_closed

ONE_DAY = timedelta(days=1)
JAPAN = timezone(timedelta(hours=9))


@dataclass(frozen=True)
class Terms:
    """Which conduct leads to what, and for how long, by the terms of a class. Grounds by the names that they have on the site."""

    for_a_term: frozenset[str]
    """一定期間: may be stopped for so many months."""
    until_corrected: frozenset[str]
    """是正が確認されるまでの間."""
    along_with_a_request: frozenset[str]
    """是正要請を行うとともに."""
    terminated_at_once: frozenset[str]
    terminated_after: frozenset[str]
    """After the resumption from a stop for one of these, any breach of the terms may be terminated."""
    months_of_stop: int
    months_of_bar: int
    months_of_grace: int


BREACHES_OF_THE_TERMS = frozenset({
    "offer_information", "advertising", "excessive_solicitation", "other_breach", "overdue", "malice", "malicious_breach",
})  # fmt: skip
"""(2) 利用規約違反行為があった場合; whatever the class, what is no breach of the terms stays none (8(1), 8(3), 14; 000)."""
OF_OPERATIONS = {"security_demand"}

PRIVATE = Terms(
    # 一定期間（６か月）: 8(2)①, ②, ④ａ; (3) leaves the kind of suspension to the case (事案に応じ).
    for_a_term=frozenset({"offer_information", "advertising", "overdue", "labour_law"}),
    # 8(1), (2)③, (2)⑤ａ; 14; (3).
    until_corrected=frozenset({"order", "excessive_solicitation", "other_breach", "security_demand", "labour_law"}),
    # 8(2)①, ②, ③, ⑤ａ.
    along_with_a_request=frozenset({"offer_information", "advertising", "excessive_solicitation", "other_breach"}),
    # 悪質性が高い: 8(2)④ｂ, (2)⑤ｂ; (3).
    terminated_at_once=frozenset({"malice", "malicious_breach", "labour_law"}),
    # 利用再開後、再度利用規約違反行為を行った場合: 8(2)①, ③.
    terminated_after=frozenset({"offer_information", "excessive_solicitation"}),
    months_of_stop=6,
    months_of_bar=36,
    months_of_grace=1,
)
"""Seed 001, 8."""

_STOPPED = frozenset({
    "offer_information", "advertising", "excessive_solicitation", "other_breach", "order", "labour_law",
})  # fmt: skip
MUNICIPAL = Terms(
    # 職業安定法違反や利用規約の違反行為が確認された場合には、是正要請を行うとともに、一定期間…停止; 停止期間が定まっている場合は、その期間:
    # so with a term or without one, for every breach alike.
    for_a_term=_STOPPED | {"overdue"},
    until_corrected=_STOPPED | {"security_demand"},
    along_with_a_request=_STOPPED,
    # 悪質性が高いと判断される事案.
    terminated_at_once=frozenset({"malice", "malicious_breach"}),
    # 再度、利用規約の違反行為が行われた場合.
    terminated_after=frozenset(
        {"offer_information", "advertising", "excessive_solicitation", "other_breach", "overdue"}
    ),
    # Settings of the class; here others than section 8 has, so that it is seen whose are taken.
    months_of_stop=4,
    months_of_bar=24,
    months_of_grace=2,
)
"""Seed 000, そのほか; what it is silent on is as in 001."""


@cache
def last_day_of_stop(begun: datetime, months: int) -> date:
    """民法による；末日が休日となる場合はその前日まで (8(2)④ａ)."""
    day = begun.date()
    first = day if begun.time() == time.min else day + ONE_DAY
    return the_day_before_where_closed(last_of_months(first, months))


@cache
def last_day_of_bar(terminated: date, months: int) -> date:
    """利用解除となった日から起算して３年間 (5)."""
    return the_day_before_where_closed(last_of_months(terminated, months))


@cache
def last_day_of_grace(due_on: date, months: int) -> date:
    """満了日、報告期限の翌日から１か月 (8(2)④ａ)."""
    return the_day_before_where_closed(last_of_months(due_on + ONE_DAY, months))


@cache
def fourteen_days(day: date) -> date:
    """The usual time to answer: 14 days from the day after."""
    return the_day_before_where_closed(last_of_days(day + ONE_DAY, 14))

"""Which applications an organization makes in the year: new ones, and old ones that change, renew and withdraw."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from tests.simulated_year.oracle.course import Life
from tests.simulated_year.oracle.filings import Filing, What, is_there, may_carry, out_of_the_way
from tests.simulated_year.oracle.kinds import BOTH, OFFERS, SEEKERS, TABLE, Kind
from tests.simulated_year.oracle.periods import (
    ONE_DAY,
    first_day_to_renew,
    last_day_for_the_form,
    last_day_of_grace,
    last_day_of_term,
)
from tests.simulated_year.plans.days import EDGES, FIRST_DAY, LAST_TO_APPLY, between, chance, near
from tests.simulated_year.plans.filings import comes, placed, with_address

_SHARES = {
    Kind.PAID_AGENCY: 45,
    Kind.FREE_AGENCY: 9,
    Kind.SCHOOL: 5,
    Kind.SPECIAL_CORPORATION: 5,
    Kind.MUNICIPALITY_OWN: 12,
    Kind.MUNICIPALITY_COMMISSIONING: 10,
    Kind.MUNICIPALITY_INFORMING: 7,
    Kind.DESIGNATED_BODY: 7,
}
_LONG_AFTER = date(2031, 3, 31)


def lives(applications: int, seed: int = 1) -> list[Life]:
    """Lives that make at least so many applications together: as many old organizations as new ones."""
    draw = random.Random(seed)
    made: list[Life] = []
    count = 0
    while count < applications:
        life = _old(draw) if len(made) % 2 else _new(draw)
        count += len(life.filings)
        made.append(life)
    return made


def _new(draw: random.Random) -> Life:
    """Registers within the year; where it is approved, its permission may end in it, and it may change or withdraw."""
    kind = draw.choices(list(_SHARES), list(_SHARES.values()))[0]
    applied = draw.choice(EDGES) if chance(draw, 0.2) else between(draw, FIRST_DAY, LAST_TO_APPLY - timedelta(20))
    new = with_address(draw, comes(draw, kind, _applies(draw, kind, applied)))
    permission = _permission(draw, kind, applied)
    if new.decided is None or new.refused:
        return Life(kind, permission, (new,))
    since = new.decided + ONE_DAY
    changes = tuple(_changes(draw, kind, new, permission, since))
    return Life(kind, permission, (new, *changes, *_withdrawals(draw, kind, new.services, changes, since)))


def _old(draw: random.Random) -> Life:
    """Was approved in the year before, on a day whose term ends within the year; renews, or does not."""
    kind = draw.choices(list(_SHARES), list(_SHARES.values()))[0]
    approved = date(2025, 4, 1) + timedelta(draw.randrange(364))
    new = _applies(draw, kind, approved - timedelta(draw.randrange(3, 12)))
    received = min(new.applied + timedelta(draw.randrange(3)), last_day_for_the_form(new.applied), approved)
    new = replace(new, received=received, recorded=received, decided=approved)
    if chance(draw, 0.15):
        new = replace(new, on_paper=True, received=new.applied, recorded=between(draw, new.applied, approved))
    permission = _permission(draw, kind, approved)
    changes = tuple(_changes(draw, kind, new, permission, FIRST_DAY))
    renewals: tuple[Filing, ...] = ()
    if SEEKERS in new.services:
        planned = _renewals(draw, kind, last_day_of_term(approved))
        renewals = tuple(_with_its_change(renewal, changes) for renewal in planned)
    before = (*renewals, *changes)
    return Life(kind, permission, (new, *before, *_withdrawals(draw, kind, new.services, before, FIRST_DAY)))


def _applies(draw: random.Random, kind: Kind, applied: date) -> Filing:
    allowed = TABLE[kind].services
    services = allowed if allowed != BOTH else draw.choice((BOTH, BOTH, frozenset({SEEKERS}), frozenset({OFFERS})))
    return Filing(What.NEW, applied, placed(draw, applied, met=True), services=services)


def _permission(draw: random.Random, kind: Kind, applied: date) -> date | None:
    """The end of a permission: for half of them within the year or the months around it, never before the application."""
    if not TABLE[kind].has_permission:
        return None
    if chance(draw, 0.5):
        return _LONG_AFTER
    ends = near(draw, (*EDGES, date(2026, 12, 31), date(2027, 1, 30)), date(2026, 3, 1), date(2027, 4, 25))
    return max(ends, applied)


def _renewals(draw: random.Random, kind: Kind, end: date) -> Iterator[Filing]:
    """The renewal of a term, and a second one where the first has failed."""
    if chance(draw, 0.2):
        return
    opens, grace = first_day_to_renew(end), last_day_of_grace(end)
    edges = (opens, opens + ONE_DAY, end, end + ONE_DAY, grace, grace + ONE_DAY)
    day = near(draw, edges, opens, grace + timedelta(20))
    first = _renewal(draw, kind, min(max(day, opens, FIRST_DAY), max(opens, LAST_TO_APPLY)))
    yield first
    over = out_of_the_way(first)
    failed = first.decided is None or first.refused
    if over is not None and failed and chance(draw, 0.6):
        again = max(over + timedelta(draw.randrange(1, 21)), opens)
        if again <= LAST_TO_APPLY:
            yield _renewal(draw, kind, again)


def _renewal(draw: random.Random, kind: Kind, applied: date) -> Filing:
    stated = placed(draw, applied, met=chance(draw, 0.75))
    return comes(draw, kind, Filing(What.RENEWAL, applied, stated))


def _with_its_change(renewal: Filing, changes: tuple[Filing, ...]) -> Filing:
    """The bureau approves no renewal before the change that it carries is there, and refuses it with one that has failed (REG-16)."""
    day = renewal.decided
    if day is None or all(is_there(change, day) for change in changes if may_carry(renewal, change)):
        return renewal
    return replace(renewal, refused=True)


def _changes(draw: random.Random, kind: Kind, new: Filing, permission: date | None, since: date) -> Iterator[Filing]:
    """Change applications, one after another: of managers, of the permission's term, of the services."""
    day: date | None = since
    for filing in sorted(_wished(draw, kind, new, permission, since), key=lambda filing: filing.applied):
        if day is None:
            return  # the one before it is never decided: of a kind one is under way (REG-6)
        applied = max(filing.applied, day)
        if applied > LAST_TO_APPLY or (filing.permission_until is not None and filing.permission_until < applied):
            continue
        stated = placed(draw, applied, met=True) if SEEKERS in filing.services else None
        change = comes(draw, kind, replace(filing, applied=applied, placed=stated))
        yield change
        over = out_of_the_way(change)
        day = None if over is None else max(over, change.registered) + timedelta(draw.randrange(1, 10))


def _wished(draw: random.Random, kind: Kind, new: Filing, permission: date | None, since: date) -> Iterator[Filing]:
    if chance(draw, 0.2):
        yield Filing(What.CHANGE, between(draw, since, LAST_TO_APPLY))
    if TABLE[kind].services == BOTH and SEEKERS not in new.services and chance(draw, 0.3):
        yield Filing(What.CHANGE, between(draw, since, LAST_TO_APPLY), services=frozenset({SEEKERS}))
    if permission is None or permission == _LONG_AFTER:
        return
    grace = last_day_of_grace(permission)
    edges = (permission, permission + ONE_DAY, grace, grace + ONE_DAY)
    if chance(draw, 0.3):  # of something else, while the permission is about to end: it mends nothing
        yield Filing(What.CHANGE, max(since, permission - timedelta(draw.randrange(40))))
    if chance(draw, 0.75):
        applied = max(since, near(draw, edges, permission - timedelta(60), grace + timedelta(20)))
        until = _LONG_AFTER if chance(draw, 0.7) else applied + timedelta(draw.randrange(60))
        yield Filing(What.CHANGE, applied, permission_until=until)


def _withdrawals(
    draw: random.Random, kind: Kind, services: frozenset[str], before: tuple[Filing, ...], since: date
) -> Iterator[Filing]:
    """Withdrawals after all else is over: from one service, from the rest, or from all at once."""
    if not chance(draw, 0.25):
        return
    ends = [out_of_the_way(filing) for filing in before]
    if None in ends:
        return
    used = services.union(*(filing.services for filing in before if filing.decided is not None and not filing.refused))
    day = max([since, *(end for end in ends if end is not None), *(filing.registered for filing in before)]) + ONE_DAY
    while used:
        applied = between(draw, day, day + timedelta(40))
        if applied > LAST_TO_APPLY:
            return
        given_up = frozenset({draw.choice(sorted(used))}) if chance(draw, 0.5) else used
        withdrawal = comes(draw, kind, Filing(What.WITHDRAWAL, applied, services=given_up))
        yield withdrawal
        over = out_of_the_way(withdrawal)
        if over is None:
            return
        if withdrawal.decided is not None and not withdrawal.refused:
            used = used - given_up
        if not chance(draw, 0.5):
            return
        day = max(over, withdrawal.registered) + ONE_DAY

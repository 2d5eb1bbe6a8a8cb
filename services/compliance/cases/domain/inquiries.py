"""What an organization sees of a case of its own that has become one on a suspected offence (CMP-1, decision 151).

Whoever is suspected of an offence does not learn of the inquiry: the case looks as it did before, until something is asked of the
organization on the suspicion, or another ground is found. Then it sees all that went before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from services.compliance.cases.domain.files import RECORD_CORRECTED, CaseEvent, CaseState
from services.compliance.cases.domain.steps import TRANSITIONS, UNSEEN_IN_AN_INQUIRY
from services.compliance.standing.domain.grounds import Ground

_ITS_OWN = frozenset({CaseEvent.ANSWER, CaseEvent.STATE_VIEW, RECORD_CORRECTED})
_OF_ITS_MEASURES = frozenset({CaseEvent.END_PROVISIONAL, CaseEvent.ANNUL})
"""What becomes of a measure that it felt: one that was decided on the suspicion has shown it the case already."""
_SEEN = _ITS_OWN | _OF_ITS_MEASURES | {CaseEvent.CONFIRM, CaseEvent.CLOSE}
"""What it sees although an inquiry goes on: its own steps, the ends of measures, that what was asked before is confirmed, and the end,
which is told as that of every case it knows."""


class Taken(NamedTuple):
    """A step of a case: its event, the ground after it, and the day of the conduct, where it is one that states or sets it."""

    event: str
    ground: Ground
    happened_on: date | None = None


@dataclass(frozen=True)
class Seen:
    """A case as its organization sees it.

    `steps`: those that it sees, each as its place among all and the ground that it is shown on; `state`: None where it is the case's own;
    `hidden`: how many steps it does not see, and the version that it is shown does not count. `hides_day`: whether one of those has
    set the day of the conduct; `day`: as the steps that it sees have left it, None where nobody knew it.
    """

    ground: Ground
    steps: tuple[tuple[int, Ground], ...]
    state: CaseState | None
    hidden: int = 0
    hides_day: bool = False
    day: date | None = None

    @property
    def hides_the_first(self) -> bool:
        """Whether the last step of all is hidden, and no other."""
        return self.hidden == 1 and self.steps[-1][0] == len(self.steps) - 1


def seen_by_organization(steps: Sequence[Taken]) -> Seen:
    """From the steps of a case that its organization knows of, in order."""
    last = max((place for place, step in enumerate(steps) if not _quiet(step.event, step.ground)), default=0)
    shown_on = steps[last].ground
    later = [(place, shown_on) for place in range(last + 1, len(steps)) if steps[place].event in _SEEN]
    shown = (*((place, step.ground) for place, step in enumerate(steps[: last + 1])), *later)
    hidden = len(steps) - len(shown)
    masked = hidden > 0 and steps[-1].event != CaseEvent.CLOSE
    return Seen(
        shown_on,
        shown,
        _state_after(steps[place].event for place, _ in shown) if masked else None,
        hidden,
        hides_day=any(step.event == CaseEvent.SET_DAY for step in steps[last + 1 :]),
        day=[steps[0], *(step for step in steps[: last + 1] if step.event == CaseEvent.SET_DAY)][-1].happened_on,
    )


def _quiet(event: str, ground: Ground) -> bool:
    """Whether a step neither asks something of the organization on the suspicion nor finds anything; the first step is none."""
    events = {*map(str, UNSEEN_IN_AN_INQUIRY | _SEEN | {CaseEvent.RECLASSIFY})}
    return ground is Ground.SUSPECTED_OFFENCE and (event in events or event not in set(CaseEvent))


def _state_after(events: Iterable[str]) -> CaseState:
    """Where the case was; what was taken back in it has left it open, or open again, or nothing came after that."""
    state = CaseState.OPENED
    for event in events:
        if event == CaseEvent.ANNUL:
            state = CaseState.OPENED if state is CaseState.CLOSED else state
        elif event in set(CaseEvent):
            state = TRANSITIONS.get((state, CaseEvent(event)), state)
    return state

"""What messaging tells compliance of refused applications, and of what was recorded of them since: in whatever order (MSG-13, 251)."""

import datetime as dt
import random
from collections import Counter
from dataclasses import dataclass, field

from services.contracts import compliance as contract
from services.contracts import messaging as messages
from services.runtime.identifiers import new_id
from tests.contract.compliance.conftest import Compliance
from tests.contract.decade.lives import STAFF, Life
from tests.simulated_decade.by_rule import Refusal
from tests.simulated_decade.terms import JAPAN

RECORDED = dt.time(23, 20)


@dataclass
class Refusals:
    """Of one organization: `under_way` is what was recorded and is not known yet."""

    life: Life
    compliance: Compliance
    seen: Counter[str]
    under_way: list[Refusal] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.life.seed)

    def arriving(self, recorded: Refusal | None) -> list[Refusal]:
        """What comes to be known on a day, of what was recorded on it or before."""
        if recorded is not None:
            self.under_way.append(recorded)
        odds = {id(one): 0.5 if one is recorded else 0.02 for one in self.under_way}
        arriving = [one for one in self.under_way if self.draw.random() < odds[id(one)]]
        if (
            recorded is not None and recorded in arriving and self.draw.random() < 0.5
        ):  # and what it takes back, after it
            arriving += [one for one in self.under_way if one not in arriving and self._of_the_same(one, recorded)]
        self.under_way = [one for one in self.under_way if one not in arriving]
        self.draw.shuffle(arriving)
        return arriving

    def tell(self, refusal: Refusal) -> None:
        """Hand the event over."""
        by_rule = self.life.by_rule
        told = {
            "conversation_id": self.life.conversations.setdefault(refusal.conversation, new_id()),
            "organization_id": self.life.organization_id,
            "refused_on": refusal.refused_on,
            "ground": refusal.ground,
            "recorded_at": dt.datetime.combine(refusal.recorded_on, RECORDED, JAPAN),
            "seeker_number": self.life.number,
        }
        if refusal is by_rule.refusals[refusal.conversation][0]:
            self.compliance.receive(messages.APPLICATION_REFUSED, told)
        else:
            reason = None if refusal.ground else "never_happened"
            self.compliance.receive(messages.REFUSAL_CORRECTED, {**told, "reason": reason})

    def note(self, refusal: Refusal, opened: str | None) -> None:
        """What follows: what stands of it is entered into its case, unless something newer is known of it; `opened`: its case, by it."""
        by_rule, life = self.life.by_rule, self.life
        overtaken = by_rule.overtaken(refusal)
        by_rule.known.append(refusal)
        first = refusal is by_rule.refusals[refusal.conversation][0]
        if first:
            if opened is not None:
                by_rule.cases_of_refusals[refusal.conversation] = opened
                life.corrected[opened] = int(overtaken)
            self.seen["refusal overtaken by its correction"] += overtaken and opened is not None
            return
        self.seen["refusal corrected" if refusal.ground else "refusal taken back"] += 1
        case = by_rule.cases_of_refusals.get(refusal.conversation)
        if case is not None and not overtaken and not life.oracle.closed(case, self.compliance.today):
            life.prompts.joined(case)
            life.corrected[case] += 1
        self.seen["correction overtaken by a newer one"] += overtaken and case is not None

    def compare(self, conversation: int) -> None:
        """All that is known of a refusal stands beside the case that it opened, and in it as steps while it was open."""
        by_rule, life = self.life.by_rule, self.life
        case = by_rule.cases_of_refusals.get(conversation)
        if case is None:
            return
        shown = self.compliance.call(contract.SHOW_CASE, STAFF["ministry"], case_id=life.ids[case])
        known = [one for one in by_rule.refusals[conversation] if one in by_rule.known]
        assert [(one["ground"], one["refused_on"]) for one in shown["refusals"]] == [
            (one.ground, one.refused_on and str(one.refused_on)) for one in known
        ]
        steps = [step["side"] for step in shown["steps"] if step["event"] == "correct_refusal"]
        assert steps == ["organization"] * life.corrected[case]
        matter = life.oracle.cases[case]
        assert (shown["ground"], shown["happened_on"]) == (matter.ground, str(matter.happened_on))

    @staticmethod
    def _of_the_same(one: Refusal, other: Refusal) -> bool:
        return one.conversation == other.conversation

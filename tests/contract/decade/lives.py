"""The organizations of the years, each with its history, and the amounts that their terms leave to settings."""

import datetime as dt
import random
from dataclasses import dataclass, field

from services.compliance.cases.domain.files import CaseSettings
from services.compliance.cases.domain.playing import Settings
from services.compliance.standing.domain.measures import StandingSettings
from services.contracts.caller import SYSTEM, Caller, Role
from services.runtime.identifiers import new_id
from tests.contract.served import START
from tests.simulated_decade.by_rule import ByRule
from tests.simulated_decade.facts import Deed
from tests.simulated_decade.histories import Drawer
from tests.simulated_decade.oracle import Oracle
from tests.simulated_decade.prompts import Prompts
from tests.simulated_decade.renewals import Renewals
from tests.simulated_decade.terms import MUNICIPAL, PRIVATE
from tests.simulated_decade.what_follows import Followed, Records, followed

DAY = dt.timedelta(days=1)
TERMS = {"private": PRIVATE, "municipal": MUNICIPAL}
AMOUNTS = Settings(
    StandingSettings(
        {name: terms.months_of_stop for name, terms in TERMS.items()},
        {name: terms.months_of_bar // 12 for name, terms in TERMS.items()},
    ),
    CaseSettings(overdue_months={name: terms.months_of_grace for name, terms in TERMS.items()}),
)
ODDS_OF_STICKING = {"suspend": 0.3, "suspend_provisionally": 0.3, "terminate": 0.7}
STAFF = {
    "bureau": Caller(Role.BUREAU_STAFF, new_id(), bureau_code="13"),
    "ministry": Caller(Role.MINISTRY, new_id()),
    "operations": Caller(Role.OPERATIONS, new_id()),
    "calendar": SYSTEM,
}


@dataclass
class Life:
    """An organization with its history, its token and what it holds of one seeker. `seed`: of all that is drawn of its own."""

    seed: int
    class_: str
    caller: Caller
    number: str
    drawer: Drawer
    by_rule: ByRule
    oracle: Oracle
    renewals: Renewals
    records: Records = field(default_factory=Records)
    prompts: Prompts = field(default_factory=Prompts)
    main_number: str = ""
    conversations: dict[int, str] = field(default_factory=dict)
    corrected: dict[str, int] = field(default_factory=dict)
    """How often the refusal that opened a case was recorded otherwise while it was open."""
    ids: dict[str, str] = field(default_factory=dict)
    token: str = ""
    token_made: dt.datetime = START - 400 * DAY
    shown: dict[dt.date, tuple[str, ...]] = field(default_factory=dict)
    """On which list it stood when a day was over."""
    stuck_until: dt.date = dt.date.min
    """Until when nobody else learns of what was decided."""
    closed_once: set[str] = field(default_factory=set)
    """Cases of whose end other services were told, which stays so for them (158)."""

    def __post_init__(self) -> None:
        self._draw = random.Random(self.seed)

    def sticks(self, deed: Deed) -> bool:
        """Whether nobody else learns of a decision for days, and so of nothing after it; until `stuck_until`."""
        if deed.what not in ODDS_OF_STICKING or self._draw.random() >= ODDS_OF_STICKING[deed.what]:
            return False
        self.stuck_until = deed.day + self._draw.choice((1, 2, 5, 10, 20)) * DAY
        return True

    @property
    def organization_id(self) -> str:
        assert self.caller.organization_id is not None
        return self.caller.organization_id

    def by_the_terms(self, day: dt.date) -> Followed:
        """What follows from its history when a day is over."""
        municipal = self.class_ == "municipal"
        made, closed = self.token_made, self.renewals.closed
        return followed(self.oracle, self.records, day, municipal=municipal, token_made=made, closed=closed)

    def keep_what_is_closed(self, day: dt.date) -> None:
        """After each deed, as a case may be closed and open again on one day."""
        self.closed_once |= {name for name in self.oracle.cases if self.oracle.closed(name, day)}

    def open_elsewhere(self) -> set[str]:
        """Cases that other services take for open (MSG-14)."""
        return {self.ids[name] for name in self.oracle.cases if name not in self.closed_once}

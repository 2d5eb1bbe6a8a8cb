"""The lists of values that the contracts publish are those that compliance's rules can give (CMP-1 to CMP-14)."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

import pytest

from services.compliance.cases.domain.files import CaseState, OverdueItem
from services.compliance.cases.domain.municipal import MUNICIPAL
from services.compliance.cases.domain.section_8 import SECTION_8, Repeat
from services.compliance.cases.tables import ORIGINS, STEPS
from services.compliance.standing.domain.grounds import GROUNDS_OF_MEASURES, Authority, Ground, MeasureKind
from services.compliance.standing.domain.measures import End, StandingState
from services.contracts.compliance import words


def test_a_termination_may_rest_on_just_what_the_rules_of_either_class_offer() -> None:
    """CMP-2 to CMP-8, decision 154: else a case offers in `terminable` what no request may name, and its answer is none."""
    rows = [*SECTION_8.items(), *MUNICIPAL.items()]
    offered = {ground for ground, row in rows if MeasureKind.TERMINATION in row.measures}
    assert set(words.TERMINATION_GROUNDS) == offered, "give TERMINATION_GROUNDS in words.py what the tables offer"
    repeated = {ground for ground, row in rows if row.repeat is not Repeat.NONE}
    assert repeated <= offered, "a row that adds a termination to a repetition has it among its measures"


@pytest.mark.parametrize(
    ("published", "known"),
    [
        (words.CASE_GROUNDS, Ground),
        (words.GROUNDS, GROUNDS_OF_MEASURES),
        (words.CASE_STATES, CaseState),
        (words.CASE_EVENTS, STEPS),
        (words.CASE_SIDES, Authority),
        (words.CASE_ORIGINS, ORIGINS),
        (words.OVERDUE_ITEMS, OverdueItem),
        (words.MEASURE_KINDS, MeasureKind),
        (words.MEASURE_ENDS, End),
        (words.ORGANIZATION_STANDINGS, StandingState),
    ],
    ids=lambda one: "" if isinstance(one, Mapping) else getattr(one, "__name__", None),
)
def test_every_value_of_a_rule_has_its_word_in_the_contracts(
    published: Mapping[str, str], known: Iterable[str | StrEnum]
) -> None:
    assert set(published) == {str(one) for one in known}

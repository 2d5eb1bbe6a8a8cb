"""Cases of the municipal class: seed 000's one sentence on breaches stands in the place of section 8 (CMP-2 to CMP-8)."""

import datetime as dt

import pytest

from services.compliance.cases.domain.files import CaseEvent, Overdue, OverdueItem
from services.compliance.cases.domain.municipal import MUNICIPAL
from services.compliance.cases.domain.provisions import OrganizationClass, article_of, provision_of
from services.compliance.cases.domain.reasons import CaseReason
from services.compliance.cases.domain.section_8 import SECTION_8, Repeat
from services.compliance.standing.domain.grounds import Ground, MeasureKind
from services.compliance.standing.domain.measures import StandingState
from services.compliance.standing.domain.reasons import StandingReason
from services.contracts.registry import CLASSES
from tests.unit.compliance.case_story import Story

E, G, K = CaseEvent, Ground, MeasureKind
BREACHES = [G.OFFER_INFORMATION, G.ADVERTISING, G.EXCESSIVE_SOLICITATION, G.OTHER_BREACH]
AGAINST_THE_LAW = [G.ORDER, G.LABOUR_LAW]
REPORT = Overdue(OverdueItem.REPORT, dt.date(2026, 4, 20))


def opened(ground: Ground) -> Story:
    story = Story(class_="municipal")
    assert story.open(ground) is None
    return story


def resumed_after(ground: Ground, kind: MeasureKind) -> Story:
    """A municipality whose suspension of 10 June 2026 has ended; it is the middle of December."""
    story = opened(ground)
    assert story.do(E.REQUEST_CORRECTION) is None
    assert story.do(E.SUSPEND, kind=kind) is None
    assert story.on("2026-12-10").do(E.CONFIRM) is None
    assert story.on("2026-12-14").standing.state is StandingState.ACTIVE
    return story


@pytest.mark.parametrize("kind", [K.WITH_TERM, K.UNTIL_CORRECTED])
@pytest.mark.parametrize("ground", BREACHES + AGAINST_THE_LAW)
def test_a_breach_suspends_for_a_time_or_until_corrected_along_with_a_correction_request(
    ground: Ground, kind: MeasureKind
) -> None:
    """CMP-2 to CMP-5, CMP-8; 000: 是正要請を行うとともに、一定期間…停止; 停止期間が定まっている場合は."""
    story = opened(ground)
    assert story.do(E.SUSPEND, kind=kind) is CaseReason.CORRECTION_NOT_REQUESTED
    assert story.do(E.REQUEST_CORRECTION) is None
    assert story.do(E.SUSPEND, kind=kind) is None
    assert story.standing.until == (dt.date(2026, 12, 10) if kind is K.WITH_TERM else None)


@pytest.mark.parametrize("kind", [K.WITH_TERM, K.UNTIL_CORRECTED])
@pytest.mark.parametrize("again", [*BREACHES, G.OVERDUE])
@pytest.mark.parametrize("ground", BREACHES)
def test_any_breach_after_a_suspension_by_any_breach_may_be_terminated(
    ground: Ground, again: Ground, kind: MeasureKind
) -> None:
    """CMP-3 to CMP-6, CMP-8; 000: 再度、利用規約の違反行為が行われた場合. Section 8 knows it of ① and ③ alone."""
    story = resumed_after(ground, kind).on("2027-06-01")
    overdue = Overdue(OverdueItem.PERMISSION, dt.date(2027, 1, 20)) if again is G.OVERDUE else None
    assert story.open(again, name="again", overdue=overdue) is None
    assert story.do(E.ANNOUNCE_HEARING, name="again") is None
    assert story.do(E.STATE_VIEW, name="again") is None
    assert story.do(E.TERMINATE, name="again") is None
    assert story.measures[-1].ground is ground
    assert story.standing.state is StandingState.TERMINATED


@pytest.mark.parametrize("ground", BREACHES + AGAINST_THE_LAW)
def test_the_first_breach_is_not_terminated_and_the_law_is_not_the_terms(ground: Ground) -> None:
    """000: 再度 is said of 利用規約の違反行為; without malice the first time is a suspension (CMP-2, CMP-8)."""
    assert opened(ground).do(E.ANNOUNCE_HEARING) is CaseReason.NO_TERMINATION
    story = resumed_after(G.ADVERTISING, K.WITH_TERM)
    assert story.open(G.ORDER, name="order") is None
    assert story.do(E.ANNOUNCE_HEARING, name="order") is CaseReason.NO_TERMINATION
    after_an_order = resumed_after(G.ORDER, K.UNTIL_CORRECTED)
    assert after_an_order.open(G.OTHER_BREACH, name="breach") is None
    assert after_an_order.do(E.ANNOUNCE_HEARING, name="breach") is CaseReason.NO_TERMINATION


@pytest.mark.parametrize("ground", [G.MALICE, G.MALICIOUS_BREACH])
def test_malice_is_terminated_at_once_after_the_hearing(ground: Ground) -> None:
    """CMP-7, CMP-8; 000: 悪質性が高いと判断される事案."""
    story = opened(ground)
    assert story.do(E.ANNOUNCE_HEARING) is None
    assert story.do(E.STATE_VIEW) is None
    assert story.do(E.TERMINATE) is None


def test_what_is_overdue_suspends_by_date_for_a_term_alone_and_ends_in_termination_unmended() -> None:
    """CMP-6: where seed 000 is silent, what 001 fixes stands as a setting of the class."""
    story = Story(class_="municipal").on("2026-05-25")
    assert story.open(G.OVERDUE, overdue=REPORT) is None
    assert story.do(E.REQUEST_CORRECTION) is None
    story.on("2026-06-10")
    assert story.do(E.SUSPEND, kind=K.UNTIL_CORRECTED) is StandingReason.GROUND_NOT_FOR_KIND
    assert story.do(E.SUSPEND, kind=K.WITH_TERM) is None
    assert story.on("2026-12-11").do(E.ANNOUNCE_HEARING) is None


def test_both_classes_know_the_same_grounds_rules_and_authorities() -> None:
    """CMP-1 to CMP-11: the class decides what follows, not who decides nor under which rule."""
    assert set(MUNICIPAL) == set(SECTION_8)
    for ground, row in MUNICIPAL.items():
        private = SECTION_8[ground]
        assert (row.rule, row.authority, row.by_date) == (private.rule, private.authority, private.by_date)
        assert row.breach is private.breach
        assert (row.repeat is Repeat.ANY_BREACH) is (ground in {*BREACHES, G.OVERDUE})


def test_a_class_whose_terms_nobody_knows_is_bound_by_none() -> None:
    """CMP: seed 001 binds the private class, seed 000 speaks of the municipal; another is refused, not taken for either."""
    assert set(OrganizationClass) == set(CLASSES)
    for asked in (provision_of, article_of):
        with pytest.raises(ValueError, match="school"):
            asked(G.ADVERTISING, "school")

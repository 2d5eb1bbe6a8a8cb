"""REG-2, REG-3, REG-5, REG-12, REG-13, REG-16, AUT-9, MSG-10: what changes, renewals and withdrawals must meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.legal_calendar import day_after
from services.registry.organizations.domain.application import (
    ApplicationKind,
    NotifiedService,
)
from services.registry.organizations.domain.decisions import (
    Step,
    approve,
)
from services.registry.organizations.domain.eligibility import (
    Case,
    objections_to,
    paid_services_were_notified_beforehand,
)
from services.registry.organizations.domain.establishment import establishment
from services.registry.organizations.domain.kinds import OrganizationKind, Service
from services.registry.organizations.domain.lifecycle import (
    CONSEQUENCES,
    TRANSITIONS,
    ApplicationEvent,
    ApplicationState,
    Consequence,
)
from services.registry.organizations.domain.next_steps import NextStep, UnderWay, next_steps
from services.registry.organizations.domain.next_steps import Step as ToDo
from services.registry.organizations.domain.procedures import APPROVAL_RULES, REGISTRATION_RULES
from services.registry.organizations.domain.reasons import Objection, Reason
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.domain.standing import (
    Standing,
    closes_by,
    renewal_opens_on,
    renewed_until,
)
from services.registry.organizations.usecases.consequences import EFFECTS
from tests.unit.registry.examples import (
    CIRCUMSTANCES,
    SETTINGS,
    TODAY,
    TOKYO,
    a_manager,
    an_applicant,
    content,
    received,
)
from tests.unit.registry.procedures import UNTIL, a_case, an_organization, reasons

Kind, Apply = OrganizationKind, ApplicationKind


# The tables (REG-5)


def test_every_event_of_every_kind_says_what_follows_and_every_consequence_has_its_effect() -> None:
    """REG-5; what is kept for history alone leads nowhere."""
    events = {event for _, event in TRANSITIONS}
    assert CONSEQUENCES.keys() == {(kind, event) for kind in Apply for event in events}
    assert EFFECTS.keys() == set(Consequence)
    assert set(CONSEQUENCES.values()) == set(Consequence)


def test_only_an_approval_changes_what_an_organization_may_use() -> None:
    """REG-5."""
    opening = {
        Consequence.ORGANIZATION_OPENED,
        Consequence.CONTENT_APPLIED,
        Consequence.TERM_EXTENDED,
        Consequence.SERVICES_WITHDRAWN,
    }
    assert {event for (_, event), then in CONSEQUENCES.items() if then in opening} == {ApplicationEvent.APPROVED}


def test_every_kind_but_the_first_has_its_rules() -> None:
    assert REGISTRATION_RULES.keys() == APPROVAL_RULES.keys() == set(Apply) - {Apply.NEW}
    assert len(TRANSITIONS) == 12


@pytest.mark.parametrize("kind", [Apply.CHANGE, Apply.RENEWAL, Apply.WITHDRAWAL])
@pytest.mark.parametrize("standing", Standing)
def test_suspended_organizations_apply_and_ended_ones_do_not(kind: ApplicationKind, standing: Standing) -> None:
    """AUT-9."""
    case = a_case(an_organization(standing=standing), withdrawn=frozenset({Service.OFFERS}))
    ended = standing in (Standing.TERMINATED, Standing.WITHDRAWN)
    assert reasons(kind, case) == ([Reason.ORGANIZATION_ENDED] if ended else [])


@pytest.mark.parametrize("kind", [Apply.CHANGE, Apply.RENEWAL, Apply.WITHDRAWAL])
def test_nothing_of_an_ended_organization_is_approved(kind: ApplicationKind) -> None:
    """AUT-9."""
    application = replace(received(), kind=kind, withdrawn_services=frozenset({Service.OFFERS}))
    ended = an_organization(standing=Standing.WITHDRAWN)
    answer = approve(application, CIRCUMSTANCES, TOKYO, TODAY, SETTINGS, ended)
    assert Objection(Reason.ORGANIZATION_ENDED) in answer  # type: ignore[operator]


# Change (REG-13)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_may_change(kind: OrganizationKind) -> None:
    assert reasons(Apply.CHANGE, a_case(an_organization(kind))) == []


def test_all_objections_to_a_change_come_at_once() -> None:
    wrong = content(privacy_manager=a_manager(full_time=False), services=frozenset({Service.SEEKERS}))
    assert reasons(Apply.CHANGE, a_case(content=wrong, changes=frozenset())) == [
        Reason.SERVICE_REMOVED,
        Reason.NOTHING_CHANGED,
        Reason.MANAGER_NOT_FULL_TIME,
    ]


def test_a_manager_may_change_after_the_permissions_end_but_an_ended_term_is_not_registered_anew() -> None:
    """REG-16: until CMP-6 the organization goes on."""
    ended = content(applicant=an_applicant(permission_valid_until=date(2026, 5, 14)))
    organization = an_organization(content=ended)
    assert reasons(Apply.CHANGE, a_case(organization)) == []
    changed = a_case(organization, changes=frozenset({"/permission_valid_until"}))
    assert reasons(Apply.CHANGE, changed) == [Reason.PERMISSION_TERM_ENDED]


def test_a_municipality_that_names_another_place_is_asked_about_its_bar() -> None:
    """CMP-9: by its code; a change that leaves the place alone is not asked, as the organization is in use."""
    barred = replace(
        CIRCUMSTANCES, local_government="141003", barred_until={"local_government:141003": date(2028, 1, 1)}
    )
    municipality = an_organization(Kind.MUNICIPALITY_INFORMING)
    moved = replace(municipality.content.applicant, municipality_code="141046")
    case = a_case(municipality, circumstances=barred)
    assert reasons(Apply.CHANGE, case) == []
    elsewhere = replace(case, content=replace(case.content, applicant=moved))
    assert reasons(Apply.CHANGE, elsewhere) == [Reason.BARRED]


@pytest.mark.parametrize(("notified_on", "fits"), [(TODAY, True), (date(2026, 5, 16), False)])
def test_a_paid_service_was_notified_by_the_day_of_application(notified_on: date, fits: bool) -> None:
    """MSG-10 (seed 001, 7(2)①ケ)."""
    applied = content(notified_services=(NotifiedService("面接研修", "30,000円", notified_on),))
    case = Case(applied, CIRCUMSTANCES, applied_on=TODAY, settings=SETTINGS)
    expected = () if fits else (Objection(Reason.NOTIFIED_IN_FUTURE, "/notified_services/0/notified_on"),)
    assert objections_to(case, (paid_services_were_notified_beforehand,)) == expected


def test_a_service_given_up_since_is_not_brought_back() -> None:
    """REG-5: neither by a change nor by a renewal that waited; one that was taken up again meanwhile stays."""
    since = frozenset({Service.SEEKERS})
    left = an_organization(services=frozenset({Service.OFFERS}), seeker_information_until=None)
    change = replace(received(), kind=Apply.CHANGE)
    assert isinstance(approve(change, CIRCUMSTANCES, TOKYO, TODAY, SETTINGS, left), Step), "asked for on purpose"
    waited = replace(change, given_up_since=since)
    refused = (Objection(Reason.SERVICE_WITHDRAWN_MEANWHILE, "/services"),)
    assert approve(waited, CIRCUMSTANCES, TOKYO, TODAY, SETTINGS, left) == refused
    assert isinstance(approve(waited, CIRCUMSTANCES, TOKYO, TODAY, SETTINGS, an_organization()), Step)
    renewal = replace(waited, kind=Apply.RENEWAL)
    assert approve(renewal, CIRCUMSTANCES, TOKYO, TODAY, SETTINGS, an_organization()) == (
        Objection(Reason.NOTHING_TO_RENEW),
    )


# Renewal (REG-3, REG-16)


@pytest.mark.parametrize(
    ("until", "opens"),
    [
        (date(2026, 7, 31), date(2026, 5, 1)),
        (date(2027, 4, 22), date(2027, 1, 23)),
        (date(2026, 5, 31), date(2026, 3, 1)),
        (date(2028, 2, 29), date(2027, 11, 30)),
    ],
)
def test_renewal_opens_three_months_before_the_end(until: date, opens: date) -> None:
    """REG-16."""
    assert renewal_opens_on(until, SETTINGS) == opens
    assert renewal_opens_on(date(2026, 7, 31), ApplicationSettings(renewal_opens_months=1)) == date(2026, 7, 1)


def test_a_renewal_is_not_taken_before_it_opens_nor_where_nothing_ends() -> None:
    """REG-16."""
    early = an_organization(seeker_information_until=date(2026, 9, 1))
    assert reasons(Apply.RENEWAL, a_case(early)) == [Reason.RENEWAL_NOT_OPEN]
    school = an_organization(Kind.SCHOOL)
    assert reasons(Apply.RENEWAL, a_case(school)) == [Reason.NOTHING_TO_RENEW]
    assert reasons(Apply.RENEWAL, a_case(changes=frozenset())) == [Reason.CONTENT_NOT_CONFIRMED]
    assert reasons(Apply.RENEWAL, a_case(changes=frozenset(), unchanged=True)) == []


def test_a_renewal_without_placements_is_registered_but_never_approved() -> None:
    """REG-3: as of the day of application, however late it is decided."""
    unmet = content(latest_regular_placement_on=date(2026, 2, 15))
    assert reasons(Apply.RENEWAL, a_case(content=unmet)) == []
    application = replace(received(content=unmet), kind=Apply.RENEWAL)
    refused = approve(application, CIRCUMSTANCES, TOKYO, TODAY, SETTINGS, an_organization())
    assert refused == (Objection(Reason.NO_REGULAR_PLACEMENT, "/latest_regular_placement_on", value=3),)
    met = replace(received(content=content(latest_regular_placement_on=date(2026, 2, 16))), kind=Apply.RENEWAL)
    late = date(2026, 9, 1)
    assert approve(met, CIRCUMSTANCES, TOKYO, late, SETTINGS, an_organization()) == Step(
        ApplicationEvent.APPROVED, ApplicationState.APPROVED
    )


@pytest.mark.parametrize(
    ("carried", "reason"),
    [
        (None, None),
        (ApplicationState.REGISTERED, Reason.CARRIED_CHANGE_NOT_RECEIVED),
        (ApplicationState.FORM_RECEIVED, None),
        (ApplicationState.APPROVED, None),
        (ApplicationState.REFUSED, Reason.CARRIED_CHANGE_FAILED),
        (ApplicationState.LAPSED, Reason.CARRIED_CHANGE_FAILED),
    ],
)
def test_a_renewal_is_approved_with_the_change_that_it_carries(
    carried: ApplicationState | None, reason: Reason | None
) -> None:
    """REG-16 (seed 001, 2(2)): received or approved, and not without it."""
    renewal = replace(received(), kind=Apply.RENEWAL, carried_change=carried)
    answer = approve(renewal, CIRCUMSTANCES, TOKYO, TODAY, SETTINGS, an_organization())
    assert answer == (Objection(reason),) if reason else isinstance(answer, Step)


def test_the_next_term_follows_without_a_gap() -> None:
    """REG-16: approved before or after the end, it counts from the day after it."""
    assert renewed_until(an_organization(), TODAY, SETTINGS) == date(2027, 7, 31)
    assert renewed_until(an_organization(), date(2026, 8, 20), SETTINGS) == date(2027, 7, 31)


def test_after_a_closure_or_too_late_the_next_term_counts_from_the_day_after_approval() -> None:
    """REG-16."""
    closed = an_organization(renewal_failed_on=date(2026, 7, 1), closed_on=date(2026, 8, 1))
    assert renewed_until(closed, date(2026, 8, 20), SETTINGS) == date(2027, 8, 20)
    assert renewed_until(an_organization(), date(2027, 12, 1), SETTINGS) == date(2028, 12, 1)


def test_what_no_duty_has_closed_yet_counts_as_closed_when_its_renewal_is_approved() -> None:
    """REG-16, CAL-6: the day on which a duty runs moves no date of the law."""
    failed = an_organization(renewal_failed_on=date(2026, 7, 1))
    assert renewed_until(failed, UNTIL, SETTINGS) == date(2027, 7, 31)
    assert renewed_until(failed, date(2026, 8, 1), SETTINGS) == date(2027, 8, 1)


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(-120, 3_000))
def test_a_renewed_term_ends_after_its_approval_and_later_than_before(until: date, days: int) -> None:
    """REG-16."""
    approved_on = date.fromordinal(until.toordinal() + days)
    renewed = renewed_until(an_organization(seeker_information_until=until), approved_on, SETTINGS)
    assert renewed > max(until, approved_on)


@given(st.dates(date(2026, 7, 1), date(2026, 8, 31)), st.none() | st.dates(date(2026, 5, 1), date(2026, 8, 31)))
def test_seeker_information_closes_only_when_its_term_is_over_and_its_renewal_failed(
    today: date, failed_on: date | None
) -> None:
    """REG-3, REG-16: without a failed renewal access goes on until CMP-6."""
    assert closes_by(an_organization(renewal_failed_on=failed_on), today) == (failed_on is not None and today > UNTIL)


# Withdrawal (REG-5)


def test_a_withdrawal_names_services_in_use() -> None:
    school = an_organization(Kind.SCHOOL)
    assert reasons(Apply.WITHDRAWAL, a_case(school, withdrawn=frozenset(Service))) == [Reason.SERVICE_NOT_USED]
    assert reasons(Apply.WITHDRAWAL, a_case(school)) == [Reason.NO_SERVICE_CHOSEN]
    assert reasons(Apply.WITHDRAWAL, a_case(school, withdrawn=frozenset({Service.OFFERS}))) == []


# Establishments (REG-4)


def test_branches_share_their_main_numbers_application_and_departments_do_not() -> None:
    """REG-4."""
    main = establishment(an_applicant())
    assert establishment(an_applicant(permission_number="13-ユ-123456-2")) == main
    assert establishment(an_applicant(permission_number="13-ユ-123457")) != main
    department = establishment(an_applicant(department="ＩＴ人材部"))
    assert department != main
    assert establishment(an_applicant(department=" it人材部　")) == department


def test_a_municipality_is_another_organization_with_each_agency_and_so_is_the_agency_itself() -> None:
    """REG-4 (seed 002)."""
    joint = an_applicant(Kind.MUNICIPALITY_COMMISSIONING)
    other = an_applicant(Kind.MUNICIPALITY_COMMISSIONING, commissioned_agency_number="13-ユ-111111")
    agency = an_applicant(permission_number=joint.commissioned_agency_number)
    keys = {establishment(each) for each in (joint, other, agency, an_applicant(Kind.MUNICIPALITY_INFORMING))}
    assert len(keys) == 4
    branch = an_applicant(Kind.MUNICIPALITY_COMMISSIONING, commissioned_agency_number="13-ユ-654321-9")
    assert establishment(branch) == establishment(joint)


# What is due next


def test_what_is_due_next_is_told_with_its_days() -> None:
    """REG-7, REG-16."""
    form = UnderWay("1", Apply.CHANGE, ApplicationState.REGISTERED, date(2026, 5, 29), TODAY, date(2033, 3, 31))
    assert next_steps(an_organization(), [form], SETTINGS) == (
        NextStep(ToDo.HAND_IN_FORM, date(2026, 5, 29), TODAY, "1"),
        NextStep(ToDo.RENEW, UNTIL, date(2026, 5, 1)),
    )
    failed = an_organization(renewal_failed_on=TODAY)
    assert [step.step for step in next_steps(failed, [], SETTINGS)] == [
        ToDo.WITHDRAW_SEEKERS,
        ToDo.CHANGE_PERMISSION_TERM,
    ]
    assert next_steps(failed, [], SETTINGS)[0].due_on == day_after(UNTIL)
    assert next_steps(an_organization(standing=Standing.WITHDRAWN), [form], SETTINGS) == ()


def test_what_is_under_way_is_not_asked_for_once_more() -> None:
    """REG-3, REG-16: neither the renewal, nor the withdrawal after one that failed."""
    until = an_organization().content.applicant.permission_valid_until
    left = {ToDo.CHANGE_PERMISSION_TERM}
    for kind, organization in (
        (Apply.RENEWAL, an_organization()),
        (Apply.WITHDRAWAL, an_organization(renewal_failed_on=TODAY)),
    ):
        under_way = UnderWay("1", kind, ApplicationState.FORM_RECEIVED, date(2026, 5, 29), TODAY, until)
        assert {step.step for step in next_steps(organization, [under_way], SETTINGS)} == left
        assert {step.step for step in next_steps(organization, [], SETTINGS)} > left


def test_no_term_of_a_permission_is_to_be_changed_that_the_kind_does_not_have() -> None:
    """REG-16: whatever was stated once."""
    applicant = an_applicant(Kind.SCHOOL, permission_valid_until=date(2028, 3, 31))
    school = an_organization(Kind.SCHOOL, content=content(Kind.SCHOOL, applicant=applicant))
    assert next_steps(school, [], SETTINGS) == ()


def test_a_change_of_something_else_does_not_take_the_place_of_one_of_the_permissions_term() -> None:
    """REG-16, CMP-6: what is under way mends the end of the permission only where it names another one."""
    until = an_organization().content.applicant.permission_valid_until
    managers = UnderWay("1", Apply.CHANGE, ApplicationState.FORM_RECEIVED, date(2026, 5, 29), TODAY, until)
    assert NextStep(ToDo.CHANGE_PERMISSION_TERM, until) in next_steps(an_organization(), [managers], SETTINGS)

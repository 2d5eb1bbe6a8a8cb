"""REG-1 to REG-4, REG-11, REG-12, REG-15, REG-16, MSG-2, OPS-5, CMP-9: what a new application must meet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.registry.organizations.domain import eligibility
from services.registry.organizations.domain.application import (
    ApplicationContent,
    Mark,
    MarkHolder,
    SecurityDeclaration,
)
from services.registry.organizations.domain.decisions import Registration, confirm
from services.registry.organizations.domain.eligibility import Case, objections_to
from services.registry.organizations.domain.kinds import KINDS, OrganizationClass, OrganizationKind, Service
from services.registry.organizations.domain.reasons import Objection, Reason
from services.registry.organizations.domain.schools import SchoolKind
from services.registry.organizations.reasons_told import refusal_for
from tests.unit.registry.examples import (
    CIRCUMSTANCES,
    DECLARED,
    SETTINGS,
    TODAY,
    a_manager,
    an_agency,
    an_applicant,
    content,
    mandatory_information,
)

Kind = OrganizationKind
NEEDING_PLACEMENT = [kind for kind in Kind if KINDS[kind].needs_placement]


def objections(applied: ApplicationContent, on: date = TODAY, **circumstances: Any) -> tuple[Objection, ...]:
    case = Case(applied, replace(CIRCUMSTANCES, **circumstances), applied_on=on, settings=SETTINGS)
    return objections_to(case, eligibility.NEW_APPLICATION_RULES)


def reasons(applied: ApplicationContent, on: date = TODAY, **circumstances: Any) -> list[Reason]:
    return [objection.reason for objection in objections(applied, on, **circumstances)]


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_apply_for_what_the_table_allows_it(kind: OrganizationKind) -> None:
    assert objections(content(kind)) == ()


def test_an_application_in_order_is_registered_with_its_last_days() -> None:
    registration = confirm(content(), CIRCUMSTANCES, TODAY, SETTINGS)
    assert registration == Registration(TODAY, form_due_on=date(2026, 5, 29), bureau_address_due_on=date(2026, 5, 20))


def test_the_applicant_sees_all_reasons_at_once() -> None:
    wrong = content(
        privacy_manager=a_manager(full_time=False),
        latest_regular_placement_on=None,
        terms_version="2016-03-22",
    )
    answer = confirm(wrong, CIRCUMSTANCES, TODAY, SETTINGS)
    assert isinstance(answer, tuple)
    assert [objection.reason for objection in answer] == [
        Reason.NO_REGULAR_PLACEMENT,
        Reason.MANAGER_NOT_FULL_TIME,
        Reason.TERMS_NOT_CURRENT,
    ]


# REG-1: kinds and what each may use


def test_a_school_gets_no_seeker_information() -> None:
    """REG-1."""
    school = content(Kind.SCHOOL, services=frozenset(Service))
    assert objections(school) == (Objection(Reason.SEEKERS_NOT_FOR_KIND, "/services"),)


@pytest.mark.parametrize("school_kind", SchoolKind)
def test_a_school_is_covered_that_teaches_no_middle_or_high_school_course(school_kind: SchoolKind) -> None:
    """REG-1."""
    covered = {SchoolKind.UNIVERSITY, SchoolKind.COLLEGE_OF_TECHNOLOGY, SchoolKind.SPECIALIZED_TRAINING}
    school = content(Kind.SCHOOL, applicant=an_applicant(Kind.SCHOOL, school_kind=school_kind))
    expected = () if school_kind in covered else (Objection(Reason.SCHOOL_NOT_COVERED, "/school_kind"),)
    assert objections(school) == expected


def test_a_school_says_what_school_it_is_and_nobody_else_does() -> None:
    """REG-1."""
    silent = content(Kind.SCHOOL, applicant=an_applicant(Kind.SCHOOL, school_kind=None))
    assert objections(silent) == (Objection(Reason.SCHOOL_KIND_MISSING, "/school_kind"),)
    agency = content(applicant=an_applicant(school_kind=SchoolKind.UNIVERSITY))
    assert objections(agency) == (Objection(Reason.SCHOOL_KIND_NOT_FOR_KIND, "/school_kind"),)


def test_a_municipality_that_only_informs_of_support_gets_no_job_offers() -> None:
    """REG-1."""
    municipality = content(Kind.MUNICIPALITY_INFORMING, services=frozenset({Service.OFFERS}))
    assert reasons(municipality) == [Reason.OFFERS_NOT_FOR_KIND]


def test_an_application_for_no_service_is_refused() -> None:
    """REG-1."""
    assert reasons(content(services=frozenset())) == [Reason.NO_SERVICE_CHOSEN]


def test_the_first_four_kinds_are_the_private_class_and_the_others_the_municipal_one() -> None:
    """REG-1."""
    classes = [KINDS[kind].class_ for kind in Kind]
    assert classes == [OrganizationClass.PRIVATE] * 4 + [OrganizationClass.MUNICIPAL] * 4


@pytest.mark.parametrize("recognized_on", [None, date(2026, 5, 16)])
def test_a_designated_body_needs_its_recognition(recognized_on: date | None) -> None:
    """REG-1."""
    body = content(Kind.DESIGNATED_BODY, applicant=an_applicant(Kind.DESIGNATED_BODY, recognized_on=recognized_on))
    assert reasons(body) == [Reason.RECOGNITION_MISSING]


def test_a_commissioning_municipality_names_its_agency_and_takes_no_money() -> None:
    """REG-1."""
    applicant = an_applicant(Kind.MUNICIPALITY_COMMISSIONING, commissioned_agency_number=None, collects_money=True)
    applied = content(Kind.MUNICIPALITY_COMMISSIONING, applicant=applicant, commissioned_agency=None)
    assert objections(applied) == (
        Objection(Reason.COMMISSIONED_AGENCY_MISSING, "/commissioned_agency_number"),
        Objection(Reason.COMMISSIONED_AGENCY_MISSING, "/commissioned_agency"),
        Objection(Reason.COLLECTS_MONEY, "/collects_money"),
    )


@pytest.mark.parametrize("collects_money", [True, False])
def test_whoever_commissions_an_agency_takes_no_money_beside_its_own_placement_either(collects_money: bool) -> None:
    """REG-1 (seed 000, ②: 金銭を徴収しない場合に限る)."""
    number = {"commissioned_agency_number": "13-ユ-654321"}
    for kind in (Kind.MUNICIPALITY_COMMISSIONING, Kind.MUNICIPALITY_OWN):
        applicant = an_applicant(kind, collects_money=collects_money, **number)
        joint = content(kind, applicant=applicant, commissioned_agency=an_agency())
        expected = (Objection(Reason.COLLECTS_MONEY, "/collects_money"),) if collects_money else ()
        assert objections(joint) == expected


# REG-4, REG-16: permission


@pytest.mark.parametrize(
    ("number", "reason"),
    [(None, Reason.PERMISSION_NUMBER_MISSING), ("13-ム-123456", Reason.PERMISSION_NUMBER_OF_OTHER_KIND)],
)
def test_a_paid_agency_applies_under_its_own_kind_of_number(number: str | None, reason: Reason) -> None:
    """REG-4."""
    assert reasons(content(applicant=an_applicant(permission_number=number))) == [reason]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (None, [Reason.PERMISSION_TERM_MISSING]),
        (date(2026, 5, 14), [Reason.PERMISSION_TERM_ENDED]),
        (date(2026, 5, 15), []),
    ],
)
def test_a_permission_is_good_through_the_last_day_of_its_term(until: date | None, expected: list[Reason]) -> None:
    """REG-16."""
    assert reasons(content(applicant=an_applicant(permission_valid_until=until))) == expected


@pytest.mark.parametrize("kind", Kind)
def test_who_acts_under_no_permission_states_no_term(kind: OrganizationKind) -> None:
    """REG-16: notified bodies have none, nor has a municipality."""
    stated = content(kind, applicant=an_applicant(kind, permission_valid_until=date(2028, 3, 31)))
    unfit = (Objection(Reason.PERMISSION_TERM_NOT_FOR_KIND, "/permission_valid_until"),)
    assert objections(stated) == (() if KINDS[kind].permission else unfit)


@pytest.mark.parametrize("kind", [kind for kind in Kind if KINDS[kind].number_mark is None])
def test_who_has_no_number_of_its_own_states_none(kind: OrganizationKind) -> None:
    """REG-4: else anybody's number would stand on the public list, and be barred with it."""
    stated = content(kind, applicant=an_applicant(kind, permission_number="13-ユ-123456"))
    assert objections(stated) == (Objection(Reason.PERMISSION_NUMBER_NOT_FOR_KIND, "/permission_number"),)


@pytest.mark.parametrize("kind", [Kind.MUNICIPALITY_OWN, Kind.MUNICIPALITY_COMMISSIONING])
@pytest.mark.parametrize(("mark", "fits"), [("ユ", True), ("ム", True), ("特", True), ("学", False), ("地", False)])
def test_an_agency_is_commissioned_and_neither_a_school_nor_a_municipality(
    kind: OrganizationKind, mark: str, fits: bool
) -> None:
    """REG-1, REG-4 (seed 002: 職業紹介の許可・届出のある職業紹介事業者に委託)."""
    applicant = an_applicant(kind, commissioned_agency_number=f"13-{mark}-654321")
    joint = content(kind, applicant=applicant, commissioned_agency=an_agency())
    unfit = (Objection(Reason.COMMISSIONED_NUMBER_OF_NO_AGENCY, "/commissioned_agency_number"),)
    assert objections(joint) == (() if fits else unfit)


# REG-3: a regular placement in the last three months


@pytest.mark.parametrize(
    ("applied_on", "placed_on", "allowed"),
    [
        (date(2026, 5, 15), date(2026, 2, 16), True),
        (date(2026, 5, 15), date(2026, 2, 15), False),
        (date(2026, 5, 15), date(2026, 5, 15), True),
        (date(2026, 5, 15), date(2026, 5, 16), False),
        (date(2026, 5, 31), date(2026, 3, 1), True),
        (date(2026, 5, 31), date(2026, 2, 28), False),
    ],
)
def test_a_placement_counts_in_the_three_months_back_from_the_day_of_application(
    applied_on: date, placed_on: date, allowed: bool
) -> None:
    """REG-3."""
    expected = [] if allowed else [Reason.NO_REGULAR_PLACEMENT]
    assert reasons(content(latest_regular_placement_on=placed_on), on=applied_on) == expected


@pytest.mark.parametrize("kind", NEEDING_PLACEMENT)
def test_seeker_information_without_a_placement_is_refused(kind: OrganizationKind) -> None:
    """REG-3."""
    assert reasons(content(kind, latest_regular_placement_on=None)) == [Reason.NO_REGULAR_PLACEMENT]


@pytest.mark.parametrize("kind", [kind for kind in NEEDING_PLACEMENT if Service.OFFERS in KINDS[kind].services])
def test_offer_information_needs_no_placement(kind: OrganizationKind) -> None:
    """REG-3."""
    offers = content(kind, services=frozenset({Service.OFFERS}), latest_regular_placement_on=None)
    assert reasons(offers) == []


def test_the_months_looked_back_are_a_setting() -> None:
    case = Case(
        content(latest_regular_placement_on=date(2025, 12, 1)),
        CIRCUMSTANCES,
        applied_on=TODAY,
        settings=replace(SETTINGS, placement_lookback_months=6),
    )
    assert objections_to(case, eligibility.NEW_APPLICATION_RULES) == ()
    told = refusal_for(
        objections_to(
            replace(case, content=content(latest_regular_placement_on=None)), eligibility.NEW_APPLICATION_RULES
        )
    )
    assert [reason["text"] for reason in told.details["reasons"]] == [
        "申請日から起算して過去６か月以内に、常用就職の実績が１件以上必要です。"
    ]


# REG-12: managers


def test_each_service_has_one_contact_manager_and_no_other_service_has_one() -> None:
    """REG-12."""
    only_seekers = content(services=frozenset({Service.SEEKERS}))
    swapped = replace(only_seekers, contact_managers={Service.OFFERS: a_manager()})
    assert objections(swapped) == (
        Objection(Reason.CONTACT_MANAGER_MISSING, "/contact_managers/seekers"),
        Objection(Reason.CONTACT_MANAGER_WITHOUT_SERVICE, "/contact_managers/offers"),
    )


def test_every_manager_is_full_time() -> None:
    """REG-12."""
    part_time = a_manager(full_time=False)
    applied = content(
        contact_managers={Service.OFFERS: a_manager(), Service.SEEKERS: part_time}, privacy_manager=part_time
    )
    assert objections(applied) == (
        Objection(Reason.MANAGER_NOT_FULL_TIME, "/contact_managers/seekers/full_time"),
        Objection(Reason.MANAGER_NOT_FULL_TIME, "/privacy_manager/full_time"),
    )


# MSG-2, OPS-5, REG-15


def test_seeker_information_needs_the_mandatory_information_and_offers_do_not() -> None:
    """MSG-2."""
    assert reasons(content(mandatory_information=None)) == [Reason.MANDATORY_INFORMATION_MISSING]
    assert reasons(content(services=frozenset({Service.OFFERS}), mandatory_information=None)) == []


@pytest.mark.parametrize(
    ("kind", "agency", "mark", "holder", "reason"),
    [
        (Kind.PAID_AGENCY, False, True, None, None),
        (Kind.PAID_AGENCY, False, True, MarkHolder.OWN, None),
        (Kind.PAID_AGENCY, False, True, MarkHolder.COMMISSIONED_AGENCY, Reason.MARK_HOLDER_UNFIT),
        (Kind.PAID_AGENCY, False, False, MarkHolder.OWN, Reason.MARK_HOLDER_UNFIT),
        (Kind.MUNICIPALITY_OWN, True, True, None, Reason.MARK_HOLDER_MISSING),
        (Kind.MUNICIPALITY_OWN, True, True, MarkHolder.OWN, None),
        (Kind.MUNICIPALITY_OWN, True, True, MarkHolder.COMMISSIONED_AGENCY, None),
        (Kind.MUNICIPALITY_COMMISSIONING, True, True, MarkHolder.COMMISSIONED_AGENCY, None),
        (Kind.MUNICIPALITY_COMMISSIONING, True, True, MarkHolder.OWN, Reason.MARK_HOLDER_UNFIT),
        (Kind.MUNICIPALITY_COMMISSIONING, True, False, None, None),
    ],
)
def test_reg_8_an_excellent_agency_mark_is_its_own_or_its_agencys(
    kind: OrganizationKind, agency: bool, mark: bool, holder: MarkHolder | None, reason: Reason | None
) -> None:
    applied = content(
        kind,
        applicant=an_applicant(kind, commissioned_agency_number="13-ユ-654321" if agency else None),
        commissioned_agency=an_agency() if agency else None,
        mandatory_information=mandatory_information(marks_held=frozenset({Mark.EXCELLENT_AGENCY} if mark else ())),
        marks_held=frozenset({Mark.EXCELLENT_AGENCY} if mark else ()),
        excellent_agency_mark_of=holder,
    )
    assert objections(applied) == ((Objection(reason, "/excellent_agency_mark_of"),) if reason else ())


def test_two_statements_of_certificates_that_differ_are_refused_where_they_stand() -> None:
    """REG-14, MSG-2."""
    place = "/mandatory_information"
    for held in (frozenset(), frozenset({Mark.PRIVACY, Mark.EXCELLENT_AGENCY})):
        objection = Objection(Reason.CERTIFICATES_DIFFER, f"{place}/marks_held")
        assert objections(content(marks_held=held)) == (objection,)
    objection = Objection(Reason.CERTIFICATES_DIFFER, f"{place}/other_certificates")
    assert objections(content(other_certificates=("ISO27001",))) == (objection,)
    assert objections(content(Kind.SCHOOL, other_certificates=("ISO27001",))) == ()


@pytest.mark.parametrize("measure", SecurityDeclaration.__dataclass_fields__)
def test_each_security_measure_must_be_declared(measure: str) -> None:
    """OPS-5."""
    undeclared = content(security_declaration=replace(DECLARED, **{measure: False}))
    assert objections(undeclared) == (Objection(Reason.SECURITY_NOT_DECLARED, f"/security_declaration/{measure}"),)


def test_an_application_agrees_to_the_terms_in_force() -> None:
    """REG-15."""
    assert reasons(content(), current_terms="2026-04-01") == [Reason.TERMS_NOT_CURRENT]


@pytest.mark.parametrize(
    ("number", "as_main", "expected"),
    [
        ("13-ユ-123456-2", False, [Reason.MAIN_ESTABLISHMENT_APPLIES]),
        ("13-ユ-123456-2", True, []),
        ("13-ユ-123456", False, []),
        ("13-ユ-123456", True, []),
    ],
)
def test_a_branch_is_applied_for_by_its_main_establishment(number: str, as_main: bool, expected: list[Reason]) -> None:
    """REG-4 (seed 002, Q1): a number with a branch says that there are others; the main one of them applies."""
    applicant = an_applicant(permission_number=number, main_establishment=as_main)
    assert reasons(content(applicant=applicant)) == expected


def test_the_commissioned_agencys_branch_is_not_the_applicants() -> None:
    """REG-4: a municipality names the establishment that it commissions, main or not."""
    applicant = an_applicant(Kind.MUNICIPALITY_COMMISSIONING, commissioned_agency_number="13-ユ-654321-3")
    assert reasons(content(Kind.MUNICIPALITY_COMMISSIONING, applicant=applicant)) == []


# REG-2, REG-11, CMP-9: how the applicant stands


def test_an_applicant_under_an_order_is_refused_by_the_number_without_its_branch() -> None:
    """REG-2."""
    branch = content(applicant=an_applicant(permission_number="13-ユ-123456-7", main_establishment=True))
    assert reasons(branch, numbers_under_order=frozenset({"13-ユ-123456"})) == [Reason.BUSINESS_ORDER]
    assert reasons(branch, numbers_under_order=frozenset({"13-ユ-123457"})) == []


@pytest.mark.parametrize(("applied_on", "barred"), [(date(2028, 9, 29), True), (date(2028, 9, 30), False)])
def test_a_terminated_applicant_is_barred_through_the_last_day(applied_on: date, barred: bool) -> None:
    # Terminated on 1 October 2025: 30 September 2028 is a Saturday, so the bar ends on the 29th (CMP-9).
    applied = content(
        applicant=an_applicant(permission_valid_until=date(2030, 3, 31)), latest_regular_placement_on=applied_on
    )
    expected = [Reason.BARRED] if barred else []
    assert reasons(applied, on=applied_on, barred_until={"13-ユ-123456": date(2028, 9, 29)}) == expected


def test_a_barred_agency_can_not_come_back_as_joint_applicant() -> None:
    """REG-2, CMP-9."""
    joint = content(Kind.MUNICIPALITY_COMMISSIONING)
    assert reasons(joint, barred_until={"13-ユ-654321": date(2028, 9, 29)}) == [Reason.BARRED]


@pytest.mark.parametrize("kind", [kind for kind in Kind if KINDS[kind].local_government])
def test_a_terminated_municipality_is_barred_by_its_code_as_whatever_kind_it_applies(kind: OrganizationKind) -> None:
    """REG-2, CMP-9."""
    barred = {"local_government:141003": date(2028, 9, 29)}
    assert reasons(content(kind), local_government="141003", barred_until=barred) == [Reason.BARRED]
    assert reasons(content(kind), local_government="141305", barred_until=barred) == []


def test_who_has_its_place_in_a_terminated_municipality_is_not_barred() -> None:
    """REG-2, CMP-9."""
    barred = {"local_government:141003": date(2028, 9, 29)}
    for kind in (kind for kind in Kind if not KINDS[kind].local_government):
        assert reasons(content(kind), local_government="141003", barred_until=barred) == []


@pytest.mark.parametrize(
    ("until", "reason"),
    [
        (None, Reason.SUSPENSION_NOT_LIFTED),
        (TODAY, Reason.SUSPENSION_RUNS_ON),
        (date(2026, 5, 14), None),
    ],
)
def test_who_withdrew_while_suspended_is_refused_while_the_suspension_would_run(
    until: date | None, reason: Reason | None
) -> None:
    """CMP-14, REG-2: under its number, with an agency of the number, and as the municipality."""
    expected = [reason] if reason else []
    branch = content(applicant=an_applicant(permission_number="13-ユ-123456-7", main_establishment=True))
    assert reasons(branch, suspended_until={"13-ユ-123456": until}) == expected
    joint = content(Kind.MUNICIPALITY_COMMISSIONING)
    assert reasons(joint, suspended_until={"13-ユ-654321": until}) == expected
    city = {"local_government": "141003", "suspended_until": {"local_government:141003": until}}
    assert reasons(content(Kind.MUNICIPALITY_INFORMING), **city) == expected
    assert reasons(content(), suspended_until={"13-ユ-999999": until}) == []


def test_an_email_in_use_or_reserved_is_refused() -> None:
    """REG-11, REG-2."""
    assert objections(content(), email_held=True) == (Objection(Reason.EMAIL_HELD, "/email"),)

"""REG-1, REG-3, REG-4, REG-8, REG-12, CMP-9: agencies that are commissioned, and numbers that are named, by a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.registry.organizations.domain.application import (
    ApplicationKind,
    Mark,
    MarkHolder,
)
from services.registry.organizations.domain.decisions import (
    Document,
    Registration,
    Step,
    approve,
    confirm_procedure,
    demanded_documents,
    marks_held_still,
)
from services.registry.organizations.domain.kinds import OrganizationKind, Service
from services.registry.organizations.domain.reasons import Objection, Reason
from tests.unit.registry.examples import (
    CIRCUMSTANCES,
    SETTINGS,
    TODAY,
    TOKYO,
    a_manager,
    an_agency,
    an_applicant,
    content,
    received,
)
from tests.unit.registry.procedures import a_case, an_organization, joint, reasons

Kind, Apply = OrganizationKind, ApplicationKind


def test_a_term_or_number_that_is_none_of_the_kinds_is_stated_by_no_change_and_taken_back_by_one() -> None:
    """REG-4, REG-16: also where it stands in what was approved before it was asked."""
    kind = Kind.MUNICIPALITY_COMMISSIONING
    applicant = an_applicant(
        kind,
        permission_number="13-ユ-111111",
        permission_valid_until=date(2028, 3, 31),
        commissioned_agency_number="13-地-654321",
    )
    stated = an_organization(kind, content=content(kind, applicant=applicant))
    assert reasons(Apply.CHANGE, a_case(stated)) == [
        Reason.PERMISSION_NUMBER_NOT_FOR_KIND,
        Reason.COMMISSIONED_NUMBER_OF_NO_AGENCY,
        Reason.PERMISSION_TERM_NOT_FOR_KIND,
    ]
    cleared = frozenset({"/permission_number", "/permission_valid_until", "/commissioned_agency_number"})
    assert reasons(Apply.CHANGE, a_case(stated, content=content(kind), changes=cleared)) == []


@pytest.mark.parametrize(
    ("as_main", "changes", "expected"),
    [
        (False, {"/permission_number"}, [Reason.MAIN_ESTABLISHMENT_APPLIES]),
        (True, {"/permission_number"}, []),
        (False, {"/phone"}, []),
    ],
)
def test_a_number_with_a_branch_is_named_in_a_change_by_the_main_establishment(
    as_main: bool, changes: set[str], expected: list[Reason]
) -> None:
    """REG-4: stated where the number comes; later changes of other things need not repeat it."""
    applicant = an_applicant(permission_number="13-ユ-123456-2", main_establishment=as_main)
    case = a_case(content=content(applicant=applicant), changes=frozenset(changes))
    assert reasons(Apply.CHANGE, case) == expected


@pytest.mark.parametrize("beside", [{"numbers_under_order": True}, {"barred_until": True}])
def test_neither_order_nor_bar_is_got_round_by_a_change(beside: dict[str, bool]) -> None:
    """REG-2, CMP-9: a joint applicant that is newly named is looked at; one that was there before is not."""
    municipality = an_organization(Kind.MUNICIPALITY_OWN)
    named = joint(Kind.MUNICIPALITY_OWN, "13-ユ-999999-1")
    against = replace(
        CIRCUMSTANCES,
        numbers_under_order=frozenset({"13-ユ-999999"} if "numbers_under_order" in beside else ()),
        barred_until={"13-ユ-999999": date(2028, 1, 1)} if "barred_until" in beside else {},
    )
    ordered = "numbers_under_order" in beside
    expected = Objection(Reason.BUSINESS_ORDER) if ordered else Objection(Reason.BARRED, value=date(2028, 1, 1))
    case = a_case(municipality, content=named, circumstances=against)
    assert reasons(Apply.CHANGE, case) == [expected.reason]
    application = replace(received(Kind.MUNICIPALITY_OWN, content=named), kind=Apply.CHANGE)
    assert approve(application, against, TOKYO, TODAY, SETTINGS, municipality) == (expected,)
    before = replace(municipality, content=named)
    assert reasons(Apply.CHANGE, a_case(before, content=named, circumstances=against)) == []


def test_an_agency_names_full_time_managers_of_its_own() -> None:
    """REG-12 (seed 000)."""
    agency = an_agency(contact_manager=a_manager(full_time=False), privacy_manager=a_manager(full_time=False))
    municipality = an_organization(Kind.MUNICIPALITY_COMMISSIONING)
    answer = confirm_procedure(
        Apply.CHANGE,
        a_case(municipality, content=content(Kind.MUNICIPALITY_COMMISSIONING, commissioned_agency=agency)),
    )
    assert answer == (
        Objection(Reason.MANAGER_NOT_FULL_TIME, "/commissioned_agency/contact_manager/full_time"),
        Objection(Reason.MANAGER_NOT_FULL_TIME, "/commissioned_agency/privacy_manager/full_time"),
    )


def test_who_takes_an_agency_in_by_a_change_takes_no_money() -> None:
    """REG-1 (seed 000, ②)."""
    named = joint(Kind.MUNICIPALITY_OWN, "13-ユ-654321")
    named = replace(named, applicant=replace(named.applicant, collects_money=True))
    case = a_case(an_organization(Kind.MUNICIPALITY_OWN), content=named)
    assert confirm_procedure(Apply.CHANGE, case) == (Objection(Reason.COLLECTS_MONEY, "/collects_money"),)


def test_who_may_not_commission_names_no_agency() -> None:
    """REG-1."""
    assert reasons(Apply.CHANGE, a_case(content=content(commissioned_agency=an_agency()))) == [
        Reason.COMMISSIONED_AGENCY_NOT_FOR_KIND
    ]


@pytest.mark.parametrize("before", [None, "13-ユ-654321"])
@pytest.mark.parametrize(("placed_on", "fits"), [(date(2026, 2, 16), True), (date(2026, 2, 15), False), (None, False)])
def test_an_agency_that_is_newly_named_has_placed_lately(
    before: str | None, placed_on: date | None, fits: bool
) -> None:
    """REG-1 (seed 000, ②: 委託先が…実績が1件以上), REG-3: at registration and at approval."""
    kind = Kind.MUNICIPALITY_OWN
    old, new = (joint(kind, number) for number in (before, "13-ム-111111"))
    municipality = an_organization(kind, content=old)
    swapped = replace(new, latest_regular_placement_on=placed_on)
    refused = () if fits else (Objection(Reason.NO_REGULAR_PLACEMENT, "/latest_regular_placement_on", value=3),)
    answer = confirm_procedure(Apply.CHANGE, a_case(municipality, content=swapped))
    assert answer == refused if refused else isinstance(answer, Registration)
    change = replace(received(kind, content=swapped), kind=Apply.CHANGE)
    decided = approve(change, CIRCUMSTANCES, TOKYO, TODAY, SETTINGS, municipality)
    assert decided == refused if refused else isinstance(decided, Step)


def test_placements_are_not_asked_for_where_the_agency_stays_or_leaves_or_there_is_no_seeker_information() -> None:
    """REG-3: another branch of the agency is the same one; a municipality that goes on alone renews by its own."""
    kind, agency = Kind.MUNICIPALITY_OWN, "13-ユ-654321"
    municipality = an_organization(kind, content=joint(kind, agency))
    for number in (agency, f"{agency}-2", None):
        stays = replace(joint(kind, number), latest_regular_placement_on=None)
        assert reasons(Apply.CHANGE, a_case(municipality, content=stays)) == []
    services = frozenset({Service.OFFERS})
    offers = an_organization(kind, content=replace(joint(kind, agency), services=services), services=services)
    alone = {"services": services, "contact_managers": {Service.OFFERS: a_manager()}}
    other = replace(joint(kind, "13-ム-111111"), latest_regular_placement_on=None, **alone)
    assert reasons(Apply.CHANGE, a_case(offers, content=other)) == []


@pytest.mark.parametrize(
    ("before", "after", "demanded"),
    [
        (("13-ユ-654321", MarkHolder.COMMISSIONED_AGENCY), ("13-ム-111111", MarkHolder.COMMISSIONED_AGENCY), True),
        (("13-ユ-654321", MarkHolder.OWN), ("13-ユ-654321", MarkHolder.COMMISSIONED_AGENCY), True),
        (("13-ユ-654321", MarkHolder.COMMISSIONED_AGENCY), ("13-ユ-654321", MarkHolder.OWN), True),
        ((None, None), ("13-ユ-654321", MarkHolder.COMMISSIONED_AGENCY), True),
        (("13-ユ-654321", MarkHolder.COMMISSIONED_AGENCY), ("13-ユ-654321-2", MarkHolder.COMMISSIONED_AGENCY), False),
        (("13-ユ-654321", MarkHolder.OWN), ("13-ム-111111", MarkHolder.OWN), False),
        ((None, None), ("13-ユ-654321", MarkHolder.OWN), False),
    ],
)
def test_an_excellent_agency_mark_that_another_holds_is_a_new_one(
    before: tuple[str | None, MarkHolder | None], after: tuple[str | None, MarkHolder | None], demanded: bool
) -> None:
    """REG-8 (seed 000, STEP 2: 委託先が職業紹介優良事業者マークを取得している場合は認定証)."""
    marks = frozenset(Mark)
    old, new = (
        replace(joint(Kind.MUNICIPALITY_OWN, number), marks_held=marks, excellent_agency_mark_of=holder)
        for number, holder in (before, after)
    )
    change = replace(received(content=new), kind=Apply.CHANGE, marks_in_force=marks_held_still(old, new))
    assert demanded_documents(change) == ({Document.EXCELLENT_AGENCY_MARK} if demanded else frozenset())

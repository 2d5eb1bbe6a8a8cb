"""REG-1, REG-4, REG-8, REG-12 to REG-16, MSG-2, MSG-10, OPS-5: what a new application must meet, a change and a renewal must too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.registry.organizations.domain.application import ApplicationKind, MarkHolder, NotifiedService
from services.registry.organizations.domain.decisions import Registration, approve, confirm
from services.registry.organizations.domain.eligibility import Registered
from services.registry.organizations.domain.kinds import OrganizationKind, Service
from services.registry.organizations.domain.reasons import Objection, Reason
from services.registry.organizations.domain.schools import SchoolKind
from services.registry.organizations.reasons_told import refusal_for
from tests.unit.registry.examples import (
    CIRCUMSTANCES,
    DECLARED,
    SETTINGS,
    TODAY,
    TOKYO,
    a_manager,
    an_applicant,
    content,
    mandatory_information,
    received,
)
from tests.unit.registry.procedures import a_case, an_organization, reasons

Kind, Apply = OrganizationKind, ApplicationKind
TOMORROW = date(2026, 5, 16)
LATER = NotifiedService("面接研修", "30,000円", TOMORROW)
UNDECLARED = replace(DECLARED, scans_files_regularly=False)
SOMEBODY = Registered("0198c2f3-0000-7000-8000-0000000000aa", "株式会社先着", "13-ユ-123456")

WRONG: list[tuple[Reason, OrganizationKind, dict[str, Any]]] = [
    (
        Reason.SEEKERS_NOT_FOR_KIND,
        Kind.SCHOOL,
        {
            "services": frozenset(Service),
            "contact_managers": {service: a_manager() for service in Service},
            "mandatory_information": mandatory_information(),
        },
    ),
    (Reason.SCHOOL_NOT_COVERED, Kind.SCHOOL, {"applicant": an_applicant(Kind.SCHOOL, school_kind=SchoolKind.HIGH)}),
    (
        Reason.RECOGNITION_MISSING,
        Kind.DESIGNATED_BODY,
        {"applicant": an_applicant(Kind.DESIGNATED_BODY, recognized_on=None)},
    ),
    (
        Reason.PERMISSION_NUMBER_OF_OTHER_KIND,
        Kind.PAID_AGENCY,
        {"applicant": an_applicant(permission_number="13-ム-123456")},
    ),
    (Reason.CONTACT_MANAGER_MISSING, Kind.PAID_AGENCY, {"contact_managers": {Service.OFFERS: a_manager()}}),
    (Reason.MANAGER_NOT_FULL_TIME, Kind.PAID_AGENCY, {"privacy_manager": a_manager(full_time=False)}),
    (Reason.MANDATORY_INFORMATION_MISSING, Kind.PAID_AGENCY, {"mandatory_information": None}),
    (Reason.MARK_HOLDER_UNFIT, Kind.PAID_AGENCY, {"excellent_agency_mark_of": MarkHolder.OWN}),
    (Reason.CERTIFICATES_DIFFER, Kind.PAID_AGENCY, {"other_certificates": ("ISO27001",)}),
    (Reason.NOTIFIED_IN_FUTURE, Kind.PAID_AGENCY, {"notified_services": (LATER,)}),
    (Reason.SECURITY_NOT_DECLARED, Kind.PAID_AGENCY, {"security_declaration": UNDECLARED}),
    (Reason.TERMS_NOT_CURRENT, Kind.PAID_AGENCY, {"terms_version": "2016-03-22"}),
]
"""Why, of whom, and the one thing that is wrong in what is applied for."""


@pytest.mark.parametrize(("reason", "kind", "wrong"), WRONG, ids=[reason.code for reason, _, _ in WRONG])
def test_what_a_new_application_must_meet_a_change_must_meet_too(
    reason: Reason, kind: OrganizationKind, wrong: dict[str, Any]
) -> None:
    """REG-13: a change states all that is to be registered, so that nothing comes in by it that a new one could not bring."""
    applied = content(kind, **wrong)
    answer = confirm(applied, CIRCUMSTANCES, TODAY, SETTINGS)
    assert not isinstance(answer, Registration)
    assert [objection.reason for objection in answer] == [reason]
    assert reasons(Apply.CHANGE, a_case(an_organization(kind), content=applied)) == [reason]


def test_who_is_barred_reads_until_when_and_of_several_bars_the_last() -> None:
    """CMP-9, REG-2: the municipality's own and its agency's; for how many years is a setting of each class."""
    barred = {"13-ユ-654321": date(2028, 9, 29), "local_government:131016": date(2029, 4, 20)}
    against = replace(CIRCUMSTANCES, barred_until=barred, local_government="131016")
    answer = confirm(content(Kind.MUNICIPALITY_COMMISSIONING), against, TODAY, SETTINGS)
    assert answer == (Objection(Reason.BARRED, value=date(2029, 4, 20)),)
    [told] = refusal_for(answer).details["reasons"]
    assert told["text"] == "利用解除となっているため、令和11年４月20日までは申請できません。"


@pytest.mark.parametrize(
    ("reason", "wrong"),
    [
        (Reason.SECURITY_NOT_DECLARED, {"security_declaration": UNDECLARED}),
        (Reason.TERMS_NOT_CURRENT, {"terms_version": "2016-03-22"}),
    ],
)
def test_a_renewal_declares_and_agrees_anew(reason: Reason, wrong: dict[str, Any]) -> None:
    """OPS-5, REG-15: at each application."""
    assert reasons(Apply.RENEWAL, a_case(content=content(**wrong), unchanged=True)) == [reason]


def test_a_change_to_what_is_anothers_establishment_is_neither_registered_nor_approved() -> None:
    """REG-4: another may have been registered as it in between."""
    taken = replace(CIRCUMSTANCES, registered_as=SOMEBODY)
    assert reasons(Apply.CHANGE, a_case(circumstances=taken)) == [Reason.ESTABLISHMENT_REGISTERED]
    change = replace(received(), kind=Apply.CHANGE)
    assert approve(change, taken, TOKYO, TODAY, SETTINGS, an_organization()) == (
        Objection(Reason.ESTABLISHMENT_REGISTERED, "/permission_number", "株式会社先着　13-ユ-123456"),
    )

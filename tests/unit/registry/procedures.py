"""Organizations and cases of their later applications, to be changed by each test in the one thing it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from services.registry.organizations.domain.application import ApplicationContent, ApplicationKind
from services.registry.organizations.domain.decisions import Registration, confirm_procedure
from services.registry.organizations.domain.kinds import KINDS, OrganizationKind, Service
from services.registry.organizations.domain.procedures import ProcedureCase
from services.registry.organizations.domain.reasons import Reason
from services.registry.organizations.domain.standing import Organization, Standing
from tests.unit.registry.examples import CIRCUMSTANCES, SETTINGS, TODAY, an_agency, an_applicant, content

UNTIL = date(2026, 7, 31)
PHONE = frozenset({"/phone"})


def an_organization(kind: OrganizationKind = OrganizationKind.PAID_AGENCY, **changes: Any) -> Organization:
    """In use for all services of its kind."""
    in_use = Organization(
        standing=Standing.ACTIVE,
        content=content(kind),
        services=KINDS[kind].services,
        seeker_information_until=UNTIL if Service.SEEKERS in KINDS[kind].services else None,
    )
    return replace(in_use, **changes)


def joint(kind: OrganizationKind, number: str | None) -> ApplicationContent:
    """An application with an agency of this number; None for an applicant by itself."""
    applicant = an_applicant(kind, commissioned_agency_number=number)
    return content(kind, applicant=applicant, commissioned_agency=an_agency() if number else None)


def a_case(organization: Organization | None = None, **changes: Any) -> ProcedureCase:
    """Of a change of its telephone."""
    organization = organization or an_organization()
    case = ProcedureCase(
        organization.content,
        CIRCUMSTANCES,
        applied_on=TODAY,
        settings=SETTINGS,
        organization=organization,
        changes=PHONE,
    )
    return replace(case, **changes)


def reasons(kind: ApplicationKind, case: ProcedureCase) -> list[Reason]:
    """Why it may not be registered."""
    answer = confirm_procedure(kind, case)
    return [] if isinstance(answer, Registration) else [objection.reason for objection in answer]

"""Which establishment or department an application covers: each applies once (REG-4)."""

from __future__ import annotations

import unicodedata

from services.registry.organizations.domain.application import Applicant
from services.registry.organizations.domain.kinds import KINDS, main_number


def establishment(applicant: Applicant) -> str:
    """A key that two applicants share when they are the same establishment, or the same department of it (REG-4).

    By permission or notification number without its branch; a municipality without a number of its own by its kind,
    its place and the agency it commissions: so that with each agency, and the agency on its own account, is another
    organization. Departments are told apart by name, in whatever width and case it is written.
    """
    if KINDS[applicant.kind].number_mark is not None and applicant.permission_number is not None:
        key = main_number(applicant.permission_number)
    else:
        agency = applicant.commissioned_agency_number
        key = f"{applicant.kind}:{applicant.municipality_code}:{main_number(agency) if agency else ''}"
    return f"{key}/{_normal(applicant.department)}"


def _normal(department: str) -> str:
    return "".join(unicodedata.normalize("NFKC", department).casefold().split())

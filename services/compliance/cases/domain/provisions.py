"""Which provision holds for an organization: seed 001 binds the private class alone, for the municipal class 000 stands."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from services.compliance.cases.domain.municipal import MUNICIPAL
from services.compliance.cases.domain.section_8 import SECTION_8, Provision
from services.compliance.standing.domain.grounds import Ground


class OrganizationClass(StrEnum):
    """The classes, each with its terms. A ValueError for any other: which terms would bind it nobody knows."""

    PRIVATE = "private"
    MUNICIPAL = "municipal"


_TERMS: Mapping[OrganizationClass, Mapping[Ground, Provision]] = MappingProxyType(
    {OrganizationClass.PRIVATE: SECTION_8, OrganizationClass.MUNICIPAL: MUNICIPAL}
)


def provision_of(ground: Ground, organization_class: str) -> Provision:
    """What a ground leads to in a class; rule, authority and whether it runs by date are the same in both."""
    return _TERMS[OrganizationClass(organization_class)][ground]


def article_of(ground: Ground, organization_class: str) -> str:
    """The article as it is told; "" for the municipal class, whose terms are known without articles (seed 000)."""
    private = OrganizationClass(organization_class) is OrganizationClass.PRIVATE
    return f"利用規約{SECTION_8[ground].article}" if private else ""

"""Which provision holds for an organization: seed 001 binds the private class alone, for the municipal class 000 stands."""

from __future__ import annotations

from services.compliance.cases.domain.municipal import MUNICIPAL
from services.compliance.cases.domain.section_8 import SECTION_8, Provision
from services.compliance.standing.domain.grounds import Ground


def provision_of(ground: Ground, organization_class: str) -> Provision:
    """What a ground leads to in a class; rule, authority and whether it runs by date are the same in both."""
    return (SECTION_8 if organization_class == "private" else MUNICIPAL)[ground]


def article_of(ground: Ground, organization_class: str) -> str:
    """The article as it is told; "" for the municipal class, whose terms are known without articles (seed 000)."""
    return f"利用規約{SECTION_8[ground].article}" if organization_class == "private" else ""

"""REG-1, REG-4, REG-16: the table of kinds against the one in the rules, typed out from the terms and the leaflet of municipalities."""

from __future__ import annotations

import pytest

from services.registry.organizations.domain.kinds import KINDS, OrganizationClass, OrganizationKind, Service

BOTH = {Service.OFFERS, Service.SEEKERS}
PRIVATE, MUNICIPAL = OrganizationClass.PRIVATE, OrganizationClass.MUNICIPAL
Kind = OrganizationKind

# Kind, ground in 職業安定法 ("" where the table has none), class, services, whether REG-3 is asked for, mark of its number.
TABLE = [
    (Kind.PAID_AGENCY, "第30条第１項", PRIVATE, BOTH, True, "ユ"),
    (Kind.FREE_AGENCY, "第33条第１項", PRIVATE, BOTH, True, "ム"),
    (Kind.SCHOOL, "第33条の２第１項第１号及び第２号", PRIVATE, {Service.OFFERS}, False, "学"),
    (Kind.SPECIAL_CORPORATION, "第33条の３第１項", PRIVATE, BOTH, True, "特"),
    (Kind.MUNICIPALITY_OWN, "第29条第１項", MUNICIPAL, BOTH, True, "地"),
    (Kind.MUNICIPALITY_COMMISSIONING, "", MUNICIPAL, BOTH, True, None),
    (Kind.MUNICIPALITY_INFORMING, "", MUNICIPAL, {Service.SEEKERS}, False, None),
    (Kind.DESIGNATED_BODY, "第33条第１項", MUNICIPAL, BOTH, True, "ム"),
]


@pytest.mark.parametrize(("kind", "ground", "class_", "services", "placement", "mark"), TABLE)
def test_each_kind_has_its_ground_class_services_and_conditions(
    kind: OrganizationKind,
    ground: str,
    class_: OrganizationClass,
    services: set[Service],
    placement: bool,
    mark: str | None,
) -> None:
    """REG-1."""
    rules = KINDS[kind]
    told = (rules.legal_ground, rules.class_, set(rules.services), rules.needs_placement, rules.number_mark)
    assert told == (ground, class_, services, placement, mark)


def test_the_table_names_every_kind_once() -> None:
    """REG-1."""
    assert [row[0] for row in TABLE] == list(Kind) == list(KINDS)


def test_what_single_kinds_alone_are_asked_for() -> None:
    """REG-1, REG-16: permissions have terms, notifications none; who commissions, is recognized, is a municipality."""

    def those(member: str) -> set[OrganizationKind]:
        return {kind for kind, rules in KINDS.items() if getattr(rules, member)}

    assert those("permission") == {Kind.PAID_AGENCY, Kind.FREE_AGENCY, Kind.DESIGNATED_BODY}
    assert those("needs_recognition") == {Kind.DESIGNATED_BODY}
    assert those("commissions") == {Kind.MUNICIPALITY_COMMISSIONING}
    assert those("may_commission") == {Kind.MUNICIPALITY_OWN}
    assert those("local_government") == {
        Kind.MUNICIPALITY_OWN, Kind.MUNICIPALITY_COMMISSIONING, Kind.MUNICIPALITY_INFORMING,
    }  # fmt: skip

"""The words of the registry's domain are those that cross the bus: a state or kind added on one side only is found here."""

from __future__ import annotations

from dataclasses import fields

from services.contracts import registry as contracts
from services.contracts.reaches import STAFF
from services.registry.accounts.domain.staff import ADMINISTERED, StaffRole
from services.registry.organizations.domain.application import MarkHolder, SecurityDeclaration
from services.registry.organizations.domain.decisions import ReceiptWay
from services.registry.organizations.domain.kinds import KINDS, OrganizationClass, OrganizationKind, Service, class_of
from services.registry.organizations.domain.lifecycle import ApplicationState
from services.registry.organizations.domain.schools import SchoolKind


def test_kinds_services_classes_states_and_ways_are_the_same() -> None:
    assert list(MarkHolder) == list(contracts.MARK_HOLDERS)
    assert list(SchoolKind) == list(contracts.SCHOOL_KINDS)
    assert list(OrganizationKind) == list(contracts.ORGANIZATION_KINDS)
    assert set(Service) == set(contracts.SERVICES)
    assert set(OrganizationClass) == set(contracts.CLASSES)
    assert set(ApplicationState) == set(contracts.APPLICATION_STATES)
    assert set(ReceiptWay) == set(contracts.RECEIPT_WAYS)


def test_every_kind_has_the_name_and_the_class_that_the_contract_gives_it() -> None:
    assert {kind: rules.name for kind, rules in KINDS.items()} == contracts.ORGANIZATION_KINDS
    assert {kind for kind in OrganizationKind if class_of(kind) is OrganizationClass.PRIVATE} == contracts.PRIVATE_KINDS
    assert {kind for kind, rules in KINDS.items() if rules.permission} == contracts.PERMITTED_KINDS


def test_the_measures_declared_are_those_asked_for() -> None:
    declared = [measure.name for measure in fields(SecurityDeclaration)]
    assert declared == list(contracts.SecurityDeclaration().fields)


def test_the_roles_of_staff_and_who_administers_them_are_the_same() -> None:
    """AUT-7."""
    assert set(StaffRole) == {role.value for role in contracts.STAFF_ROLES} == {role.value for role in STAFF}
    assert set(ADMINISTERED) == {role.value for role in contracts.ADMINISTRATORS}

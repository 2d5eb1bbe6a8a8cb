"""Whether an approved organization may change, renew or withdraw: one small rule each, in a list a kind (REG-5).

As in `eligibility`: every rule answers with its objections, none meaning allowed, and all are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from services.registry.organizations.domain.application import ApplicationKind
from services.registry.organizations.domain.eligibility import (
    Answer,
    Case,
    a_branch_is_applied_for_by_its_main_establishment,
    a_commission_names_its_agency_and_costs_nobody,
    a_designated_body_is_recognized,
    a_school_is_neither_middle_nor_high_school,
    certificates_are_the_same_wherever_they_are_stated,
    every_manager_works_full_time,
    every_security_measure_is_declared,
    every_service_has_its_contact_manager,
    no_order_stands_against_the_applicant,
    no_suspension_runs_on,
    only_a_permission_has_a_term,
    paid_services_were_notified_beforehand,
    seeker_information_needs_a_recent_placement,
    seeker_information_needs_the_mandatory_information,
    the_applicant_is_not_barred,
    the_commissioned_number_is_an_agencys,
    the_current_terms_are_agreed_to,
    the_establishment_applies_once,
    the_excellent_agency_mark_says_whose_it_is,
    the_kind_may_use_the_services,
    the_number_is_of_the_kind,
    the_permission_has_not_ended,
)
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.reasons import Objection, Objections, Reason
from services.registry.organizations.domain.standing import Organization, renewal_opens_on


@dataclass(frozen=True)
class ProcedureCase(Case):
    """What a rule looks at: what is applied for, beside what is in force."""

    organization: Organization
    changes: frozenset[str] = frozenset()
    """JSON pointers of what differs from what is in force; for a renewal, of the change that it carries."""
    unchanged: bool = False
    """Whether a renewal states that nothing else has changed."""
    withdrawn: frozenset[Service] = frozenset()
    """The services that a withdrawal names."""
    given_up_since: frozenset[Service] = frozenset()
    """The services that a withdrawal ended after this was registered."""

    def new_identity(self) -> bool:
        """Whether a number or municipality is named that is not in force: its own, or the number of an agency."""
        before, after = self.organization.content.applicant, self.content.applicant
        moved = self.kind.local_government and after.municipality_code != before.municipality_code
        return moved or not set(after.main_numbers()) <= set(before.main_numbers())

    def another_agency(self) -> bool:
        """Whether an agency is to be commissioned that was not before."""
        agency = self.content.applicant.agency()
        return agency is not None and agency != self.organization.content.applicant.agency()


ProcedureRule = Callable[[ProcedureCase], Answer]


def the_organization_has_not_ended(case: ProcedureCase) -> Answer:
    """AUT-9: suspended organizations apply, withdrawn and terminated ones don't."""
    if case.organization.ended:
        yield Objection(Reason.ORGANIZATION_ENDED)


def the_kind_stays(case: ProcedureCase) -> Answer:
    """REG-4: another kind is another application (seed 002: 申請区分が異なる場合は新規申請の扱い)."""
    if case.content.applicant.kind is not case.organization.content.applicant.kind:
        yield Objection(Reason.KIND_CHANGED, "/kind")


def no_service_is_dropped(case: ProcedureCase) -> Answer:
    """REG-5: a service is given up by withdrawal."""
    if case.organization.services - case.content.services:
        yield Objection(Reason.SERVICE_REMOVED, "/services")


def a_service_given_up_since_stays_given_up(case: ProcedureCase) -> Answer:
    """REG-5: a change names a service because it was in use on the day of registration, not to take it up again."""
    if case.given_up_since & case.content.services - case.organization.services:
        yield Objection(Reason.SERVICE_WITHDRAWN_MEANWHILE, "/services")


def something_changes(case: ProcedureCase) -> Answer:
    """REG-13: a change application changes what is registered."""
    if not case.changes:
        yield Objection(Reason.NOTHING_CHANGED)


def a_changed_permission_still_runs(case: ProcedureCase) -> Answer:
    """REG-16: a new term is not over yet; the old one's end does not hinder other changes until CMP-6."""
    if {"/permission_valid_until", "/permission_number"} & case.changes:
        yield from the_permission_has_not_ended(case)


def a_changed_number_is_the_main_establishments(case: ProcedureCase) -> Answer:
    """REG-4: as at a new application; a number that stays was stated so on the form."""
    if "/permission_number" in case.changes:
        yield from a_branch_is_applied_for_by_its_main_establishment(case)


def who_comes_to_seeker_information_has_placed_lately(case: ProcedureCase) -> Answer:
    """REG-3: who adds seeker information applies for it for the first time, and so does an agency that is newly named (REG-1).

    What the agency before it has placed, or the municipality itself, says nothing of the new one.
    """
    if Service.SEEKERS not in case.organization.services or case.another_agency():
        yield from seeker_information_needs_a_recent_placement(case)


def a_newly_named_number_is_free_to_apply(case: ProcedureCase) -> Answer:
    """REG-2, CMP-9, CMP-14: nothing that stands is got round by naming a number, a municipality or an agency in a change."""
    if case.new_identity():
        yield from no_order_stands_against_the_applicant(case)
        yield from the_applicant_is_not_barred(case)
        yield from no_suspension_runs_on(case)


def there_is_seeker_information_to_renew(case: ProcedureCase) -> Answer:
    """REG-16: seeker information alone has a term that is renewed, and not one that was given up since."""
    if Service.SEEKERS not in case.organization.services - case.given_up_since:
        yield Objection(Reason.NOTHING_TO_RENEW)


def renewal_is_open(case: ProcedureCase) -> Answer:
    """REG-16: so many months before the end of the term, and until it is renewed or the organization ends."""
    until = case.organization.seeker_information_until
    if until is None:
        return
    opens_on = renewal_opens_on(until, case.settings)
    if case.applied_on < opens_on:
        yield Objection(Reason.RENEWAL_NOT_OPEN, value=opens_on)


def the_rest_is_unchanged_or_changed_with_it(case: ProcedureCase) -> Answer:
    """REG-16 (seed 001, 2(2)): a renewal with changed content carries a change application."""
    if not (case.unchanged or case.changes):
        yield Objection(Reason.CONTENT_NOT_CONFIRMED, "/content_unchanged")


def withdrawn_services_are_used(case: ProcedureCase) -> Answer:
    """REG-5: a withdrawal names one or all of the services in use."""
    if not case.withdrawn:
        yield Objection(Reason.NO_SERVICE_CHOSEN, "/services")
    elif case.withdrawn - case.organization.services:
        yield Objection(Reason.SERVICE_NOT_USED, "/services")


REGISTRATION_RULES: Mapping[ApplicationKind, tuple[ProcedureRule, ...]] = MappingProxyType(
    {
        ApplicationKind.CHANGE: (
            the_organization_has_not_ended,
            the_kind_stays,
            no_service_is_dropped,
            something_changes,
            the_kind_may_use_the_services,
            a_school_is_neither_middle_nor_high_school,
            a_designated_body_is_recognized,
            a_commission_names_its_agency_and_costs_nobody,
            the_number_is_of_the_kind,
            a_changed_number_is_the_main_establishments,
            the_commissioned_number_is_an_agencys,
            only_a_permission_has_a_term,
            a_changed_permission_still_runs,
            who_comes_to_seeker_information_has_placed_lately,
            every_service_has_its_contact_manager,
            every_manager_works_full_time,
            seeker_information_needs_the_mandatory_information,
            the_excellent_agency_mark_says_whose_it_is,
            certificates_are_the_same_wherever_they_are_stated,
            paid_services_were_notified_beforehand,
            every_security_measure_is_declared,
            the_current_terms_are_agreed_to,
            a_newly_named_number_is_free_to_apply,
            the_establishment_applies_once,
        ),
        # That REG-3 is not met does not keep a renewal from being registered: it has failed once its form is received.
        ApplicationKind.RENEWAL: (
            the_organization_has_not_ended,
            there_is_seeker_information_to_renew,
            renewal_is_open,
            the_rest_is_unchanged_or_changed_with_it,
            every_security_measure_is_declared,
            the_current_terms_are_agreed_to,
        ),
        ApplicationKind.WITHDRAWAL: (the_organization_has_not_ended, withdrawn_services_are_used),
    }
)
"""What change (変更申請), renewal (更新申請) and withdrawal (退会申請) must meet to be registered."""

APPROVAL_RULES: Mapping[ApplicationKind, tuple[ProcedureRule, ...]] = MappingProxyType(
    {
        ApplicationKind.CHANGE: (
            the_organization_has_not_ended,
            no_service_is_dropped,
            a_service_given_up_since_stays_given_up,
            who_comes_to_seeker_information_has_placed_lately,
            a_newly_named_number_is_free_to_apply,
            the_establishment_applies_once,
        ),
        ApplicationKind.RENEWAL: (
            the_organization_has_not_ended,
            there_is_seeker_information_to_renew,
            seeker_information_needs_a_recent_placement,
        ),
        ApplicationKind.WITHDRAWAL: (the_organization_has_not_ended, withdrawn_services_are_used),
    }
)
"""What is asked once more at approval: how the organization stands may have changed since the registration."""


def procedure_objections(case: ProcedureCase, rules: Iterable[ProcedureRule]) -> Objections:
    """All objections of all rules, in the rules' order; an empty tuple means allowed."""
    return tuple(objection for rule in rules for objection in rule(case))


def meets_the_placement_rule(case: ProcedureCase) -> bool:
    """REG-3, checked again at a renewal, as of its day of application."""
    return not tuple(seeker_information_needs_a_recent_placement(case))

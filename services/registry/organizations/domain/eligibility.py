"""Whether an application may be registered: one small rule each, in lists that read like the terms.

Every rule answers with its objections, none meaning allowed; all rules are asked, so that the applicant sees every
reason at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from services.legal_calendar import start_of_lookback
from services.registry.organizations.domain.application import ApplicationContent, Mark, MarkHolder
from services.registry.organizations.domain.bars import bar_keys
from services.registry.organizations.domain.kinds import (
    AGENCY_MARKS,
    KINDS,
    KindRules,
    OrganizationKind,
    Service,
    has_branch,
    number_mark,
)
from services.registry.organizations.domain.reasons import Objection, Objections, Reason
from services.registry.organizations.domain.schools import COVERED
from services.registry.organizations.domain.settings import ApplicationSettings


@dataclass(frozen=True)
class Registered:
    """An organization in use, as the public list shows it (REG-14)."""

    organization_id: str
    name: str
    permission_number: str | None


@dataclass(frozen=True)
class Circumstances:
    """What the registry knows beside the application itself."""

    current_terms: str
    """The version of the terms in force for the applicant's class (REG-15)."""
    registered_as: Registered | None = None
    """The organization that covers the applicant's establishment or department already (REG-4)."""
    email_held: bool = False
    """Whether the account's e-mail is in use, or reserved after a withdrawal or termination (REG-11)."""
    numbers_under_order: frozenset[str] = frozenset()
    """Main numbers under a business suspension order or an improvement order not yet met (REG-2)."""
    barred_until: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    """Main number or local government (`bar_keys`) → last day of the bar after a termination (CMP-9, CAL-4 applied)."""
    suspended_until: Mapping[str, date | None] = field(default_factory=lambda: MappingProxyType({}))
    """Of who withdrew while suspended, the same keys → last day of the suspension; None while nothing ends it (CMP-14)."""
    local_government: str = ""
    """The municipality or prefecture that the applicant's place belongs to: of a designated city's ward, the city."""


@dataclass(frozen=True)
class Case:
    """What a rule looks at. `applied_on` is the day of registration on the site, or of a paper form's receipt."""

    content: ApplicationContent
    circumstances: Circumstances
    applied_on: date
    settings: ApplicationSettings

    @property
    def kind(self) -> KindRules:
        """The row of REG-1 for the applicant."""
        return KINDS[self.content.applicant.kind]

    def keys_of_applicant(self) -> tuple[str, ...]:
        """Under what the applicant is looked for among those who were sanctioned (CMP-9, CMP-14)."""
        applicant = self.content.applicant
        return bar_keys(applicant.kind, applicant.main_numbers(), self.circumstances.local_government)


Answer = Iterable[Objection]
"""A rule's objections; none means allowed."""

Rule = Callable[[Case], Answer]


def the_kind_may_use_the_services(case: Case) -> Answer:
    """REG-1: schools get no seeker information, municipalities that only inform of support no job offers."""
    if not case.content.services:
        yield Objection(Reason.NO_SERVICE_CHOSEN, "/services")
    for service in sorted(case.content.services - case.kind.services):
        offers = service is Service.OFFERS
        yield Objection(Reason.OFFERS_NOT_FOR_KIND if offers else Reason.SEEKERS_NOT_FOR_KIND, "/services")


def a_school_is_neither_middle_nor_high_school(case: Case) -> Answer:
    """REG-1: a school (学校等) says what school it is, and is none that teaches the course of a middle or high school."""
    kind, is_school = case.content.applicant.school_kind, case.content.applicant.kind is OrganizationKind.SCHOOL
    if is_school and kind is None:
        yield Objection(Reason.SCHOOL_KIND_MISSING, "/school_kind")
    elif kind is not None and not is_school:
        yield Objection(Reason.SCHOOL_KIND_NOT_FOR_KIND, "/school_kind")
    elif kind is not None and kind not in COVERED:
        yield Objection(Reason.SCHOOL_NOT_COVERED, "/school_kind")


def a_designated_body_is_recognized(case: Case) -> Answer:
    """REG-1: a designated body names the day of its recognition by the director-general, not a day to come."""
    recognized_on = case.content.applicant.recognized_on
    if case.kind.needs_recognition and (recognized_on is None or recognized_on > case.applied_on):
        yield Objection(Reason.RECOGNITION_MISSING, "/recognized_on")


def a_commission_names_its_agency_and_costs_nobody(case: Case) -> Answer:
    """REG-1: a municipality that commissions an agency names it and takes no money from seekers or employers."""
    if case.content.joint and not (case.kind.commissions or case.kind.may_commission):
        yield Objection(Reason.COMMISSIONED_AGENCY_NOT_FOR_KIND, "/commissioned_agency_number")
        return
    if not (case.content.joint or case.kind.commissions):
        return
    if case.content.applicant.commissioned_agency_number is None:
        yield Objection(Reason.COMMISSIONED_AGENCY_MISSING, "/commissioned_agency_number")
    if case.content.commissioned_agency is None:
        yield Objection(Reason.COMMISSIONED_AGENCY_MISSING, "/commissioned_agency")
    if case.content.applicant.collects_money:
        yield Objection(Reason.COLLECTS_MONEY, "/collects_money")


def the_number_is_of_the_kind(case: Case) -> Answer:
    """REG-4: an application covers a permission or notification number, which is one of the applicant's kind; some have none."""
    number = case.content.applicant.permission_number
    if case.kind.number_mark is None:
        if number is not None:
            yield Objection(Reason.PERMISSION_NUMBER_NOT_FOR_KIND, "/permission_number")
    elif number is None:
        yield Objection(Reason.PERMISSION_NUMBER_MISSING, "/permission_number")
    elif number_mark(number) != case.kind.number_mark:
        yield Objection(Reason.PERMISSION_NUMBER_OF_OTHER_KIND, "/permission_number")


def a_branch_is_applied_for_by_its_main_establishment(case: Case) -> Answer:
    """REG-4 (seed 002, Q1: 主たる事業所が「利用申請者」となり): who names a number with a branch states to be the main one."""
    number = case.content.applicant.permission_number
    if number is not None and has_branch(number) and not case.content.applicant.main_establishment:
        yield Objection(Reason.MAIN_ESTABLISHMENT_APPLIES, "/main_establishment")


def the_commissioned_number_is_an_agencys(case: Case) -> Answer:
    """REG-1, REG-4: whoever is commissioned acts under the number of an agency, which neither school nor municipality is."""
    number = case.content.applicant.commissioned_agency_number
    if number is not None and number_mark(number) not in AGENCY_MARKS:
        yield Objection(Reason.COMMISSIONED_NUMBER_OF_NO_AGENCY, "/commissioned_agency_number")


def only_a_permission_has_a_term(case: Case) -> Answer:
    """REG-16: notified bodies and municipalities have none, so that none is watched (CMP-6)."""
    if case.content.applicant.permission_valid_until is not None and not case.kind.permission:
        yield Objection(Reason.PERMISSION_TERM_NOT_FOR_KIND, "/permission_valid_until")


def the_permission_has_not_ended(case: Case) -> Answer:
    """REG-16: who acts under a permission names its term, and the term still runs."""
    if not case.kind.permission:
        return
    until = case.content.applicant.permission_valid_until
    if until is None:
        yield Objection(Reason.PERMISSION_TERM_MISSING, "/permission_valid_until")
    elif until < case.applied_on:
        yield Objection(Reason.PERMISSION_TERM_ENDED, "/permission_valid_until")


def seeker_information_needs_a_recent_placement(case: Case) -> Answer:
    """REG-3: a regular placement in the 3 months counted back from the day of application, that day included."""
    if Service.SEEKERS not in case.content.services or not case.kind.needs_placement:
        return
    first_day = start_of_lookback(case.applied_on, months=case.settings.placement_lookback_months)
    placed_on = case.content.latest_regular_placement_on
    if placed_on is None or not first_day <= placed_on <= case.applied_on:
        months = case.settings.placement_lookback_months
        yield Objection(Reason.NO_REGULAR_PLACEMENT, "/latest_regular_placement_on", value=months)


def every_service_has_its_contact_manager(case: Case) -> Answer:
    """REG-12: one contact manager a service, and none for a service not applied for."""
    named = case.content.contact_managers.keys()
    for service in sorted(case.content.services - named):
        yield Objection(Reason.CONTACT_MANAGER_MISSING, f"/contact_managers/{service}")
    for service in sorted(named - case.content.services):
        yield Objection(Reason.CONTACT_MANAGER_WITHOUT_SERVICE, f"/contact_managers/{service}")


def every_manager_works_full_time(case: Case) -> Answer:
    """REG-12: contact managers and the privacy manager are full-time (常勤); one person may be all of them."""
    for service, manager in sorted(case.content.contact_managers.items()):
        if not manager.full_time:
            yield Objection(Reason.MANAGER_NOT_FULL_TIME, f"/contact_managers/{service}/full_time")
    if not case.content.privacy_manager.full_time:
        yield Objection(Reason.MANAGER_NOT_FULL_TIME, "/privacy_manager/full_time")
    agency = case.content.commissioned_agency
    if agency is not None and not agency.contact_manager.full_time:
        yield Objection(Reason.MANAGER_NOT_FULL_TIME, "/commissioned_agency/contact_manager/full_time")
    if agency is not None and not agency.privacy_manager.full_time:
        yield Objection(Reason.MANAGER_NOT_FULL_TIME, "/commissioned_agency/privacy_manager/full_time")


def paid_services_were_notified_beforehand(case: Case) -> Answer:
    """MSG-10 (seed 001, 7(2)①ケ): what is registered as notified was notified by the day of application."""
    for position, service in enumerate(case.content.notified_services):
        if service.notified_on > case.applied_on:
            yield Objection(Reason.NOTIFIED_IN_FUTURE, f"/notified_services/{position}/notified_on")


def seeker_information_needs_the_mandatory_information(case: Case) -> Answer:
    """MSG-2: guidance is made from it, so seeker information is not opened without it."""
    if Service.SEEKERS in case.content.services and case.content.mandatory_information is None:
        yield Objection(Reason.MANDATORY_INFORMATION_MISSING, "/mandatory_information")


def the_excellent_agency_mark_says_whose_it_is(case: Case) -> Answer:
    """REG-8: where an agency is commissioned the mark may be either's; who does no placement itself has none of its own."""
    held, holder = Mark.EXCELLENT_AGENCY in case.content.marks_held, case.content.excellent_agency_mark_of
    agency = case.content.commissioned_agency is not None
    if held and agency and holder is None:
        yield Objection(Reason.MARK_HOLDER_MISSING, "/excellent_agency_mark_of")
        return
    fits = {
        None: True,
        MarkHolder.OWN: held and not case.kind.commissions,
        MarkHolder.COMMISSIONED_AGENCY: held and agency,
    }
    if not fits[holder]:
        yield Objection(Reason.MARK_HOLDER_UNFIT, "/excellent_agency_mark_of")


def certificates_are_the_same_wherever_they_are_stated(case: Case) -> Answer:
    """REG-14, MSG-2: what guidance says is a copy; of two statements that differ neither is dropped unseen."""
    content, information = case.content, case.content.mandatory_information
    if information is None:
        return
    if information.marks_held != content.marks_held:
        yield Objection(Reason.CERTIFICATES_DIFFER, "/mandatory_information/marks_held")
    if set(information.other_certificates) != set(content.other_certificates):
        yield Objection(Reason.CERTIFICATES_DIFFER, "/mandatory_information/other_certificates")


def every_security_measure_is_declared(case: Case) -> Answer:
    """OPS-5: the six measures of seed 001, 13 are declared at each application."""
    for measure in case.content.security_declaration.missing():
        yield Objection(Reason.SECURITY_NOT_DECLARED, f"/security_declaration/{measure}")


def the_current_terms_are_agreed_to(case: Case) -> Answer:
    """REG-15: an application agrees to the version in force for its class."""
    if case.content.terms_version != case.circumstances.current_terms:
        yield Objection(Reason.TERMS_NOT_CURRENT, "/terms_version")


def no_order_stands_against_the_applicant(case: Case) -> Answer:
    """REG-2: no new application during a business suspension, or until an ordered improvement is made."""
    if case.circumstances.numbers_under_order.intersection(case.content.applicant.main_numbers()):
        yield Objection(Reason.BUSINESS_ORDER)


def the_applicant_is_not_barred(case: Case) -> Answer:
    """CMP-9 by REG-2: no new application within 3 years of a termination, joint applicants and municipalities included.

    Told with its last day, which the list of REG-14 shows as well.
    """
    ends = [case.circumstances.barred_until.get(key) for key in case.keys_of_applicant()]
    barred = [end for end in ends if end is not None and case.applied_on <= end]
    if barred:
        yield Objection(Reason.BARRED, value=max(barred))


def no_suspension_runs_on(case: Case) -> Answer:
    """CMP-14 by REG-2: a suspension runs in full, and is not ended by a withdrawal and a new application."""
    suspended = case.circumstances.suspended_until
    ends = [suspended[key] for key in case.keys_of_applicant() if key in suspended]
    if None in ends:
        yield Objection(Reason.SUSPENSION_NOT_LIFTED)
    elif any(end is not None and case.applied_on <= end for end in ends):
        yield Objection(Reason.SUSPENSION_RUNS_ON)


def the_email_is_free(case: Case) -> Answer:
    """REG-11 by REG-2: an ID in use or reserved for 5 years can't be taken again."""
    if case.circumstances.email_held:
        yield Objection(Reason.EMAIL_HELD, "/email")


def the_establishment_applies_once(case: Case) -> Answer:
    """REG-4: branches of a number share their main establishment's application; a department may have its own."""
    registered = case.circumstances.registered_as
    if registered is not None:
        pointer = "/permission_number" if case.kind.number_mark is not None else "/municipality_code"
        about = "　".join(filter(None, (registered.name, registered.permission_number)))
        yield Objection(Reason.ESTABLISHMENT_REGISTERED, pointer, about)


STANDING_RULES: tuple[Rule, ...] = (
    no_order_stands_against_the_applicant,
    the_applicant_is_not_barred,
    no_suspension_runs_on,
    the_establishment_applies_once,
)
"""How the applicant stands: asked at registration and once more at approval, as it may change between them."""

NEW_APPLICATION_RULES: tuple[Rule, ...] = (
    the_kind_may_use_the_services,
    a_school_is_neither_middle_nor_high_school,
    a_designated_body_is_recognized,
    a_commission_names_its_agency_and_costs_nobody,
    the_number_is_of_the_kind,
    a_branch_is_applied_for_by_its_main_establishment,
    the_commissioned_number_is_an_agencys,
    only_a_permission_has_a_term,
    the_permission_has_not_ended,
    seeker_information_needs_a_recent_placement,
    every_service_has_its_contact_manager,
    every_manager_works_full_time,
    seeker_information_needs_the_mandatory_information,
    the_excellent_agency_mark_says_whose_it_is,
    certificates_are_the_same_wherever_they_are_stated,
    paid_services_were_notified_beforehand,
    every_security_measure_is_declared,
    the_current_terms_are_agreed_to,
    *STANDING_RULES,
    the_email_is_free,
)
"""What a new application (利用申請) must meet to be registered."""


def objections_to(case: Case, rules: tuple[Rule, ...]) -> Objections:
    """All objections of all rules, in the rules' order; an empty tuple means allowed."""
    return tuple(objection for rule in rules for objection in rule(case))

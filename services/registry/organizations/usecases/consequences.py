"""What follows from a step of an application beyond its own state, as the table of consequences says (REG-5).

Each runs in the transaction of the step, with the organization's and the application's rows locked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from services.registry.accounts import storage as accounts
from services.registry.accounts.domain.account import AccountState
from services.registry.accounts.domain.reservation import ReservationSettings
from services.registry.accounts.usecases.reservation import reserve_ids
from services.registry.organizations import storage
from services.registry.organizations.domain.application import ApplicationContent
from services.registry.organizations.domain.decisions import Step, procedure_case
from services.registry.organizations.domain.eligibility import Circumstances
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.lifecycle import CONSEQUENCES, ApplicationState, Consequence
from services.registry.organizations.domain.procedures import meets_the_placement_rule
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.domain.standing import Standing, renewed_until, seeker_information_until
from services.registry.organizations.published import publish_organization
from services.registry.organizations.storage import StoredApplication
from services.registry.organizations.usecases.in_force import InForce
from services.registry.personal_data import PersonalData
from services.registry.sanctions import storage as sanctions
from services.registry.sanctions.left import keys_of
from services.runtime.identifiers import new_id


@dataclass(frozen=True)
class Happened:
    """A step that was taken on an application, and what its consequences need to know.

    `organization`: who applied, as it was before the step; None for an applicant that is no organization yet.
    """

    connection: Connection
    stored: StoredApplication
    step: Step
    organization: InForce | None
    now: dt.datetime
    today: dt.date
    trace: str
    personal_data: PersonalData
    settings: ApplicationSettings
    reservation: ReservationSettings

    @property
    def organization_id(self) -> str:
        """Who applied, for all kinds but a new application."""
        assert self.stored.organization_id is not None, "its table checks it"
        return self.stored.organization_id

    @property
    def in_force(self) -> InForce:
        """What was in force before the step, for all kinds but a new application."""
        assert self.organization is not None, "loaded with every application of an organization"
        return self.organization

    def told(self, organization_id: str) -> None:
        """Tell others the organization's state as it now is."""
        publish_organization(
            self.connection, organization_id, now=self.now, trace=self.trace, personal_data=self.personal_data
        )


def let_follow(happened: Happened) -> str | None:
    """Do what follows from a step by the application's kind; answers the ID of an organization that it opened."""
    return EFFECTS[CONSEQUENCES[happened.stored.facts.kind, happened.step.event]](happened)


def _nothing(happened: Happened) -> None:
    pass


def _issue_id(happened: Happened) -> None:
    """REG-7: a timely receipt undoes the lapse; where there was none, the account is as it was."""
    accounts.change_state(happened.connection, happened.stored.account_id, AccountState.ISSUED)


def _give_id_up(happened: Happened) -> None:
    """REG-11."""
    accounts.change_state(happened.connection, happened.stored.account_id, AccountState.RELEASED)


def _open_organization(happened: Happened) -> str:
    """REG-10: the organization is active, its account opens, others are told.

    It is inserted before the step is written, as an approved application names its organization.
    """
    connection, stored = happened.connection, happened.stored
    organization_id = new_id()
    storage.insert_organization(
        connection,
        organization_id,
        stored,
        approved_on=happened.today,
        seeker_information_until=seeker_information_until(
            stored.facts.content.services, happened.today, happened.settings
        ),
        personal_data=happened.personal_data,
    )
    accounts.change_state(connection, stored.account_id, AccountState.OPEN, organization_id)
    happened.told(organization_id)
    return organization_id


def _apply_content(happened: Happened) -> None:
    """REG-13: what was applied for takes the place of what was registered; a changed text of guidance is told (MSG-3).

    A suspension goes on against what is given up (CMP-14).
    """
    before, row = happened.in_force.organization, happened.in_force.row
    sanctions.keep_keys(happened.connection, happened.organization_id, keys_of(row))
    after = happened.stored.facts.content
    text_changed = _guidance_states(before.content) != _guidance_states(after)
    until = row.seeker_information_until
    if until is None:
        until = seeker_information_until(after.services, happened.today, happened.settings)
    storage.apply_content(
        happened.connection,
        happened.organization_id,
        happened.stored,
        personal_data=happened.personal_data,
        seeker_information_until=until,
        mandatory_information_version=row.mandatory_information_version + text_changed,
        mandatory_information_changed_on=happened.today if text_changed else row.mandatory_information_changed_on,
    )
    if after.applicant.name != row.name:
        accounts.rename_organization_accounts(happened.connection, happened.organization_id, after.applicant.name)
    happened.told(happened.organization_id)


def _guidance_states(content: ApplicationContent) -> tuple[object, ...]:
    """What every guidance states of an organization (MSG-2; seed 001, 7(2)①カ)."""
    return content.applicant.name, content.mandatory_information, content.privacy_manager


def _tell_procedure(happened: Happened) -> None:
    """CMP-6: whether the form of a change is there is told to who watches the permission's term."""
    storage.change_organization(happened.connection, happened.organization_id)
    happened.told(happened.organization_id)


def _check_renewal(happened: Happened) -> None:
    """REG-3: checked as of the day of application; a renewal that does not meet it has failed whatever is decided."""
    if _meets_the_placement_rule(happened, happened.stored):
        _tell_procedure(happened)
    else:
        _fail_renewal(happened)


def _meets_the_placement_rule(happened: Happened, renewal: StoredApplication) -> bool:
    asked = Circumstances(current_terms=renewal.facts.content.terms_version)
    case = procedure_case(renewal.facts, happened.in_force.organization, asked, happened.settings)
    return meets_the_placement_rule(case)


def _fail_renewal(happened: Happened) -> None:
    """REG-3, REG-16: seeker information closes when its term ends; a duty does it, also where the term is over already."""
    row, values = happened.in_force.row, {}
    if row.seeker_information_until is not None:  # else it was withdrawn meanwhile
        values["renewal_failed_on"] = row.renewal_failed_on or happened.today
    storage.change_organization(happened.connection, happened.organization_id, **values)
    happened.told(happened.organization_id)


def _undo_failure(happened: Happened) -> None:
    """REG-3, REG-16: seeker information goes on, and what was closed for it opens again, unless another renewal has failed.

    Duties to delete that followed from the closing are not undone, as with a measure that is taken back (decision 158).
    """
    values = {}
    if happened.in_force.row.renewal_failed_on is not None and not _another_has_failed(happened):
        values = {"renewal_failed_on": None, "seeker_information_closed_on": None}
    storage.change_organization(happened.connection, happened.organization_id, **values)
    happened.told(happened.organization_id)


def _another_has_failed(happened: Happened) -> bool:
    """Whether a renewal stands that fails the present term: refused since it first failed, or short of REG-3.

    As they stand after the step, which is written: of this one too, where it is received and does not meet REG-3.
    """
    since = happened.in_force.row.renewal_failed_on
    for renewal in storage.renewals_received(happened.connection, happened.organization_id, happened.personal_data):
        if renewal.facts.state is ApplicationState.REFUSED:
            assert renewal.decided_on is not None, "its table checks it"
            if renewal.decided_on >= since:
                return True
        elif not _meets_the_placement_rule(happened, renewal):
            return True
    return False


def _extend_term(happened: Happened) -> None:
    """REG-16: the next term follows; seeker information that was closed opens again."""
    storage.change_organization(
        happened.connection,
        happened.organization_id,
        seeker_information_until=renewed_until(happened.in_force.organization, happened.today, happened.settings),
        renewal_failed_on=None,
        seeker_information_closed_on=None,
    )
    happened.told(happened.organization_id)


def _withdraw(happened: Happened) -> None:
    """REG-11: the services close; with the last one the organization has withdrawn and its IDs are reserved."""
    connection, organization_id = happened.connection, happened.organization_id
    given_up = happened.stored.facts.withdrawn_services
    left = happened.in_force.organization.services - given_up
    if left:
        values: dict[str, Any] = {"services": sorted(left)}
        if Service.SEEKERS in given_up:
            ended = ("seeker_information_until", "renewal_failed_on", "seeker_information_closed_on")
            values |= dict.fromkeys(ended)
        storage.change_organization(connection, organization_id, **values)
        storage.forget_managers(connection, organization_id, [storage.CONTACT[service] for service in given_up])
    else:
        storage.change_organization(
            connection, organization_id, standing=Standing.WITHDRAWN, withdrawn_on=happened.today
        )
        reserve_ids(connection, organization_id, happened.today, happened.reservation)
    happened.told(organization_id)


EFFECTS: Mapping[Consequence, Callable[[Happened], str | None]] = {
    Consequence.NOTHING: _nothing,
    Consequence.ID_ISSUED: _issue_id,
    Consequence.ID_GIVEN_UP: _give_id_up,
    Consequence.ORGANIZATION_OPENED: _open_organization,
    Consequence.CONTENT_APPLIED: _apply_content,
    Consequence.PROCEDURE_TOLD: _tell_procedure,
    Consequence.RENEWAL_CHECKED: _check_renewal,
    Consequence.RENEWAL_FAILED: _fail_renewal,
    Consequence.FAILURE_UNDONE: _undo_failure,
    Consequence.TERM_EXTENDED: _extend_term,
    Consequence.SERVICES_WITHDRAWN: _withdraw,
}
"""How each consequence comes about; a test checks that none is missing."""

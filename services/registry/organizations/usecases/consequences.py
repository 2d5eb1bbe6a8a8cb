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
from services.registry.accounts.usecases.reservation import reserve_ids, take_reservation_back
from services.registry.organizations import storage
from services.registry.organizations.domain.application import ApplicationContent
from services.registry.organizations.domain.decisions import Step, procedure_case
from services.registry.organizations.domain.eligibility import Circumstances
from services.registry.organizations.domain.kinds import Service
from services.registry.organizations.domain.lifecycle import CONSEQUENCES, ApplicationState, Consequence
from services.registry.organizations.domain.procedures import meets_the_placement_rule
from services.registry.organizations.domain.settings import ApplicationSettings
from services.registry.organizations.domain.standing import (
    Standing,
    barred_meanwhile,
    renewed_until,
    seeker_information_until,
)
from services.registry.organizations.published import publish_organization
from services.registry.organizations.storage import GivenUpTerm, StoredApplication
from services.registry.organizations.usecases.in_force import InForce
from services.registry.personal_data import PersonalData
from services.registry.sanctions import storage as sanctions
from services.registry.sanctions.left import keys_of
from services.registry.tokens import storage as tokens
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
    since = happened.in_force.row.renewal_failed_on
    if since is not None and not _another_has_failed(happened, since):
        values = {"renewal_failed_on": None, "seeker_information_closed_on": None}
    storage.change_organization(happened.connection, happened.organization_id, **values)
    happened.told(happened.organization_id)


def _another_has_failed(happened: Happened, since: dt.date) -> bool:
    """Whether a renewal stands that fails the present term: refused since a day, or short of REG-3.

    As they stand after the step, which is written: of this one too, where it is received and does not meet REG-3.
    """
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
    given_up, row = happened.stored.facts.withdrawn_services, happened.in_force.row
    left = happened.in_force.organization.services - given_up
    if left:
        values: dict[str, Any] = {"services": sorted(left)}
        if Service.SEEKERS in given_up:
            term = GivenUpTerm(*(row._mapping[name] for name in _TERM))
            storage.keep_given_up(connection, happened.stored.application_id, term)
            values |= dict.fromkeys(_TERM)
        storage.change_organization(connection, organization_id, **values)
        storage.forget_managers(connection, organization_id, [storage.CONTACT[service] for service in given_up])
    else:
        storage.change_organization(
            connection, organization_id, standing=Standing.WITHDRAWN, withdrawn_on=happened.today
        )
        reserve_ids(connection, organization_id, happened.today, happened.reservation)
    happened.told(organization_id)


_TERM = ("seeker_information_until", "renewal_failed_on", "seeker_information_closed_on")
"""Of an organization, in the order of `GivenUpTerm`."""


def _undo_withdrawal(happened: Happened) -> None:
    """REG-5, REG-11: as if it had not been, but for duties to delete, tokens and what others have deleted (decision 306).

    What could not be handed in meanwhile is told, as the month of CMP-6 stood still.
    """
    assert happened.stored.decided_on is not None, "of what was approved only"
    row, organization = happened.in_force.row, happened.in_force.organization
    whole = organization.standing is Standing.WITHDRAWN
    values = _reopened(happened) if whole else _taken_up_again(happened)
    barred = barred_meanwhile(
        happened.stored.facts.withdrawn_services, whole=whole, since=happened.stored.decided_on, until=happened.today
    )
    if barred is not None:
        told = {"since": barred.since.isoformat(), "until": barred.until.isoformat(), "kinds": list(barred.kinds)}
        values["procedures_barred"] = [*row.procedures_barred, told]
    storage.change_organization(happened.connection, happened.organization_id, **values)
    happened.told(happened.organization_id)


def _reopened(happened: Happened) -> dict[str, Any]:
    """Of who had withdrawn whole: it stands as its measures say by now (decision 089); its IDs are in use again.

    Tokens are ended, as nobody has watched over them since (AUT-8), as with a termination that is taken back.
    """
    connection, organization_id = happened.connection, happened.organization_id
    tokens.lock_tokens(connection, organization_id)
    tokens.revoke_all(connection, organization_id, happened.now)
    take_reservation_back(connection, organization_id, None, happened.reservation)
    told = sanctions.standing_told(connection, organization_id)
    return {"standing": Standing(told.standing) if told is not None else Standing.ACTIVE, "withdrawn_on": None}


def _taken_up_again(happened: Happened) -> dict[str, Any]:
    """Of who had given up a part: services and their contact managers by the content in force; the term as it stood.

    A renewal that was refused or fell short of REG-3 meanwhile has failed, as it would have.
    """
    given_back = happened.stored.facts.withdrawn_services
    base = storage.application(
        happened.connection, happened.in_force.row.content_application_id, happened.personal_data
    )
    assert base is not None, "applications are never deleted"
    managers = base.facts.content.contact_managers
    storage.insert_contact_managers(
        happened.connection,
        happened.organization_id,
        {service: managers[service] for service in given_back},
        happened.personal_data,
    )
    values: dict[str, Any] = {"services": sorted(happened.in_force.organization.services | given_back)}
    term, withdrawn_on = happened.stored.given_up, happened.stored.decided_on
    if Service.SEEKERS in given_back and term is not None and withdrawn_on is not None:
        values |= dict(zip(_TERM, vars(term).values(), strict=True))
        if term.failed_on is None and _another_has_failed(happened, withdrawn_on):
            values["renewal_failed_on"] = happened.today
    return values


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
    Consequence.WITHDRAWAL_UNDONE: _undo_withdrawal,
}
"""How each consequence comes about; a test checks that none is missing."""

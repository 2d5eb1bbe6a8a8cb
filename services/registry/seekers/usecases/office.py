"""The seekers' desk of an office (SEE-4, SEE-6): choices made there, applications extended, ended and accepted.

Staff see and change the seekers of their own office alone, found by the person's ID at Hello Work, never by name; to
all others a seeker is unknown. Every change but that of the ID is told to the person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts.caller import Caller
from services.contracts.registry import END_REASONS, PROVISION_CHOICES
from services.registry.mail.outgoing import Mail, queue_mail
from services.registry.mail.templates import Template
from services.registry.mail.templates import seekers as mails
from services.registry.personal_data import PersonalData
from services.registry.seekers import storage
from services.registry.seekers.domain import own_decisions
from services.registry.seekers.domain.reasons import SeekerReason
from services.registry.seekers.domain.seeker import Seeker
from services.registry.seekers.domain.visibility import VALIDITY_MONTHS, ProvisionChoice
from services.registry.seekers.feed_batch import lock_batches
from services.registry.seekers.usecases.addresses import emails_for_mail
from services.registry.seekers.usecases.my_page import my_record
from services.registry.seekers.usecases.saving import known, locked, save
from services.runtime import audit
from services.runtime.refusal import Refusal


@dataclass(frozen=True)
class Desk:
    """Who works at the desk, when, and what the person is told with."""

    connection: Connection
    caller: Caller
    now: dt.datetime
    today: dt.date
    trace: str
    personal_data: PersonalData
    validity_months: int = VALIDITY_MONTHS

    def own(self, seeker: Seeker) -> Seeker:
        """The seeker, of this office. Raises `Refusal` as of an unknown one: what other offices hold is not told."""
        if self.caller.office_code is None or seeker.office_code != self.caller.office_code:
            raise Refusal(SeekerReason.UNKNOWN_SEEKER)
        return seeker

    def record(self, action: str, seeker: Seeker, **details: Any) -> None:
        """Write into the audit log what was done or seen (OPS-3)."""
        audit.record(
            self.connection,
            action=f"registry.{action}",
            subject=("seeker", seeker.seeker_number),
            caller=self.caller,
            now=self.now,
            trace=self.trace,
            details={"office_code": seeker.office_code, **details},
        )

    def keep(self, seeker: Seeker) -> dict[str, Any]:
        """Keep and tell the new state; answers it as `MyRecord`."""
        save(self.connection, [seeker], now=self.now, today=self.today, trace=self.trace)
        return my_record(seeker, self.today)

    def write(self, seeker: Seeker, template: Template, **parameters: Any) -> None:
        """Tell the person by mail; who has no address was told at the desk."""
        read = emails_for_mail(
            self.connection,
            self.personal_data,
            [seeker.seeker_number],
            purpose=template.kind,
            now=self.now,
            trace=self.trace,
            account_id=self.caller.account_id,
        )
        for email in read.values():
            mail = Mail(template, to=email, parameters=parameters)
            queue_mail(self.connection, self.personal_data, mail, now=self.now, trace=self.trace)


def find_seeker(desk: Desk, request: Mapping[str, Any]) -> dict[str, Any]:
    """The seeker of this office with an ID at Hello Work. That it was looked at is written down. Raises `Refusal`."""
    number = storage.number_at_source(desk.connection, request["source_id"])
    seeker = desk.own(known(storage.find(desk.connection, number or "")))
    desk.record("find_seeker_at_office", seeker)
    return my_record(seeker, desk.today)


def change_choices(desk: Desk, request: Mapping[str, Any]) -> dict[str, Any]:
    """Provision choice and openness to employers as the seeker says at the desk (SEE-4, SEE-4b). Raises `Refusal`.

    For seekers without My Page as well; what is left out stays. As on My Page the feed no longer changes it.
    """
    seeker = desk.own(locked(desk.connection, request["seeker_number"]))
    choice, is_open = request["provision_choice"], request["open_to_employers"]
    before = seeker
    if choice is not None:
        seeker = own_decisions.choose(seeker, ProvisionChoice(choice), desk.today)
    if is_open is not None:
        seeker = own_decisions.open_to_employers(seeker, is_open, desk.today)
    if (before.facts.provision_choice, before.open_to_employers) != (
        seeker.facts.provision_choice,
        seeker.open_to_employers,
    ):
        openness = "同意する" if seeker.open_to_employers else "同意しない"
        desk.write(
            seeker,
            mails.CHOICE_CHANGED_AT_OFFICE,
            provision_choice=PROVISION_CHOICES[seeker.facts.provision_choice],
            openness=openness,
            changed_on=desk.today,
        )
    desk.record(
        "change_choices_at_office",
        seeker,
        provision_choice=str(seeker.facts.provision_choice),
        open_to_employers=int(seeker.open_to_employers),
    )
    return desk.keep(seeker)


def extend_application(desk: Desk, request: Mapping[str, Any]) -> dict[str, Any]:
    """Let a valid application last longer (SEE-6). Raises `Refusal`."""
    seeker = desk.own(locked(desk.connection, request["seeker_number"]))
    until = request["valid_until"]
    if objection := own_decisions.objection_to_extension(seeker, until, desk.today, desk.validity_months):
        raise Refusal(objection, "/valid_until")
    seeker = own_decisions.extend(seeker, until)
    desk.record("extend_application_for_work", seeker, valid_until=until.isoformat())
    desk.write(seeker, mails.APPLICATION_EXTENDED, valid_until=until)
    return desk.keep(seeker)


def end_application(desk: Desk, request: Mapping[str, Any]) -> dict[str, Any]:
    """End an application: hired, withdrawn (SEE-6); the seeker leaves every search at once. Raises `Refusal`.

    A row of the feed about the same application no longer revives it; a new application does, and who takes the end back.
    """
    seeker = desk.own(locked(desk.connection, request["seeker_number"]))
    on, reason = request["ended_on"], request["end_reason"]
    if objection := own_decisions.objection_to_end(seeker, on, desk.today):
        raise Refusal(objection, "/ended_on")
    seeker = own_decisions.end(seeker, on, reason)
    desk.record("end_application_for_work", seeker, ended_on=on.isoformat(), end_reason=reason)
    desk.write(seeker, mails.APPLICATION_ENDED, ended_on=on, reason=END_REASONS[reason])
    return desk.keep(seeker)


def take_back_end(desk: Desk, request: Mapping[str, Any]) -> dict[str, Any]:
    """Take back an end that was recorded for the wrong seeker (SEE-6); who chose so is found again at once. Raises `Refusal`."""
    seeker = desk.own(locked(desk.connection, request["seeker_number"]))
    if objection := own_decisions.objection_to_taking_the_end_back(seeker, desk.today):
        raise Refusal(objection)
    assert seeker.facts.ended_on is not None
    desk.record("take_back_end_of_application", seeker, ended_on=seeker.facts.ended_on.isoformat())
    seeker = own_decisions.take_the_end_back(seeker, desk.today)
    desk.write(seeker, mails.APPLICATION_END_TAKEN_BACK, valid_until=seeker.facts.valid_until)
    return desk.keep(seeker)


def accept_application(desk: Desk, request: Mapping[str, Any]) -> dict[str, Any]:
    """Accept the application of an online registrant who has come to this office, whichever that is (SEE-1, SEE-4). Raises `Refusal`.

    The person names the seeker number, the office the ID under which it has entered the person at Hello Work: the feed's
    rows find the seeker by it from now on, the first of which must tell of the same person (decision 136). Right beside an
    import: no batch is written meanwhile, so that the ID stays free.
    """
    lock_batches(desk.connection)
    seeker = locked(desk.connection, request["seeker_number"])
    if seeker.facts.at_an_office:
        desk.own(seeker)  # accepted at another office, it is as unknown here as every seeker of theirs
    if objection := own_decisions.objection_to_acceptance(seeker, desk.today):
        raise Refusal(objection)
    _check_source(desk, seeker, request["source_id"])
    if seeker.source_id not in (None, request["source_id"]):
        raise Refusal(SeekerReason.SOURCE_ID_IN_USE, "/source_id")
    assert desk.caller.office_code is not None
    seeker = own_decisions.accept(
        seeker,
        source_id=request["source_id"],
        office_code=desk.caller.office_code,
        bureau_code=str(desk.caller.bureau_code),
        on=desk.today,
    )
    desk.record("accept_online_application", seeker)
    desk.write(seeker, mails.APPLICATION_ACCEPTED, accepted_on=desk.today, valid_until=seeker.facts.valid_until)
    return desk.keep(seeker)


def correct_hello_work_id(desk: Desk, request: Mapping[str, Any]) -> dict[str, Any]:
    """Correct the ID entered with an acceptance, until a row of the feed has told of the same person (SEE-1). Raises `Refusal`.

    Where reading or day of birth differ though the ID is right, staff say with it that they have compared the person. The
    person is told nothing: the ID is between Hello Work and this registry. Locked as an acceptance is.
    """
    lock_batches(desk.connection)
    seeker = desk.own(locked(desk.connection, request["seeker_number"]))
    if objection := own_decisions.objection_to_another_source(seeker):
        raise Refusal(objection)
    _check_source(desk, seeker, request["source_id"])
    compared = request["person_compared"]
    seeker = own_decisions.correct_source(seeker, request["source_id"], compared=compared, on=desk.today)
    desk.record("correct_hello_work_id", seeker, person_compared=int(compared))
    return desk.keep(seeker)


def _check_source(desk: Desk, seeker: Seeker, source_id: str) -> None:
    """An ID at Hello Work is one person's. Raises `Refusal`."""
    if storage.number_at_source(desk.connection, source_id) not in (None, seeker.seeker_number):
        raise Refusal(SeekerReason.SOURCE_ID_IN_USE, "/source_id")

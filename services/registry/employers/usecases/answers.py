"""What use cases of employers share: an establishment and a request as answers, and the refusals of content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy.engine import Connection

from services.contracts import reference
from services.registry.accounts.domain.account import AccountState
from services.registry.employers import storage
from services.registry.employers.domain.establishment import Contact, Content, Establishment, objection_to_content
from services.registry.employers.domain.reasons import EmployerReason
from services.registry.personal_data import PersonalData
from services.runtime.refusal import Refusal


def establishment_answer(
    connection: Connection, establishment: Establishment, personal_data: PersonalData
) -> dict[str, Any]:
    """An establishment with its contact person, as `Establishment` of the contract."""
    return {
        **summary(establishment),
        "version": establishment.version,
        "office_name": office_name(establishment.office_code),
        "establishment": asdict(establishment.content),
        "contact": asdict(storage.contact_of(connection, establishment.establishment_id, personal_data)),
        "my_page": shown_page(connection, establishment),
        "registered_at": storage.registered_at(connection, establishment.establishment_id),
        "closed_on": establishment.closed_on,
        "closing_reason": establishment.closing_reason,
    }


def shown_page(connection: Connection, establishment: Establishment) -> str:
    """The state of its My Page; of one that gave way to a seeker, what it was: nobody is to hear when (decision 071)."""
    account = storage.account_of(connection, establishment.establishment_id)
    if account is not None:
        return str(account.state)
    return str(AccountState.ISSUED) if storage.page_gave_way(connection, establishment) else "none"


def summary(establishment: Establishment) -> dict[str, Any]:
    """One line of a list of establishments."""
    return {
        "establishment_id": establishment.establishment_id,
        "establishment_number": establishment.establishment_number,
        "name": establishment.content.name,
        "municipality_code": establishment.content.municipality_code,
        "office_code": establishment.office_code,
        "state": str(establishment.state),
    }


def office_name(code: str) -> str:
    """An office as people call it."""
    return reference.offices()[code].name


def checked_content(request: Mapping[str, Any], *, inside: str) -> Content:
    """The content asked for, with codes that exist; `inside` is where it stands in the request. Raises `Refusal`."""
    content = Content(**request)
    places, industries = reference.places(), reference.industries()
    known = content.municipality_code in places and places[content.municipality_code].level != "prefecture"
    if not known:
        raise Refusal(EmployerReason.UNKNOWN_CODE, f"{inside}/municipality_code")
    if content.industry_code not in industries:
        raise Refusal(EmployerReason.UNKNOWN_CODE, f"{inside}/industry_code")
    objection = objection_to_content(content)
    if objection is not None:
        raise Refusal(objection.reason, f"{inside}/{objection.member}")
    return content


def contact_from(request: Mapping[str, Any]) -> Contact:
    """The contact person asked for."""
    return Contact(**request)

"""What the registry knows beside an application: terms in force, orders and bars, who is registered already (REG-2, REG-4)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.engine import Connection

from services.contracts import reference
from services.registry import terms
from services.registry.organizations import storage
from services.registry.organizations.domain.application import ApplicationContent
from services.registry.organizations.domain.eligibility import Circumstances
from services.registry.organizations.domain.establishment import establishment
from services.registry.organizations.domain.kinds import class_of
from services.registry.sanctions.left import keys_of_applicant, suspensions_left
from services.registry.sanctions.storage import sanctions_on


def circumstances(
    connection: Connection,
    content: ApplicationContent,
    today: dt.date,
    *,
    email_held: bool = False,
    organization_id: str | None = None,
    deciding: bool = False,
) -> Circumstances:
    """What the rules of eligibility ask the registry about an applicant.

    `organization_id`: the applicant's own organization, where it has one. `deciding`: whether an approval follows; then
    whoever else decides on the same establishment, and any order or bar against the applicant, waits until the
    transaction ends.
    """
    key = establishment(content.applicant)
    if deciding:
        storage.lock_establishment(connection, key)
    keys = keys_of_applicant(content.applicant)
    # First who is in use, then what stands against who is not: whoever withdraws meanwhile is found by one of the two.
    registered_as = storage.registered_as(connection, key, besides=organization_id)
    sanctions = sanctions_on(connection, keys, today, deciding=deciding)
    return Circumstances(
        current_terms=terms.in_force(class_of(content.applicant.kind), today).version,
        registered_as=registered_as,
        email_held=email_held,
        numbers_under_order=sanctions.numbers_under_order,
        barred_until=sanctions.barred_until,
        suspended_until=suspensions_left(connection, keys, today),
        local_government=reference.local_government_of(content.applicant.municipality_code),
    )

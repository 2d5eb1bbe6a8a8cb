"""Every sealed column of the registry: its table, the column that names its key, and whose field it is.

A test holds this list against the tables: a column that holds bytes is sealed and stands here, or is a hash or lookup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from services.registry.accounts.tables import (
    account_invitations,
    accounts,
    email_change_entries,
    email_changes,
    misuse_reports,
)
from services.registry.documents.tables import application_documents
from services.registry.employers.tables import employer_requests, establishments
from services.registry.mail.tables import outgoing_mails
from services.registry.organizations.tables import applications, organization_managers
from services.registry.seekers.domain.person import PERSON_FIELDS
from services.registry.seekers.tables import seeker_persons


@dataclass(frozen=True)
class Sealed:
    """Columns of one table that are sealed under the key that one column names.

    `columns`: by name, what the value is bound to, with the row's columns in braces. `rows_a_batch` are resealed in one
    transaction: fewer where they are large.
    """

    table: sa.Table
    key: str
    columns: Mapping[str, str]
    rows_a_batch: int = field(default=200)

    @property
    def name(self) -> str:
        """How it is shown: the table and its key's column."""
        return f"{self.table.name}.{self.key}"

    @property
    def primary_key(self) -> tuple[sa.Column[str], ...]:
        """The columns that name a row, in their order."""
        return tuple(self.table.primary_key.columns)


SEALED = (
    Sealed(seeker_persons, "key_id", {name: f"seeker_persons.{name}:{{seeker_number}}" for name in PERSON_FIELDS}),
    Sealed(accounts, "email_key_id", {"email_sealed": "accounts.email:{account_id}"}),
    Sealed(account_invitations, "email_key_id", {"email_sealed": "account_invitations.email:{invitation_id}"}),
    Sealed(email_changes, "email_key_id", {"email_sealed": "email_changes.email:{account_id}"}),
    Sealed(email_change_entries, "email_key_id", {"email_sealed": "email_change_entries.email:{account_id}"}),
    Sealed(misuse_reports, "description_key_id", {"description_sealed": "misuse_reports.description:{report_id}"}),
    Sealed(
        organization_managers,
        "person_key_id",
        {"person_sealed": "organization_managers.person:{organization_id}:{duty}"},
    ),
    Sealed(applications, "persons_key_id", {"persons_sealed": "applications.persons:{application_id}"}),
    Sealed(
        application_documents, "file_name_key_id", {"file_name_sealed": "application_documents.file_name:{document_id}"}
    ),
    Sealed(
        application_documents, "content_key_id", {"content_sealed": "application_documents.content:{document_id}"}, 5
    ),
    Sealed(establishments, "contact_key_id", {"contact_sealed": "employers.contact:{establishment_id}"}),
    Sealed(employer_requests, "contact_key_id", {"contact_sealed": "employers.contact:{application_id}"}),
    Sealed(outgoing_mails, "address_key_id", {"address_sealed": "outgoing_mails.address:{mail_id}"}),
    Sealed(outgoing_mails, "parameters_key_id", {"parameters_sealed": "outgoing_mails.parameters:{mail_id}"}),
)

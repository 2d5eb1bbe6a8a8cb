"""The table of documents attached to applications; what they hold and are called is sealed (SEE-2)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.registry.documents.domain.files import DocumentKind, MediaType
from services.registry.schema import metadata, one_of

application_documents = sa.Table(
    "application_documents",
    metadata,
    sa.Column("document_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("application_id", pg.UUID(as_uuid=False), sa.ForeignKey("applications.application_id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    # What the content is, found by looking into it.
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size_bytes", sa.Integer, nullable=False),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("file_name_sealed", sa.LargeBinary, nullable=False),
    sa.Column("file_name_key_id", sa.Text, nullable=False),
    sa.Column("content_sealed", sa.LargeBinary, nullable=False),
    sa.Column("content_key_id", sa.Text, nullable=False),
    sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
    # The account that filed it; NULL where it was the applicant with the key given at registration.
    sa.Column("uploaded_by", pg.UUID(as_uuid=False)),
    sa.Column("by_bureau", sa.Boolean, nullable=False),
    sa.CheckConstraint(one_of("kind", DocumentKind), name="kind_known"),
    sa.CheckConstraint(one_of("media_type", MediaType), name="media_type_known"),
    sa.CheckConstraint("size_bytes > 0", name="not_empty"),
    sa.CheckConstraint("octet_length(sha256) = 32", name="checksum_whole"),
    sa.CheckConstraint("NOT by_bureau OR uploaded_by IS NOT NULL", name="bureau_has_its_staff"),
    sa.UniqueConstraint("application_id", "kind", "sha256"),
)

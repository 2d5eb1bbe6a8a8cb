"""Documents attached to applications, sealed.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

UUID = sa.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "application_documents",
        sa.Column("document_id", UUID, nullable=False),
        sa.Column("application_id", UUID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("file_name_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("file_name_key_id", sa.Text(), nullable=False),
        sa.Column("content_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("content_key_id", sa.Text(), nullable=False),
        sa.Column("uploaded_at", INSTANT, nullable=False),
        sa.Column("uploaded_by", UUID),
        sa.Column("by_bureau", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('signed_form', 'terms_consent', 'privacy_mark', 'excellent_agency_mark', 'other')",
            name=op.f("ck_application_documents_kind_known"),
        ),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/png', 'image/jpeg')",
            name=op.f("ck_application_documents_media_type_known"),
        ),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_application_documents_not_empty")),
        sa.CheckConstraint("octet_length(sha256) = 32", name=op.f("ck_application_documents_checksum_whole")),
        sa.CheckConstraint(
            "NOT by_bureau OR uploaded_by IS NOT NULL", name=op.f("ck_application_documents_bureau_has_its_staff")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_application_documents")),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.application_id"],
            name=op.f("fk_application_documents_application_id"),
        ),
        sa.UniqueConstraint(
            "application_id", "kind", "sha256", name=op.f("uq_application_documents_application_id_kind_sha256")
        ),
    )

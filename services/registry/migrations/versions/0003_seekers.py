"""Job seekers, their sealed personal data and who read it, and the imports of the feed.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

UUID = sa.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)
SEALED = (
    "family_name",
    "given_name",
    "family_name_kana",
    "given_name_kana",
    "birth_date",
    "sex",
    "postal_code",
    "municipality_code",
    "address",
    "phone",
    "email",
)


def upgrade() -> None:
    _seekers()
    _persons()
    _feed()


def _seekers() -> None:
    op.create_table(
        "seekers",
        sa.Column("seeker_number", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("stated_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("application_id", UUID, nullable=False),
        sa.Column("office_code", sa.Text(), nullable=False),
        sa.Column("bureau_code", sa.Text(), nullable=False),
        sa.Column("applied_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("my_page_opened", sa.Boolean(), nullable=False),
        sa.Column("terms_version", sa.Text()),
        sa.Column("provision_choice", sa.Text(), nullable=False),
        sa.Column("chosen_on_my_page", sa.Boolean(), nullable=False),
        sa.Column("open_to_employers", sa.Boolean(), nullable=False),
        sa.Column("pupil_of", sa.Text()),
        sa.Column("graduates_on", sa.Date()),
        sa.Column("record", postgresql.JSONB(), nullable=False),
        sa.Column("look_again_on", sa.Date()),
        sa.CheckConstraint("seeker_number ~ '^[0-9]{11}$'", name=op.f("ck_seekers_number_has_11_digits")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_seekers_version_counted")),
        sa.CheckConstraint(
            "provision_choice IN ('both', 'municipal_only', 'private_only', 'none')",
            name=op.f("ck_seekers_choice_known"),
        ),
        sa.CheckConstraint(
            "pupil_of IN ('university', 'college_of_technology', 'other_school')", name=op.f("ck_seekers_school_known")
        ),
        sa.CheckConstraint(
            "record ->> 'seeker_number' = seeker_number", name=op.f("ck_seekers_record_is_the_seekers_own")
        ),
        sa.PrimaryKeyConstraint("seeker_number", name=op.f("pk_seekers")),
        sa.UniqueConstraint("source_id", name=op.f("uq_seekers_source_id")),
        sa.UniqueConstraint("application_id", name=op.f("uq_seekers_application_id")),
    )
    op.create_index(
        "ix_seekers_look_again_on",
        "seekers",
        ["look_again_on"],
        postgresql_where=sa.text("look_again_on IS NOT NULL"),
    )


def _persons() -> None:
    op.create_table(
        "seeker_persons",
        sa.Column("seeker_number", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        *(sa.Column(name, sa.LargeBinary(), nullable=False) for name in SEALED),
        sa.Column("email_lookup", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seeker_number", name=op.f("pk_seeker_persons")),
        sa.ForeignKeyConstraint(
            ["seeker_number"], ["seekers.seeker_number"], name=op.f("fk_seeker_persons_seeker_number")
        ),
        sa.UniqueConstraint("email_lookup", name=op.f("uq_seeker_persons_email_lookup")),
    )
    op.create_table(
        "personal_data_reads",
        sa.Column("read_id", UUID, nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.Column("seeker_number", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("account_id", UUID),
        sa.Column("trace", sa.Text(), nullable=False),
        sa.CheckConstraint("purpose <> ''", name=op.f("ck_personal_data_reads_purpose_named")),
        sa.PrimaryKeyConstraint("read_id", name=op.f("pk_personal_data_reads")),
    )
    op.create_index("ix_personal_data_reads_seeker", "personal_data_reads", ["seeker_number", "read_at"])


def _feed() -> None:
    op.create_table(
        "feed_imports",
        sa.Column("import_id", UUID, nullable=False),
        sa.Column("checksum", sa.LargeBinary(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("bytes_done", sa.BigInteger(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=False),
        sa.Column("unchanged", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.CheckConstraint("bytes_done <= bytes", name=op.f("ck_feed_imports_done_is_within_the_file")),
        sa.CheckConstraint(
            "(finished_at IS NOT NULL) = (bytes_done = bytes)", name=op.f("ck_feed_imports_finished_when_all_is_done")
        ),
        sa.CheckConstraint(
            "lines <= 1 OR lines = 1 + created + changed + ended + unchanged + refused",
            name=op.f("ck_feed_imports_every_row_is_accounted_for"),
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_feed_imports")),
        sa.UniqueConstraint("checksum", name=op.f("uq_feed_imports_checksum")),
    )
    op.create_table(
        "feed_refusals",
        sa.Column("import_id", UUID, nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "line", name=op.f("pk_feed_refusals")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["feed_imports.import_id"], name=op.f("fk_feed_refusals_import_id")
        ),
    )

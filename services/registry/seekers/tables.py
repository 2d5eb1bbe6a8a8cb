"""Tables of job seekers: the provided state, and apart from it the person (SEE-2)."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.registry.schema import metadata
from services.registry.seekers.domain.person import PERSON_FIELDS
from services.registry.seekers.domain.visibility import ProvisionChoice, PupilOf


def _one_of(column: str, values: object) -> str:
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"  # type: ignore[attr-defined]


seekers = sa.Table(
    "seekers",
    metadata,
    sa.Column("seeker_number", sa.Text, primary_key=True),
    # Hello Work's own ID of the person, and the instant of the last statement: the feed's key (SEE-1).
    sa.Column("source_id", sa.Text, nullable=False, unique=True),
    sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("application_id", pg.UUID(as_uuid=False), nullable=False, unique=True),
    sa.Column("office_code", sa.Text, nullable=False),
    sa.Column("bureau_code", sa.Text, nullable=False),
    sa.Column("applied_on", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date, nullable=False),
    sa.Column("ended_on", sa.Date),
    sa.Column("end_reason", sa.Text, nullable=False),
    sa.Column("my_page_opened", sa.Boolean, nullable=False),
    sa.Column("terms_version", sa.Text),
    sa.Column("provision_choice", sa.Text, nullable=False),
    sa.Column("chosen_on_my_page", sa.Boolean, nullable=False),
    sa.Column("open_to_employers", sa.Boolean, nullable=False),
    sa.Column("pupil_of", sa.Text),
    sa.Column("graduates_on", sa.Date),
    # The provided record as it stands in events; holds no personal data.
    sa.Column("record", pg.JSONB, nullable=False),
    # The day on which who may find the seeker can next change by date alone: what the daily duty looks for (SEE-6).
    sa.Column("look_again_on", sa.Date),
    sa.CheckConstraint("seeker_number ~ '^[0-9]{11}$'", name="number_has_11_digits"),
    sa.CheckConstraint("version >= 1", name="version_counted"),
    sa.CheckConstraint(_one_of("provision_choice", ProvisionChoice), name="choice_known"),
    sa.CheckConstraint(_one_of("pupil_of", PupilOf), name="school_known"),
    sa.CheckConstraint("record ->> 'seeker_number' = seeker_number", name="record_is_the_seekers_own"),
    sa.Index("ix_seekers_look_again_on", "look_again_on", postgresql_where=sa.text("look_again_on IS NOT NULL")),
)

seeker_persons = sa.Table(
    "seeker_persons",
    metadata,
    sa.Column("seeker_number", sa.Text, sa.ForeignKey("seekers.seeker_number"), primary_key=True),
    # Every personal column is sealed under the key named here, bound to its row and column.
    sa.Column("key_id", sa.Text, nullable=False),
    *(sa.Column(name, sa.LargeBinary, nullable=False) for name in PERSON_FIELDS),
    # HMAC of the address's normal form: a seeker is found by it, the address is not read from it.
    sa.Column("email_lookup", sa.LargeBinary, nullable=False, unique=True),
)

personal_data_reads = sa.Table(
    "personal_data_reads",
    metadata,
    sa.Column("read_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("seeker_number", sa.Text, nullable=False),
    sa.Column("column", sa.Text, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("account_id", pg.UUID(as_uuid=False)),
    sa.Column("trace", sa.Text, nullable=False),
    sa.CheckConstraint("purpose <> ''", name="purpose_named"),
    sa.Index("ix_personal_data_reads_seeker", "seeker_number", "read_at"),
)

feed_imports = sa.Table(
    "feed_imports",
    metadata,
    sa.Column("import_id", pg.UUID(as_uuid=False), primary_key=True),
    # SHA-256 of the whole file: the same file again continues, or is found done.
    sa.Column("checksum", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    # Everything before this byte is done; `lines` stand before it.
    sa.Column("bytes_done", sa.BigInteger, nullable=False),
    sa.Column("lines", sa.BigInteger, nullable=False),
    sa.Column("created", sa.BigInteger, nullable=False),
    sa.Column("changed", sa.BigInteger, nullable=False),
    sa.Column("ended", sa.BigInteger, nullable=False),
    sa.Column("unchanged", sa.BigInteger, nullable=False),
    sa.Column("refused", sa.BigInteger, nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("finished_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint("bytes_done <= bytes", name="done_is_within_the_file"),
    sa.CheckConstraint("(finished_at IS NOT NULL) = (bytes_done = bytes)", name="finished_when_all_is_done"),
    # The header is the one line that is no row.
    sa.CheckConstraint(
        "lines <= 1 OR lines = 1 + created + changed + ended + unchanged + refused", name="every_row_is_accounted_for"
    ),
)

feed_refusals = sa.Table(
    "feed_refusals",
    metadata,
    sa.Column("import_id", pg.UUID(as_uuid=False), sa.ForeignKey("feed_imports.import_id"), primary_key=True),
    sa.Column("line", sa.BigInteger, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("column", sa.Text, nullable=False),
    # In Japanese, for the sender; never the refused value, which may be personal data.
    sa.Column("detail", sa.Text, nullable=False),
)

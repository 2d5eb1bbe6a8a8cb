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
    # Hello Work's own ID of the person, and the instant of the last statement: the feed's key (SEE-1). Who has registered
    # online has none until an office has accepted the application.
    sa.Column("source_id", sa.Text, unique=True),
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
    # Whether an office has accepted the application (SEE-4).
    sa.Column("at_an_office", sa.Boolean, nullable=False, server_default=sa.true()),
    # What was decided here and stands against the feed (SEE-4b, SEE-6).
    sa.Column("openness_chosen", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("extended_until", sa.Date),
    sa.Column("ended_here", sa.Boolean, nullable=False, server_default=sa.false()),
    # Since which day each fact is as it is, by its name.
    sa.Column("decided_on", pg.JSONB, nullable=False, server_default="{}"),
    # When a row was stated that was refused and narrowed who may find the seeker all the same (SEE-4).
    sa.Column("narrowed_at", sa.DateTime(timezone=True)),
    # Whether the ID at Hello Work was entered at a desk, and no row of the feed has been taken under it yet; and whether staff
    # have compared the person with whom Hello Work keeps under it (SEE-1).
    sa.Column("source_entered_here", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("person_compared", sa.Boolean, nullable=False, server_default=sa.false()),
    # The end of validity of which the seeker was reminded: once each (SEE-6).
    sa.Column("reminded_of", sa.Date),
    # Of an erased seeker nothing but the number and the version is left (SEE-2); likewise of a second record of one person,
    # which was joined into the seeker named (SEE-1).
    sa.Column("erased_at", sa.DateTime(timezone=True)),
    sa.Column("joined_into", sa.Text),
    sa.CheckConstraint(
        "joined_into IS NULL OR (erased_at IS NOT NULL AND joined_into <> seeker_number)", name="joined_is_empty"
    ),
    sa.CheckConstraint("source_id IS NOT NULL OR NOT at_an_office OR erased_at IS NOT NULL", name="office_has_source"),
    sa.CheckConstraint(
        "erased_at IS NULL OR (source_id IS NULL AND look_again_on IS NULL AND provision_choice = 'none' "
        "AND record = jsonb_build_object('seeker_number', seeker_number))",
        name="erased_is_empty",
    ),
    sa.CheckConstraint("seeker_number ~ '^[0-9]{11}$'", name="number_has_11_digits"),
    sa.CheckConstraint("version >= 1", name="version_counted"),
    sa.CheckConstraint(_one_of("provision_choice", ProvisionChoice), name="choice_known"),
    sa.CheckConstraint(_one_of("pupil_of", PupilOf), name="school_known"),
    sa.CheckConstraint("record ->> 'seeker_number' = seeker_number", name="record_is_the_seekers_own"),
    sa.Index("ix_seekers_valid_until", "valid_until", postgresql_where=sa.text("ended_on IS NULL")),
    sa.Index("ix_seekers_joined_into", "joined_into", postgresql_where=sa.text("joined_into IS NOT NULL")),
    sa.Index("ix_seekers_look_again_on", "look_again_on", postgresql_where=sa.text("look_again_on IS NOT NULL")),
)

seeker_persons = sa.Table(
    "seeker_persons",
    metadata,
    sa.Column("seeker_number", sa.Text, sa.ForeignKey("seekers.seeker_number"), primary_key=True),
    # Every personal column is sealed under the key named here, bound to its row and column.
    sa.Column("key_id", sa.Text, nullable=False),
    *(sa.Column(name, sa.LargeBinary, nullable=False) for name in PERSON_FIELDS),
    # HMAC of the address's normal form: a seeker is found by it, the address is not read from it. Not everybody has one.
    sa.Column("email_lookup", sa.LargeBinary, unique=True),
)

left_emails = sa.Table(
    "left_emails",
    metadata,
    # Addresses that a seeker has changed for another on My Page (AUT-1): rows of the feed do not bring them back.
    sa.Column("seeker_number", sa.Text, sa.ForeignKey("seekers.seeker_number"), primary_key=True),
    sa.Column("email_lookup", sa.LargeBinary, primary_key=True, index=True),
    sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
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
    sa.Index("ix_personal_data_reads_time", "read_at", "read_id"),
    sa.Index(
        "ix_personal_data_reads_account",
        "account_id",
        "read_at",
        "read_id",
        postgresql_where=sa.text("account_id IS NOT NULL"),
    ),
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
    # Of the refused ones, those that narrowed who may find their seeker (SEE-4).
    sa.Column("narrowed", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("finished_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint("bytes_done <= bytes", name="done_is_within_the_file"),
    sa.CheckConstraint("(finished_at IS NOT NULL) = (bytes_done = bytes)", name="finished_when_all_is_done"),
    # The header is the one line that is no row.
    sa.CheckConstraint(
        "lines <= 1 OR lines = 1 + created + changed + ended + unchanged + refused", name="every_row_is_accounted_for"
    ),
    sa.CheckConstraint("narrowed <= refused", name="narrowed_are_refused"),
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
    # Whether it narrowed who may find the seeker (SEE-4).
    sa.Column("narrowed", sa.Boolean, nullable=False, server_default=sa.false()),
)

feed_events = sa.Table(
    "feed_events",
    metadata,
    # The envelope's ID of an event that brought statements, and what became of them.
    sa.Column("event_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("created", sa.BigInteger, nullable=False),
    sa.Column("changed", sa.BigInteger, nullable=False),
    sa.Column("ended", sa.BigInteger, nullable=False),
    sa.Column("unchanged", sa.BigInteger, nullable=False),
    sa.Column("refused", sa.BigInteger, nullable=False),
)

feed_event_refusals = sa.Table(
    "feed_event_refusals",
    metadata,
    sa.Column("event_id", pg.UUID(as_uuid=False), sa.ForeignKey("feed_events.event_id"), primary_key=True),
    # Place of the statement within its event, from 0.
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("column", sa.Text, nullable=False),
    # As in feed_refusals: never the refused value.
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("narrowed", sa.Boolean, nullable=False, server_default=sa.false()),
)

erasures = sa.Table(
    "erasures",
    metadata,
    sa.Column("erasure_id", pg.UUID(as_uuid=False), primary_key=True),
    sa.Column("seeker_number", sa.Text, nullable=False),
    sa.Column("ground", sa.Text, nullable=False),
    # How it was made sure that the demand is the person's own; none where the retention has ended.
    sa.Column("identity_checked", sa.Text),
    sa.Column("state", sa.Text, nullable=False),
    # None of them for the duty that acts by date.
    sa.Column("asked_by", pg.UUID(as_uuid=False)),
    sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("office_code", sa.Text, nullable=False),
    sa.Column("decided_by", pg.UUID(as_uuid=False)),
    sa.Column("decided_at", sa.DateTime(timezone=True)),
    # HMAC of the person's ID at Hello Work and the day of the erasure: so that the feed does not bring back what was erased,
    # and an application made later is taken as that of somebody new.
    sa.Column("source_lookup", sa.LargeBinary),
    sa.Column("done_on", sa.Date),
    # Written by staff for the person; goes with the person's data.
    sa.Column("reason", sa.Text),
    sa.CheckConstraint(_one_of("ground", ("demand", "retention_over")), name="ground_known"),
    sa.CheckConstraint(_one_of("state", ("asked", "done", "declined")), name="state_known"),
    sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_has_instant"),
    sa.CheckConstraint("asked_by <> decided_by", name="decided_by_another"),
    sa.CheckConstraint("ground <> 'demand' OR identity_checked IS NOT NULL", name="demand_is_the_persons_own"),
    sa.CheckConstraint("state <> 'asked' OR source_lookup IS NULL", name="lookup_only_once_done"),
    sa.CheckConstraint("reason IS NULL OR state = 'declined'", name="reason_of_a_declined"),
    sa.Index("uq_erasures_open", "seeker_number", unique=True, postgresql_where=sa.text("state = 'asked'")),
    sa.Index("ix_erasures_source", "source_lookup", postgresql_where=sa.text("source_lookup IS NOT NULL")),
)

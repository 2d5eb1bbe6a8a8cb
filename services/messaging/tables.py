"""Messaging's tables. Invariants stand as named constraints too."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from services.runtime.database import new_metadata
from services.runtime.duties import duty_table
from services.runtime.idempotency import idempotency_table
from services.runtime.inbox import inbox_table
from services.runtime.outbox import outbox_table

metadata = new_metadata()

outbox = outbox_table(metadata)
inbox = inbox_table(metadata)
idempotency = idempotency_table(metadata)
duty_runs = duty_table(metadata)


def _id(name: str, *more: sa.ForeignKey, primary_key: bool = False, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, pg.UUID(as_uuid=False), *more, primary_key=primary_key, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[dt.datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _seeker(*, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column("seeker_number", sa.String(11), primary_key=primary_key, nullable=False)


organizations = sa.Table(
    "organizations",
    metadata,
    _id("organization_id", primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("organization_class", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("services", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("standing", sa.Text, nullable=False),
    sa.Column("mandatory_information", pg.JSONB(none_as_null=True)),
    sa.Column("privacy_manager_name", sa.Text),
    sa.Column("privacy_manager_contact", sa.Text),
    sa.Column("suspended_on", sa.Date),
    sa.Column("mandatory_information_version", sa.BigInteger),
    sa.Column("kind", sa.Text),
    sa.Column("bureau_code", sa.Text),
    sa.Column("notified_services", pg.JSONB(none_as_null=True)),
    # NULL where seeker information is open, and where it was closed before days were kept.
    sa.Column("closed_on", sa.Date),
)
"""The registry's organizations, newest version known. Its row is the lock between sending and blocking (usecases)."""

seekers = sa.Table(
    "seekers",
    metadata,
    _seeker(primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    _id("application_id"),
    sa.Column("provided_to", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("valid_until", sa.Date, nullable=False),
)
"""The registry's seekers: which application for work is present and who may find them (SEE-4). No record, no name."""

acquisitions = sa.Table(
    "acquisitions",
    metadata,
    _id("organization_id", primary_key=True),
    _seeker(primary_key=True),
    sa.Column("acquired_on", sa.Date, primary_key=True),
    # The last of the day; NULL where that was not yet kept.
    _instant("acquired_at", nullable=True),
)
"""Days on which search says that a record was acquired (SRC-7): MSG-12 counts from them."""

custody = sa.Table(
    "custody",
    metadata,
    _id("organization_id", primary_key=True),
    _seeker(primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    _instant("due_since", nullable=True),
    _instant("deleted_at", nullable=True),
)
"""What compliance told last of a pair: since when a deletion is due, when one was last confirmed (MSG-11)."""

conversations = sa.Table(
    "conversations",
    metadata,
    _id("conversation_id", primary_key=True),
    _id("organization_id", sa.ForeignKey("organizations.organization_id")),
    sa.Column("organization_class", sa.Text, nullable=False),
    _seeker(),
    _id("application_id"),
    sa.Column("started_on", sa.Date, nullable=False),
    sa.Column("acquired_on", sa.Date, nullable=False),
    sa.Column("open_until", sa.Date, nullable=False),
    _instant("last_message_at"),
    _instant("deleted_at", nullable=True),
    _instant("closed_before", nullable=True),
    _instant("organization_read_at", nullable=True),
    _instant("organization_marked_at", nullable=True),
    _instant("organization_archived_at", nullable=True),
    _instant("seeker_read_at", nullable=True),
    _instant("seeker_marked_at", nullable=True),
    _instant("seeker_archived_at", nullable=True),
    sa.Column("information_version", sa.BigInteger, nullable=False, server_default="0"),
    _instant("erased_at", nullable=True),
    sa.UniqueConstraint(
        "organization_id", "seeker_number", "application_id", name="uq_conversations_one_an_application"
    ),
    sa.CheckConstraint("acquired_on <= started_on", name="acquired_first"),
    sa.Index("ix_conversations_of_organization", "organization_id", "last_message_at", "conversation_id"),
    sa.Index("ix_conversations_of_seeker", "seeker_number", "last_message_at", "conversation_id"),
    sa.Index("ix_conversations_of_pair", "organization_id", "seeker_number"),
    sa.Index("ix_conversations_information", "organization_id", "information_version", "open_until", "conversation_id"),
    sa.Index(
        "ix_conversations_to_erase",
        "open_until",
        postgresql_where=sa.text("erased_at IS NULL AND deleted_at IS NOT NULL"),
    ),
)
"""One a pair and application for work (MSG-1). `open_until` closes it to the organization (MSG-12); `deleted_at` is when
the organization confirmed that it deleted the record; what was said until `closed_before` is kept, and closed to it (MSG-11).
`information_version`: of the mandatory information that the seeker was told last, 0 where that was before versions were kept
(MSG-3). `erased_at`: its messages are gone (MSG-14).

Each side has for itself: when it last read what waited, since when it holds the conversation for unread though it has read
it, and since when it has put it away, unless something was written later (MSG-6)."""

guidance_texts = sa.Table(
    "guidance_texts",
    metadata,
    _id("text_id", primary_key=True),
    _id("organization_id", sa.ForeignKey("organizations.organization_id")),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("folded", sa.Text),
    sa.UniqueConstraint("organization_id", "digest", name="uq_guidance_texts_once"),
    sa.Index("ix_guidance_texts_unfolded", "text_id", postgresql_where=sa.text("folded IS NULL")),
)
"""Texts of guidance as they were sent, each once; what was sent is never changed (MSG-14). `folded`: to search in."""

message_templates = sa.Table(
    "message_templates",
    metadata,
    _id("template_id", primary_key=True),
    _id("organization_id", sa.ForeignKey("organizations.organization_id")),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    _id("account_id", nullable=True),
    _instant("created_at"),
    _instant("changed_at"),
    _instant("deleted_at", nullable=True),
    sa.CheckConstraint("kind IN ('guidance', 'reply')", name="kind_known"),
    sa.CheckConstraint("version >= 1", name="version_counts"),
    sa.Index(
        "uq_message_templates_name",
        "organization_id",
        "kind",
        "name",
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    ),
)
"""Templates of organizations' own texts (MSG-2). `account_id`: who changed it last. Deleted ones stay for what names them."""

information_changes = sa.Table(
    "information_changes",
    metadata,
    _id("organization_id", sa.ForeignKey("organizations.organization_id"), primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True),
    _id("text_id", sa.ForeignKey("guidance_texts.text_id")),
    _instant("noted_at"),
    sa.Column("told", sa.BigInteger, nullable=False, server_default="0"),
    _instant("finished_at", nullable=True),
    sa.CheckConstraint("version >= 1", name="version_counts"),
    sa.Index(
        "ix_information_changes_unfinished",
        "organization_id",
        "version",
        postgresql_where=sa.text("finished_at IS NULL"),
    ),
)
"""Changes of mandatory information that open conversations are told of (MSG-3): the text once, and how many were told."""

messages = sa.Table(
    "messages",
    metadata,
    _id("message_id", primary_key=True),
    _id("conversation_id", sa.ForeignKey("conversations.conversation_id")),
    sa.Column("kind", sa.Text, nullable=False),
    _id("account_id", nullable=True),
    _id("guidance_text_id", sa.ForeignKey("guidance_texts.text_id"), nullable=True),
    sa.Column("body", sa.Text),
    _instant("sent_at"),
    sa.Column("day", sa.Date, nullable=False),
    _instant("read_at", nullable=True),
    _instant("blocked_at", nullable=True),
    sa.Column("information_version", sa.BigInteger),
    _id("template_id", sa.ForeignKey("message_templates.template_id"), nullable=True),
    sa.Column("template_version", sa.BigInteger),
    sa.Column("folded", sa.Text),
    sa.Column("bigrams", pg.ARRAY(sa.BigInteger)),
    _instant("reported_at", nullable=True),
    sa.Column("report_reason", sa.Text),
    sa.CheckConstraint(
        "reported_at IS NULL OR kind NOT IN ('question', 'answer')", name="reported_of_the_organization"
    ),
    sa.CheckConstraint("report_reason IS NULL OR reported_at IS NOT NULL", name="reason_of_a_report"),
    sa.CheckConstraint("kind IN ('guidance', 'question', 'reply', 'change', 'request', 'answer')", name="kind_known"),
    sa.CheckConstraint(
        "(kind IN ('guidance', 'change')) = (guidance_text_id IS NOT NULL)", name="guidance_has_its_text"
    ),
    sa.CheckConstraint("(kind = 'change') = (information_version IS NOT NULL)", name="change_names_its_version"),
    sa.CheckConstraint("(body IS NULL) = (guidance_text_id IS NOT NULL)", name="one_text"),
    sa.CheckConstraint("(template_id IS NULL) = (template_version IS NULL)", name="template_names_its_version"),
    sa.CheckConstraint("read_at IS NULL OR blocked_at IS NULL", name="read_or_blocked"),
    sa.Index("ix_messages_of_conversation", "conversation_id", "sent_at", "message_id"),
    sa.Index(
        "uq_messages_change_once",
        "conversation_id",
        "information_version",
        unique=True,
        postgresql_where=sa.text("kind = 'change'"),
    ),
    sa.Index(
        "ix_messages_unread",
        "conversation_id",
        "kind",
        postgresql_where=sa.text("read_at IS NULL AND blocked_at IS NULL"),
    ),
    sa.Index("ix_messages_bigrams", "bigrams", postgresql_using="gin"),
    sa.Index("ix_messages_unfolded", "message_id", postgresql_where=sa.text("body IS NOT NULL AND folded IS NULL")),
)
"""Every message as sent (MSG-14). Delivered by being here; read by the other side at `read_at`; an organization's message
that the seeker had not read when blocking it counts as unread no more since `blocked_at`. A change of mandatory information is
told once a conversation and version (MSG-3). Of guidance with an own text beside it, the template is named (MSG-2).
`folded` and `bigrams`: to search in own texts, as storage/searching.py says."""

cases = sa.Table(
    "cases",
    metadata,
    _id("case_id", primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    _id("organization_id"),
    sa.Column("open", sa.Boolean, nullable=False),
    # NULL where it was told before the ground was.
    sa.Column("ground", sa.Text),
    sa.Index("ix_cases_open", "organization_id", postgresql_where=sa.text("open")),
)
"""Compliance's cases: while one is open, nothing of its organization's is erased; staff read in it where its ground lets them (MSG-14)."""

complaints = sa.Table(
    "complaints",
    metadata,
    _id("complaint_id", primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    _id("organization_id"),
    sa.Column("open", sa.Boolean, nullable=False),
    sa.Index("ix_complaints_open", "organization_id", postgresql_where=sa.text("open")),
)
"""Compliance's complaints: while one is open, nothing of its organization's is erased (MSG-14)."""

blocks = sa.Table(
    "blocks",
    metadata,
    _id("organization_id", sa.ForeignKey("organizations.organization_id"), primary_key=True),
    _seeker(primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("blocked", sa.Boolean, nullable=False),
    _instant("changed_at"),
    _instant("last_blocked_at"),
    sa.CheckConstraint("version >= 1", name="version_counts"),
    sa.Index("ix_blocks_of_seeker", "seeker_number"),
)
"""Whether a seeker blocks an organization (MSG-7): state of the pair. What was said before `last_blocked_at` stays closed
to the organization for good (MSG-11)."""

joined_seekers = sa.Table(
    "joined_seekers",
    metadata,
    sa.Column("joined_number", sa.String(11), primary_key=True),
    sa.Column("seeker_number", sa.String(11), nullable=False),
    sa.CheckConstraint("joined_number <> seeker_number", name="joined_into_another"),
    sa.Index("ix_joined_seekers_of_seeker", "seeker_number"),
)
"""A record was a second one of a seeker's, and was joined into it (SEE-1): its conversations are the seeker's."""

dispatch_counts = sa.Table(
    "dispatch_counts",
    metadata,
    _id("organization_id", sa.ForeignKey("organizations.organization_id"), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("cap", sa.Integer, nullable=False),
    sa.Column("used", sa.Integer, nullable=False),
    sa.CheckConstraint("used BETWEEN 0 AND cap", name="within_cap"),
)
"""Dispatches of an organization on a Japanese day (MSG-4). Whoever dispatches holds the row's lock until commit."""

placements = sa.Table(
    "placements",
    metadata,
    _id("conversation_id", sa.ForeignKey("conversations.conversation_id"), primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    # NULL where it was taken back: the row stays, as its version goes on.
    sa.Column("applied_on", sa.Date),
    sa.Column("accepted_on", sa.Date),
    _instant("recorded_at"),
    sa.Column("charges", sa.Boolean),
    sa.Column("refused_on", sa.Date),
    sa.Column("refusal_ground", sa.Text),
    sa.Column("hired_on", sa.Date),
    sa.Column("employment_term", sa.Text),
    sa.Column("seasonal", sa.Boolean),
    sa.Column("fee_from_seeker", sa.BigInteger),
    sa.Column("fee_from_employer", sa.BigInteger),
    sa.Column("result_recorded_at", sa.DateTime(timezone=True)),
    sa.CheckConstraint(
        "applied_on IS NOT NULL OR (accepted_on IS NULL AND refused_on IS NULL)", name="of_an_application"
    ),
    sa.CheckConstraint("accepted_on >= applied_on", name="applied_first"),
    sa.CheckConstraint("refused_on >= applied_on", name="refused_after_application"),
    sa.CheckConstraint("(refused_on IS NULL) = (refusal_ground IS NULL)", name="refusal_has_its_ground"),
    sa.CheckConstraint("hired_on >= accepted_on", name="hired_after_acceptance"),
    sa.CheckConstraint("result_recorded_at IS NULL OR accepted_on IS NOT NULL", name="result_of_an_acceptance"),
    sa.CheckConstraint(
        "(hired_on IS NULL) = (employment_term IS NULL) AND (hired_on IS NULL) = (seasonal IS NULL)",
        name="hire_has_its_employment",
    ),
    sa.CheckConstraint("fee_from_employer IS NULL OR hired_on IS NOT NULL", name="employers_fee_for_a_hire"),
    sa.CheckConstraint("fee_from_seeker > 0 AND fee_from_employer > 0", name="fees_in_yen"),
)
"""Applications received, their acceptance or refusal, and the result (MSG-13); fees in yen."""

explanations = sa.Table(
    "explanations",
    metadata,
    _id("explanation_id", primary_key=True),
    _id("conversation_id", sa.ForeignKey("conversations.conversation_id")),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("service", sa.Text, nullable=False),
    sa.Column("explained_on", sa.Date, nullable=False),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("contents", sa.Text, nullable=False),
    _id("account_id", nullable=True),
    _instant("recorded_at"),
    sa.Column("answer", sa.Text),
    _instant("answered_at", nullable=True),
    sa.CheckConstraint("subject IN ('placement_charges', 'paid_support', 'graduate_service')", name="subject_known"),
    sa.CheckConstraint("(subject = 'placement_charges') = (service = '')", name="service_named"),
    sa.CheckConstraint("answer IN ('agreed', 'declined')", name="answer_known"),
    sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_some_time"),
    sa.Index("ix_explanations_of_conversation", "conversation_id", "recorded_at", "explanation_id"),
)
"""What organizations explained before anything was charged, with the seeker's answer as it stands (MSG-10). Each request and each
answer is a message too; the text goes with the messages (MSG-14)."""

reported_years = sa.Table(
    "reported_years",
    metadata,
    _id("organization_id", primary_key=True),
    sa.Column("fiscal_year", sa.Integer, primary_key=True),
)
"""Fiscal years whose usage report an organization has filed: results of then stand (RPT-2)."""

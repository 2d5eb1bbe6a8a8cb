"""Changes of mandatory information reach every open conversation, each once (MSG-3).

Revision ID: 0003_information_changes
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0003_information_changes"
down_revision = "0002_day_of_suspension"

ID = pg.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("organizations", sa.Column("mandatory_information_version", sa.BigInteger))
    op.add_column(
        "conversations", sa.Column("information_version", sa.BigInteger, nullable=False, server_default="0")
    )
    op.create_index(
        "ix_conversations_information",
        "conversations",
        ["organization_id", "information_version", "open_until", "conversation_id"],
    )
    op.create_table(
        "information_changes",
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("text_id", ID, nullable=False),
        sa.Column("noted_at", INSTANT, nullable=False),
        sa.Column("told", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("finished_at", INSTANT),
        sa.PrimaryKeyConstraint("organization_id", "version", name="pk_information_changes"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_information_changes_organization_id"
        ),
        sa.ForeignKeyConstraint(["text_id"], ["guidance_texts.text_id"], name="fk_information_changes_text_id"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_information_changes_version_counts")),
    )
    op.create_index(
        "ix_information_changes_unfinished",
        "information_changes",
        ["organization_id", "version"],
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.add_column("messages", sa.Column("information_version", sa.BigInteger))
    for name in ("kind_known", "guidance_has_its_text"):
        op.drop_constraint(op.f(f"ck_messages_{name}"), "messages")
    for name, condition in (
        ("kind_known", "kind IN ('guidance', 'question', 'reply', 'change')"),
        ("guidance_has_its_text", "(kind IN ('guidance', 'change')) = (guidance_text_id IS NOT NULL)"),
        ("change_names_its_version", "(kind = 'change') = (information_version IS NOT NULL)"),
    ):
        op.create_check_constraint(op.f(f"ck_messages_{name}"), "messages", condition)
    op.create_index(
        "uq_messages_change_once",
        "messages",
        ["conversation_id", "information_version"],
        unique=True,
        postgresql_where=sa.text("kind = 'change'"),
    )


def downgrade() -> None:
    op.drop_index("uq_messages_change_once", "messages")
    for name in ("kind_known", "guidance_has_its_text", "change_names_its_version"):
        op.drop_constraint(op.f(f"ck_messages_{name}"), "messages")
    op.drop_column("messages", "information_version")
    op.create_check_constraint(
        op.f("ck_messages_kind_known"), "messages", "kind IN ('guidance', 'question', 'reply')"
    )
    op.create_check_constraint(
        op.f("ck_messages_guidance_has_its_text"), "messages", "(kind = 'guidance') = (guidance_text_id IS NOT NULL)"
    )
    op.drop_table("information_changes")
    op.drop_index("ix_conversations_information", "conversations")
    op.drop_column("conversations", "information_version")
    op.drop_column("organizations", "mandatory_information_version")

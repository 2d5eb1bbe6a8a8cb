"""Templates of organizations' own texts, and which one stands beside a guidance (MSG-2).

Revision ID: 0010_own_texts
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql as pg

revision = "0010_own_texts"
down_revision = "0009_explanations"

ID = pg.UUID(as_uuid=False)
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "message_templates",
        sa.Column("template_id", ID, nullable=False),
        sa.Column("organization_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("account_id", ID),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("deleted_at", INSTANT),
        sa.PrimaryKeyConstraint("template_id", name="pk_message_templates"),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.organization_id"], name="fk_message_templates_organization_id"
        ),
        sa.CheckConstraint("kind IN ('guidance', 'reply')", name=op.f("ck_message_templates_kind_known")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_message_templates_version_counts")),
    )
    op.create_index(
        "uq_message_templates_name",
        "message_templates",
        ["organization_id", "kind", "name"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.add_column("messages", sa.Column("template_id", ID))
    op.add_column("messages", sa.Column("template_version", sa.BigInteger))
    op.create_foreign_key(
        "fk_messages_template_id", "messages", "message_templates", ["template_id"], ["template_id"]
    )
    op.create_check_constraint(
        op.f("ck_messages_template_names_its_version"),
        "messages",
        "(template_id IS NULL) = (template_version IS NULL)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_messages_template_names_its_version"), "messages")
    op.drop_column("messages", "template_version")
    op.drop_column("messages", "template_id")
    op.drop_table("message_templates")

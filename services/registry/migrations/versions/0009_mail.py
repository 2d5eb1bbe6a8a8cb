"""Outgoing mail: held and folded mails, returned ones, addresses that take none, and unsubscriptions.

Revision ID: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

INSTANT = sa.DateTime(timezone=True)
UUID = sa.UUID(as_uuid=False)


def upgrade() -> None:
    _mails()
    _indexes()
    op.create_table(
        "mail_addresses",
        sa.Column("recipient_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("status", sa.Text()),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("last_at", INSTANT, nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("accepted_at", INSTANT),
        sa.CheckConstraint(
            "cause IN ('refused', 'returned', 'unsupported')", name=op.f("ck_mail_addresses_cause_known")
        ),
        sa.CheckConstraint("last_at >= since", name=op.f("ck_mail_addresses_last_after_first")),
        sa.CheckConstraint("times >= 1", name=op.f("ck_mail_addresses_times_counted")),
        sa.PrimaryKeyConstraint("recipient_lookup", name=op.f("pk_mail_addresses")),
    )
    op.create_table(
        "mail_unsubscriptions",
        sa.Column("recipient_lookup", sa.LargeBinary(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("unsubscribed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("recipient_lookup", "template", name=op.f("pk_mail_unsubscriptions")),
    )


def _mails() -> None:
    op.add_column("outgoing_mails", sa.Column("counted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("outgoing_mails", sa.Column("about", sa.Text()))
    op.add_column("outgoing_mails", sa.Column("held_for", sa.Text()))
    op.add_column("outgoing_mails", sa.Column("release_at", INSTANT))
    op.add_column("outgoing_mails", sa.Column("folded_into", UUID))
    for name in ("state_known", "sent_has_instant"):
        op.drop_constraint(op.f(f"ck_outgoing_mails_{name}"), "outgoing_mails")
    for name, condition in (
        ("state_known", "state IN ('queued', 'held', 'sent', 'returned', 'failed', 'folded')"),
        ("sent_has_instant", "(state IN ('sent', 'returned')) = (sent_at IS NOT NULL)"),
        ("held_until_an_instant", "(state = 'held') = (release_at IS NOT NULL)"),
        ("held_for_a_reason", "(state = 'held') = (held_for IS NOT NULL) AND held_for IN ('window', 'limit')"),
        ("secret_never_held", "NOT secret OR state <> 'held'"),
    ):
        op.create_check_constraint(op.f(f"ck_outgoing_mails_{name}"), "outgoing_mails", condition)


def _indexes() -> None:
    op.create_index(
        "ix_outgoing_mails_held", "outgoing_mails", ["release_at"], postgresql_where=sa.text("state = 'held'")
    )
    op.create_index(
        "ix_outgoing_mails_counted",
        "outgoing_mails",
        ["recipient_lookup", "sent_at"],
        postgresql_where=sa.text("counted AND sent_at IS NOT NULL"),
    )
    op.create_index(
        "uq_outgoing_mails_pending",
        "outgoing_mails",
        ["recipient_lookup", "template", "about"],
        unique=True,
        postgresql_where=sa.text("about IS NOT NULL AND state IN ('queued', 'held')"),
    )
    op.create_index(
        "ix_outgoing_mails_about",
        "outgoing_mails",
        ["recipient_lookup", "template", "about", "sent_at"],
        postgresql_where=sa.text("about IS NOT NULL AND sent_at IS NOT NULL"),
    )

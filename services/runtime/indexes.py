"""How a migration builds an index of a table that is in use: beside its writers, who need not wait (decision 285)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def build_index_beside_writers(
    name: str, table: str, columns: list[str], *, unique: bool = False, where: str | None = None
) -> None:
    """Make an index while others go on writing; the transaction of the migration so far is committed before.

    What stands before this in a migration must therefore bear being run again, best by being nothing but checks that are
    validated: where building breaks off (a cancelled migration, two equal rows for a unique index), the version is not
    reached, an index that nobody reads is left, and the next attempt drops it and builds anew. The building waits for
    transactions that were open when it began, as long as they take, which keeps nobody from writing.
    """
    context = op.get_context()
    with context.autocommit_block():
        op.execute("SET lock_timeout = 0")
        op.drop_index(name, table, if_exists=True, postgresql_concurrently=True)
        op.create_index(
            name,
            table,
            columns,
            unique=unique,
            postgresql_where=None if where is None else sa.text(where),
            postgresql_concurrently=True,
        )
        op.execute("RESET lock_timeout")

"""Writes one generation of the index: changes in the order of `seq`, each commit with how far it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

import tantivy

from services.search.index import generations, schema
from services.search.index.documents import document_of, progress_document
from services.search.index.reader import up_to
from services.search.storage import SeekerRow

MEMORY = 64_000_000
"""Bytes a writer's thread gathers before it writes a segment."""


class Writer:
    """The one writer of a generation. `seq`: the change up to which everything is committed or in the batch."""

    def __init__(self, folder: Path, generation: str, *, threads: int = 1) -> None:
        self.generation = generation
        self._index = generations.open_index(folder, generation)
        self.seq = progress(self._index)
        self._writer = self._index.writer(MEMORY * threads, threads)

    def apply(self, rows: Iterable[SeekerRow]) -> None:
        """Take changed rows into the batch: what was there of each goes, what may be found comes in.

        Harmless when a row comes twice, so a batch may be done again after a crash.
        """
        for row in rows:
            self._drop(schema.ROW, row.row_number)
            self.add(row)
            self.seq = max(self.seq, row.seq)

    def add(self, row: SeekerRow) -> None:
        """Take a row into the batch that was never there before."""
        document = document_of(row)
        if document is not None:
            self._writer.add_document(document)

    def drop_ended_before(self, day: dt.date) -> None:
        """Take out the seekers whose application ended before `day`: searches step over them until then (SEE-6)."""
        ended = tantivy.Query.range_query(
            self._index.schema,
            schema.VALID_UNTIL,
            tantivy.FieldType.Unsigned,
            upper_bound=day.toordinal(),
            include_upper=False,
            use_inverted_index=True,
        )
        self._writer.delete_documents_by_query(ended)

    def commit(self) -> None:
        """Make the batch visible to readers that reload, together with `seq`."""
        self._drop(schema.PROGRESS_MARK, 1)
        self._writer.add_document(progress_document(self.seq))
        self._writer.commit()

    def _drop(self, field: str, value: int) -> None:
        # By a query, as deleting by the term of an unsigned field silently deletes nothing (tantivy-py 0.27).
        self._writer.delete_documents_by_query(tantivy.Query.term_query(self._index.schema, field, value))

    def close(self) -> None:
        """Wait for merges under way and let go of the generation; what is not committed is lost."""
        self._writer.wait_merging_threads()


def progress(index: tantivy.Index) -> int:
    """The `seq` up to which the last commit of an index goes; 0 for an empty one."""
    index.reload()
    return up_to(index.searcher(), index.schema)

"""What a search process holds of the index: always the newest commit of the generation in use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import tantivy

from services.search.index import generations
from services.search.index import schema as fields


class IndexNotReady(Exception):
    """There is no index that this code can read: the follower is about to build one."""


@dataclass(frozen=True)
class _Opened:
    generation: str
    index: tantivy.Index
    commit: tuple[int, int]


class SeekerIndex:
    """The index in `folder`, for reading, by any number of threads.

    Right without a lock: each thread replaces `_opened` by a whole new value, and to reload twice does no harm. A commit
    is told by its `meta.json`, which the writer replaces as a whole; looking at it costs some microseconds a search, so
    that every search sees what was committed before it began.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: _Opened | None = None

    def searcher(self) -> tuple[tantivy.Searcher, tantivy.Schema]:
        """A view of the newest commit that stays as it is, and the schema to ask it by. Raises `IndexNotReady`."""
        opened = self._opened
        generation = generations.current(self._folder)
        if generation is None:
            # While an index is built anew, the one in hand goes on, even if its folder is gone.
            if opened is None:
                raise IndexNotReady(str(self._folder))
            return opened.index.searcher(), opened.index.schema
        # Looked at before the reload: what is committed in between is seen as another commit by the next search.
        commit = self._commit_of(generation)
        if opened is None or opened.generation != generation:
            index = generations.open_index(self._folder, generation)
        elif opened.commit != commit:
            index = opened.index
        else:
            return opened.index.searcher(), opened.index.schema
        index.reload()
        self._opened = _Opened(generation, index, commit)
        return index.searcher(), index.schema

    def _commit_of(self, generation: str) -> tuple[int, int]:
        found = (self._folder / generation / "meta.json").stat()
        return found.st_ino, found.st_mtime_ns


def up_to(searcher: tantivy.Searcher, schema: tantivy.Schema) -> int:
    """The `seq` up to which a view of the index holds everything; 0 for an empty one."""
    mark = tantivy.Query.term_query(schema, fields.PROGRESS_MARK, 1)
    hits = searcher.search(mark, 1, count=False, order_by_field=fields.PROGRESS).hits
    return int(hits[0][0]) if hits else 0

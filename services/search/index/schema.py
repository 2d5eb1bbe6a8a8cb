"""What a document of the index holds, field by field, and how often a change of that needs a new index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import version

import tantivy

from services.contracts.reference import occupations, places
from services.contracts.seeker_record import EMPLOYMENT_FORMS

ROW = "row"
"""Row number of the seeker: what a document is deleted by."""

SORT_KEYS = ("newest", "changed", "income")
"""Fast fields `value << 32 | row number`: they order hits, continue pages, and name the row of a hit."""

TERMS = (
    "provided_to", "blocked_by", "occupation", "industry", "place", "whole_place", "wider_place", "whole_wider_place",
    "employment_form", "day_off", "two_day_weekend", "education", "licence", "driving_licence", "experience", "turn",
)  # fmt: skip
"""Exact words, several a document."""

TRUTHS = ("wants_regular_employment", "dispatch_acceptable", "contract_work_acceptable", "can_move")
AMOUNTS = ("monthly_income", "hourly_income", "hours_from", "hours_to")
CHANGES = ("opened_to_private", "opened_to_municipal", "record_changed")
"""The `seq` of changes, by which new hits of a saved search are told from those known before (SRC-6)."""
VALID_UNTIL = "valid_until"
"""Last day of the application for work, as `date.toordinal()`."""

BIGRAMS = "bigrams"
CHARACTERS = "characters"

PROGRESS_MARK = "progress_mark"
PROGRESS = "progress"
"""In one document of its own, which no search finds: the `seq` up to which this index holds everything.

In the index itself, so that one commit writes the changes and how far they go.
"""

FACET_BITS = 12


@dataclass(frozen=True)
class Facet:
    """Codes counted over all hits. A document holds its codes as bits of whole numbers, `FACET_BITS` codes a number.

    Why not the codes themselves: counting a field with several values a document took tantivy 14 times as long as
    counting one with a single value (15.6 against 1.1 ms for 450,000 hits).
    """

    name: str
    codes: tuple[str, ...]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fast fields that hold the bits."""
        return tuple(f"facet_{self.name}_{part}" for part in range(-(-len(self.codes) // FACET_BITS)))

    def codes_of(self, field: str) -> tuple[str, ...]:
        """The codes of a field, from the lowest bit up."""
        part = self.fields.index(field)
        return self.codes[part * FACET_BITS : (part + 1) * FACET_BITS]

    @cached_property
    def _bit_of(self) -> dict[str, tuple[str, int]]:
        return {code: (field, 1 << bit) for field in self.fields for bit, code in enumerate(self.codes_of(field))}

    def bits(self, codes: Iterable[str]) -> dict[str, int]:
        """What a document with these codes holds in each field; codes that are no part of the facet are left out."""
        held = dict.fromkeys(self.fields, 0)
        for code in codes:
            if code in self._bit_of:
                field, bit = self._bit_of[code]
                held[field] |= bit
        return held

    def by_code(self, counts: Iterable[tuple[str, int, int]]) -> dict[str, int]:
        """Hits by code from (field, what documents hold there, how many do); codes without a hit are left out."""
        hits: dict[str, int] = {}
        for field, held, count in counts:
            for bit, code in enumerate(self.codes_of(field)):
                if held >> bit & 1:
                    hits[code] = hits.get(code, 0) + count
        return hits


PLACES = Facet("places", tuple(entry.code for entry in places().at_level("prefecture")))
OCCUPATIONS = Facet("occupations", tuple(entry.code for entry in occupations().at_level("major")))
FORMS = Facet("employment_forms", tuple(EMPLOYMENT_FORMS))
FACETS = (PLACES, OCCUPATIONS, FORMS)

MEANING = 2
"""To be raised when documents are made otherwise from the same record, so that indexes are rebuilt."""

_LIBRARY = version("tantivy")
"""Looked up once: that reads files, and every search asks whether its index is of this code."""


def build() -> tantivy.Schema:
    """The schema, for a new index."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field(ROW, indexed=True)
    builder.add_unsigned_field(VALID_UNTIL, indexed=True)
    builder.add_unsigned_field(PROGRESS_MARK, indexed=True)
    for name in (*SORT_KEYS, *AMOUNTS, *CHANGES, PROGRESS, *(field for facet in FACETS for field in facet.fields)):
        builder.add_unsigned_field(name, fast=True)
    for name in TERMS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in TRUTHS:
        builder.add_boolean_field(name, indexed=True)
    builder.add_text_field(BIGRAMS, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field(CHARACTERS, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def with_tokenizers(index: tantivy.Index) -> tantivy.Index:
    """Give an opened index the tokenizer its fields name: grams come parted by blanks (text.py)."""
    tokenizer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("whitespace", tokenizer)
    return index


@cache
def fingerprint() -> str:
    """What tells indexes apart that this code can't read as its own: fields, order of facet codes, meaning, library."""
    facets = [(facet.name, facet.codes) for facet in FACETS]
    said = repr((MEANING, _LIBRARY, TERMS, TRUTHS, AMOUNTS, CHANGES, SORT_KEYS, facets, FACET_BITS))
    return hashlib.sha256(said.encode()).hexdigest()[:12]

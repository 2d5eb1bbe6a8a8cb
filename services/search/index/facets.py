"""Counts over all hits (SRC-2): exact, and each facet as if its own condition had not been set."""

from __future__ import annotations

from collections.abc import Sequence

import tantivy

from services.search.index.conditions import Condition, matching
from services.search.index.schema import FACET_BITS, FACETS, FORMS, OCCUPATIONS, PLACES, Facet

OWN_CONDITION = {PLACES.name: "place_codes", OCCUPATIONS.name: "occupation_codes", FORMS.name: "employment_forms"}


def count(searcher: tantivy.Searcher, conditions: Sequence[Condition]) -> dict[str, dict[str, int]]:
    """Hits by code, for each facet by name; codes without a hit are left out.

    Facets that leave out the same conditions, above all those whose own is not set, are counted in one pass.
    """
    together: dict[tuple[Condition, ...], list[Facet]] = {}
    for facet in FACETS:
        others = tuple(one for one in conditions if one.name != OWN_CONDITION[facet.name])
        together.setdefault(others, []).append(facet)
    counts: dict[str, dict[str, int]] = {}
    for others, facets in together.items():
        # As many buckets as there can be: then nothing is cut off and every count is exact.
        terms = {
            field: {"terms": {"field": field, "size": 1 << FACET_BITS, "segment_size": 1 << FACET_BITS}}
            for facet in facets
            for field in facet.fields
        }
        answer = searcher.aggregate(matching(others), terms)
        for facet in facets:
            counts[facet.name] = facet.by_code(
                (field, int(bucket["key"]), bucket["doc_count"])
                for field in facet.fields
                for bucket in answer[field]["buckets"]
            )
    return counts

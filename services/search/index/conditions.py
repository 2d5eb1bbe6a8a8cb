"""What the conditions of a search (SRC-1) and the reader's rights (SEE-4, SRC-3) ask of the index.

Built from query objects, never from a parsed string: nothing a reader types has a meaning of its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tantivy import FieldType, Occur, Query, Schema

from services.contracts.reference import CodeList, places
from services.contracts.seeker_record import EDUCATION_LEVELS
from services.runtime.clock import JAPAN
from services.search import text
from services.search.index import schema as fields
from services.search.index.documents import MOST_YEARS, experience_term, minutes, sort_key

_MINUTES_A_DAY = 24 * 60
_LARGEST = 2**64 - 1
_MOST_MERGED = 16
"""Up to so many terms are merged as they are read, a quarter quicker; more are gathered into a set first."""
_TURN_ALSO_MEANS = {"u_turn": ("either",), "i_turn": ("either",), "either": ("u_turn", "i_turn"), "none": ()}
"""A wish for U-turn or I-turn is found by each of them, and finds each of them."""


@dataclass(frozen=True)
class Reader:
    """For whom is searched: an organization and its class (REG-1)."""

    organization_id: str
    class_: str


@dataclass(frozen=True)
class Condition:
    """One condition of a search by the name of its member in `SeekerQuery`; `excludes`: none of its hits is wanted."""

    name: str
    query: Query
    excludes: bool = False


def matching(conditions: Iterable[Condition]) -> Query:
    """All conditions together."""
    return Query.boolean_query([(Occur.MustNot if one.excludes else Occur.Must, one.query) for one in conditions])


class Ask:
    """Makes conditions for the schema of an index; `today` is the Japanese day of the search."""

    def __init__(self, schema: Schema, today: dt.date) -> None:
        self._schema = schema
        self._today = today

    def visible_to(self, reader: Reader) -> list[Condition]:
        """Provided to the reader's class, application still valid, reader not blocked."""
        return [
            Condition("provided_to", self._any("provided_to", [reader.class_])),
            # Hardly anything, as the follower takes them out each day; so these few are stepped over.
            Condition(
                "valid_until",
                Query.range_query(
                    self._schema,
                    fields.VALID_UNTIL,
                    FieldType.Unsigned,
                    upper_bound=self._today.toordinal(),
                    include_upper=False,
                    use_inverted_index=True,
                ),
                excludes=True,
            ),
            Condition("blocked_by", self._any("blocked_by", [reader.organization_id]), excludes=True),
        ]

    def conditions(self, query: Mapping[str, Any]) -> list[Condition]:
        """The conditions given in a `SeekerQuery`; those not given ask for nothing."""
        return [
            *self._codes(query),
            *self._truths(query),
            *self._bounds(query),
            *self._days(query),
            *self._words(query),
        ]

    def opened_since(self, reader: Reader, change: int) -> Condition:
        """The reader's class finds the seeker since a later change than this one (SRC-6)."""
        return Condition("opened_since", self._between(f"opened_to_{reader.class_}", change + 1, None))

    def changed_since(self, change: int) -> Condition:
        """The record was changed later than this change (SRC-6)."""
        return Condition("changed_since", self._between("record_changed", change + 1, None))

    def after(self, sort: str, key: int, *, ascending: bool) -> Condition:
        """What stands after `key` in the order of a sort."""
        beyond = (min(key + 1, _LARGEST), None) if ascending else (None, max(key - 1, 0))
        return Condition("cursor", self._between(sort, *beyond))

    def _codes(self, query: Mapping[str, Any]) -> Iterator[Condition]:
        for name, field in _CODES.items():
            if query[name]:
                yield Condition(name, self._any(field, query[name]))
        for name, field, whole in _PLACES:
            if query[name]:
                yield Condition(name, self._in_places(field, whole, query[name]))
        if query["turns"]:
            turns = {turn: None for given in query["turns"] for turn in (given, *_TURN_ALSO_MEANS[given])}
            yield Condition("turns", self._any("turn", list(turns)))
        if query["education_at_least"]:
            levels = list(EDUCATION_LEVELS)
            yield Condition(
                "education_at_least", self._any("education", levels[levels.index(query["education_at_least"]) :])
            )
        if query["licences"]:
            codes = query["licences"]["codes"]
            for group in [[code] for code in codes] if query["licences"]["match"] == "all" else [codes]:
                yield Condition("licences", self._any("licence", group))
        if query["experience"]:
            code, least = query["experience"]["occupation_code"], query["experience"]["at_least_years"]
            terms = [experience_term(code, years) for years in range(least, MOST_YEARS + 1)]
            yield Condition("experience", self._any("experience", terms))

    def _in_places(self, field: str, whole_field: str, codes: Sequence[str]) -> Query:
        """Wishes for these places or for any below them, and wishes for the whole of a place above them."""
        known: CodeList = places()
        # A code that a newer list has dropped has nothing above it any more; saved searches may still ask for it (SRC-6).
        above = {entry.code: None for code in codes if code in known for entry in known.ancestors(code)}
        return _either([self._any(field, codes), *([self._any(whole_field, list(above))] if above else [])])

    def _truths(self, query: Mapping[str, Any]) -> Iterator[Condition]:
        for name in fields.TRUTHS:
            if query[name] is not None:
                yield Condition(name, Query.term_query(self._schema, name, query[name]))

    def _bounds(self, query: Mapping[str, Any]) -> Iterator[Condition]:
        for field in ("monthly_income", "hourly_income"):
            least, most = query[f"{field}_at_least"], query[f"{field}_at_most"]
            if least is not None or most is not None:
                yield Condition(field, self._between(field, least, most))
        begin, end = minutes(query["hours_from"]), minutes(query["hours_to"])
        if begin is not None and end is not None and end <= begin:
            yield Condition("hours", self._over_midnight(begin, end))
            return
        if begin is not None:
            yield Condition("hours", self._between("hours_from", begin, None))
        if end is not None:
            yield Condition("hours", self._between("hours_to", None, end))

    def _over_midnight(self, begin: int, end: int) -> Query:
        """Wishes within hours that go over midnight: begun before it, or wholly after it."""
        evening = [self._between("hours_from", begin, None), self._between("hours_to", None, end + _MINUTES_A_DAY)]
        morning = [self._between("hours_from", 0, None), self._between("hours_to", None, end)]
        return _either([_all(evening), _all(morning)])

    def _days(self, query: Mapping[str, Any]) -> Iterator[Condition]:
        """Registered or changed on one of the last so many Japanese days, today being the last (CAL-1)."""
        for name, sort in (("registered_within_days", "newest"), ("changed_within_days", "changed")):
            if query[name] is not None:
                first = self._today - dt.timedelta(days=query[name] - 1)
                begin = dt.datetime.combine(first, dt.time(), JAPAN)
                yield Condition(name, self._between(sort, sort_key(int(begin.timestamp()), 0), None))

    def _words(self, query: Mapping[str, Any]) -> Iterator[Condition]:
        words = query["words"]
        if words is None:
            return
        for word in words["all"]:
            yield Condition("words", self._word(word))
        if words["any"]:
            yield Condition("words", _either([self._word(word) for word in words["any"]]))
        for word in words["none"]:
            yield Condition("words", self._word(word), excludes=True)

    def _word(self, word: str) -> Query:
        folded = text.fold(word)
        if len(folded) == 1:
            return Query.term_query(self._schema, fields.CHARACTERS, text.character(folded))
        grams: list[Any] = text.phrase(folded)
        if len(grams) == 1:
            return Query.term_query(self._schema, fields.BIGRAMS, grams[0][1])
        return Query.phrase_query(self._schema, fields.BIGRAMS, grams)

    def _any(self, field: str, terms: Sequence[str]) -> Query:
        if len(terms) > _MOST_MERGED:
            return Query.term_set_query(self._schema, field, terms)
        return _either([Query.term_query(self._schema, field, term) for term in terms])

    def _between(self, field: str, least: int | None, most: int | None) -> Query:
        return Query.range_query(self._schema, field, FieldType.Unsigned, least, most)


_CODES = {
    "occupation_codes": "occupation",
    "industry_codes": "industry",
    "employment_forms": "employment_form",
    "days_off": "day_off",
    "two_day_weekend": "two_day_weekend",
    "driving_licences": "driving_licence",
}
_PLACES = (
    ("place_codes", "place", "whole_place"),
    ("wider_area_place_codes", "wider_place", "whole_wider_place"),
)


def _either(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Query.boolean_query([(Occur.Should, query) for query in queries])


def _all(queries: Sequence[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])

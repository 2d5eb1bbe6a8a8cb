"""Small cells are not told (RPT-5): a count of one to four people may point at a person. Pure functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def suppressed(
    values: Mapping[str, int],
    *,
    below: int,
    people: Collection[str],
    partitions: Mapping[str, Collection[str]],
    spared: Collection[str] = (),
) -> frozenset[str]:
    """The codes whose values must not be told.

    Of `people`, every value from 1 to `below` - 1, unless `spared`; nought tells of nobody and stays. Then, as long as a
    total and its parts leave a single one of them untold, which subtraction would give away, the smallest other part
    above nought goes too; where there is none, the total.
    """
    hidden = {code for code, value in values.items() if code in people and code not in spared and 0 < value < below}
    before = -1
    while len(hidden) != before:
        before = len(hidden)
        for total, parts in partitions.items():
            if len(hidden.intersection((*parts, total))) == 1:
                others = [code for code in parts if code not in hidden and values[code] > 0]
                hidden.add(min(others, key=lambda code: values[code], default=total))
    return frozenset(hidden)

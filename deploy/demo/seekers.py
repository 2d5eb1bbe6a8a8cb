"""Makes the demo's job seekers: the feed as a CSV file, or provided records straight away for the search benchmark.

`python -m deploy.demo.seekers --count 5337 --out FILE`. The same count, seed and day give the same file. Blocks of
seekers have a random generator of their own, so that memory does not grow and several processes can share the work.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from math import gcd
from pathlib import Path
from random import Random
from typing import Any

from tqdm import tqdm

from deploy.demo.seeker_people import person
from deploy.demo.seeker_records import record
from services.contracts.reference import bureau_of, competent_office
from services.registry.seekers.domain.seeker_number import FIRST, with_check_digit
from services.registry.seekers.feed_format import HEADER, write_row
from services.runtime import clock

SEED = 20160322
"""The service's first day (seed 003), 22 March 2016."""
BLOCK = 1_000
CHOICES = {"both": 4_657, "municipal_only": 363, "private_only": 317}
"""Seekers by provision choice in May 2016, 5,337 in all (seed 003)."""
SEEKER_TERMS = "2021-12-01"


def choices(count: int) -> dict[str, int]:
    """So many seekers a provision choice, in the proportions of seed 003; the largest remainders are rounded up."""
    total = sum(CHOICES.values())
    exact = {choice: count * number for choice, number in CHOICES.items()}
    found = {choice: share // total for choice, share in exact.items()}
    by_remainder = sorted(exact, key=lambda choice: exact[choice] % total, reverse=True)
    for choice in by_remainder[: count - sum(found.values())]:
        found[choice] += 1
    return found


class ChoiceOf:
    """The provision choice of the seeker at a place in the file: the exact numbers, evenly mixed, without a list."""

    def __init__(self, count: int) -> None:
        self.count = count
        # Steps of a length that shares no factor with the count visit every place once.
        self.step = next(step for step in range(int(count * 0.618) + 1, 2 * count + 2) if gcd(step, count) == 1)
        bounds, end = [], 0
        for choice, number in choices(count).items():
            end += number
            bounds.append((end, choice))
        self.bounds = bounds

    def __call__(self, index: int) -> str:
        """The choice at this place, counted from 0."""
        place = index * self.step % self.count
        return next(choice for end, choice in self.bounds if place < end)


def feed_rows(block: int, *, count: int, seed: int, today: dt.date) -> str:
    """The lines of one block of the feed, each a seeker's `create` with My Page and consent."""
    random, of_person = Random(f"{seed}:{block}"), Random(f"{seed}:{block}:person")
    choice_of = ChoiceOf(count)
    lines = []
    for index in range(block * BLOCK, min(count, (block + 1) * BLOCK)):
        provided = record(random, today)
        home = provided["desired_places"][0]["place_code"]
        lines.append(
            write_row(
                {
                    "action": "create",
                    "source_id": f"{bureau_of(home)}{index:010d}",
                    "office_code": competent_office(home),
                    "provision_choice": choice_of(index),
                    "my_page_opened": True,
                    "terms_version": SEEKER_TERMS,
                    "open_to_employers": of_person.random() < 0.4,
                    **person(of_person, index, home, today),
                    **provided,
                }
            )
        )
    return "".join(lines)


def provided_records(count: int, seed: int = SEED, today: dt.date | None = None) -> Iterator[dict[str, Any]]:
    """Provided records of all blocks, one after the other."""
    for block in range(-(-count // BLOCK)):
        yield from provided_block(block, count=count, seed=seed, today=today or clock.today())


def provided_block(block: int, *, count: int, today: dt.date, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Provided records of one block as they stand in an event (JSON): the feed's people, with numbers of their own."""
    random = Random(f"{seed}:{block}")
    for index in range(block * BLOCK, min(count, (block + 1) * BLOCK)):
        number = with_check_digit(FIRST + index * 7_368_787 % (9 * FIRST))
        yield {"seeker_number": number, **record(random, today)}


def write_feed(out: Path, count: int, *, seed: int = SEED, today: dt.date, processes: int = 1) -> None:
    """Write the feed to a file, with a progress bar where somebody watches."""
    blocks = range(-(-count // BLOCK))
    make = partial(feed_rows, count=count, seed=seed, today=today)
    with (
        out.open("w", encoding="utf-8", newline="") as file,
        tqdm(total=count, unit=" seekers", desc="seekers", disable=not sys.stderr.isatty()) as bar,
    ):
        file.write(HEADER)
        if processes == 1:
            for block in blocks:
                file.write(make(block))
                bar.update(min(BLOCK, count - block * BLOCK))
            return
        with ProcessPoolExecutor(processes) as pool:
            for start in range(0, len(blocks), 8 * processes):  # a few at a time: results wait in memory
                for block, lines in zip(blocks[start:], pool.map(make, blocks[start : start + 8 * processes])):  # noqa: B905
                    file.write(lines)
                    bar.update(min(BLOCK, count - block * BLOCK))


def main(arguments: list[str]) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.demo.seekers", description="Make the feed of seekers.")
    parser.add_argument("--count", type=int, default=sum(CHOICES.values()))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--day", type=dt.date.fromisoformat, default=None, help="today for the seekers; default: today")
    parser.add_argument("--processes", type=int, default=1)
    given = parser.parse_args(arguments)
    write_feed(given.out, given.count, seed=given.seed, today=given.day or clock.today(), processes=given.processes)
    print(f"{given.out}: {given.count} seekers, {choices(given.count)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

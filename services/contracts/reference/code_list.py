"""A list of codes in levels, read from a CSV file with a header that says where it comes from."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

STATUSES = ("official", "illustrative")


class ReferenceFileError(ValueError):
    """A reference file does not say what it must: the message names the file and the line."""

    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path.name}, line {line}: {problem}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: its name, reading where there is one, level, and the code one level up."""

    code: str
    name: str
    level: str
    parent: str | None = None
    name_kana: str = ""
    county: str = ""
    """The 郡 of a town or village."""


@dataclass(frozen=True)
class Header:
    """What a file says of itself."""

    title: str
    source: str
    version: str
    status: str


@dataclass(frozen=True)
class CodeList:
    """Codes in the order of their file, each below its parent. Lookups of unknown codes raise KeyError."""

    headers: tuple[Header, ...]
    entries: Mapping[str, Entry]
    below: Mapping[str | None, tuple[Entry, ...]]

    def __contains__(self, code: object) -> bool:
        return code in self.entries

    def __getitem__(self, code: str) -> Entry:
        return self.entries[code]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __len__(self) -> int:
        return len(self.entries)

    def at_level(self, *levels: str) -> tuple[Entry, ...]:
        """The entries of these levels, in the file's order."""
        return tuple(entry for entry in self if entry.level in levels)

    def children(self, code: str | None) -> tuple[Entry, ...]:
        """The entries one level below a code; of None, the topmost."""
        return self.below.get(code, ())

    def ancestors(self, code: str) -> tuple[Entry, ...]:
        """The entries above a code, the nearest first: of a ward its city, then its prefecture."""
        found = []
        parent = self.entries[code].parent
        while parent is not None:
            found.append(self.entries[parent])
            parent = self.entries[parent].parent
        return tuple(found)

    def with_ancestors(self, code: str) -> tuple[str, ...]:
        """A code and those above it, the nearest first: under each of them the code is found."""
        return (code, *(entry.code for entry in self.ancestors(code)))

    def descendants(self, code: str) -> tuple[Entry, ...]:
        """Everything below a code, at any depth, each parent before its children."""
        self.entries[code]
        found: list[Entry] = []
        for child in self.children(code):
            found += (child, *self.descendants(child.code))
        return tuple(found)


def read(*paths: Path, well_formed: Callable[[str], bool] = bool) -> CodeList:
    """Read a list from one file, or several of which the later hold the lower levels.

    Raises ReferenceFileError for a missing or unknown header, a malformed or doubled code, or a parent that stands
    nowhere above.
    """
    headers: list[Header] = []
    entries: dict[str, Entry] = {}
    for path in paths:
        header, rows = read_rows(path, required=("code", "name"))
        headers.append(header)
        for line, row in rows:
            entry = _entry(path, line, row)
            if not well_formed(entry.code):
                raise ReferenceFileError(path, line, f"code {entry.code} is malformed")
            if entry.code in entries:
                raise ReferenceFileError(path, line, f"code {entry.code} stands twice")
            if entry.parent is not None and entry.parent not in entries:
                raise ReferenceFileError(path, line, f"parent {entry.parent} of {entry.code} does not stand above it")
            entries[entry.code] = entry
    below: dict[str | None, list[Entry]] = {}
    for entry in entries.values():
        below.setdefault(entry.parent, []).append(entry)
    return CodeList(tuple(headers), entries, {parent: tuple(found) for parent, found in below.items()})


def _entry(path: Path, line: int, row: Mapping[str, str]) -> Entry:
    if not row["code"] or not row["name"]:
        raise ReferenceFileError(path, line, "code and name must not be empty")
    return Entry(
        code=row["code"],
        name=row["name"],
        level=row.get("level", "") or "code",
        parent=row.get("parent") or None,
        name_kana=row.get("name_kana", ""),
        county=row.get("county", ""),
    )


def read_rows(path: Path, *, required: tuple[str, ...]) -> tuple[Header, Iterator[tuple[int, dict[str, str]]]]:
    """The header and the rows of a reference file, each row with its line number."""
    lines = path.read_text(encoding="utf-8").splitlines()
    comments = 0
    said: dict[str, str] = {}
    while comments < len(lines) and lines[comments].startswith("#"):
        match = re.fullmatch(r"# ([a-z]+): (.+)", lines[comments])
        if match is None:
            raise ReferenceFileError(path, comments + 1, "a header line reads `# name: value`")
        said[match[1]] = match[2]
        comments += 1
    if missing := {"title", "source", "version", "status"} - said.keys():
        raise ReferenceFileError(path, comments + 1, f"the header lacks {', '.join(sorted(missing))}")
    if said["status"] not in STATUSES:
        raise ReferenceFileError(path, comments, f"status is one of {', '.join(STATUSES)}")
    header = Header(said["title"], said["source"], said["version"], said["status"])
    return header, _rows(path, lines, comments, required)


def _rows(
    path: Path, lines: list[str], skipped: int, required: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(lines[skipped:], strict=True)
    try:
        columns = next(reader, [])
        if missing := [name for name in required if name not in columns]:
            raise ReferenceFileError(path, skipped + 1, f"column {missing[0]} is missing")
        for values in reader:
            line = skipped + reader.line_num
            if len(values) != len(columns):
                raise ReferenceFileError(path, line, f"{len(columns)} columns expected, {len(values)} found")
            yield line, dict(zip(columns, values, strict=True))
    except csv.Error as error:
        raise ReferenceFileError(path, skipped + reader.line_num, str(error)) from error


def is_place_code(code: str) -> bool:
    """Whether a code has the form of JIS X 0402: six digits of which the last is the check digit."""
    return re.fullmatch(r"[0-9]{6}", code) is not None and code[5] == check_digit(code[:5])


def check_digit(five: str) -> str:
    """The check digit of a code of JIS X 0402: weights 6 to 2, what is left to the next multiple of 11, its last digit.

    >>> check_digit("13101")
    '6'
    """
    weighted = sum(int(digit) * weight for digit, weight in zip(five, range(6, 1, -1), strict=True))
    return str(11 - weighted % 11)[-1]

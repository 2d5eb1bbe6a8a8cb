"""The versions of the terms of use (利用規約) by audience and date of force (REG-15).

Each version is a file in `texts`: lines of `name: value`, an empty line, then a paragraph a line. The private class has the
ministry's own text; of the municipal and the seekers' terms there is none to be had, and those are marked illustrative.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True)
class TermsVersion:
    """One version; it holds from `in_force_from` until the day before the next one of its audience."""

    audience: str
    version: str
    in_force_from: date
    title: str
    illustrative: bool = False
    # From this day on it can be read; None: from its first day of force.
    posted_on: date | None = None
    source: str = ""
    paragraphs: tuple[str, ...] = ()

    def is_posted(self, today: date) -> bool:
        """Whether it can be read yet: a new version is posted before it is in force (REG-15)."""
        return (self.posted_on or self.in_force_from) <= today


class TermsFileInvalid(ValueError):
    """A file of `texts` is no version of the terms; the message names it and says what is wrong."""


def read_version(path: Path) -> TermsVersion:
    """One file. Raises `TermsFileInvalid`."""
    head, _, text = path.read_text(encoding="utf-8").partition("\n\n")
    said = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in head.splitlines())}
    try:
        version = TermsVersion(
            audience=said["audience"],
            version=said["version"],
            in_force_from=date.fromisoformat(said["in_force_from"]),
            title=said["title"],
            illustrative={"official": False, "illustrative": True}[said["status"]],
            posted_on=date.fromisoformat(said["posted_on"]),
            source=said["source"],
            paragraphs=tuple(line.strip() for line in text.splitlines() if line.strip()),
        )
    except (KeyError, ValueError) as error:
        raise TermsFileInvalid(f"{path.name}: {error}") from None
    if path.stem != f"{version.audience}-{version.version}" or not version.paragraphs:
        raise TermsFileInvalid(f"{path.name}: a file is named after its audience and version, and has a text")
    if not _is_day(version.version):
        raise TermsFileInvalid(
            f"{path.name}: a version is called by a day, such as 2021-12-01: papers write it in the era"
        )
    if not version.is_posted(version.in_force_from):
        raise TermsFileInvalid(f"{path.name}: a version is posted on its first day of force at the latest")
    return version


def _is_day(name: str) -> bool:
    try:
        return date.fromisoformat(name).isoformat() == name
    except ValueError:
        return False


VERSIONS: tuple[TermsVersion, ...] = tuple(read_version(path) for path in sorted(TEXTS.glob("*.txt")))


def named(audience: str, version: str, versions: tuple[TermsVersion, ...] = VERSIONS) -> TermsVersion:
    """A version by its name, such as the one that an application agreed to. Raises LookupError where there is none."""
    for terms in versions:
        if (terms.audience, terms.version) == (audience, version):
            return terms
    raise LookupError(f"no terms for {audience} are called {version}")


def in_force(audience: str, today: date, versions: tuple[TermsVersion, ...] = VERSIONS) -> TermsVersion:
    """The version in force for an audience on a day. Raises LookupError before the first one."""
    candidates = [terms for terms in versions if terms.audience == audience and terms.in_force_from <= today]
    if not candidates:
        raise LookupError(f"no terms for {audience} are in force on {today}")
    return max(candidates, key=lambda terms: terms.in_force_from)


def latest_of(audience: str, names: Iterable[str | None], versions: tuple[TermsVersion, ...] = VERSIONS) -> str | None:
    """Of versions by their names the one that came into force last; what is none is left out, None where nothing is left."""
    known = [terms for terms in versions if terms.audience == audience and terms.version in set(names)]
    return max(known, key=lambda terms: terms.in_force_from).version if known else None


def posted(audience: str, today: date, versions: tuple[TermsVersion, ...] = VERSIONS) -> list[TermsVersion]:
    """What can be read on a day, the newest first: former versions, the present one, and those to come."""
    found = [terms for terms in versions if terms.audience == audience and terms.is_posted(today)]
    return sorted(found, key=lambda terms: terms.in_force_from, reverse=True)

"""`python -m services.run verify-audit [--heads FILE]`: walk the audit log and name its first broken link (OPS-3).

FILE holds heads that were kept elsewhere, as `python -m services.run audit-heads` prints them from reporting's database:
a line each, position, blank, hash. `-` reads them from standard input. Exit code: 0 whole, 1 broken, 2 not verified.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable

from services.compliance.audit import storage
from services.compliance.audit.domain.chain import BrokenLink, Verification
from services.runtime import settings
from services.runtime.database import Database


def main(arguments: list[str]) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m services.run verify-audit", description=__doc__)
    parser.add_argument("--heads", type=argparse.FileType("r", encoding="utf-8"), help="heads that were kept elsewhere")
    given = parser.parse_args(arguments)
    try:
        heads = read_heads(given.heads or ())
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    database = Database(settings.load("compliance").text("DATABASE_URL"), pool_size=1, name="verify-audit")
    try:
        return _tell(database, heads)
    finally:
        database.close()


def read_heads(lines: Iterable[str]) -> dict[int, bytes]:
    """Hash by position. Raises `ValueError` that names the line which is no head."""
    heads: dict[int, bytes] = {}
    for number, line in enumerate(lines, start=1):
        position, _, digest = line.strip().partition(" ")
        try:
            place, head = int(position), bytes.fromhex(digest)
        except ValueError:
            raise ValueError(f"line {number} is no head: a position, a blank and a hash are expected") from None
        if place < 1 or len(head) != 32:
            raise ValueError(f"line {number} is no head: positions count from 1, a hash has 64 hexadecimal digits")
        if heads.setdefault(place, head) != head:
            raise ValueError(f"line {number} is another head of entry {place}: there are two chains")
    return heads


def verify(database: Database, heads: dict[int, bytes]) -> tuple[Verification, BrokenLink | None]:
    """Walk the chain to its first broken link or its end."""
    verification = Verification(heads)
    for link in storage.walk(database):
        if (broken := verification.look_at(link)) is not None:
            return verification, broken
    return verification, verification.end()


def _tell(database: Database, heads: dict[int, bytes]) -> int:
    started = time.perf_counter()
    verification, broken = verify(database, heads)
    seconds = max(time.perf_counter() - started, 1e-9)
    if broken is not None:
        sys.stdout.write(f"broken at {broken.position}: {broken.fault}\n")
    sys.stdout.write(
        f"{verification.entries} entries verified against {len(heads)} heads, {verification.entries / seconds:.0f}/s; "
        f"the newest of them: {verification.head.hex()}\n"
    )
    return 0 if broken is None else 1

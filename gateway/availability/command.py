"""`maintenance`: closes and opens the site from a terminal, also while nobody can log in (OPS-1). Each use is in the audit log."""

from __future__ import annotations

import argparse
import datetime as dt
import sys

from gateway.availability import storage, usecases
from gateway.availability.maintenance import LONGEST_TEXT
from gateway.availability.usecases import Hand
from gateway.settings import load_settings
from services.contracts.caller import SYSTEM
from services.contracts.errors import ERRORS, CallRefused
from services.runtime import clock, logging
from services.runtime.database import Database
from services.runtime.identifiers import new_id


def main(arguments: list[str]) -> int:
    """`maintenance show`, `close`, `open`; answers the exit code, 1 where it can't be done so."""
    options = _parser().parse_args(arguments)
    logging.configure("maintenance")
    database = Database(load_settings().database_url, pool_size=1, name="maintenance")
    hand = Hand(SYSTEM, clock.now(), new_id())
    try:
        with database.transaction() as connection:
            if options.what == "close":
                closing = usecases.close_site(
                    connection, hand, begins_at=options.begin, ends_at=options.end, text=options.text
                )
                sys.stdout.write(f"{closing.closing_id}\n")
            elif options.what == "open":
                usecases.open_site(connection, hand, options.closing_id)
            else:
                for closing in storage.lasting_closings(connection, hand.now):
                    ends = closing.ends_at.isoformat() if closing.ends_at else "until it is ended"
                    sys.stdout.write(f"{closing.closing_id}  {closing.begins_at.isoformat()}  {ends}  {closing.text}\n")
    except CallRefused as refusal:
        sys.stderr.write(f"{refusal.pointer}: {ERRORS[refusal.code].title} ({ERRORS[refusal.code].rule})\n")
        return 1
    finally:
        database.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.run maintenance")
    what = parser.add_subparsers(dest="what", required=True)
    what.add_parser("show", help="maintenance that holds or is to come, beside the regular one")
    close = what.add_parser("close", help="announce maintenance, or begin it at once; prints its ID")
    close.add_argument("--begin", type=_instant, help="such as 2026-06-10T22:00+09:00; without it: now")
    close.add_argument("--end", type=_instant, help="without it: until it is ended")
    close.add_argument("--text", type=_text, default="", help="what visitors read beside the hours")
    ended = what.add_parser("open", help="end maintenance, or take back what has not begun")
    ended.add_argument("closing_id", metavar="ID")
    return parser


def _instant(text: str) -> dt.datetime:
    instant = dt.datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise argparse.ArgumentTypeError("give the instant with its time zone, such as +09:00")
    return instant.astimezone(dt.UTC)


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise argparse.ArgumentTypeError(f"at most {LONGEST_TEXT} characters")
    return text

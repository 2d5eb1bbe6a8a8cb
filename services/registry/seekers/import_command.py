"""`python -m services.run import-seekers FILE [--refusals FILE]`: import a file of the feed (SEE-1).

The same command again goes on where it was stopped. Exit code: 0 all rows taken, 1 some refused, 2 not imported.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from tqdm import tqdm

from services.registry import personal_data
from services.registry.seekers import feed_import
from services.registry.seekers.domain.visibility import VALIDITY_MONTHS
from services.runtime import clock, settings
from services.runtime.database import Database
from services.runtime.identifiers import new_id

SHOWN = 20
"""So many refusals are printed; all of them stand in the table and in the file of `--refusals`."""


def main(arguments: list[str]) -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m services.run import-seekers", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument(
        "--refusals", type=Path, help="write every refused row to this CSV file: line, column, reason, detail, narrowed"
    )
    given = parser.parse_args(arguments)
    loaded = settings.load("registry")
    database = Database(loaded.text("DATABASE_URL"), pool_size=1, name="import-seekers")
    try:
        months = int(loaded.number("APPLICATION_VALIDITY_MONTHS", VALIDITY_MONTHS))
        return _run(database, personal_data.from_settings(loaded), given.file, given.refusals, months)
    except (OSError, feed_import.ImportRefused) as error:
        sys.stderr.write(f"{given.file}: {error}\n")
        return 2
    finally:
        database.close()


def _run(database: Database, keys: personal_data.PersonalData, file: Path, report: Path | None, months: int) -> int:
    begun = clock.now()
    with tqdm(
        total=file.stat().st_size, unit="B", unit_scale=True, desc="import", disable=not sys.stderr.isatty()
    ) as bar:

        def watch(progress: feed_import.Progress) -> None:
            bar.set_postfix_str(f"{progress.rows} rows", refresh=False)
            bar.update(progress.bytes_done - bar.n)

        progress = feed_import.import_file(
            database, keys, file, now=clock.now, trace=new_id(), watch=watch, validity_months=months
        )
    _summarise(progress, (clock.now() - begun).total_seconds())
    if progress.counts["refused"]:
        _tell_refusals(database, progress, report)
    return 1 if progress.counts["refused"] else 0


def _summarise(progress: feed_import.Progress, seconds: float) -> None:
    counts = ", ".join(f"{name} {progress.counts[name]}" for name in feed_import.COUNTED)
    sys.stdout.write(f"rows read {progress.rows}: {counts}; {seconds:.1f} s\n")


def _tell_refusals(database: Database, progress: feed_import.Progress, report: Path | None) -> None:
    with database.transaction() as connection:
        if report is None:
            for number, row in enumerate(feed_import.refusals(connection, progress.import_id)):
                if number == SHOWN:
                    sys.stdout.write("… --refusals FILE writes all of them\n")
                    break
                narrowed = "; narrowed who may find the seeker" if row.narrowed else ""
                sys.stdout.write(f"line {row.line}, {row.column or 'row'}: {row.detail} ({row.reason}{narrowed})\n")
            return
        with report.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("line", "column", "reason", "detail", "narrowed"))
            for row in feed_import.refusals(connection, progress.import_id):
                writer.writerow((row.line, row.column, row.reason, row.detail, int(row.narrowed)))

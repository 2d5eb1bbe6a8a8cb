"""`python -m tests.bench`: every figure against its plain peer, as tables. `make bench` calls it.

Not a test: nothing here fails because a machine is slow. It ends with 1 only where something did not run.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext

import structlog

from tests.bench import document, machine
from tests.bench.audit import benchmark as audit
from tests.bench.changes import benchmark as changes
from tests.bench.conversations import benchmark as conversations
from tests.bench.custody import benchmark as custody
from tests.bench.feed import benchmark as feed
from tests.bench.guidance import benchmark as guidance
from tests.bench.http import benchmark as http
from tests.bench.information_change import benchmark as information_change
from tests.bench.login import benchmark as login
from tests.bench.rpc import benchmark as rpc
from tests.bench.sanction import benchmark as sanction
from tests.bench.search import compare, freshness, report
from tests.bench.servers import Servers, servers
from tests.bench.start import benchmark as start
from tests.bench.table import Table
from tests.bench.year import benchmark as year
from tests.recognition import report as recognition

RECORDS = 500_000
HEADINGS = {
    "rpc": "Calls over the bus",
    "search": "Search",
    "freshness": "Freshness of search",
    "http": "Search over HTTP",
    "login": "Login",
    "feed": "Import of seekers",
    "changes": "Import of changes",
    "guidance": "Guidance",
    "information_change": "Change of mandatory information",
    "audit": "Audit log",
    "sanction": "Sanctions",
    "conversations": "Own conversations",
    "custody": "Custody",
    "year": "A simulated year",
    "recognition": "Recognition of personal data",
    "start": "Start",
}
"""By the name of a benchmark, the heading of its section, in the order of the document."""

Sections = dict[str, list[Table]]


def main(arguments: list[str]) -> int:
    """Run what is asked for, print its tables, and write them where `--write` is given."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=HEADINGS, default=list(HEADINGS), help="run these alone")
    parser.add_argument("--records", nargs="+", type=int, default=[RECORDS], help="sizes of search; http has the first")
    parser.add_argument("--feed", nargs="+", type=int, default=list(feed.SIZES), help="rows of the feeds to import")
    parser.add_argument("--changes", type=int, default=changes.ROWS, help="changed seekers in one run")
    parser.add_argument(
        "--conversations", type=int, default=information_change.CONVERSATIONS, help="open ones that are told a change"
    )
    parser.add_argument("--year", type=int, default=year.APPLICATIONS, help="applications of the simulated year")
    parser.add_argument("--sanctions", type=int, default=sanction.SANCTIONS, help="organizations suspended under load")
    parser.add_argument("--http-seconds", type=float, default=http.SECONDS, help="of each side in each round")
    parser.add_argument(
        "--without-sql", action="store_true", help="search alone, without its peer: much quicker to fill"
    )
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    asked = parser.parse_args(arguments)
    # The lines of our own processes go to their logs; here they would stand between the tables.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    began = time.monotonic()
    sections: Sections = {}
    with servers() if set(asked.only) - {"start", "recognition"} else nullcontext() as stand:
        described = machine.described(stand.server, stand.amqp_uri) if stand else machine.described()
        print(described, flush=True)
        try:
            if stand is not None:
                _on_servers(stand, asked, sections)
            if "recognition" in asked.only:
                _keep(sections, "recognition", recognition.run())
            if "start" in asked.only:
                _keep(sections, "start", start.run(_say))
        finally:  # what was measured before a failure took its time, too
            if asked.write:
                document.write(
                    {HEADINGS[name]: tables for name, tables in sections.items()}, list(HEADINGS.values()), described
                )
    print(f"\n{described}\nAll in {time.monotonic() - began:.0f} s.")
    return 0


def _on_servers(stand: Servers, asked: argparse.Namespace, sections: Sections) -> None:
    if "rpc" in asked.only:
        _keep(sections, "rpc", rpc.run(stand.amqp_uri, _say))
    if "login" in asked.only:
        _keep(sections, "login", login.run(stand, _say))
    if "feed" in asked.only:
        _keep(sections, "feed", feed.run(stand, asked.feed, _say))
    if "guidance" in asked.only:
        _keep(sections, "guidance", guidance.run(stand, _say))
    if "information_change" in asked.only:
        _keep(sections, "information_change", information_change.run(stand, asked.conversations, _say))
    if "audit" in asked.only:
        _keep(sections, "audit", audit.run(stand, _say))
    if "sanction" in asked.only:
        _keep(sections, "sanction", sanction.run(stand, asked.sanctions, _say))
    if "conversations" in asked.only:
        _keep(sections, "conversations", conversations.run(stand, _say))
    if "custody" in asked.only:
        _keep(sections, "custody", custody.run(stand, _say))
    if "changes" in asked.only:
        _keep(sections, "changes", changes.run(stand, asked.changes, _say))
    if "year" in asked.only:
        _keep(sections, "year", year.run(stand, asked.year, _say))
    if {"search", "freshness", "http"} & set(asked.only):
        _searches(stand, asked.records, asked, sections)


def _searches(stand: Servers, sizes: Sequence[int], asked: argparse.Namespace, sections: Sections) -> None:
    """Search and its freshness at every size, HTTP at the first, on the same read model and index."""
    folder = stand.folder / "search-index"
    only, shapes, fresh = set(asked.only), {}, {}
    with_peer = "search" in only and not asked.without_sql
    for records in sizes if {"search", "freshness"} & only else sizes[:1]:
        database = stand.database("search")
        prepared = compare.prepare(database, folder, records, with_peer=with_peer)
        _say(f"search: {records:,} records prepared")
        if with_peer:
            shapes[records] = compare.compare(database, folder)
            _keep(sections, "search", [report.shapes_table(records, prepared, shapes[records])])
        elif "search" in only:
            _keep(sections, "search", [report.alone_table(records, prepared, compare.alone(database, folder))])
        if "http" in only and records == sizes[0]:
            _keep(sections, "http", http.run(stand, records, _say, asked.http_seconds))
        if "freshness" in only:  # last, as it changes what is searched
            fresh[records] = freshness.measure(database, folder)
        stand.forget_database("search")
        shutil.rmtree(folder)
    if fresh:
        _keep(sections, "freshness", [report.freshness_table(fresh)])
    if len(shapes) > 1:
        _keep(sections, "search", [report.growth_table(shapes)])


def _keep(sections: Sections, name: str, tables: list[Table]) -> None:
    sections.setdefault(name, []).extend(tables)
    for table in tables:
        print(f"\n{table.as_text()}\n", flush=True)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

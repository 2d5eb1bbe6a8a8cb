"""`python -m tests.bench.search [records …]`: search against SQL, and freshness."""

import json
import sys

from tests.bench.search.compare import compare, prepare, summary, table
from tests.bench.search.freshness import measure
from tests.bench.search.servers import search_database


def run(records: int) -> dict[str, object]:
    """Search at so many records against its peer, with exact totals and facets of both."""
    with search_database() as (database, folder):
        prepared = prepare(database, folder, records)
        measured = compare(database, folder)
        print(f"\n{records:,} records\n{table(measured)}", flush=True)
        fresh = measure(database, folder)
    return {"records": records, **prepared, **summary(measured), **fresh, "shapes": measured}


if __name__ == "__main__":
    for size in [int(argument) for argument in sys.argv[1:]] or [500_000, 2_000_000]:
        answer = run(size)
        answer.pop("shapes")
        print(json.dumps(answer, indent=1))

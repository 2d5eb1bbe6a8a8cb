"""The commands as an operator runs them: exit codes, what they print, and the import killed for good (SEE-1, REG-17)."""

import base64
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from deploy.demo import seekers as demo
from services.registry.seekers.tables import feed_imports, seeker_persons, seekers
from services.runtime.database import Database
from services.runtime.settings import CONFIG_FOLDER
from tests.contract.registry_seekers.feeds import TODAY, all_told, feed, row, told

KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def environment(fresh_database: Callable[[str], str]) -> dict[str, str]:
    """Every variable the registry's settings ask for; only the database is a real one."""
    asked = re.findall(r"\$\{([A-Z_]+)\}", (CONFIG_FOLDER / "registry.yaml").read_text(encoding="utf-8"))
    return {
        **os.environ,
        **dict.fromkeys(asked, KEY),
        "PERSONAL_DATA_KEYS": f"k1:{KEY}",
        "REGISTRY_DATABASE_URL": fresh_database("registry"),
    }


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "services.run", *arguments]


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), env=environment, capture_output=True, text=True, timeout=120)


def test_all_rows_taken_ends_with_0_and_a_summary(environment, tmp_path):
    done = run(environment, "import-seekers", str(feed(tmp_path / "f.csv", row(1), row(2))))
    assert done.returncode == 0, done.stderr
    assert "rows read 2: created 2, changed 0, ended 0, unchanged 0, refused 0" in done.stdout


def test_refused_rows_end_with_1_and_stand_in_the_report(environment, tmp_path):
    path, report = feed(tmp_path / "f.csv", row(1), "broken\n"), tmp_path / "report.csv"
    done = run(environment, "import-seekers", str(path), "--refusals", str(report))
    assert done.returncode == 1
    assert report.read_text(encoding="utf-8").splitlines()[1].startswith("3,,malformed_line,")
    again = run(environment, "import-seekers", str(path))
    assert "line 3, row:" in again.stdout


def test_a_file_that_is_no_feed_ends_with_2_and_says_why(environment, tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("name\n", encoding="utf-8")
    done = run(environment, "import-seekers", str(path))
    assert done.returncode == 2
    assert "line 1, column action" in done.stderr
    assert run(environment, "import-seekers", str(tmp_path / "none.csv")).returncode == 2


def test_reference_data_is_loaded_once_and_says_its_sources(environment):
    first, second = run(environment, "load-reference"), run(environment, "load-reference")
    assert first.returncode == second.returncode == 0, first.stderr
    assert "places: 1965 codes loaded" in first.stdout
    assert "places: up to date" in second.stdout
    assert "(illustrative)" in second.stdout


def test_an_import_killed_again_and_again_loses_and_doubles_nothing(environment, tmp_path):
    path = tmp_path / "f.csv"
    demo.write_feed(path, 3_000, seed=7, today=TODAY)
    database = Database(environment["REGISTRY_DATABASE_URL"], pool_size=1)
    killed = 0
    for _ in range(3):
        before = _lines(database)
        process = subprocess.Popen(command("import-seekers", str(path)), env=environment, stderr=subprocess.DEVNULL)
        while process.poll() is None and _lines(database) <= before:
            time.sleep(0.02)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
    assert killed, "every import ended before it could be killed: give it more rows"
    assert run(environment, "import-seekers", str(path)).returncode == 0
    with database.transaction() as connection:
        for table in (seekers, seeker_persons):
            assert connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() == 3_000
    assert len(told(database)) == len(all_told(database)) == 3_000
    database.close()


def _lines(database: Database) -> int:
    with database.transaction() as connection:
        return connection.execute(sa.select(sa.func.max(feed_imports.c.lines))).scalar() or 0

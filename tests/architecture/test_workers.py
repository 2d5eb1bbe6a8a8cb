"""A file's tests run on one worker, and all that starts a stack on one."""

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tests.workers import WHOLE_STACKS

REPOSITORY = Path(__file__).parents[2]
FILES = ("tests/unit/test_a.py", "tests/unit/test_b.py", "tests/e2e/test_c.py", "tests/e2e/test_d.py")
TEST = """
import os, pathlib, pytest

@pytest.mark.parametrize("number", range(8))
def test_it(number):
    with pathlib.Path("ran.txt").open("a") as ran:
        ran.write(f"{pathlib.Path(__file__).name} {os.environ['PYTEST_XDIST_WORKER']}\\n")
"""


@pytest.mark.parametrize("place", WHOLE_STACKS)
def test_what_starts_a_stack_is_where_it_is_looked_for(place: str) -> None:
    assert (REPOSITORY / place).exists()


def test_a_file_has_one_worker_and_all_stacks_have_one(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEST)
    options = [
        "-n",
        "2",
        "--dist",
        "loadfile",
        "--no-loadscope-reorder",
        "-p",
        "no:pytest_nameko",
        "-p",
        "no:schemathesis",
    ]
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.workers", "--import-mode=importlib", *options]
    path = {"PYTHONPATH": str(REPOSITORY), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, cwd=tmp_path, env=path, check=True, capture_output=True)
    workers: dict[str, set[str]] = defaultdict(set)
    for line in (tmp_path / "ran.txt").read_text().splitlines():
        file, worker = line.split()
        workers[file].add(worker)
    assert all(len(of_file) == 1 for of_file in workers.values())
    assert workers["test_c.py"] == workers["test_d.py"]
    assert len(set.union(*workers.values())) == 2

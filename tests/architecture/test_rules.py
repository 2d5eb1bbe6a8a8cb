"""From a rule to its code and its test: every rule of the main job is cited in both, by its ID as a word."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
RULES = [
    "CAL-1",
    "CAL-2",
    "CAL-3",
    "CAL-4",
    "CAL-5",
    "CAL-6",
    "REG-1",
    "REG-2",
    "REG-3",
    "REG-4",
    "REG-5",
    "REG-6",
    "REG-7",
    "REG-8",
    "REG-9",
    "REG-10",
    "REG-11",
    "REG-12",
    "REG-13",
    "REG-14",
    "REG-15",
    "REG-16",
    "REG-17",
    "AUT-1",
    "AUT-2",
    "AUT-3",
    "AUT-4",
    "AUT-5",
    "AUT-6",
    "AUT-7",
    "AUT-8",
    "AUT-9",
    "SEE-1",
    "SEE-2",
    "SEE-3",
    "SEE-4",
    "SEE-4b",
    "SEE-5",
    "SEE-6",
    "SEE-7",
    "SEE-8",
    "SEE-A",
    "SEE-B",
    "SRC-1",
    "SRC-2",
    "SRC-3",
    "SRC-6",
    "SRC-7",
    "MSG-1",
    "MSG-2",
    "MSG-3",
    "MSG-4",
    "MSG-6",
    "MSG-7",
    "MSG-8",
    "MSG-9",
    "MSG-10",
    "MSG-11",
    "MSG-12",
    "MSG-13",
    "MSG-14",
    "CMP-1",
    "CMP-2",
    "CMP-3",
    "CMP-4",
    "CMP-5",
    "CMP-6",
    "CMP-7",
    "CMP-8",
    "CMP-9",
    "CMP-10",
    "CMP-11",
    "CMP-13",
    "CMP-14",
    "RPT-1",
    "RPT-2",
    "RPT-4",
    "RPT-5",
    "OPS-1",
    "OPS-2",
    "OPS-4",
    "OPS-5",
]


def cited(*folders: str) -> set[str]:
    files = [file for folder in folders for file in (REPOSITORY / folder).rglob("*.py") if file != Path(__file__)]
    return {rule for file in files for rule in re.findall(r"\b[A-Z]{3}-[0-9A-Z]+b?\b", file.read_text())}


@pytest.mark.parametrize("folders", [("services", "gateway"), ("tests/unit", "tests/contract", "tests/e2e")])
def test_every_rule_of_the_main_job_is_cited(folders: tuple[str, ...]) -> None:
    missing = sorted(set(RULES) - cited(*folders))
    assert not missing, f"name {missing} where {' or '.join(folders)} holds them, or write what does"

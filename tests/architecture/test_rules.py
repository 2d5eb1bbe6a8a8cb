"""From a rule to its code and its test: every rule that is built is cited in both, by its ID as a word."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

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
    "MSG-5",
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
    "CMP-12",
    "CMP-13",
    "CMP-14",
    "RPT-1",
    "RPT-2",
    "RPT-4",
    "RPT-5",
    "OPS-1",
    "OPS-2",
    "OPS-3",
    "OPS-4",
    "OPS-5",
]


_ID = re.compile(r"\b[A-Z]{3}-[0-9A-Z]+b?\b")
_ID_IN_NAME = re.compile(r"(?<![a-z0-9])([a-z]{3})_([0-9]+b?|[ab])(?![a-z0-9])")


def cited(*folders: str) -> set[str]:
    """The rules named anywhere in the files of these folders."""
    return {rule for file in sources(*folders) for rule in _ID.findall(file.read_text(encoding="utf-8"))}


def cited_in_tests(*folders: str) -> dict[str, str]:
    """The rules named within a test function, each with one such: in its name, decorators, docstring or body."""
    found: dict[str, str] = {}
    for file in sources(*folders):
        text = file.read_text(encoding="utf-8")
        lines = text.splitlines()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                for rule in rules_of(node.name, "\n".join(lines[first - 1 : node.end_lineno])):
                    found.setdefault(rule, f"{file.relative_to(REPOSITORY)}::{node.name}")
    return found


def rules_of(name: str, text: str) -> set[str]:
    """The rules that a test function names: `test_src_7_…` is SRC-7, `test_see_4b_…` SEE-4b, `test_see_a_…` SEE-A."""
    in_name = {
        f"{letters.upper()}-{rest if rest[0].isdigit() else rest.upper()}"
        for letters, rest in _ID_IN_NAME.findall(name)
    }
    return in_name | set(_ID.findall(text))


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (file for file in sorted((REPOSITORY / folder).rglob("*.py")) if file != Path(__file__))


def test_every_rule_is_cited_where_it_is_kept() -> None:
    missing = sorted(set(RULES) - cited("services", "gateway"))
    assert not missing, f"name {missing} where services or gateway hold them, or write what does"


def test_every_rule_is_cited_in_a_test_of_its_own() -> None:
    """A rule named at the head of a file says nothing of what fails without it."""
    missing = sorted(set(RULES) - cited_in_tests("tests/unit", "tests/contract", "tests/e2e").keys())
    assert not missing, f"name {missing} in the test function that fails without them: its name, docstring or body"


def test_a_rule_counts_where_a_test_names_it() -> None:
    assert rules_of("test_src_7_the_first_view_starts_the_month", "") == {"SRC-7"}
    assert rules_of("test_see_4b_openness", "") == {"SEE-4b"}
    assert rules_of("test_see_a_fields", "") == {"SEE-A"}
    assert rules_of("test_it", '"""CAL-4."""') == {"CAL-4"}
    assert rules_of("test_it", "assert due == day  # REG-16: not moved") == {"REG-16"}
    assert rules_of("test_of_9_days", "x = 1") == set()

"""The document of figures keeps what was not measured anew."""

from pathlib import Path

import pytest

from tests.bench import document
from tests.bench.table import Table

ORDER = ["Calls", "Search"]


def table(figure: str, **of_goal: object) -> Table:
    return Table("A table", ("way", "a second"), [("ours", figure)], **of_goal)  # type: ignore[arg-type]


def test_a_section_measured_anew_replaces_its_older_one_and_leaves_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "FILE", tmp_path / "benchmarks.md")
    document.write({"Search": [table("20")]}, ORDER, "on Monday.")
    document.write({"Calls": [table("1")]}, ORDER, "on Tuesday.")
    document.write({"Search": [table("30")]}, ORDER, "on Friday.")
    text = document.FILE.read_text(encoding="utf-8")
    assert text.startswith(document.INTRODUCTION)
    assert text.index("## Calls\n\nMeasured on Tuesday.") < text.index("## Search\n\nMeasured on Friday.")
    assert "| ours | 30 |" in text
    assert "| ours | 20 |" not in text


def test_a_goal_that_was_missed_is_said_so() -> None:
    assert "NOT reached" in table("1", goal="at least 2", reached=False).as_markdown()
    assert "– reached" in table("3", goal="at least 2", reached=True).as_text()

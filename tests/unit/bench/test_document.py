"""The document of figures keeps what was not measured anew."""

from pathlib import Path

import pytest

from tests.bench import document
from tests.bench.__main__ import HEADINGS
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


def test_a_section_that_no_benchmark_writes_is_kept_behind_the_one_that_it_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "FILE", tmp_path / "benchmarks.md")
    document.FILE.write_text("## Calls\n\nold\n\n## Calls of many\n\nby hand\n\n## Search\n\nold\n", encoding="utf-8")
    for _ in range(2):
        document.write({"Calls": [table("1")], "Search": [table("30")]}, ORDER, "on Friday.")
    text = document.FILE.read_text(encoding="utf-8")
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == ["Calls", "Calls of many", "Search"]
    assert "## Calls of many\n\nby hand\n" in text


def test_the_sections_of_the_document_stand_as_they_would_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With today's introduction, and larger sizes in a section of their own, which no benchmark writes."""
    before = document.FILE.read_text(encoding="utf-8")
    monkeypatch.setattr(document, "FILE", tmp_path / "benchmarks.md")
    document.FILE.write_text(before, encoding="utf-8")
    document.write({}, list(HEADINGS.values()), "never.")
    assert document.FILE.read_text(encoding="utf-8") == before
    assert "\n## Search at 2,000,000 records\n" in before
    assert "Search at 2,000,000 records" not in HEADINGS.values()


def test_a_goal_that_was_missed_is_said_so() -> None:
    assert "NOT reached" in table("1", goal="at least 2", reached=False).as_markdown()
    assert "– reached" in table("3", goal="at least 2", reached=True).as_text()

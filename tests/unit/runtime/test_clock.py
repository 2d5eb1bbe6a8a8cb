"""One clock, whose offset nobody can set in production (architecture.md 9, CAL-1)."""

import datetime as dt
from pathlib import Path

import pytest

from services.runtime import clock


def test_an_instant_falls_on_the_japanese_day() -> None:
    before = dt.datetime(2026, 6, 10, 14, 59, 59, tzinfo=dt.UTC)
    assert clock.japanese_day(before) == dt.date(2026, 6, 10)
    assert clock.japanese_day(before + dt.timedelta(seconds=1)) == dt.date(2026, 6, 11)


def test_an_offset_moves_the_clock_and_is_read_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    plain = clock.now()
    file = tmp_path / "offset"
    file.write_text("86400")
    monkeypatch.setenv(clock.OFFSET_FILE, str(file))
    monkeypatch.setenv(clock.MODE, "test")
    assert clock.now() - plain > dt.timedelta(hours=23)
    file.write_text("-864000")
    assert clock.now() < plain - dt.timedelta(days=9)


def test_an_offset_is_refused_outside_demo_and_test(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "offset"
    file.write_text("0")
    monkeypatch.setenv(clock.OFFSET_FILE, str(file))
    for mode in ("production", ""):
        monkeypatch.setenv(clock.MODE, mode)
        with pytest.raises(clock.OffsetRefused, match=clock.OFFSET_FILE):
            clock.now()

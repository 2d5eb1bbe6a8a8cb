"""Settings are checked at start, and what is missing is named."""

import datetime as dt
from pathlib import Path

import pytest

from services.runtime.settings import SettingInvalid, SettingMissing, load


def written(folder: Path, text: str) -> Path:
    (folder / "search.yaml").write_text(text, encoding="utf-8")
    return folder


def test_variables_and_defaults_are_filled_in(tmp_path: Path) -> None:
    folder = written(tmp_path, "AMQP_URI: ${AMQP_URI}\nmax_workers: ${WORKERS:10}\n")
    settings = load("search", {"AMQP_URI": "amqp://broker:5672/"}, folder)
    assert settings.text("AMQP_URI") == "amqp://broker:5672/"
    assert settings.number("max_workers") == 10


def test_every_missing_variable_is_named_at_once(tmp_path: Path) -> None:
    folder = written(tmp_path, "AMQP_URI: ${AMQP_URI}\ndatabase: ${DATABASE_URL}\n")
    with pytest.raises(SettingMissing, match="AMQP_URI, DATABASE_URL"):
        load("search", {}, folder)


def test_a_setting_of_the_wrong_kind_is_named(tmp_path: Path) -> None:
    settings = load("search", {}, written(tmp_path, "pause: soon\nswitch: perhaps\nempty:\n"))
    with pytest.raises(SettingInvalid, match="pause"):
        settings.number("pause")
    with pytest.raises(SettingInvalid, match="switch"):
        settings.truth("switch", default=False)
    with pytest.raises(SettingMissing, match="empty"):
        settings.text("empty")
    assert settings.optional("empty") is None


def test_a_time_of_day_is_written_with_hours_and_minutes(tmp_path: Path) -> None:
    settings = load("search", {}, written(tmp_path, 'opens: "06:00"\nlate: "24:00"\nbare: 21:30\nempty:\n'))
    assert settings.time_of_day("opens") == dt.time(6)
    assert settings.time_of_day("other", dt.time(21, 30)) == dt.time(21, 30)
    for name in ("late", "bare"):  # YAML takes 21:30 without quotes as a number of base 60
        with pytest.raises(SettingInvalid, match=name):
            settings.time_of_day(name)
    with pytest.raises(SettingMissing, match="empty"):
        settings.time_of_day("empty")


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match=r"search\.yaml"):
        load("search", {}, written(tmp_path, "- a list\n"))

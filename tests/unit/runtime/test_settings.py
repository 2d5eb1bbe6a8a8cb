"""Settings are checked at start, and what is missing is named."""

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


def test_a_file_that_is_no_mapping_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match=r"search\.yaml"):
        load("search", {}, written(tmp_path, "- a list\n"))

"""Settings of a process: a nameko YAML file in which `${NAME}` and `${NAME:default}` stand for environment variables.

Everything is checked when the process starts; what is missing is named, all at once.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CONFIG_FOLDER = Path(__file__).parents[2] / "deploy" / "config"
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)(?::([^}]*))?\}")


class SettingMissing(RuntimeError):
    """An environment variable that a settings file asks for is not set."""


class SettingInvalid(RuntimeError):
    """A setting has a value that can't be used."""


@dataclass(frozen=True)
class Settings:
    """The settings of one process, from `path`; `values` has the shape that nameko expects of its config."""

    path: Path
    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        """A setting that must be there and not be empty."""
        value = self.values.get(name)
        if value is None or value == "":
            raise SettingMissing(f"{name} is missing in {self.path.name}: set it there or in the environment")
        return str(value)

    def optional(self, name: str) -> str | None:
        """A setting that may be absent or empty."""
        value = self.values.get(name)
        return None if value is None or value == "" else str(value)

    def number(self, name: str, default: float | None = None) -> float:
        """A number, in the unit that the settings file states beside it."""
        value = self.values.get(name, default)
        if value is None or value == "":
            raise SettingMissing(f"{name} is missing in {self.path.name}: set it there or in the environment")
        try:
            return float(value)
        except (TypeError, ValueError):
            raise SettingInvalid(f"{name} in {self.path.name} must be a number, but is {value!r}") from None

    def numbers(self, name: str, default: Iterable[float]) -> tuple[float, ...]:
        """A list of numbers, which may be empty."""
        values = self.values.get(name)
        if values is None:
            return tuple(default)
        try:
            return tuple(float(value) for value in values)
        except (TypeError, ValueError):
            raise SettingInvalid(f"{name} in {self.path.name} must be a list of numbers, but is {values!r}") from None

    def time_of_day(self, name: str, default: dt.time | None = None, *, after: dt.time | None = None) -> dt.time:
        """A time of day in Japan, to the minute: 06:00; later than `after`, where that is given."""
        value = self._time_of_day(name, default)
        if after is not None and value <= after:
            raise SettingInvalid(f"{name} in {self.path.name} must come after {after:%H:%M}, but is {value:%H:%M}")
        return value

    def _time_of_day(self, name: str, default: dt.time | None) -> dt.time:
        value = self.values.get(name, default)
        if isinstance(value, dt.time):
            return value
        if value is None or value == "":
            raise SettingMissing(f"{name} is missing in {self.path.name}: set it there or in the environment")
        if isinstance(value, str) and _TIME_OF_DAY.fullmatch(value):
            return dt.time.fromisoformat(value)
        raise SettingInvalid(f"{name} in {self.path.name} must be a time of day as 06:00, but is {value!r}")

    def truth(self, name: str, default: bool) -> bool:
        """A switch: true or false."""
        value = self.values.get(name, default)
        if isinstance(value, bool):
            return value
        if str(value).lower() in {"true", "false"}:
            return str(value).lower() == "true"
        raise SettingInvalid(f"{name} in {self.path.name} must be true or false, but is {value!r}")


def load(service: str, environment: Mapping[str, str] | None = None, folder: Path = CONFIG_FOLDER) -> Settings:
    """Read `<folder>/<service>.yaml` with the environment filled in.

    Raises `SettingMissing` naming every variable that has neither a value nor a default, `SettingInvalid` for YAML that
    is no mapping.
    """
    environment = os.environ if environment is None else environment
    path = folder / f"{service}.yaml"
    missing: list[str] = []

    def fill(match: re.Match[str]) -> str:
        name: str = match.group(1)
        default: str | None = match.group(2)
        value = environment.get(name, default)
        if value is None:
            missing.append(name)
            return ""
        return value

    values = yaml.safe_load(_VARIABLE.sub(fill, path.read_text(encoding="utf-8")))
    if missing:
        raise SettingMissing(f"{path.name} needs these environment variables: {', '.join(sorted(set(missing)))}")
    if not isinstance(values, dict):
        raise SettingInvalid(f"{path.name} must hold a mapping of settings")
    return Settings(path, values)

"""The settings of a service, as nameko hands them to its methods."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from nameko.containers import WorkerContext
from nameko.extensions import DependencyProvider

from services.runtime.settings import Settings


class SettingsProvider(DependencyProvider):
    """What `read` makes of the process's settings, once and before the service starts, so that a bad one stops it there."""

    def __init__(self, read: Callable[[Settings], Any]) -> None:
        self.read = read

    def setup(self) -> None:
        """Read them; raises `SettingMissing` or `SettingInvalid`, which name the setting."""
        path = Path(f"{self.container.service_name}.yaml")
        self.settings = self.read(Settings(path, self.container.config))

    def get_dependency(self, worker_ctx: WorkerContext) -> Any:
        """The same settings for every worker."""
        return self.settings

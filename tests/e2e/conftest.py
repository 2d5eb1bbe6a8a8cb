"""What only the tests of the whole site need."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Load schemathesis's plugin, which takes seconds, here instead of in every run of every other test."""
    config.pluginmanager.import_plugin("schemathesis.pytest.plugin")

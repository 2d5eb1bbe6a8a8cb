"""The setting of the watch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WatchSettings:
    """`reports_from_fiscal_year`: the first year whose usage reports are filed on this site; earlier ones were filed elsewhere."""

    reports_from_fiscal_year: int = 2025

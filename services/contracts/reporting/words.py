"""Reporting's lists of values."""

from __future__ import annotations

from services.contracts.caller import Role

SERVICE = "reporting"

READERS_OF_REPORTS = frozenset({Role.BUREAU_STAFF, Role.MINISTRY, Role.OPERATIONS})
"""Who reads usage reports; a bureau's staff those of their own organizations (RPT-1, AUT-7)."""

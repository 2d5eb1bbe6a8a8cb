"""Names of municipalities as the reference data has them, by which a postal address in a text is known (MSG-8, SEE-2)."""

from __future__ import annotations

from functools import cache

from services.contracts.reference import place_names, place_readings
from services.recognition import Places


@cache
def known_places() -> Places:
    """Read once a process."""
    return Places(place_names(), place_readings())

"""How each code of the list is told, a file a room; `services.contracts.errors` has them all."""

from __future__ import annotations

from services.contracts.error_texts import (
    accounts,
    cases,
    messages,
    organizations,
    requests,
    seekers,
    standings,
)
from services.contracts.error_texts.error_text import ErrorText as ErrorText

ROOMS = tuple(room.TEXTS for room in (requests, accounts, organizations, seekers, messages, standings, cases))

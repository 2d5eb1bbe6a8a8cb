"""What people write to compliance is readable as it will be kept, or refused with its places (MSG-14, decision 211)."""

from __future__ import annotations

from enum import Enum

from services.characters import faults_as_told
from services.runtime.refusal import Refusal


class TextReason(Enum):
    """Why a text is refused, whatever it belongs to."""

    CHARACTERS = "MSG-8, MSG-14: the text holds what can't be read as it is kept"


def readable(text: str, pointer: str) -> str:
    """The text as it is kept. Refuses, with each place, what would be read otherwise by the other side."""
    kept, faults = faults_as_told(text)
    if faults:
        raise Refusal(TextReason.CHARACTERS, pointer, found=faults)
    return kept

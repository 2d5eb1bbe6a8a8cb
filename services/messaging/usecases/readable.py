"""What people write, before anything else looks at it: readable as it will be kept, or refused with its places."""

from __future__ import annotations

from services.characters import faults_as_told
from services.messaging.domain.reasons import MessagingReason
from services.runtime.refusal import Refusal


def readable(text: str, pointer: str) -> str:
    """The text as it is kept. Refuses, with each place, what would be read otherwise by the other side (MSG-8, MSG-14)."""
    kept, faults = faults_as_told(text)
    if faults:
        raise Refusal(MessagingReason.CHARACTERS, pointer, found=faults)
    return kept

"""The fixed list of error codes that cross the bus, each with its HTTP status, Japanese text and rule.

Codes are never deleted or renamed (style.md, habit 8). Nothing else crosses: what is not in this list is `INTERNAL`.
"""

from __future__ import annotations

from collections.abc import Mapping

from services.contracts.error_codes import ErrorCode as ErrorCode
from services.contracts.error_texts import ROOMS
from services.contracts.error_texts import ErrorText as ErrorText
from services.contracts.refusals import CallRefused as CallRefused
from services.contracts.refusals import Problem as Problem

ERRORS: Mapping[ErrorCode, ErrorText] = {code: text for room in ROOMS for code, text in room.items()}
"""Every code with its text; a test checks that none is missing, and none told twice."""

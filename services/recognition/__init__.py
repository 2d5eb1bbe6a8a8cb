"""Personal data in Japanese text, and demands for it, found with their places in the text (MSG-8, SEE-2). Pure.

One file a kind, each with a `find` from a `Reading` to places in it; `recognize` runs them all and leads back to the
text as it was written, `recognize_demands` does so for demands. The registry checks provided records, messaging
messages, compliance complaints. A person's own name and address are looked for in the registry alone, which knows
them (`own`). How well each kind is found: docs/benchmarks.md.
"""

from services.recognition.own import OwnData
from services.recognition.places import Places
from services.recognition.recognizing import find_own, recognize, recognize_demands
from services.recognition.spans import Kind, Span, as_told, in_utf16, united

__all__ = [
    "Kind",
    "OwnData",
    "Places",
    "Span",
    "as_told",
    "find_own",
    "in_utf16",
    "recognize",
    "recognize_demands",
    "united",
]

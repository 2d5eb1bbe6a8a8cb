"""Addresses of pages: with a scheme, with www, or a bare host of a known ending (MSG-8, as accounts of other services).

A bare host that is a firm's or a product's name (Booking.com, ASP.NET) is none.
"""

from __future__ import annotations

import re

from services.recognition.email import TOP_LEVELS
from services.recognition.reading import Reading
from services.recognition.spans import Place, merged

_PATH = r"[a-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,62})"
_TOP = (
    rf"(?:{TOP_LEVELS}|to|gl|ly|be|gg|id|in|fm|li|ee|im|pro|club|world|life|studio|design|art"
    rf"|photo|ai|ne|ac|go|or|st|la|sh|pm|is|so|bio|land|space|website|fun|live|news|media|social"
    rf"|games|wiki|gle|gd)"
)
_DOT = r"(?: ?[(\[<{] ?(?:\.|dot|ドット) ?[)\]>}] ?| ?(?:ドット|どっと) ?|。|\.)"
_SPELLED = r"(?: ?[(\[<{] ?(?:\.|dot|ドット) ?[)\]>}] ?| ?(?:ドット|どっと) ?|。)"

_WITH_SCHEME = re.compile(
    rf"(?<![a-z])(?:h ?(?:t ?t|xx|\*\*) ?p ?s?|ttps?|ftp) ?: ?/ ?/ ?"
    rf"(?:[^\s\x1f、。，「」『』（）()<>\"]{{1,30}}\.(?=[a-z]))?{_PATH}{{1,2000}}"
)
_WITH_WWW = re.compile(
    rf"(?<![a-z0-9@.-])www{_DOT}(?:{_LABEL}{_DOT}){{1,5}}[a-z]{{2,12}}(?![a-z0-9-])(?:[/?#]{_PATH}{{0,2000}})?"
)
_BARE = re.compile(
    rf"(?<![a-z0-9@._/-])(?P<host>(?:{_LABEL}\.){{1,6}}{_TOP})(?![a-z0-9@_-])(?!\.[a-z])(?!\([a-z]{{0,9}}\)[a-z])(?P<path>(?::[0-9]{{2,5}})?/{_PATH}{{0,2000}})?"
)
_SPELLED_BARE = re.compile(
    rf"(?<![a-z0-9@._-]){_LABEL}(?:(?:\.|{_SPELLED}){_LABEL}){{0,4}}{_SPELLED}(?:co\.jp|ne\.jp"
    rf"|or\.jp|{TOP_LEVELS})(?![a-z0-9-])(?:/{_PATH}{{0,2000}})?"
)
_SPELLED_SLASH = re.compile(
    rf"(?<![a-z0-9@._-])(?:{_LABEL}{_DOT}){{1,4}}{_TOP} ?(?:スラッシュ|\(/\)) ?[a-z0-9@_.-]{{1,60}}"
)
_PRODUCT_LIST = (
    "asp.net vb.net ado.net ml.net paint.net .net socket.io draw.io booking.com amazon.co.jp"
    " amazon.com amazon.jp salesforce.com hotels.com monday.com make.com indeed.com en.com en-japan.com"
    " overstock.com agoda.com trip.com crypto.com character.ai fast.ai stores.jp baseconnect.in"
    " prestashop.com wordpress.com github.io ruby-lang.org asp.net.core google.com yahoo.co.jp"
    " kakaku.com rakuten.co.jp biz.io type.jp c.co coconala.com bengo4.com zozo.com cookpad.com"
    " jobs.jp hr.com gmail.com outlook.com outlook.jp hotmail.com icloud.com yahoo.com live.jp"
)
_PRODUCTS = frozenset(_PRODUCT_LIST.split())
_FILE = re.compile(r"(?<![a-z0-9])(?:readme|index|main|report|resume|config|package)\.[a-z]{2,4}$")
_WORTH_A_LOOK = re.compile(
    r"[a-z0-9\])}>ット][ ]?\.[ ]?[a-z\[(]|[a-z0-9]\.[a-z]|www|: ?/|[ \[(]dot|dot[ \])]|ドット"
    r"|どっと|[a-z0-9]。[a-z]|\(\.\)|\[\.\]|スラッシュ"
)
_END = ".,:;!?'()[]*-"


def find(reading: Reading) -> list[Place]:
    """Places of pages' addresses in a reading."""
    text = reading.text
    if not _WORTH_A_LOOK.search(text):
        return []
    found: list[Place] = []
    for pattern in (_WITH_SCHEME, _WITH_WWW, _SPELLED_BARE, _SPELLED_SLASH):
        found += [_trimmed(text, *match.span()) for match in pattern.finditer(text)]
    for match in _BARE.finditer(text):
        names_a_firm = match["host"] in _PRODUCTS or _FILE.search(match["host"]) is not None
        if match["path"] or not names_a_firm:
            found.append(_trimmed(text, *match.span()))
    return merged(found)


def _trimmed(text: str, start: int, end: int) -> Place:
    """Without the punctuation that belongs to the sentence."""
    while end > start and text[end - 1] in _END:
        end -= 1
    return start, end

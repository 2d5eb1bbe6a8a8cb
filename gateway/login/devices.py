"""What an account is shown of the browsers and places it is logged in from: enough to know its own again, no more.

Neither the whole User-Agent nor the whole address is kept: the words of fixed lists, and the network.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache

UNKNOWN = "不明な端末"
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    # Each names itself after those it is made of: the first that fits is the most particular one.
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


def device_of(user_agent: str) -> str:
    """System and browser in words, as "WindowsのEdge"."""
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    return "の".join(part for part in (system, browser) if part) or UNKNOWN


@lru_cache(maxsize=4096)
def network_of(address: str) -> str:
    """The network an address is in, as 203.0.113.0/24 or 2001:db8:1::/48; empty for what is no address."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    return str(ipaddress.ip_network((known, 24 if known.version == 4 else 48), strict=False))

"""The key that registering an application gave, which stands for a login in the routes of its papers (REG-9, REG-8)."""

from __future__ import annotations

DOWNLOAD_KEY = {"X-Download-Key": "download_key"}
"""It is better given in a header: addresses are written into logs on their way."""

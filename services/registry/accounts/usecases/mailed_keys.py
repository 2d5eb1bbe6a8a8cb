"""Keys that are mailed and typed in again: drawn, compared and kept as hashes."""

from __future__ import annotations

import hashlib
import hmac
import secrets

# No letter or digit that is easily taken for another; 60 bits.
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_LENGTH = 12


def new_key() -> str:
    """A key that nobody can guess."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def hash_of(key: str) -> bytes:
    """What is kept of a key: it is random and short-lived, so that a plain hash suffices. Case and blanks are forgiven."""
    return hashlib.sha256(key.strip().upper().encode()).digest()


def fits(key: str, key_hash: bytes) -> bool:
    """Whether a key is the one that was hashed, without telling by time how much of it is."""
    return hmac.compare_digest(hash_of(key), key_hash)

"""Passwords are kept as argon2id hashes (AUT-6), and looked at for equally long whether or not the account exists."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.registry.offloading import Run, at_once


class Passwords:
    """Hashes and verifies. `run` calls a function elsewhere: hashing takes some 50 ms and would block nameko's hub.

    Both release the GIL, so `eventlet.tpool.execute` is a fitting `run` for a service.
    """

    def __init__(self, hasher: PasswordHasher | None = None, run: Run = at_once) -> None:
        self._hasher = hasher or PasswordHasher()
        self._run = run
        self._nobodys_hash = self._hasher.hash("the password of nobody")

    def hash(self, password: str) -> str:
        """A new salted hash with the parameters now in use."""
        hashed: str = self._run(self._hasher.hash, password)
        return hashed

    def fits(self, password: str, hashed: str | None) -> bool:
        """Whether the password is the hashed one; with None it takes as long as with a hash, and is False."""
        fits = bool(self._run(self._verified, hashed or self._nobodys_hash, password))
        return fits and hashed is not None

    def are_outdated(self, hashed: str) -> bool:
        """Whether a hash was made with other parameters than those now in use, and is to be made anew."""
        return self._hasher.check_needs_rehash(hashed)

    def _verified(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

"""Passwords are kept as argon2id hashes (AUT-6), and looked at for equally long whether or not the account exists."""

from __future__ import annotations

from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from services.registry.offloading import Run, at_once
from services.runtime.settings import SettingInvalid, Settings

LEAST_MEMORY_KIB = 7_168
"""The least of the equal choices in OWASP's Password Storage Cheat Sheet (7 MiB, five passes, one lane)."""


@dataclass(frozen=True)
class HashCost:
    """What one argon2id hash costs; the defaults are OWASP's: 19 MiB, two passes, one lane."""

    memory_kib: int = 19_456
    passes: int = 2
    lanes: int = 1

    def hasher(self) -> PasswordHasher:
        """argon2id at this cost."""
        return PasswordHasher(time_cost=self.passes, memory_cost=self.memory_kib, parallelism=self.lanes)


def cost_from_settings(settings: Settings) -> HashCost:
    """From the settings `PASSWORD_HASH_…`; raises `SettingInvalid` for a hash that costs an attacker too little."""
    default = HashCost()
    cost = HashCost(
        memory_kib=int(settings.number("PASSWORD_HASH_MEMORY_KIB", default.memory_kib)),
        passes=int(settings.number("PASSWORD_HASH_PASSES", default.passes)),
        lanes=int(settings.number("PASSWORD_HASH_LANES", default.lanes)),
    )
    if cost.memory_kib < LEAST_MEMORY_KIB or cost.passes < 1 or cost.lanes < 1:
        raise SettingInvalid(f"PASSWORD_HASH_MEMORY_KIB must be at least {LEAST_MEMORY_KIB}, passes and lanes 1")
    return cost


class Passwords:
    """Hashes and verifies. `run` calls a function elsewhere: hashing takes some 30 ms of a processor and would block
    nameko's hub.

    Both release the GIL, so `eventlet.tpool.execute` is a fitting `run` for a service.
    """

    def __init__(self, hasher: PasswordHasher | None = None, run: Run = at_once) -> None:
        self._hasher = hasher or HashCost().hasher()
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

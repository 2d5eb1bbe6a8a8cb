"""Personal data (SEE-2) is kept sealed: encrypted under a named key, an e-mail address found by the HMAC of its form.

Encryption is AES-256-GCM with a random nonce; `about` says whose field it is and is authenticated with it, so that one
person's sealed value can't be put in another's place. Keys are rotated by adding a new first one: older rows name theirs.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.contracts.email_addresses import normal_form
from services.runtime.settings import SettingInvalid, Settings

_NONCE_BYTES = 12
_KEY_BYTES = 32


@dataclass(frozen=True)
class Sealed:
    """An encrypted text and the key it needs; both are kept in the row."""

    key_id: str
    ciphertext: bytes


class NotOurs(Exception):
    """A sealed value was made with an unknown key, was altered, or is about somebody else."""


class UnknownKey(NotOurs):
    """A sealed value names a key that this process was not given: another process, or this one started anew, opens it."""


class PersonalData:
    """Seals, opens and finds. `keys` by their IDs, the first one seals; `lookup_key` makes the HMAC of addresses."""

    def __init__(self, keys: Mapping[str, bytes], lookup_key: bytes) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(keys))
        self._lookup_key = lookup_key

    @property
    def current_key(self) -> str:
        """The ID of the key that seals."""
        return self._current

    def seal(self, text: str, about: str) -> Sealed:
        """Encrypt a text under the current key."""
        return self.seal_bytes(text.encode(), about)

    def seal_bytes(self, content: bytes, about: str) -> Sealed:
        """Encrypt a file's content under the current key."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._ciphers[self._current].encrypt(nonce, content, about.encode())
        return Sealed(self._current, nonce + sealed)

    def open(self, sealed: Sealed, about: str) -> str:
        """The text again. Raises `NotOurs`."""
        return self.open_bytes(sealed, about).decode()

    def open_bytes(self, sealed: Sealed, about: str) -> bytes:
        """The content again. Raises `NotOurs`, of it `UnknownKey` where only the key is missing."""
        cipher = self._ciphers.get(sealed.key_id)
        if cipher is None:
            raise UnknownKey(f"no key {sealed.key_id}: add it to PERSONAL_DATA_KEYS again")
        try:
            nonce, ciphertext = sealed.ciphertext[:_NONCE_BYTES], sealed.ciphertext[_NONCE_BYTES:]
            return cipher.decrypt(nonce, ciphertext, about.encode())
        except (InvalidTag, ValueError) as error:
            raise NotOurs("sealed value altered, or about somebody else") from error

    def lookup(self, email: str) -> bytes:
        """What an address is found by: 32 bytes that tell nothing to who lacks the key."""
        return hmac.digest(self._lookup_key, normal_form(email).encode(), hashlib.sha256)

    def signed(self, text: bytes) -> bytes:
        """A signature that only we can make, under a key of its own made from the lookup key; `text` names its purpose."""
        key = hmac.digest(self._lookup_key, b"\x00signing", hashlib.sha256)
        return hmac.digest(key, text, hashlib.sha256)


def from_settings(settings: Settings) -> PersonalData:
    """From `PERSONAL_DATA_KEYS` (`name:base64` of 32 bytes, comma separated) and `PERSONAL_DATA_LOOKUP_KEY` (base64).

    Raises `SettingMissing` or `SettingInvalid`, never showing a key.
    """
    keys: dict[str, bytes] = {}
    for item in settings.text("PERSONAL_DATA_KEYS").split(","):
        key_id, colon, encoded = item.strip().partition(":")
        if not (key_id and colon):
            raise SettingInvalid("PERSONAL_DATA_KEYS must be name:base64, several separated by commas")
        keys[key_id] = _key(encoded, "PERSONAL_DATA_KEYS")
    return PersonalData(keys, _key(settings.text("PERSONAL_DATA_LOOKUP_KEY"), "PERSONAL_DATA_LOOKUP_KEY"))


def _key(encoded: str, setting: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise SettingInvalid(
            f"{setting} must hold base64 of {_KEY_BYTES} bytes: make one with `openssl rand -base64 32`"
        )
    return key

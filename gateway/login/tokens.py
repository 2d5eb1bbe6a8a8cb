"""Secrets of logins: tokens are random and stored as hashes; what is derived comes from the gateway's one secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata

import pyotp

TOKEN_BYTES = 32


def new_token() -> str:
    """A token nobody can guess, fit for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> bytes:
    """What the database keeps of a token. Plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def csrf_token(session_token: str) -> str:
    """The token to be sent in a header beside the session's cookie: known only to who can read our answers."""
    derived = hmac.digest(session_token.encode(), b"csrf", "sha256")
    return base64.urlsafe_b64encode(derived).rstrip(b"=").decode()


def same(one: str, other: str) -> bool:
    """Compare without telling by time how much is the same."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


def one_time_password(secret: bytes, account_id: str, counter: int) -> str:
    """The one-time password (RFC 4226) of an account at a counter.

    Its key is derived, not stored: whoever reads the database alone can't compute a password.
    """
    key = hmac.digest(secret, b"one-time-password:" + account_id.encode(), "sha1")
    return str(pyotp.HOTP(base64.b32encode(key).decode()).at(counter))


def limit_key(secret: bytes, text: str) -> bytes:
    """Under what attempts of an e-mail or address are counted, so that the database holds neither.

    E-mails are counted alike however their letters are written.
    """
    normal = unicodedata.normalize("NFKC", text).casefold().strip()
    return hmac.digest(secret, b"limit:" + normal.encode(errors="replace"), "sha256")

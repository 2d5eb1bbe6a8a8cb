"""Secrets of logins: tokens are random and stored as hashes; what is derived comes from the gateway's one secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable

import pyotp

from services.contracts.email_addresses import normal_form

TOKEN_BYTES = 32
LONGEST_NAME = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A token nobody can guess, fit for a cookie."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def looks_like_token(text: str) -> bool:
    """Whether a text may be a token of ours."""
    return _TOKEN.fullmatch(text) is not None


def digest(token: str) -> bytes:
    """What the database keeps of a token. Plain SHA-256 is enough for 256 random bits."""
    return hashlib.sha256(token.encode(errors="replace")).digest()


def challenge_digest(token: str) -> bytes:
    """What the database keeps of the token of a login under way.

    Not as `digest` has it: a gateway of before, which would expect another one-time password, finds no such login and says to
    begin anew.
    """
    return digest("login:" + token)


def csrf_token(session_token: str) -> str:
    """The token to be sent in a header beside the session's cookie: known only to who can read our answers."""
    derived = hmac.digest(session_token.encode(), b"csrf", "sha256")
    return base64.urlsafe_b64encode(derived).rstrip(b"=").decode()


def same(one: str, other: str) -> bool:
    """Compare without telling by time how much is the same."""
    return hmac.compare_digest(one.encode(errors="replace"), other.encode(errors="replace"))


def one_time_password(secret: bytes, challenge_token: str) -> str:
    """The one-time password (RFC 4226) of a login under way.

    Its key is derived from the token that ties the login to its browser, and not stored: whoever reads the database alone can't
    compute a password, and no two logins have the same key. It is there before it is known whose login it is.
    """
    key = hmac.digest(secret, b"one-time-password of a login:" + challenge_token.encode(errors="replace"), "sha1")
    return _hotp(key, 0)


def former_one_time_password(secret: bytes, account_id: str, counter: int) -> str:
    """The one-time password of a login that was begun by a gateway of before: its key is the account's."""
    return _hotp(hmac.digest(secret, b"one-time-password:" + account_id.encode(), "sha1"), counter)


def _hotp(key: bytes, counter: int) -> str:
    return str(pyotp.HOTP(base64.b32encode(key).decode()).at(counter))


def limit_key(secret: bytes, text: str) -> bytes:
    """Under what attempts of an e-mail or address are counted, so that the database holds neither.

    E-mails are counted alike however they are written, as the registry finds them alike: also a domain of another script.
    """
    return hmac.digest(secret, b"limit:" + normal_form(text).encode(errors="replace"), "sha256")


def window_key(email_key: bytes, browser: str) -> bytes:
    """Under what attempts at an e-mail are counted: a browser that has logged in before has a count of its own."""
    return hmac.digest(email_key, b"browser:" + browser.encode(), "sha256") if browser else email_key


def new_known_browser(secret: bytes, email_key: bytes) -> str:
    """What a browser keeps that has logged in with an e-mail: a random name, and our mark on it for this e-mail alone."""
    name = secrets.token_urlsafe(16)
    return f"{name}.{_mark(secret, email_key, name)}"


def known_browser(secret: bytes, email_key: bytes, kept: Iterable[str]) -> str:
    """The name of a browser that has logged in with this e-mail before, from what it kept; empty for any other."""
    for value in kept:
        name, _, mark = value.partition(".")
        if len(name) <= LONGEST_NAME and same(mark, _mark(secret, email_key, name)):
            return name
    return ""


def _mark(secret: bytes, email_key: bytes, name: str) -> str:
    marked = hmac.digest(secret, b"known-browser:" + email_key + name.encode(errors="replace"), "sha256")
    return base64.urlsafe_b64encode(marked).rstrip(b"=").decode()

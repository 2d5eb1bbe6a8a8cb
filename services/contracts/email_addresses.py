"""The forms in which e-mail addresses are taken and compared, the same wherever one is found or counted by (REG-11, AUT-6)."""

from __future__ import annotations

import unicodedata

import idna


def in_ascii(email: str) -> str:
    """An address as mail servers take it: full-width signs narrowed, a domain of another script in its ASCII form (IDNA).

    So typed with a Japanese keyboard it is the same address (REG-11). What stands before the @ keeps its case; where it is of
    another script it stays so.
    """
    if email.isascii():
        return email
    local, at, domain = unicodedata.normalize("NFKC", email).rpartition("@")
    return f"{local}{at}{_ascii_form(domain)}"


def normal_form(email: str) -> str:
    """An address as it is compared: width and case folded, blanks cut, a domain in its ASCII form (IDNA).

    What stands before the @ is kept apart from that, `+` and dots included: whose mailbox it is only its server knows.
    What is mailed to is the address as typed. REG-11: one account an address, however it is written.
    """
    local, at, domain = unicodedata.normalize("NFKC", email).strip().lower().rpartition("@")
    return f"{local}{at}{_ascii_form(domain)}"


def _ascii_form(domain: str) -> str:
    """例え.jp as xn--r8jz45g.jp; what can't be a domain stays as it is: nobody has an account there."""
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain

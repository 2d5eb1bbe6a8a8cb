"""Personal data in free text (SEE-2, as MSG-8): what identifies or reaches a person has no place in a provided record."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from services.registry.seekers.domain.person import Person


class Found(StrEnum):
    """What stands in a text, in the words in which it is told."""

    EMAIL = "メールアドレス"
    PHONE = "電話番号"
    POSTAL_CODE = "郵便番号"
    NAME = "氏名"
    ADDRESS = "住所"
    ACCOUNT = "他のサービスのアカウント"


_PATTERNS = {
    Found.EMAIL: re.compile(r"[a-z0-9._%+-]+\s?@\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+"),
    Found.PHONE: re.compile(r"(?<![0-9])0[0-9]{1,4}[-() ]{0,2}[0-9]{1,4}[-() ]{0,2}[0-9]{3,4}(?![0-9])"),
    Found.POSTAL_CODE: re.compile(r"〒\s?[0-9]{3}-?[0-9]{4}|(?<![0-9-])[0-9]{3}-[0-9]{4}(?![0-9-])"),
    Found.ACCOUNT: re.compile(r"(?<![a-z])(?:line|skype|instagram|twitter)\s?(?:id|のid)\b|https?://"),
}
# No pattern can hit where none of these characters stands: most texts need no closer look.
_WORTH_A_LOOK = re.compile(r"[@〒0-9a-z]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー－", "-"))


def find_personal_data(text: str, person: Person | None = None) -> Found | None:
    """The first kind of personal data that a text holds; with a person, that person's own name and address too.

    Width and case are folded first, so that full-width digits are found as well.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    if _WORTH_A_LOOK.search(folded):
        digits = folded.translate(_DASHES)
        for found, pattern in _PATTERNS.items():
            if pattern.search(digits):
                return found
    return None if person is None else _find_own(folded, person)


def _find_own(folded: str, person: Person) -> Found | None:
    written, read = (
        (person.family_name, person.given_name),
        (person.family_name_kana, person.given_name_kana),
    )
    for family, given in (written, read):
        if any(unicodedata.normalize("NFKC", family + blank + given).lower() in folded for blank in ("", " ")):
            return Found.NAME
    return Found.ADDRESS if unicodedata.normalize("NFKC", person.address).lower() in folded else None


def first_found(texts: Mapping[str, str], person: Person) -> tuple[str, Found] | None:
    """The name of the first of several texts that holds personal data, with what it holds."""
    if find_personal_data("\n".join(texts.values()), person) is None:
        return None
    for name, text in texts.items():
        if (found := find_personal_data(text, person)) is not None:
            return name, found
    return None

"""Personal data in the free texts of a record (SEE-2, as MSG-8): what identifies or reaches a person is not provided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from services.characters import without_hidden
from services.known_places import known_places
from services.recognition import Kind, OwnData, Span, recognize
from services.registry.seekers.domain.person import Person


def own_data(person: Person) -> OwnData:
    """What is looked for as a person's own; stays in the registry."""
    return OwnData(
        person.family_name, person.given_name, person.family_name_kana, person.given_name_kana, person.address
    )


def as_shown(person: Person) -> Person:
    """The person as read on a screen: the reading of the name without characters that show nothing (decision 301)."""
    return replace(
        person,
        family_name_kana=without_hidden(person.family_name_kana),
        given_name_kana=without_hidden(person.given_name_kana),
    )


def find_personal_data(text: str, person: Person) -> tuple[Span, ...]:
    """All personal data in a text, that person's own name and address too."""
    return recognize(text, known_places(), own_data(person))


def first_found(texts: Mapping[str, str], person: Person) -> tuple[str, Kind] | None:
    """The name of the first of several texts that holds personal data, with what it holds first."""
    if not find_personal_data("\n".join(texts.values()), person):
        return None  # nearly always; one text is read faster than several
    for name, text in texts.items():
        if found := find_personal_data(text, person):
            return name, found[0].kind
    return None

"""All recognizers, run over a text."""

from __future__ import annotations

from services.recognition import address, demand, email, postal_code, sns, telephone, url
from services.recognition.own import OwnData, own_places
from services.recognition.places import Places
from services.recognition.reading import Reading
from services.recognition.spans import Kind, Place, Span, merged, without


def recognize(text: str, places: Places, own: OwnData | None = None) -> tuple[Span, ...]:
    """Personal data in a text, with its places in code points of the text as it was given (MSG-8).

    With `own` a person's own name and address are looked for too. Spans ascend and never overlap within a kind. Takes
    time in proportion to the text's length, whatever it holds.
    """
    return _led_back(text, _found(Reading.without_places(text), places, own))


def find_own(text: str, own: OwnData) -> tuple[Span, ...]:
    """A person's own name and address in a text and nothing else, with their places as `recognize` answers them."""
    return _led_back(text, own_places(Reading.without_places(text), own))


def recognize_demands(text: str) -> tuple[Span, ...]:
    """What in a text of an organization's demands personal data of its reader, with its places as `recognize` answers them."""
    return _led_back(text, {Kind.DEMAND: demand.find(Reading.without_places(text))})


def _led_back(text: str, found: dict[Kind, list[Place]]) -> tuple[Span, ...]:
    """Places in the reading of a text led back to it; the way back is sought only where something is found, as it takes long.

    Both ways of reading a text read the same, so that nothing needs to be looked for twice.
    """
    return tuple(spans_of(Reading.of(text), found)) if any(found.values()) else ()


def spans_of(reading: Reading, found: dict[Kind, list[Place]]) -> list[Span]:
    """Places in a reading led back to the text: ascending, those of a kind that meet in one character made one."""
    spans: list[Span] = []
    for kind, places in found.items():
        last: Span | None = None
        for place in places:
            start, end = reading.original_place(*place)
            if last is not None and start < last.end:
                spans.pop()
                start, end = last.start, max(end, last.end)
            last = Span(start, end, kind)
            spans.append(last)
    return sorted(spans)


def _found(reading: Reading, places: Places, own: OwnData | None) -> dict[Kind, list[Place]]:
    """What one place is of one kind goes before another: a number in an address is no postal code."""
    emails = email.find(reading)
    urls = [place for place in without(url.find(reading), emails) if not sns.told_here(reading.text, *place)]
    taken = sorted([*emails, *urls])
    telephones = without(telephone.find(reading), taken)
    postal_codes = without(postal_code.find(reading), telephones)
    addresses = without(address.find(reading, places), sorted([*telephones, *postal_codes]))
    told = own_places(reading, own) if own is not None else {Kind.NAME: [], Kind.ADDRESS: []}
    return {
        Kind.EMAIL: emails,
        Kind.URL: urls,
        Kind.TELEPHONE: telephones,
        Kind.POSTAL_CODE: postal_codes,
        Kind.ADDRESS: merged([*addresses, *told[Kind.ADDRESS]]),
        Kind.NAME: told[Kind.NAME],
        Kind.SNS: without(sns.find(reading), sorted([*taken, *telephones])),
    }

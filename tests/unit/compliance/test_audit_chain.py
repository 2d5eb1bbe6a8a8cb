"""The chain of the audit log (OPS-3): whatever is changed, left out, put in or cut off shows at its first place."""

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.compliance.audit.domain.chain import (
    GENESIS,
    BrokenLink,
    Entry,
    Fault,
    Link,
    Verification,
    canonical,
    linked,
)
from services.compliance.audit.verify_command import read_heads

NOW = dt.datetime(2026, 5, 12, 1, 0, tzinfo=dt.UTC)


def entry(number: int, **changed: Any) -> Entry:
    plain = Entry(
        entry_id=f"00000000-0000-7000-8000-{number:012}",
        occurred_at=NOW + dt.timedelta(seconds=number),
        source="registry",
        action="registry.approve_application",
        subject_kind="application",
        subject_id=str(number),
        role="bureau_staff",
        account_id=None,
        organization_id=None,
        bureau_code="13",
        network_address="203.0.113.7",
        trace="t",
        details={"documents": number},
    )
    return replace(plain, **changed)


def chain(length: int) -> list[Link]:
    return linked(entry(number) for number in range(1, length + 1))


def verified(links: list[Link], heads: dict[int, bytes] | None = None) -> BrokenLink | None:
    verification = Verification(heads)
    for link in links:
        if (broken := verification.look_at(link)) is not None:
            return broken
    return verification.end()


def test_a_chain_as_it_was_written_is_whole() -> None:
    """OPS-3."""
    links = chain(5)
    assert verified(links, {3: links[2].hash, 5: links[4].hash}) is None


def test_the_first_link_is_what_anybody_can_compute() -> None:
    """OPS-3: SHA-256 over 32 zero bytes and the entry's JSON, members by name."""
    (link,) = chain(1)
    written = (
        '{"account_id":null,"action":"registry.approve_application","bureau_code":"13","details":{"documents":1},'
        '"entry_id":"00000000-0000-7000-8000-000000000001","network_address":"203.0.113.7",'
        '"occurred_at":"2026-05-12T01:00:01.000000Z","organization_id":null,"position":1,"role":"bureau_staff",'
        '"source":"registry","subject_id":"1","subject_kind":"application","trace":"t"}'
    )
    assert canonical(1, link.entry).decode() == written
    assert link.hash == hashlib.sha256(GENESIS + written.encode()).digest()


CHANGES: list[dict[str, Any]] = [
    {"account_id": "00000000-0000-7000-8000-00000000000a"},
    {"organization_id": "00000000-0000-7000-8000-00000000000a"},
    {"action": "registry.refuse_application"},
    {"subject_kind": "organization"},
    {"subject_id": "7"},
    {"role": "operations"},
    {"bureau_code": "27"},
    {"network_address": None},
    {"occurred_at": NOW},
    {"trace": "u"},
    {"source": "search"},
    {"details": {}},
    {"entry_id": "00000000-0000-7000-8000-0000000000ff"},
]


@pytest.mark.parametrize("changed", CHANGES, ids=lambda changed: next(iter(changed)))
def test_no_member_of_an_entry_can_be_changed_unseen(changed: dict[str, Any]) -> None:
    """OPS-3."""
    links = chain(5)
    links[2] = replace(links[2], entry=replace(links[2].entry, **changed))
    assert verified(links) == BrokenLink(3, Fault.CHANGED)
    assert {name for change in CHANGES for name in change} == set(vars(links[0].entry))


@given(st.integers(2, 12), st.data())
def test_an_entry_taken_out_shows_where_it_stood(length: int, data: st.DataObject) -> None:
    """OPS-3."""
    links = chain(length)
    place = data.draw(st.integers(0, length - 2))
    del links[place]
    assert verified(links) == BrokenLink(place + 1, Fault.MISSING)


@given(st.integers(2, 12), st.data())
def test_an_entry_changed_with_its_hash_breaks_the_next_one(length: int, data: st.DataObject) -> None:
    """OPS-3: who rewrites one has to rewrite all that follow, and the heads kept elsewhere."""
    links = chain(length)
    place = data.draw(st.integers(0, length - 2))
    links[place : place + 1] = linked(
        [entry(99)], after=place, previous_hash=links[place - 1].hash if place else GENESIS
    )
    assert verified(links) == BrokenLink(place + 2, Fault.OTHER_PREDECESSOR)


def test_a_tail_cut_off_shows_by_a_head_kept_elsewhere_and_only_by_it() -> None:
    """OPS-3."""
    links = chain(5)
    assert verified(links[:3]) is None
    assert verified(links[:3], {4: links[3].hash}) == BrokenLink(4, Fault.CUT_OFF)
    assert verified([], {1: links[0].hash}) == BrokenLink(1, Fault.CUT_OFF)


def test_a_chain_written_anew_shows_by_a_head_kept_elsewhere() -> None:
    """OPS-3."""
    other = linked(entry(number, trace="forged") for number in range(1, 6))
    assert verified(other) is None
    assert verified(other, {4: chain(5)[3].hash}) == BrokenLink(4, Fault.OTHER_HEAD)


def test_heads_are_read_as_they_are_printed() -> None:
    assert read_heads([f"7 {'ab' * 32}\n"]) == {7: bytes.fromhex("ab" * 32)}


@pytest.mark.parametrize("lines", [["x"], ["7"], ["7 zz"], ["7 abcd"], ["0 " + "ab" * 32], ["-1 " + "ab" * 32]])
def test_a_line_that_is_no_head_is_refused(lines: list[str]) -> None:
    with pytest.raises(ValueError, match="line 1 is no head"):
        read_heads(lines)


def test_two_heads_of_one_place_are_two_chains() -> None:
    with pytest.raises(ValueError, match="two chains"):
        read_heads([f"7 {'ab' * 32}", f"7 {'cd' * 32}"])

"""Who finds whom (SEE-4, SEE-6), and that who may not be found any more is not (SRC-3)."""

from __future__ import annotations

import datetime as dt

import pytest

from services.contracts.registry import STANDINGS
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from services.search.index.reader import IndexNotReady, SeekerIndex
from services.search.reasons import SearchReason
from tests.contract.search.conftest import MUNICIPAL, PRIVATE, ReadModel
from tests.contract.search.records import TODAY, record, state

ONE, TWO, THREE = "00000000001", "00000000002", "00000000003"


@pytest.fixture
def seekers(read_model: ReadModel) -> ReadModel:
    """Ten seekers open to everybody."""
    for number in range(1, 11):
        read_model.add(number, valid_until="2026-07-31")
    read_model.rebuild()
    return read_model


def test_the_provision_choice_decides_which_class_finds_a_seeker(read_model: ReadModel) -> None:
    """SEE-4."""
    for number, classes in enumerate([("private", "municipal"), ("private",), ("municipal",), ()], start=1):
        read_model.add(number, provided_to=classes)
    read_model.rebuild()
    assert set(read_model.found(organization_id=PRIVATE)) == {"00000000001", "00000000002"}
    assert set(read_model.found(organization_id=MUNICIPAL)) == {"00000000001", "00000000003"}


def test_who_blocks_an_organization_is_out_of_its_results_and_not_of_others(seekers: ReadModel) -> None:
    """SRC-3."""
    seekers.block(ONE, PRIVATE)
    seekers.follow()
    assert ONE not in seekers.found(organization_id=PRIVATE)
    assert seekers.search(organization_id=PRIVATE)["total"] == 9
    assert ONE in seekers.found(organization_id=MUNICIPAL)
    seekers.block(ONE, PRIVATE, version=2, blocked=False)
    seekers.follow()
    assert ONE in seekers.found(organization_id=PRIVATE)


def test_a_block_that_comes_before_its_seeker_holds(read_model: ReadModel) -> None:
    """SRC-3."""
    read_model.block(ONE, PRIVATE)
    read_model.add(1)
    read_model.rebuild()
    assert read_model.found(organization_id=PRIVATE) == []
    assert read_model.found(organization_id=MUNICIPAL) == [ONE]


@pytest.mark.parametrize("block_first", [True, False])
def test_who_is_blocked_under_a_joined_number_never_finds_the_record_that_stays(
    read_model: ReadModel, block_first: bool
) -> None:
    """SEE-1, SRC-3: with the very state that opens it, before messaging has told of the block under the number that stays."""
    if block_first:
        read_model.block(TWO, PRIVATE)
    read_model.add(1, joined_numbers=(TWO,))
    if not block_first:
        read_model.rebuild()
        assert read_model.found(organization_id=PRIVATE) == [ONE]
        read_model.block(TWO, PRIVATE)
    read_model.rebuild()
    assert read_model.found(organization_id=PRIVATE) == []
    assert read_model.found(organization_id=MUNICIPAL) == [ONE]
    read_model.block(ONE, PRIVATE)
    read_model.block(TWO, PRIVATE, version=2, blocked=False)
    read_model.rebuild()
    assert read_model.found(organization_id=PRIVATE) == [], "blocked under the number that stays"
    read_model.block(ONE, PRIVATE, version=2, blocked=False)
    read_model.rebuild()
    assert read_model.found(organization_id=PRIVATE) == [ONE]


@pytest.mark.parametrize("last_first", [True, False])
def test_records_joined_one_into_the_other_are_one_persons_in_whatever_order_states_come(
    read_model: ReadModel, last_first: bool
) -> None:
    """SEE-1, SRC-3: an older state of the second one takes nothing back."""
    read_model.block(THREE, PRIVATE)
    steps = [(2, {"joined_numbers": (THREE,)}), (1, {"joined_numbers": (TWO, THREE)})]
    for number, changes in reversed(steps) if last_first else steps:
        read_model.add(number, **changes)
    read_model.add(1, version=9)
    read_model.rebuild()
    assert ONE not in read_model.found(organization_id=PRIVATE)


def test_a_change_of_the_record_does_not_undo_a_block(seekers: ReadModel) -> None:
    """SRC-3."""
    seekers.block(ONE, PRIVATE)
    seekers.add(1, version=2)
    seekers.follow()
    assert ONE not in seekers.found(organization_id=PRIVATE)


def test_of_block_and_unblock_the_newer_holds_whichever_comes_last(seekers: ReadModel) -> None:
    """SRC-3."""
    assert seekers.block(ONE, PRIVATE, version=2, blocked=False)
    assert not seekers.block(ONE, PRIVATE, version=1, blocked=True)
    seekers.follow()
    assert ONE in seekers.found(organization_id=PRIVATE)


def test_who_narrows_the_choice_or_ends_the_application_is_out_at_once(seekers: ReadModel) -> None:
    """SRC-3."""
    seekers.add(1, version=2, provided_to=("municipal",))
    seekers.add(2, version=2, provided_to=())
    seekers.follow()
    assert {ONE, "00000000002"} & set(seekers.found(organization_id=PRIVATE)) == set()
    assert set(seekers.found(organization_id=MUNICIPAL)) == {f"{number:011d}" for number in (1, *range(3, 11))}


def test_what_nobody_may_see_leaves_no_record_in_the_table(seekers: ReadModel) -> None:
    ended = state(seekers.random, 1, version=2, provided_to=())
    ended["record"] = record(seekers.random, ONE)
    seekers.project(ended)
    with seekers.database.transaction() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM seekers WHERE record IS NULL").scalar_one()
    assert kept == 1


def test_an_older_state_changes_nothing(seekers: ReadModel) -> None:
    assert seekers.project(state(seekers.random, 1, version=3, provided_to=("municipal",))) == 1
    assert seekers.project(state(seekers.random, 1, version=2, provided_to=("private", "municipal"))) == 0
    seekers.follow()
    assert ONE not in seekers.found(organization_id=PRIVATE)


def test_the_newest_of_two_states_in_one_event_holds(seekers: ReadModel) -> None:
    newer, older = (state(seekers.random, 1, version=version, provided_to=("private",)) for version in (3, 2))
    older["provided_to"], older["record"] = [], None
    assert seekers.project(newer, older) == 1
    seekers.follow()
    assert ONE in seekers.found(organization_id=PRIVATE)


def test_a_seeker_leaves_the_search_when_the_last_valid_day_is_over(seekers: ReadModel) -> None:
    """SEE-6."""
    assert len(seekers.found(today=dt.date(2026, 7, 31))) == 10
    after = seekers.search(today=dt.date(2026, 8, 1))
    assert (after["total"], after["hits"]) == (0, [])
    assert after["facets"]["employment_forms"] == []


def test_the_row_decides_where_the_index_lags_behind(seekers: ReadModel) -> None:
    seekers.block(ONE, PRIVATE)
    answer = seekers.search(organization_id=PRIVATE, page_size=10)
    assert answer["total"] == 10, "the index has not followed yet"
    assert ONE not in [hit["seeker_number"] for hit in answer["hits"]]


@pytest.mark.parametrize("standing", sorted(set(STANDINGS) - {"active"}))
def test_who_is_not_active_may_not_search(seekers: ReadModel, standing: str) -> None:
    """AUT-9."""
    seekers.add_organization(PRIVATE, "private", version=2, standing=standing)
    with pytest.raises(Refusal) as refused:
        seekers.search()
    assert refused.value.reason is SearchReason.ORGANIZATION_NOT_ACTIVE
    seekers.add_organization(PRIVATE, "private", version=3)
    assert seekers.search()["total"] == 10


def test_an_organization_never_heard_of_may_not_search(seekers: ReadModel) -> None:
    with pytest.raises(Refusal) as refused:
        seekers.search(organization_id=new_id())
    assert refused.value.reason is SearchReason.ORGANIZATION_NOT_ACTIVE


def test_an_organization_without_seeker_information_may_not_search(seekers: ReadModel) -> None:
    """AUT-9."""
    school = new_id()
    seekers.add_organization(school, "private", services=["offers"])
    with pytest.raises(Refusal) as refused:
        seekers.search(organization_id=school)
    assert refused.value.reason is SearchReason.NO_SEEKER_INFORMATION


def test_without_an_index_the_search_says_so(read_model: ReadModel) -> None:
    with pytest.raises(IndexNotReady):
        SeekerIndex(read_model.folder).searcher()
    with pytest.raises(Refusal) as refused:
        read_model.search(today=TODAY)
    assert refused.value.reason is SearchReason.INDEX_NOT_READY

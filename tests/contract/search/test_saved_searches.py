"""SRC-6: searches are saved by account; once a day their owner is told how many new hits there are, in counts alone."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts.caller import SYSTEM, Caller, Role
from services.contracts.search import NEW_HITS_COUNTED, SavedSearchContent
from services.runtime.identifiers import new_id
from services.runtime.refusal import Refusal
from services.runtime.work import ReceivedEvent, Work
from services.search.index import news
from services.search.reasons import SearchReason
from services.search.saved import noticing, usecases
from services.search.saved import storage as saved_storage
from services.search.saved.storage import SavedSearch
from services.search.saved.usecases import SavedSearchSettings
from services.search.service import SearchService
from services.search.tables import outbox, saved_searches
from tests.contract.search.conftest import MUNICIPAL, PRIVATE, ReadModel
from tests.contract.search.records import NOON, state

SETTINGS = SavedSearchSettings(most_an_account=3)
ACCOUNT = new_id()
EVERYBODY: dict[str, Any] = {}
DAY = dt.timedelta(days=1)


class Desk:
    """An account of an organization, with its saved searches, on a day that a test lets pass."""

    def __init__(self, model: ReadModel) -> None:
        self.model, self.now = model, NOON

    def work(self, *, account: str = ACCOUNT, organization: str = PRIVATE, system: bool = False) -> Work:
        caller = SYSTEM if system else Caller(Role.ORGANIZATION_MAIN, account, organization)
        return Work(self.model.database, caller=caller, now=self.now, trace="t")

    def run(self, what: Callable[..., Any], *arguments: Any, **who: Any) -> Any:
        work = self.work(**who)
        try:
            done = what(work, *arguments)
            work.commit()
        finally:
            work.close()
        return done

    def save(self, name: str, query: dict[str, Any] | None = None, *, notify: bool = True, **who: Any) -> SavedSearch:
        content = SavedSearchContent().load({"name": name, "query": query or EVERYBODY, "notify": notify})
        saved: SavedSearch = self.run(usecases.save, self.model.index, content, SETTINGS, **who)
        return saved

    def change(self, saved: SavedSearch, **changes: Any) -> SavedSearch:
        content = {"name": saved.name, "query": saved.query, "notify": saved.notify, **changes}
        asked = SavedSearchContent().load(content) | {"saved_search_id": saved.saved_search_id}
        changed: SavedSearch = self.run(usecases.change, self.model.index, asked)
        return changed

    def look(self) -> list[dict[str, Any]]:
        """The duty, and what it told."""
        before = len(self.told())
        self.run(noticing.tell_of_new_hits, self.model.index, SETTINGS, news.look, system=True)
        return self.told()[before:]

    def told(self) -> list[dict[str, Any]]:
        with self.model.database.transaction() as connection:
            bodies = connection.execute(sa.select(outbox.c.body).order_by(outbox.c.seq)).scalars()
            envelopes = [json.loads(body) for body in bodies]
        return [one["data"] for one in envelopes if one["type"] == NEW_HITS_COUNTED.type]


@pytest.fixture
def desk(read_model: ReadModel) -> Desk:
    """Ten seekers are there before anything is saved."""
    for number in range(1, 11):
        read_model.add(number, valid_until=str(NOON.date() + 60 * DAY))
    read_model.rebuild()
    return Desk(read_model)


def add(desk: Desk, number: int, **changes: Any) -> dict[str, Any]:
    """A seeker with an application for work of their own."""
    return desk.model.add(number, valid_until=str(NOON.date() + 60 * DAY), **changes)


def add_of_same(desk: Desk, before: dict[str, Any], number: int, **changes: Any) -> None:
    """Another version of a seeker, about the same application for work."""
    made = state(Random(1), number, valid_until=str(NOON.date() + 60 * DAY), **changes)
    desk.model.project(made | {"application_id": before["application_id"]})


def test_new_hits_are_told_once_a_day_in_counts_alone(desk: Desk) -> None:
    """SRC-6: neither name nor condition nor seeker is in the event."""
    desk.save("都内の事務職")
    for number in (11, 12, 13):
        add(desk, number)
    desk.model.follow()
    assert desk.look() == [], "the day's look was at saving"
    desk.now += DAY
    [told] = desk.look()
    assert told == {
        "account_id": ACCOUNT, "organization_id": PRIVATE, "day": str(desk.now.date()),
        "searches": 1, "new_hits": 3, "changed_hits": 0,
    }  # fmt: skip
    add(desk, 14)
    desk.model.follow()
    assert desk.look() == [], "one mail a day, whatever comes after it (CAL-6)"
    desk.now += DAY
    [next_day] = desk.look()
    assert (next_day["searches"], next_day["new_hits"]) == (1, 1), "what came later that day, and nothing told before"
    desk.now += DAY
    assert desk.look() == [], "what was told once is no news"


def test_several_searches_of_an_account_are_one_mail(desk: Desk) -> None:
    """SRC-6: one mail a day at most an account."""
    desk.save("一", {"words": {"any": ["経理", "介護", "接客"]}})
    desk.save("二")
    desk.save("三", account=(other := new_id()))
    for number in range(11, 21):
        add(desk, number)
    desk.model.follow()
    desk.now += DAY
    told = {one["account_id"]: one for one in desk.look()}
    assert set(told) == {ACCOUNT, other}
    assert told[ACCOUNT]["searches"] == 2
    assert told[ACCOUNT]["new_hits"] >= 10


def test_before_the_hour_of_the_morning_nobody_is_told(desk: Desk) -> None:
    """SRC-6, OPS-1: not while the site is closed."""
    desk.save("夜間")
    add(desk, 11)
    desk.model.follow()
    desk.now = dt.datetime(2026, 5, 15, 21, 59, tzinfo=dt.UTC)
    assert desk.look() == []
    desk.now += dt.timedelta(minutes=1)
    assert len(desk.look()) == 1


def test_a_changed_record_is_told_apart_from_a_new_one(desk: Desk) -> None:
    """SRC-6: known before and changed; a block of another organization is no change of the record."""
    known = add(desk, 3, version=8)
    desk.model.follow()
    desk.save("全て")
    add_of_same(desk, known, 3, version=9, provided_to=("private", "municipal"))
    desk.model.block(f"{4:011d}", new_id())
    desk.model.follow()
    desk.now += DAY
    [told] = desk.look()
    assert (told["new_hits"], told["changed_hits"]) == (0, 1)


def test_a_seeker_who_opens_the_record_to_the_reader_is_new(desk: Desk) -> None:
    """SRC-6, SEE-4: by class of the reader, and again with another application for work."""
    five = add(desk, 5, version=2, provided_to=("municipal",))
    six = add(desk, 6, version=2, provided_to=())
    desk.model.follow()
    desk.save("民間")
    desk.save("自治体", account=(town := new_id()), organization=MUNICIPAL)
    add_of_same(desk, five, 5, version=3, provided_to=("municipal", "private"))
    add_of_same(desk, six, 6, version=3, provided_to=("municipal",))
    desk.model.follow()
    desk.now += DAY
    told = {one["account_id"]: one for one in desk.look()}
    assert told[ACCOUNT]["new_hits"] == 1, "number 5; 6 is not for private readers"
    assert told[town]["new_hits"] == 1, "number 6"
    add(desk, 5, version=4, provided_to=("municipal", "private"))
    desk.model.follow()
    desk.now += DAY
    assert {one["account_id"]: one["new_hits"] for one in desk.look()} == {ACCOUNT: 1, town: 1}, "applied anew"


def test_who_blocks_or_ended_is_no_news(desk: Desk) -> None:
    """SRC-3, SRC-6."""
    desk.save("全て")
    for number in (11, 12):
        add(desk, number)
    desk.model.block(f"{11:011d}", PRIVATE)
    add(desk, 12, version=5, provided_to=())
    desk.model.follow()
    desk.now += DAY
    assert desk.look() == []


def test_days_that_were_missed_are_told_in_one(desk: Desk) -> None:
    """CAL-6."""
    desk.save("全て")
    for number in (11, 12):
        add(desk, number)
        desk.model.follow()
        desk.now += 3 * DAY
    [told] = desk.look()
    assert told["new_hits"] == 2


def test_what_the_index_did_not_hold_yet_is_told_the_next_day(desk: Desk) -> None:
    """SRC-6: nothing is lost while the follower is behind, and nothing told twice."""
    desk.save("全て")
    add(desk, 11)
    desk.model.follow()
    add(desk, 12)
    desk.now += DAY
    assert [one["new_hits"] for one in desk.look()] == [1]
    desk.model.follow()
    desk.now += DAY
    assert [one["new_hits"] for one in desk.look()] == [1]


def test_a_suspended_organization_is_told_nothing_and_misses_nothing(desk: Desk) -> None:
    """SRC-6, AUT-9, CMP-14."""
    desk.save("全て")
    add(desk, 11)
    desk.model.follow()
    desk.model.add_organization(PRIVATE, "private", version=2, standing="suspended")
    desk.now += DAY
    assert desk.look() == []
    with pytest.raises(Refusal) as refused:
        desk.run(usecases.list_own)
    assert refused.value.reason is SearchReason.ORGANIZATION_NOT_ACTIVE
    desk.model.add_organization(PRIVATE, "private", version=3, standing="active")
    desk.now += DAY
    assert [one["new_hits"] for one in desk.look()] == [1]


def test_without_a_wish_to_be_told_nobody_is(desk: Desk) -> None:
    """SRC-6: and who asks for it later is told from then on."""
    saved = desk.save("全て", notify=False)
    add(desk, 11)
    desk.model.follow()
    desk.now += DAY
    assert desk.look() == []
    assert desk.change(saved, notify=True).looked_on == desk.now.date()
    add(desk, 12)
    desk.model.follow()
    desk.now += DAY
    assert [one["new_hits"] for one in desk.look()] == [1]


def test_another_name_misses_nothing_and_other_conditions_begin_anew(desk: Desk) -> None:
    """SRC-6."""
    saved = desk.save("全て")
    add(desk, 11)
    desk.model.follow()
    renamed = desk.change(saved, name="全件")
    assert renamed == replace(saved, name="全件")
    begun_anew = desk.change(renamed, query={"can_move": True})
    assert begun_anew.looked_up_to > saved.looked_up_to


@pytest.mark.parametrize(
    ("content", "reason", "pointer"),
    [
        ({"name": "一"}, SearchReason.NAME_TAKEN, "/name"),
        ({"name": "二", "query": {"place_codes": ["999999"]}}, SearchReason.UNKNOWN_CODE, "/query/place_codes/0"),
    ],
)
def test_what_can_t_be_saved_is_refused_with_its_place(
    content: dict[str, Any], reason: SearchReason, pointer: str, desk: Desk
) -> None:
    """SRC-6."""
    desk.save("一")
    with pytest.raises(Refusal) as refused:
        desk.save(content["name"], content.get("query"))
    assert (refused.value.reason, refused.value.pointer) == (reason, pointer)
    assert [one.name for one in desk.run(usecases.list_own)] == ["一"]


def test_an_account_saves_so_many_and_no_more(desk: Desk) -> None:
    """SRC-6."""
    for number in range(SETTINGS.most_an_account):
        desk.save(f"検索{number}")
    with pytest.raises(Refusal) as refused:
        desk.save("もう一つ")
    assert refused.value.reason is SearchReason.TOO_MANY_SAVED


def test_each_account_has_its_own(desk: Desk) -> None:
    """SRC-6, AUT-7: another account of the same organization neither sees nor changes nor deletes it."""
    saved = desk.save("主たるアカウント")
    other = new_id()
    assert desk.run(usecases.list_own, account=other) == []
    with pytest.raises(Refusal) as refused:
        desk.run(usecases.delete, saved.saved_search_id, account=other)
    assert refused.value.reason is SearchReason.NOT_FOUND
    desk.run(usecases.delete, saved.saved_search_id)
    assert desk.run(usecases.list_own) == []


def test_who_has_ended_leaves_no_saved_search_behind(desk: Desk) -> None:
    """SRC-6, REG-11."""
    gone = new_id()
    desk.save("一", account=gone)
    desk.save("二", organization=MUNICIPAL, account=new_id())
    desk.save("三")
    with desk.model.database.transaction() as connection:
        saved_storage.delete_of_account(connection, gone)
        saved_storage.delete_of_organization(connection, MUNICIPAL, saved_until=None)
        names = list(connection.execute(sa.select(saved_searches.c.name)).scalars())
    assert names == ["三"]


@pytest.mark.parametrize(("version", "left"), [(2, ["三"]), (4, [])], ids=["overtaken", "newest"])
def test_an_end_that_is_told_after_the_use_anew_takes_nothing_that_was_saved_since(
    desk: Desk, version: int, left: list[str]
) -> None:
    """SRC-6, CMP-9: a termination that was taken back; what was saved before it is gone in whatever order they come."""
    desk.save("一")
    ended_at = desk.now + DAY
    desk.now += 2 * DAY
    desk.model.add_organization(PRIVATE, "private", version=3)
    desk.now += DAY
    desk.save("三")
    ended = {
        "organization_id": PRIVATE,
        "version": version,
        "class_": "private",
        "standing": "terminated",
        "services": [],
    }
    event = ReceivedEvent(new_id(), "organization_changed", 1, PRIVATE, ended_at, ended)
    desk.run(SearchService().on_organization_changed, event)
    with desk.model.database.transaction() as connection:
        assert list(connection.execute(sa.select(saved_searches.c.name)).scalars()) == left


def test_a_search_that_can_t_be_looked_at_holds_up_nobody_else(desk: Desk) -> None:
    """SRC-6: it comes again the next day, with all that is new since."""
    desk.save("一")
    desk.save("二", account=(other := new_id()))
    add(desk, 11)
    desk.model.follow()
    desk.now += DAY

    def fails_for_the_first(index: Any, query: Any, reader: Any, since: int, today: dt.date) -> news.News:
        if not failed:
            failed.append(query)
            raise KeyError("a code of no list")
        return news.look(index, query, reader, since, today)

    failed: list[Any] = []
    desk.run(noticing.tell_of_new_hits, desk.model.index, SETTINGS, fails_for_the_first, system=True)
    assert len(desk.told()) == 1
    assert desk.look() == [], "once a day, and not again and again"
    desk.now += DAY
    both = {one["account_id"] for one in desk.told()} | {one["account_id"] for one in desk.look()}
    assert both == {ACCOUNT, other}


def test_a_code_that_a_list_has_dropped_is_looked_for_all_the_same(desk: Desk) -> None:
    """SRC-6, REG-17: municipalities merge; what was saved before stays saved."""
    saved = desk.save("合併前", {"place_codes": ["131016"]})
    with desk.model.database.transaction() as connection:
        gone = replace(saved, query={**saved.query, "place_codes": ["139999"]})
        saved_storage.change(connection, gone)
    add(desk, 11)
    desk.model.follow()
    desk.now += DAY
    assert desk.look() == []
    assert desk.run(usecases.list_own)[0].looked_on == desk.now.date()


def test_a_change_waits_for_the_look_at_the_account_and_loses_nothing_of_it(desk: Desk) -> None:
    """SRC-6: otherwise it would write the day before the look back, and the owner would be told twice."""
    saved = desk.save("一")
    add(desk, 11)
    desk.model.follow()
    desk.now += DAY
    renamed: list[threading.Thread] = []

    def change_meanwhile(index: Any, query: Any, reader: Any, since: int, today: dt.date) -> news.News:
        renamed.append(threading.Thread(target=lambda: desk.change(saved, name="二")))
        renamed[0].start()
        return news.look(index, query, reader, since, today)

    desk.run(noticing.tell_of_new_hits, desk.model.index, SETTINGS, change_meanwhile, system=True)
    renamed[0].join(20)
    (after,) = desk.run(usecases.list_own)
    assert (after.name, after.looked_on, after.new_hits) == ("二", desk.now.date(), 1)
    assert desk.look() == []

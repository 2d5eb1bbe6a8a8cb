"""MSG-6, MSG-14: each side's overview of its own conversations: order, marks, archive, totals."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from services.contracts.caller import Caller
from services.contracts.errors import ErrorCode
from services.contracts.messaging import (
    ARCHIVE_CONVERSATION,
    ASK,
    BLOCK_ORGANIZATION,
    LIST_CONVERSATIONS,
    MARK_UNREAD,
    READ_CONVERSATION,
    REPLY,
    RESTORE_CONVERSATION,
    SHOW_UNREAD,
    UNMARK_UNREAD,
)
from services.messaging.usecases import conversations
from services.messaging.usecases.texts import CheckedText
from tests.contract.messaging.conftest import Messaging, seeker_caller
from tests.contract.served import Refused


class Desk:
    """An agency with conversations, by their position in the order in which they began."""

    def __init__(self, messaging: Messaging, count: int) -> None:
        self.messaging = messaging
        self.agency = messaging.organization()
        self.numbers = messaging.seekers(count)
        self.ids = []
        for number in self.numbers:
            messaging.pass_by(minutes=1)
            self.ids.append(messaging.conversation(self.agency, number))
        messaging.pass_by(minutes=1)

    def ask(self, position: int, body: str = "質問です。") -> None:
        self.messaging.pass_by(minutes=1)
        caller = seeker_caller(self.numbers[position])
        self.messaging.call(ASK, caller, conversation_id=self.ids[position], body=body)
        self.messaging.pass_by(minutes=1)

    def read(self, position: int) -> None:
        self.messaging.pass_by(minutes=1)
        self.messaging.call(READ_CONVERSATION, self.agency, conversation_id=self.ids[position])

    def listed(self, **wanted: object) -> list[int]:
        page = self.messaging.call(LIST_CONVERSATIONS, self.agency, **wanted)
        return [self.ids.index(one["conversation_id"]) for one in page["conversations"]]

    def unread(self, caller: Caller | None = None) -> tuple[int, int]:
        totals = self.messaging.call(SHOW_UNREAD, caller or self.agency)
        return totals["conversations"], totals["messages"]


@pytest.fixture
def desk(messaging: Messaging) -> Desk:
    return Desk(messaging, 6)


def test_what_waits_to_be_read_comes_first_each_part_by_newest_activity(desk: Desk) -> None:
    for position in (1, 0, 4):
        desk.ask(position)
    desk.read(0)
    assert desk.listed() == [4, 1, 0, 5, 3, 2]
    assert desk.listed(sort="newest") == [4, 0, 1, 5, 3, 2]
    assert desk.listed(unread_only=True) == [4, 1]


@pytest.mark.parametrize("limit", [1, 2, 4])
def test_reading_and_marking_on_the_way_neither_doubles_nor_loses_a_conversation(desk: Desk, limit: int) -> None:
    for position in (1, 3, 5):
        desk.ask(position)
    shown: list[int] = []
    cursor = None
    while True:
        page = desk.messaging.call(LIST_CONVERSATIONS, desk.agency, limit=limit, cursor=cursor)
        here = [desk.ids.index(one["conversation_id"]) for one in page["conversations"]]
        shown += here
        for position in here:
            desk.read(position)
        for conversation_id in desk.ids:
            desk.messaging.call(MARK_UNREAD, desk.agency, conversation_id=conversation_id)
        cursor = page["cursor"]
        if cursor is None:
            break
    assert shown == [5, 3, 1, 4, 2, 0]


def test_a_cursor_belongs_to_its_order(desk: Desk) -> None:
    cursor = desk.messaging.call(LIST_CONVERSATIONS, desk.agency, limit=1)["cursor"]
    with pytest.raises(Refused) as refused:
        desk.messaging.call(LIST_CONVERSATIONS, desk.agency, limit=1, cursor=cursor, sort="newest")
    assert refused.value.code is ErrorCode.STALE_CURSOR


def test_the_totals_count_conversations_and_messages_of_each_side(desk: Desk) -> None:
    for position in (1, 1, 1, 4):
        desk.ask(position)
    assert desk.unread() == (2, 4)
    assert desk.unread(seeker_caller(desk.numbers[1])) == (1, 1)
    desk.read(1)
    assert desk.unread() == (1, 1)


def test_a_mark_waits_like_something_unread_and_is_gone_with_reading(desk: Desk) -> None:
    marked = desk.messaging.call(MARK_UNREAD, desk.agency, conversation_id=desk.ids[2])
    assert (marked["marked_unread"], marked["unread"]) == (True, 0)
    desk.messaging.pass_by(minutes=1)
    assert desk.listed(unread_only=True) == [2]
    assert desk.listed()[0] == 2
    assert desk.unread() == (1, 0)
    desk.read(2)
    assert (desk.listed(unread_only=True), desk.unread()) == ([], (0, 0))
    for operation in (MARK_UNREAD, UNMARK_UNREAD, UNMARK_UNREAD):
        desk.messaging.call(operation, desk.agency, conversation_id=desk.ids[2])
    assert desk.unread() == (0, 0)


def test_msg_14_a_mark_takes_back_nothing_of_what_the_other_side_was_told(desk: Desk) -> None:
    desk.ask(0)
    desk.read(0)
    desk.messaging.call(MARK_UNREAD, desk.agency, conversation_id=desk.ids[0])
    seeker = seeker_caller(desk.numbers[0])
    read = desk.messaging.call(READ_CONVERSATION, seeker, conversation_id=desk.ids[0])
    assert [message["state"] for message in read["messages"]] == ["read", "read"]
    assert read["marked_unread"] is False


def test_msg_14_each_side_learns_whether_the_other_has_read_and_never_when(desk: Desk) -> None:
    desk.ask(0)
    desk.read(0)
    read = desk.messaging.call(READ_CONVERSATION, seeker_caller(desk.numbers[0]), conversation_id=desk.ids[0])
    assert set(read["messages"][1]) & {"read_at", "blocked_at"} == set()
    assert read["messages"][1]["state"] == "read"


def test_the_archive_is_each_sides_own_and_can_be_taken_back(desk: Desk) -> None:
    archived = desk.messaging.call(ARCHIVE_CONVERSATION, desk.agency, conversation_id=desk.ids[3])
    assert archived["archived"] is True
    assert desk.listed() == [5, 4, 2, 1, 0]
    assert desk.listed(archived=True) == [3]
    theirs = desk.messaging.call(LIST_CONVERSATIONS, seeker_caller(desk.numbers[3]))["conversations"]
    assert [one["archived"] for one in theirs] == [False]
    restored = desk.messaging.call(RESTORE_CONVERSATION, desk.agency, conversation_id=desk.ids[3])
    assert (restored["archived"], desk.listed(archived=True)) == (False, [])


def test_a_new_message_brings_a_conversation_back_on_both_sides(desk: Desk) -> None:
    seeker = seeker_caller(desk.numbers[3])
    for caller in (desk.agency, seeker):
        desk.messaging.call(ARCHIVE_CONVERSATION, caller, conversation_id=desk.ids[3])
    desk.ask(3)
    assert desk.listed()[0] == 3
    assert len(desk.messaging.call(LIST_CONVERSATIONS, seeker)["conversations"]) == 1
    desk.messaging.call(ARCHIVE_CONVERSATION, seeker, conversation_id=desk.ids[3])
    desk.messaging.pass_by(minutes=1)
    desk.messaging.call(REPLY, desk.agency, conversation_id=desk.ids[3], body="はい。")
    assert len(desk.messaging.call(LIST_CONVERSATIONS, seeker)["conversations"]) == 1


def test_what_waits_in_the_archive_is_not_counted(desk: Desk) -> None:
    desk.ask(3)
    desk.messaging.call(ARCHIVE_CONVERSATION, desk.agency, conversation_id=desk.ids[3])
    assert desk.unread() == (0, 0)
    assert desk.listed(archived=True, unread_only=True) == [3]


def test_a_message_written_while_its_conversation_is_put_away_stays_in_sight(desk: Desk) -> None:
    """Whichever has the lock first, and though the one who waits has looked at the clock before."""
    seeker = seeker_caller(desk.numbers[3])
    written, archived = threading.Event(), threading.Event()

    def ask() -> None:
        with desk.messaging.work(seeker) as work:  # its clock is read here
            assert archived.wait(10)
            conversations.ask(work, desk.ids[3], CheckedText("まだですか。"))
        written.set()

    with ThreadPoolExecutor(1) as threads:
        asking = threads.submit(ask)
        desk.messaging.pass_by(seconds=1)
        desk.messaging.call(ARCHIVE_CONVERSATION, desk.agency, conversation_id=desk.ids[3])
        archived.set()
        asking.result(20)
    assert written.is_set()
    assert 3 in desk.listed()


def test_msg_7_what_a_block_closed_waits_for_nobody(desk: Desk) -> None:
    desk.ask(2)
    desk.messaging.pass_by(minutes=1)
    desk.messaging.call(BLOCK_ORGANIZATION, seeker_caller(desk.numbers[2]), organization_id=desk.agency.organization_id)
    assert (desk.unread(), desk.listed(unread_only=True)) == ((0, 0), [])
    assert desk.unread(seeker_caller(desk.numbers[2])) == (0, 0)


def test_other_peoples_conversations_can_be_neither_marked_nor_put_away(desk: Desk) -> None:
    strangers = (desk.messaging.organization(), seeker_caller(desk.messaging.seeker()))
    for operation in (MARK_UNREAD, UNMARK_UNREAD, ARCHIVE_CONVERSATION, RESTORE_CONVERSATION):
        for stranger in strangers:
            with pytest.raises(Refused) as refused:
                desk.messaging.call(operation, stranger, conversation_id=desk.ids[0])
            assert refused.value.code is ErrorCode.NOT_FOUND

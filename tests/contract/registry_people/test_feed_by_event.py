"""SEE-1: the Hello Work system states seekers by event; taken as a file's rows are, refused one by one, and answered."""

import datetime as dt
from typing import Any

from services.contracts.registry import SEEKER_STATEMENTS_ANSWERED, SEEKERS_CHANGED, SEEKERS_STATED
from services.registry.seekers.tables import feed_event_refusals, feed_events, seekers
from services.runtime.identifiers import new_id
from services.runtime.work import ReceivedEvent
from tests.contract.registry.conftest import Registry
from tests.contract.registry_seekers import feeds
from tests.unit.registry.seekers.test_feed_statement import plain


def item(index: int, **changed: Any) -> dict[str, Any]:
    """A statement as an event carries it."""
    return plain(feeds.row(index, **changed))


def state_seekers(registry: Registry, *items: Any, event_id: str | None = None) -> dict[str, Any]:
    """Hand an event to the handler; answers what the sender is answered."""
    registry.now = feeds.NOW
    loaded = SEEKERS_STATED.data.load({"statements": list(items)})
    received = ReceivedEvent(event_id or new_id(), "seekers_stated", 1, "feed", registry.now, loaded)
    with registry.work() as work:
        registry.service.on_seekers_stated(work, received)
    return registry.published(SEEKER_STATEMENTS_ANSWERED)[-1]


def test_statements_become_seekers_and_the_sender_is_told(registry: Registry) -> None:
    event_id = new_id()
    answer = state_seekers(registry, item(1), item(2), event_id=event_id)
    assert (answer["event_id"], answer["created"], answer["refused"]) == (event_id, 2, [])
    assert registry.count(seekers) == 2
    told = [one for event in registry.published(SEEKERS_CHANGED) for one in event["seekers"]]
    assert [one["provided_to"] for one in told] == [["private", "municipal"]] * 2


def test_the_same_statement_in_another_event_or_a_file_changes_nothing(registry: Registry, tmp_path: Any) -> None:
    """Idempotent by source_id and changed_at, whatever it comes in."""
    state_seekers(registry, item(1))
    assert state_seekers(registry, item(1))["unchanged"] == 1
    progress = feeds.bring_in(registry.database, registry.personal_data, feeds.feed(tmp_path / "f.csv", feeds.row(1)))
    assert progress.counts["unchanged"] == 1


def test_a_wrong_statement_is_refused_alone_with_its_place_and_without_its_value(registry: Registry) -> None:
    """SEE-2: the refusal repeats nothing that may be personal data."""
    taken = item(2)["email"]
    answer = state_seekers(
        registry,
        item(1),
        item(2),
        item(3, email=taken),
        item(4, desired_work="電話は090-0123-4567です。"),
        {**item(5), "family_name": None},
        "nothing",
        {"action": "end", "source_id": "T999999", "changed_at": "2026-06-09T00:00:00Z", "ended_on": "2026-06-09"},
        item(6, changed_at="2026-07-01T00:00:00Z"),
    )
    assert answer["created"] == 2
    assert [(one["position"], one["reason"], one["column"]) for one in answer["refused"]] == [
        (2, "email_already_used", "email"),
        (3, "personal_data", "desired_work"),
        (4, "invalid_value", "family_name"),
        (5, "malformed_line", ""),
        (6, "unknown_seeker", "source_id"),
        (7, "stated_in_future", "changed_at"),
    ]
    assert registry.count(feed_events) == 1
    assert registry.count(feed_event_refusals) == 6
    text = registry.everything_in_clear()
    assert taken not in text
    assert "090-0123-4567" not in text


def test_an_end_by_event_hides_the_record(registry: Registry) -> None:
    state_seekers(registry, item(1))
    end = {"action": "end", "source_id": "T000001", "changed_at": "2026-06-10T00:00:00Z", "ended_on": "2026-06-10"}
    assert state_seekers(registry, end)["ended"] == 1
    last = registry.published(SEEKERS_CHANGED)[-1]["seekers"][0]
    assert (last["record"], last["ended_on"]) == (None, dt.date(2026, 6, 10))


def test_a_refused_statement_narrows_who_may_find_the_seeker_and_the_sender_is_told_so(registry: Registry) -> None:
    """SEE-4: as with a file's row."""
    state_seekers(registry, item(1, changed_at="2026-06-09T01:00:00Z"))
    spoilt = {"provision_choice": "municipal_only", "desired_work": "電話は090-0123-4567です。"}
    answer = state_seekers(registry, item(1, changed_at="2026-06-09T02:00:00Z", **spoilt), item(2, **spoilt))
    assert [(one["position"], one["reason"], one["narrowed"]) for one in answer["refused"]] == [
        (0, "personal_data", True),
        (1, "personal_data", False),
    ]
    last = registry.published(SEEKERS_CHANGED)[-1]["seekers"][0]
    assert (last["provision_choice"], last["provided_to"]) == ("municipal_only", ["municipal"])
    assert registry.count(feed_event_refusals, feed_event_refusals.c.narrowed) == 1

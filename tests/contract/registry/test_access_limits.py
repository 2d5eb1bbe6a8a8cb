"""OPS-2: the organizations concerned are told of an access limit by mail, each once, and of the newest state alone."""

import datetime as dt
from typing import Any

from services.contracts.gateway import ACCESS_LIMIT_CHANGED
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry
from tests.contract.registry.examples import EMAIL


def state(registry: Registry, **changes: Any) -> dict[str, Any]:
    begins = registry.now + dt.timedelta(hours=2)
    return {
        "limit_id": new_id(),
        "version": 1,
        "scope": "each_organization",
        "organization_id": None,
        "requests": 600,
        "window_seconds": 60,
        "begins_at": begins,
        "ends_at": begins + dt.timedelta(days=1),
        "text": "年度末にアクセスが集中するため",
        "lifted_at": None,
        **changes,
    }


def kinds(registry: Registry) -> list[str]:
    return [mail.kind for mail in registry.mails() if mail.kind.startswith("access_limit")]


def test_every_organization_is_told_how_much_from_when_and_why(registry: Registry) -> None:
    """OPS-2: 通知した上で."""
    registry.approved()
    registry.receive(ACCESS_LIMIT_CHANGED, state(registry))
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to) == ("access_limit_announced", EMAIL)
    told = mail.parameters
    assert (told["requests"], told["window"], told["counted"]) == ("600", "１分", "利用団体ごと")
    assert told["text"] == "年度末にアクセスが集中するため"
    assert "令和" in told["begins_at"]


def test_a_limit_for_one_organization_is_told_to_that_one(registry: Registry) -> None:
    """OPS-2."""
    organization_id = registry.approved()["organization_id"]
    of_another = {"scope": "one_organization", "organization_id": new_id()}
    registry.receive(ACCESS_LIMIT_CHANGED, state(registry, **of_another))
    assert kinds(registry) == []
    registry.receive(ACCESS_LIMIT_CHANGED, state(registry, **of_another | {"organization_id": organization_id}))
    assert kinds(registry) == ["access_limit_announced"]


def test_a_lifting_is_told_and_an_announcement_that_comes_after_it_is_not(registry: Registry) -> None:
    """OPS-2: retries reorder events."""
    registry.approved()
    announced = state(registry, begins_at=registry.now)
    registry.receive(ACCESS_LIMIT_CHANGED, announced | {"version": 2, "lifted_at": registry.now})
    registry.receive(ACCESS_LIMIT_CHANGED, announced)
    registry.receive(ACCESS_LIMIT_CHANGED, announced | {"version": 2, "lifted_at": registry.now})
    assert kinds(registry) == ["access_limit_lifted"]


def test_of_a_limit_that_is_taken_back_before_it_begins_nothing_is_said_to_have_ended(registry: Registry) -> None:
    """OPS-2."""
    registry.approved()
    announced = state(registry)
    registry.receive(ACCESS_LIMIT_CHANGED, announced | {"version": 2, "lifted_at": registry.now})
    assert kinds(registry) == ["access_limit_taken_back"]


def test_a_limit_that_is_over_by_now_is_not_announced(registry: Registry) -> None:
    """OPS-2: after a broker that was away for a day."""
    registry.approved()
    over = {"begins_at": registry.now - dt.timedelta(days=2), "ends_at": registry.now - dt.timedelta(days=1)}
    registry.receive(ACCESS_LIMIT_CHANGED, state(registry, **over))
    assert kinds(registry) == []

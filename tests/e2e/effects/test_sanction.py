"""CMP-14 through the whole site: what follows from a suspension in every service, and what comes back at its end.

From the decision over HTTP: search, messages and tokens refuse, the public list shows it, everything held is to be deleted. Each
waits for the event and asserts what came of it; how long that takes stands in docs/benchmarks.md.
"""

from collections.abc import Callable
from typing import Any

import pytest
import requests

from deploy.demo.browser import Browser
from deploy.demo.doors import refusal
from deploy.demo.story import Story, wait_until

PATIENCE = 60.0
LIST = "/api/public/organizations"
NOT_ACTIVE = "organization_not_active"
MACHINE = {"name": "求人取込みサーバー", "scopes": ["organization:read"], "networks": ["127.0.0.1"], "days": 30}


class Doors:
    """What an organization uses, each by what it is told."""

    def __init__(self, story: Story, held: str) -> None:
        browser: Browser = story.agency
        self.site = story.stack.url
        hits = browser.post("/api/seekers/search", {"query": {}})["hits"]
        self.held = held
        self.other = next(hit["seeker_number"] for hit in hits if hit["seeker_number"] != held)
        self.view = lambda: browser.get(f"/api/seekers/{self.held}")
        self.export = lambda: browser.post("/api/seekers/export", {"seeker_numbers": [self.held]})
        self.guide = lambda: browser.post("/api/guidance", {"seeker_numbers": [self.other]})
        self.token = browser.post("/api/organization/tokens", MACHINE)["token"]
        self.read: tuple[Callable[[], Any], ...] = (
            lambda: browser.post("/api/seekers/search", {"query": {}}),
            lambda: browser.get("/api/saved-searches"),
            lambda: browser.get("/api/guidance/preview"),
            lambda: browser.get(f"/api/guidance/preview/{self.other}"),
            lambda: browser.get("/api/dispatches"),
            lambda: browser.get("/api/message-templates"),
        )

    def machine(self) -> tuple[int, str]:
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.get(f"{self.site}/api/organization", headers=headers, timeout=30)
        return answer.status_code, answer.json().get("code", "")

    def told(self) -> set[str]:
        """By search, by messaging, and by the registry to a token."""
        return {refusal(ask) for ask in self.read} | {self.machine()[1]}


def listed(story: Story, *, suspended: bool) -> bool:
    shown = story.new_browser().get(LIST, bureau_code="13", suspended=str(suspended).lower(), limit=500)
    return story.facts["organization_id"] in {one["organization_id"] for one in shown["organizations"]}


@pytest.fixture
def doors(agency: Story, held: str) -> Doors:
    doors = Doors(agency, held)
    assert (refusal(doors.view), doors.told()) == ("", {""})
    assert doors.machine() == (200, "")
    assert listed(agency, suspended=False)
    assert duties(agency) == []
    return doors


def duties(story: Story) -> list[dict[str, Any]]:
    return list(story.agency.get("/api/deletion-duties")["duties"])


def test_cmp_14_a_suspension_is_felt_in_every_service_and_its_end_too(agency: Story, doors: Doors) -> None:
    """CMP-2, AUT-8, AUT-9, REG-14, MSG-11, MSG-12; decided, and ended, by the bureau's staff."""
    path = f"/api/staff/organizations/{agency.facts['organization_id']}"
    wait_until(lambda: not refusal(lambda: agency.staff.get(f"{path}/standing")), "compliance knows it", PATIENCE)
    decision = {
        "kind": "suspension_until_corrected",
        "ground": "order",
        "public_reason": "改善命令に従うまでの間、利用を停止します。",
        "day_unknown": True,
        "seen_version": agency.staff.get(f"{path}/standing")["version"],
    }
    held = {one["seeker_number"] for one in agency.agency.get("/api/custody", limit=100)["holdings"]}
    assert doors.held in held
    measures = agency.staff.post(f"{path}/suspensions", decision)["measures"]
    [measure] = [one for one in measures if one["ended_at"] is None]

    wait_until(lambda: doors.told() == {NOT_ACTIVE}, "search, messages and tokens refuse", PATIENCE)
    assert {refusal(ask) for ask in (doors.view, doors.export, doors.guide)} == {NOT_ACTIVE}
    assert doors.machine() == (403, NOT_ACTIVE)
    wait_until(lambda: listed(agency, suspended=True), "the public list says so (REG-14)", PATIENCE)
    assert not listed(agency, suspended=False)
    wait_until(lambda: {one["seeker_number"] for one in duties(agency)} == held, "all of it is to be deleted", PATIENCE)
    assert {duty["ground"] for duty in duties(agency)} == {"service_ended"}
    own = agency.agency.get("/api/standing")
    assert own["standing"] == "suspended"
    assert decision["public_reason"] in {one["reason"] for one in own["measures"]}

    agency.staff.post(f"/api/staff/measures/{measure['measure_id']}/lifting", {"note": "改善を確認した。"})
    wait_until(lambda: doors.told() == {""}, "search, messages and tokens answer again", PATIENCE)
    assert doors.machine() == (200, "")
    wait_until(lambda: listed(agency, suspended=False), "the public list says so too", PATIENCE)
    assert not listed(agency, suspended=True)

    assert refusal(doors.view) == "record_to_be_deleted", "a duty outlives the suspension that made it"
    due = [duty["duty_id"] for duty in duties(agency)]
    assert agency.agency.post("/api/deletion-duties/confirmations", {"duty_ids": due})["confirmed"] == len(held)
    wait_until(lambda: not refusal(doors.view), "what was deleted may be acquired anew", PATIENCE)

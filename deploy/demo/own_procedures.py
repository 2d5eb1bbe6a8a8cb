"""What organizations apply for later, at the bureau's desk: a change, a renewal and a withdrawal on paper (REG-5, REG-13, REG-16)."""

from __future__ import annotations

from itertools import islice
from typing import Any

from deploy.demo.organizations import organizations
from deploy.demo.procedures import CHANGING, LATE, RENEWING
from deploy.demo.story import Story, check, wait_until
from services.contracts.reference import bureau_of
from services.runtime import clock

_LIST = "/api/public/organizations"


def later_procedures(story: Story) -> None:
    """The bureau approves the change and the renewal whose forms have come, and enters a withdrawal from paper."""
    change, renewal = _arrived(story, "change", CHANGING[0]), _arrived(story, "renewal", RENEWING[0])
    changes = story.staff.get(f"/api/staff/applications/{change['application_id']}")["changes"]
    check([one["pointer"] for one in changes] == ["/privacy_manager/name"], "the desk sees what changes (REG-13)")
    for application in (change, renewal):
        approved = story.staff.post(f"/api/staff/applications/{application['application_id']}/approval", {})
        check(approved["state"] == "approved", f"the {application['application_kind']} is approved")
    _withdraw_from_offers_on_paper(story)
    story.tell(f"{change['name']} changed its privacy manager, {renewal['name']} renewed; one left offers on paper")


def _arrived(story: Story, kind: str, number: int) -> dict[str, Any]:
    name = next(islice(organizations(clock.today()), number - 1, None))["name"]
    asked = {"queue": "arrived", "application_kind": kind, "name": name}
    found = story.staff.get("/api/staff/applications/search", **asked)["applications"]
    check(len(found) == 1, f"a {kind} whose form has come stands in the bureau's queue")
    return dict(found[0])


def _withdraw_from_offers_on_paper(story: Story) -> None:
    """One service goes, the other stays (REG-5, REG-9)."""
    busy = {*RENEWING, *CHANGING, *LATE, 1}
    made = (one for number, one in enumerate(organizations(clock.today()), start=1) if number not in busy)
    name = next(
        one["name"] for one in made if bureau_of(one["municipality_code"]) == "13" and len(one["services"]) == 2
    )
    withdraw_on_paper(story, _listed(story, name)["organization_id"], ["offers"])
    wait_until(
        lambda: _listed(story, name)["services"] == ["seekers"], "the public list shows the service that is left"
    )


def withdraw_on_paper(story: Story, organization_id: str, services: list[str]) -> str:
    """The bureau enters a withdrawal and approves it; answers the path of the application."""
    entered = story.staff.post(
        "/api/staff/paper-procedures",
        {
            "organization_id": organization_id,
            "received_on": clock.today().isoformat(),
            "way": "post",
            "explanation": "電話により、郵送による提出の事情を聴いた。",
            "withdrawal": {"services": services},
        },
    )
    application = f"/api/staff/applications/{entered['application_id']}"
    approved = story.staff.post(f"{application}/approval", {})
    check(approved["state"] == "approved", "the withdrawal is approved")
    return application


def _listed(story: Story, name: str) -> dict[str, Any]:
    (entry,) = story.staff.get(_LIST, bureau_code="13", name=name)["organizations"]
    return dict(entry)

"""CMP-9 through the whole site: what follows from a termination in every service, for good.

From the hearing to the decision over HTTP: search, messages and tokens refuse, whoever was logged in has to log in anew and finds what is
left to do, the list changes, everything held is to be deleted, and nobody applies under the number for three years. Each waits for
the event and asserts what came of it.
"""

from functools import partial
from typing import Any

import pytest

from deploy.demo.application import new_application
from deploy.demo.browser import Browser
from deploy.demo.doors import log_in, reasons_against, refusal
from deploy.demo.organizations import PASSWORD
from deploy.demo.story import Story, wait_until
from services.runtime import clock
from tests.e2e.effects.conftest import agencies, of_agency
from tests.e2e.effects.test_sanction import NOT_ACTIVE, PATIENCE, Doors, duties, listed
from tests.simulated_decade.terms import PRIVATE, last_day_of_bar

TERMINATED = "/api/public/terminated-organizations"


@pytest.fixture
def other(agency: Story) -> Story:
    """Another agency of the bureau, as the first test leaves it in use and this one does not."""
    return of_agency(agency, agencies(agency)[0])


@pytest.fixture
def doors(other: Story) -> Doors:
    held = str(other.agency.post("/api/seekers/search", {"query": {}})["hits"][0]["seeker_number"])
    doors = Doors(other, held)
    assert (refusal(doors.view), doors.told()) == ("", {""})
    assert doors.machine() == (200, "")
    assert listed(other, suspended=False)
    assert duties(other) == []
    return doors


def entry(story: Story) -> dict[str, Any] | None:
    """On the list of terminated organizations."""
    shown = story.new_browser().get(TERMINATED)["organizations"]
    return next((one for one in shown if one["organization_id"] == story.facts["organization_id"]), None)


def logged_out(browser: Browser) -> bool:
    return refusal(partial(browser.get, "/api/sessions/current")) == "not_logged_in"


def heard(story: Story) -> str:
    """A case in which the agency was told of the hearing, and has stated its view; answers its path."""
    organization_id = story.facts["organization_id"]
    known = f"/api/staff/organizations/{organization_id}/standing"
    wait_until(lambda: not refusal(lambda: story.staff.get(known)), "compliance knows it", PATIENCE)
    opening = {"organization_id": organization_id, "ground": "malice", "text": "申出について確認しています。"}
    assert refusal(lambda: story.staff.post("/api/staff/cases", opening)) == "case_day_unstated", "CMP-13"
    case = story.staff.post("/api/staff/cases", {**opening, "day_unknown": True})
    path = f"/api/staff/cases/{case['case_id']}"
    decision = {"seen_version": case["version"], "text": "求職情報を第三者に提供したため。"}
    assert refusal(lambda: story.staff.post(f"{path}/termination", decision)) == "case_out_of_order", (
        "not before a hearing"
    )
    hearing = story.staff.post(f"{path}/hearing", {"seen_version": case["version"], "text": "意見を述べてください。"})
    decision["seen_version"] = hearing["version"]
    unheard = refusal(lambda: story.staff.post(f"{path}/termination", decision))
    assert unheard == "organization_not_heard", "while it may still state its view"
    view = {"seen_version": hearing["version"], "text": "事実に相違ありません。"}
    story.agency.post(f"/api/cases/{case['case_id']}/answer", view)
    return path


def test_cmp_9_a_termination_after_a_hearing_is_felt_in_every_service(other: Story, doors: Doors) -> None:
    """CMP-9, CMP-14, AUT-8, AUT-9, REG-2, REG-14, MSG-11."""
    path = heard(other)
    second = other.new_browser()
    log_in(other, second, other.facts["email"], PASSWORD)
    held = {one["seeker_number"] for one in other.agency.get("/api/custody", limit=100)["holdings"]}
    assert doors.held in held
    mailbox, before = other.stack.mailbox, other.stack.mailbox.count(other.facts["email"])

    version = other.staff.get(path)["version"]
    today = clock.today()
    reason = "求職情報を不正に取得し、第三者に提供したため。"
    other.staff.post(f"{path}/termination", {"seen_version": version, "text": reason})

    for browser in (other.agency, second):
        wait_until(partial(logged_out, browser), "whoever was logged in no longer is", PATIENCE)
    wait_until(lambda: doors.machine() == (401, "token_invalid"), "tokens have ended", PATIENCE)
    mail = mailbox.wait_for_mail(other.facts["email"], after=before, timeout=PATIENCE, about="利用解除")
    assert reason in mail.text.replace("\n", "")

    log_in(other, other.agency, other.facts["email"], PASSWORD)
    doors.token = ""
    wait_until(lambda: {refusal(ask) for ask in doors.read} == {NOT_ACTIVE}, "search and messages refuse", PATIENCE)
    assert {refusal(ask) for ask in (doors.view, doors.export, doors.guide)} == {NOT_ACTIVE}
    assert refusal(lambda: other.agency.get("/api/conversations")) == NOT_ACTIVE, "not even what a suspension leaves"
    own = other.agency.get("/api/standing")
    bar = last_day_of_bar(today, PRIVATE.months_of_bar)
    assert (own["standing"], own["bar_until"]) == ("terminated", bar.isoformat())

    wait_until(lambda: entry(other) is not None, "the list of terminated organizations shows it", PATIENCE)
    shown = entry(other)
    assert shown is not None
    assert (shown["terminated_on"], shown["listed_until"]) == (today.isoformat(), bar.isoformat())
    assert not listed(other, suspended=False)
    assert not listed(other, suspended=True)

    wait_until(lambda: {one["seeker_number"] for one in duties(other)} == held, "all of it is to be deleted", PATIENCE)
    assert {duty["ground"] for duty in duties(other)} == {"service_ended"}
    due = [duty["duty_id"] for duty in duties(other)]
    assert other.agency.post("/api/deletion-duties/confirmations", {"duty_ids": due})["confirmed"] == len(held)
    assert refusal(doors.view) == NOT_ACTIVE, "what was deleted is not acquired anew"

    for number in (other.facts["permission_number"], f"{other.facts['permission_number']}-2"):
        assert "barred" in against(other, number), "under the number, whatever its branch, for three years"


def against(story: Story, number: str) -> set[str]:
    """What a new application under a number is refused for."""
    applicant = story.new_browser()
    anew = {
        **new_application(clock.today(), applicant.get("/api/terms/private")["version"]),
        "name": f"出直し人材{number[-1]}株式会社",
        "permission_number": number,
        "email": f"anew{number[-1]}@example.jp",
    }
    return reasons_against(lambda: applicant.post("/api/applications", {"application": anew}))

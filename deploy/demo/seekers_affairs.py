"""Seekers beside the conversations: the office's desk, the feed by event, a pupil, who sees me, who holds me, erasure (SEE)."""

from __future__ import annotations

import datetime as dt

from deploy.demo.browser import Browser, Refused
from deploy.demo.doors import at_work, open_my_page
from deploy.demo.finding import finds
from deploy.demo.hello_work import state_seeker
from deploy.demo.loading import OFFICE_EMAIL, OPERATIONS_EMAIL
from deploy.demo.people import NARROWED, NEAR_END
from deploy.demo.story import Story, check, wait_until
from services.runtime import clock

PUPIL, NO_ADDRESS = "DEMO-PUPIL", "DEMO-NO-ADDRESS"


def seekers_affairs(story: Story) -> None:
    """An office changes a choice and extends an application; a pupil comes by the feed, is found by nobody, and is erased."""
    office = at_work(story, OFFICE_EMAIL)
    _at_the_desk(office)
    _without_an_address(story, office)
    school = {"pupil_of": "other_school", "graduates_on": f"{clock.today().year + 1}-03-31"}
    remarks = "卒業後の\u200b進路を相談したいです。"
    _, address = state_seeker(story, office, 5, PUPIL, provision_choice="both", other_remarks=remarks, **school)
    pupil = open_my_page(story, address)
    kept = pupil.get("/api/my-page/record")["record"]["other_remarks"]
    check(kept == remarks.replace("\u200b", ""), "what shows nothing is taken out of a text of the feed (SEE-1, SEE-2)")
    readers = pupil.get("/api/my-page/visibility")["readers"]
    check(not any(reader["finds_me"] for reader in readers), "nobody finds a pupil (SEE-5)")
    failing = {rule["rule"] for reader in readers for rule in reader["rules"] if not rule["fulfilled"]}
    check(failing == {"SEE-5"}, f"and for that alone, but {failing}")
    holders = story.seekers[0].get("/api/my-page/holders")["holders"]
    _own_choice(story)
    names = [holder["organization_name"] for holder in holders]
    check(len(names) == 1, "the guided seeker sees who holds the record (SRC-7)")
    _erase(story, pupil)
    story.tell(f"held by {names[0]}; the pupil was found by nobody (SEE-5) and erased at the own demand (SEE-2)")


def _at_the_desk(office: Browser) -> None:
    """What an office does in a seeker's name is effective at once (SEE-4, SEE-6)."""
    near_end = office.post("/api/office/seekers/search", {"source_id": NEAR_END})
    later = dt.date.fromisoformat(near_end["valid_until"]) + dt.timedelta(days=14)
    path = f"/api/office/seekers/{near_end['seeker_number']}"
    extended = office.send("PUT", f"{path}/validity", {"valid_until": later.isoformat()})
    check(extended["valid_until"] == later.isoformat(), "the application is extended (SEE-6)")
    slip = {"ended_on": clock.today().isoformat(), "end_reason": "other"}
    ended = office.post(f"{path}/end", slip)
    check(not ended["application_valid"], "the application is ended (SEE-6)")
    again = office.post(f"{path}/end/cancellation", {})
    check(again["application_valid"] and again["ended_on"] is None, "an end recorded by mistake is taken back (SEE-6)")
    narrowed = office.post("/api/office/seekers/search", {"source_id": NARROWED})
    path = f"/api/office/seekers/{narrowed['seeker_number']}/choices"
    chosen = office.send("PUT", path, {"provision_choice": "municipal_only"})
    check(chosen["provided_to"] == ["municipal"], "the choice made at the desk is effective (SEE-4)")
    office.send("PUT", path, {"provision_choice": "none"})


def _own_choice(story: Story) -> None:
    """A seeker narrows the own choice on My Page: out of search at once, while the conversation goes on, and back (SEE-4)."""
    seeker, number = story.seekers[0], story.facts["first"]
    chosen = seeker.get("/api/my-page/record")["provision_choice"]
    narrowed = seeker.send("PUT", "/api/my-page/provision-choice", {"provision_choice": "none"})
    check(narrowed["provision_choice"] == "none", "the choice is what was chosen")
    conversation = story.facts["guided"][number]
    check(
        bool(seeker.get(f"/api/conversations/{conversation}")["messages"]),
        "what was begun with an organization goes on",
    )
    wait_until(lambda: not finds(story, number), "who provides the record to nobody is out of search")
    seeker.send("PUT", "/api/my-page/provision-choice", {"provision_choice": chosen})
    wait_until(lambda: finds(story, number), "and found again as chosen")


def _without_an_address(story: Story, office: Browser) -> None:
    """Who told no e-mail address has no My Page: employers find the person until the office ends the application (SEE-4b, SEE-6)."""
    untold = {"email": None, "phone": None, "my_page_opened": False, "terms_version": None}
    state_seeker(story, office, 8, NO_ADDRESS, **untold)
    seeker = office.post("/api/office/seekers/search", {"source_id": NO_ADDRESS})
    check(seeker["shown_to_employers"], "employers find who has no My Page (SEE-4b)")
    check(seeker["provided_to"] == [], f"and no organization does, but {seeker['provided_to']}")
    hired = {"ended_on": clock.today().isoformat(), "end_reason": "hired"}
    ended = office.post(f"/api/office/seekers/{seeker['seeker_number']}/end", hired)
    check(
        not ended["shown_to_employers"],
        "nobody finds any more who was hired and whose application the office ended (SEE-6)",
    )


def _erase(story: Story, pupil: Browser) -> None:
    """Demanded on My Page, confirmed by operations; then the address opens nothing any more (SEE-2). Who has read it is kept."""
    demanded = pupil.post("/api/my-page/erasure", {})
    operations = at_work(story, OPERATIONS_EMAIL)
    decided = operations.post(f"/api/erasures/{demanded['erasure_id']}/decision", {"erase": True})
    check(decided["state"] == "done", f"the person is erased, but {decided['state']}")
    wait_until(lambda: _logged_out(pupil), "the erased person's login ends")
    of_the_person = f"/api/operations/personal-data-readings?seeker_number={demanded['seeker_number']}"
    (told_of_it, *_) = operations.get(of_the_person)["readings"]
    check(
        (told_of_it["column"], told_of_it["purpose"]) == ("email", "seeker_erasure_done"),
        f"that the address was read for the mail is still found (OPS-3), but {told_of_it}",
    )


def _logged_out(browser: Browser) -> bool:
    try:
        browser.get("/api/my-page/record")
    except Refused as refused:
        return refused.code in {"not_logged_in", "not_found"}
    return False

"""A person registers online, opens up to employers, is accepted at an office under a wrong ID, which is mended; another ends it.

SEE-1, SEE-4, SEE-4b, SEE-6.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deploy.demo.browser import Browser, Refused
from deploy.demo.doors import ask_for_key, at_work, log_in
from deploy.demo.finding import is_found
from deploy.demo.hello_work import state_seeker
from deploy.demo.loading import OFFICE_EMAIL, PASSWORD
from deploy.demo.people import ONLINE, registration
from deploy.demo.story import Story, check, wait_until
from services.runtime import clock

INDEX, SOURCE_ID, MISTYPED = 7, "DEMO-ONLINE", "DEMO-ONLIEN"
"""Which of the demo's people it is, the ID under which the office keeps the person at Hello Work, and what it types first."""


def registers_online(story: Story) -> None:
    """Employers may see who wants it; organizations only once the person has come to an office with the number."""
    person = story.new_browser()
    _register(story, person)
    own = person.get("/api/my-page/record")
    number = own["seeker_number"]
    check(not own["accepted_at_office"] and own["provided_to"] == [], "registered, and provided to nobody yet (SEE-1)")
    wants = {"private": {"accepted_at_office"}, "municipal": {"accepted_at_office"}, "employers": {"openness"}}
    check(_missing(person) == wants, f"My Page says what is missing, but {_missing(person)}")
    opened = person.send("PUT", "/api/my-page/openness", {"open_to_employers": True})
    check(opened["shown_to_employers"] and opened["provided_to"] == [], "openness is a consent of its own (SEE-4b)")
    check(not _missing(person)["employers"], "employers may find the person from now on")
    check(not is_found(story, number), "the agency does not")
    office = at_work(story, OFFICE_EMAIL)
    accepted = office.post(f"/api/office/seekers/{number}/acceptance", {"source_id": MISTYPED})
    check(
        accepted["provided_to"] == ["private", "municipal"], "accepted at the office, the choice takes effect (SEE-4)"
    )
    found = wait_until(lambda: is_found(story, number), "the agency finds who was accepted")
    _is_joined(story, office, number)
    closed = person.send("PUT", "/api/my-page/openness", {"open_to_employers": False})
    check(not closed["shown_to_employers"] and closed["provided_to"] != [], "and it is taken back on its own (SEE-4b)")
    _ends_it(story)
    story.tell(
        f"{number} registered online, shown to employers at once; the agency found it {found:.2f} s after acceptance"
    )


def _is_joined(story: Story, office: Browser, number: str) -> None:
    """Hello Work tells of the person under the right ID, before the office corrects its own: two records, made one (SEE-1)."""
    untold = {"email": None, "my_page_opened": False, "terms_version": None}
    second, _ = state_seeker(story, office, INDEX, SOURCE_ID, **untold)
    check(second != number, "a row under an ID that nobody has makes a seeker of its own")
    one = f"/api/office/seekers/{number}"
    refused = _refusal(lambda: office.send("PUT", f"{one}/hello-work-id", {"source_id": SOURCE_ID}))
    check(refused == "hello_work_id_in_use", f"so the ID can't be corrected, but {refused}")
    joined = office.post(f"{one}/joining", {"source_id": SOURCE_ID})
    check(
        joined["provided_to"] == ["private", "municipal"], "number, My Page and choice stay the person's (SEE-4, SEE-7)"
    )
    found = office.post("/api/office/seekers/search", {"source_id": SOURCE_ID})
    check(found["seeker_number"] == number, "and the feed finds the person under the right ID from now on")


def _refusal(ask: Callable[[], Any]) -> str:
    try:
        ask()
    except Refused as refused:
        return refused.code
    return ""


def _ends_it(story: Story) -> None:
    """Who has found work takes the application back on My Page; it is over at once (SEE-6)."""
    hired = story.new_browser()
    log_in(story, hired, ONLINE, PASSWORD)
    ended = hired.post("/api/my-page/application/end", {"end_reason": "hired"})
    check(not ended["application_valid"] and ended["ended_on"] == clock.today().isoformat(), "it ended today (SEE-6)")


def _register(story: Story, person: Browser) -> None:
    """The address is proved by a key before anything of the person is taken; registering opens My Page."""
    columns = registration(INDEX, clock.today())
    key = ask_for_key(story, person, columns["email"], "/api/seeker-registrations/keys")
    terms = person.get("/api/terms/seeker")["version"]
    chosen = {"password": PASSWORD, "terms_version": terms, "provision_choice": "both", "open_to_employers": False}
    try:
        person.post("/api/seeker-registrations", {**columns, **chosen, "key": key})
    except Refused as refused:
        if refused.code != "authentication_key_invalid":  # else it was used by a request whose answer was lost
            raise
    log_in(story, person, columns["email"], PASSWORD)


def _missing(person: Browser) -> dict[str, set[str]]:
    """Which grounds keep each kind of reader from finding the person (SEE-7)."""
    readers = person.get("/api/my-page/visibility")["readers"]
    return {one["reader"]: {rule["ground"] for rule in one["rules"] if not rule["fulfilled"]} for one in readers}

"""A site with the demo's organizations and some seekers, with an agency and its bureau logged in."""

from collections.abc import Iterator
from functools import partial

import pytest

from deploy.demo import loading
from deploy.demo.browser import Browser
from deploy.demo.doors import log_in, refusal
from deploy.demo.organizations import PASSWORD, main_email
from deploy.demo.procedures import CHANGING, LATE, RENEWING
from deploy.demo.story import Story, stack_clock, wait_until
from deploy.stack.stack import Stack

SEEKERS = 600
BUREAU = "13"


@pytest.fixture(scope="package")
def agency(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The story so far: an agency of Tokyo, the last on its list, and the bureau have logged in. Each test leaves it in use.

    The gateway has one worker: what one answer says of maintenance, which each worker looks up for itself, then holds for all.
    """
    stack = Stack(
        tmp_path_factory.mktemp("effects"),
        mode="test",
        prefix="hw_effects_",
        announce=lambda _: None,
        settings={"GATEWAY_WORKERS": "1"},
    )
    try:
        stack.up()
        story = Story(stack, agency=Browser(stack.url), staff=Browser(stack.url))
        with stack_clock(stack):
            loading.load(stack, story.tell, SEEKERS)
            log_in(story, story.staff, loading.STAFF[0][3], loading.PASSWORD)
            story = of_agency(story, agencies(story)[-1])
            wait_until(lambda: _total(story.agency) > SEEKERS / 2, "the index shows the seekers of the feed", 120)
            yield story
    finally:
        stack.stop()
        stack.forget()


@pytest.fixture
def held(agency: Story) -> Iterator[str]:
    """A seeker whose record the agency holds. What it must delete after the test it reports as deleted, and is as before."""
    browser = agency.agency
    number = str(browser.post("/api/seekers/search", {"query": {}})["hits"][0]["seeker_number"])
    view = partial(browser.get, f"/api/seekers/{number}")
    assert not refusal(view)
    yield number
    wait_until(lambda: refusal(view) in {"", "record_to_be_deleted"}, "the agency is in use again", 60)
    due = [duty["duty_id"] for duty in browser.get("/api/deletion-duties")["duties"]]
    if due:
        browser.post("/api/deletion-duties/confirmations", {"duty_ids": due})
        wait_until(lambda: not refusal(view), "what was deleted may be acquired anew", 60)


def agencies(story: Story) -> list[dict[str, str]]:
    """Those of the bureau, without one whose permission or procedure the demo has let come near its end."""
    listed = story.new_browser().get("/api/public/organizations", bureau_code=BUREAU, limit=500)["organizations"]
    of_the_demo = {*RENEWING, *CHANGING, *LATE}
    return [dict(one) for one in listed if one["kind"] == "paid_agency" and _number(one) not in of_the_demo]


def of_agency(story: Story, listed: dict[str, str]) -> Story:
    """The same with another agency, which has logged in."""
    email = main_email(_number(listed))
    other = Story(story.stack, agency=story.new_browser(), staff=story.staff, facts={**listed, "email": email})
    log_in(other, other.agency, email, PASSWORD)
    return other


def _number(organization: dict[str, str]) -> int:
    return int(organization["permission_number"][-6:])


def _total(browser: Browser) -> int:
    return int(browser.post("/api/seekers/search", {"query": {}})["total"])

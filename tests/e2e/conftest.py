"""What only the tests of the whole site need."""

from collections.abc import Iterator

import pytest

from deploy.demo import loading
from deploy.demo.browser import Browser
from deploy.demo.doors import log_in
from deploy.demo.organizations import PASSWORD, main_email
from deploy.demo.procedures import CHANGING, LATE, RENEWING
from deploy.demo.story import Story, stack_clock, wait_until
from deploy.stack.stack import Stack

SEEKERS = 600
BUREAU = "13"


def pytest_configure(config: pytest.Config) -> None:
    """Load schemathesis's plugin, which takes seconds, here instead of in every run of every other test."""
    config.pluginmanager.import_plugin("schemathesis.pytest.plugin")


@pytest.fixture(scope="package")
def agency(stack: Stack) -> Iterator[Story]:
    """A site with the demo's organizations and some seekers; an agency of Tokyo, the last on its list, and the bureau are in.

    No mail about guidance goes out, and nobody is taken whom the demo's acts need: other tests share the site.
    """
    story = Story(stack, agency=Browser(stack.url), staff=Browser(stack.url))
    with stack_clock(stack):
        loading.load(stack, story.tell, SEEKERS)
        listed = story.new_browser().get("/api/public/organizations", bureau_code=BUREAU, limit=500)["organizations"]
        needed = {1, *RENEWING, *CHANGING, *LATE}
        chosen = [one for one in listed if one["kind"] == "paid_agency" and _number(one) not in needed][-1]
        story.facts |= {"organization_id": chosen["organization_id"], "email": main_email(_number(chosen))}
        log_in(story, story.agency, story.facts["email"], PASSWORD)
        log_in(story, story.staff, loading.STAFF[0][3], loading.PASSWORD)
        wait_until(lambda: _total(story.agency) > SEEKERS / 2, "the index shows the seekers that the feed brought", 120)
        yield story


def _number(organization: dict[str, str]) -> int:
    return int(organization["permission_number"][-6:])


def _total(browser: Browser) -> int:
    return int(browser.post("/api/seekers/search", {"query": {}})["total"])

"""SRC-3 and SEE-4 through the whole site: who narrows the provision choice or ends is out of every reader's reach.

Proved by the order of things and not by a clock: what the read model has taken up, no search, view, export or preview shows from
then on, and what the follower has written, no search counts. How long it takes until then stands in docs/benchmarks.md.
"""

from collections.abc import Iterator
from functools import partial

import pytest
import sqlalchemy as sa

from deploy.demo.browser import Browser
from deploy.demo.doors import log_in, open_my_page, refusal
from deploy.demo.loading import OFFICE_EMAIL, PASSWORD
from deploy.demo.people import NARROWED, NEAR_END, statement_columns
from deploy.demo.story import Story, wait_until
from services.runtime import clock

PATIENCE = 60.0
_ROW = sa.text("SELECT seq, 'private' = ANY (provided_to) AS provided FROM seekers WHERE seeker_number = :number")
_FOLLOWED = sa.text("SELECT seq FROM index_progress")


class Reach:
    """What an agency reaches of a seeker, and how far search has come, from its own database."""

    def __init__(self, story: Story) -> None:
        self.browser: Browser = story.agency
        self.engine = sa.create_engine(story.stack.database_url("search"))

    def total(self) -> int:
        return int(self.browser.post("/api/seekers/search", {"query": {}})["total"])

    def finds(self, number: str) -> bool:
        cursor = None
        while True:
            page = self.browser.post("/api/seekers/search", {"query": {}, "page_size": 50, "cursor": cursor})
            if number in {hit["seeker_number"] for hit in page["hits"]}:
                return True
            cursor = page["cursor"]
            if cursor is None:
                return False

    def view_refused(self, number: str) -> str:
        """With which code; empty where the record is shown."""
        return refusal(partial(self.browser.get, f"/api/seekers/{number}"))

    def exports(self, number: str) -> str:
        answer = self.browser.post("/api/seekers/export", {"seeker_numbers": [number]})
        return str(answer["results"][0]["result"])

    def may_guide(self, number: str) -> bool:
        return bool(self.browser.get(f"/api/guidance/preview/{number}")["result"] == "sent")

    def taken_up(self, number: str, *, provided: bool) -> int:
        """Wait until the read model knows; answers the number of the change."""

        def known() -> bool:
            with self.engine.connect() as connection:
                row = connection.execute(_ROW, {"number": number}).first()
                return row is not None and row.provided is provided

        wait_until(known, "search has taken up the change", PATIENCE)
        with self.engine.connect() as connection:
            return int(connection.execute(_ROW, {"number": number}).one().seq)

    def followed(self, change: int) -> None:
        """Wait until the follower has written a change into the index."""

        def written() -> bool:
            with self.engine.connect() as connection:
                return int(connection.execute(_FOLLOWED).scalar_one()) >= change

        wait_until(written, "the index has the change", PATIENCE)


@pytest.fixture
def reach(agency: Story) -> Iterator[Reach]:
    reach = Reach(agency)
    yield reach
    reach.engine.dispose()


def goes_out_of_reach(reach: Reach, number: str, total_before: int) -> None:
    """From the moment that the change is taken up; nothing here waits for an answer to become another one but the last."""
    change = reach.taken_up(number, provided=False)
    assert not reach.finds(number)
    assert (reach.view_refused(number), reach.exports(number)) == ("not_found", "not_found")
    reach.followed(change)
    assert reach.total() == total_before - 1
    wait_until(lambda: not reach.may_guide(number), "messaging sends no new guidance either (SEE-4)", PATIENCE)


def comes_into_reach(reach: Reach, number: str) -> int:
    """Shown and exported again; answers how many are found."""
    reach.followed(reach.taken_up(number, provided=True))
    assert reach.finds(number)
    assert not reach.view_refused(number)
    assert reach.exports(number) == "exported"
    wait_until(lambda: reach.may_guide(number), "messaging knows the seeker", PATIENCE)
    return reach.total()


def test_src_3_who_narrows_the_provision_choice_on_my_page_is_out_of_the_others_results(
    agency: Story, reach: Reach
) -> None:
    """SEE-4: to the other class alone, and to nobody; and is found again where the choice is widened."""
    seeker = open_my_page(agency, statement_columns(2, NARROWED, clock.now())["email"])
    number = seeker.get("/api/my-page/record")["seeker_number"]
    for choice in ("municipal_only", "none"):
        seeker.send("PUT", "/api/my-page/provision-choice", {"provision_choice": "both"})
        before = comes_into_reach(reach, number)
        seeker.send("PUT", "/api/my-page/provision-choice", {"provision_choice": choice})
        goes_out_of_reach(reach, number, before)


def test_src_3_whose_application_ends_is_out_of_every_readers_results_and_back_when_that_is_taken_back(
    agency: Story, reach: Reach
) -> None:
    """SEE-6: at the office's word, at once."""
    office = agency.new_browser()
    log_in(agency, office, OFFICE_EMAIL, PASSWORD)
    number = office.post("/api/office/seekers/search", {"source_id": NEAR_END})["seeker_number"]
    path = f"/api/office/seekers/{number}"
    office.send("PUT", f"{path}/choices", {"provision_choice": "both"})
    before = comes_into_reach(reach, number)
    office.post(f"{path}/end", {"ended_on": clock.today().isoformat(), "end_reason": "hired"})
    goes_out_of_reach(reach, number, before)
    office.post(f"{path}/end/cancellation", {})
    assert comes_into_reach(reach, number) == before

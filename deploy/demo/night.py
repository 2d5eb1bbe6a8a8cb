"""The night after the play: the site closes, duties go on, and the morning brings what they found (OPS-1, CAL-6, REG-7, SRC-6)."""

from __future__ import annotations

import datetime as dt

from deploy.demo.application import AGENCY_EMAIL
from deploy.demo.browser import Refused
from deploy.demo.doors import at_work
from deploy.demo.duties import turn
from deploy.demo.finding import is_found
from deploy.demo.hello_work import state_seeker
from deploy.demo.kept_heads import heads_are_kept
from deploy.demo.loading import OFFICE_EMAIL, OPERATIONS_EMAIL
from deploy.demo.organizations import main_email
from deploy.demo.procedures import LATE
from deploy.demo.story import Story, check, wait_until
from services.runtime import clock

NEW = "DEMO-NEW"
"""The seeker who comes after the agency has saved its search: its ID at Hello Work."""
SAVED = "全ての求職者"


def night_and_morning(story: Story) -> None:
    """At 00:30 everybody but operations is told when the site is back; at 07:30 lapses and new hits are told by mail."""
    story.agency.post("/api/saved-searches", {"name": SAVED, "query": {}, "notify": True})
    number, _ = state_seeker(story, at_work(story, OFFICE_EMAIL), 6, NEW, provision_choice="both")
    wait_until(lambda: is_found(story, number), "the index holds the new seeker")
    tomorrow = clock.today() + dt.timedelta(days=1)
    story.stack.set_clock(dt.datetime.combine(tomorrow, dt.time(0, 30), clock.JAPAN))
    told = _maintenance(story)
    operations = at_work(story, OPERATIONS_EMAIL)
    check(bool(operations.get("/api/operations/audit-entries")["entries"]), "operations work meanwhile (OPS-1)")
    heads_are_kept(story)
    lapsing = main_email(LATE[0])
    turn(story, "registry", "lapse_overdue", "close_ended_seeker_information")
    lapsed = story.mail_to(lapsing, about="削除")
    story.stack.set_clock(dt.datetime.combine(tomorrow, dt.time(7, 30), clock.JAPAN))
    turn(story, "search", "tell_of_new_hits")
    hits = story.mail_to(AGENCY_EMAIL, about="保存した検索条件")
    check("新しく提供された求職情報" in hits.text and number not in hits.text, "counts and nobody's number (SRC-6)")
    story.tell(f"closed at night, back at {told}; 「{lapsed.subject}」; 「{hits.subject}」")


def _maintenance(story: Story) -> str:
    """What the agency is told when it asks for anything; answers when the site is back."""
    try:
        story.agency.get("/api/conversations")
    except Refused as refused:
        check(refused.code == "maintenance", f"the site is closed at night, but {refused}")
        return str(refused.problem["details"]["opens_again_at"])
    check(False, "the site is closed at night (OPS-1)")
    raise AssertionError

"""Deletion: of who blocked, and of who demands it; late, confirmed, certified, and told to the seeker (MSG-11); the log (OPS-3)."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from pypdf import PdfReader

from deploy.demo.application import AGENCY_EMAIL
from deploy.demo.doors import log_in
from deploy.demo.kept_heads import log_is_whole
from deploy.demo.loading import PASSWORD, STAFF
from deploy.demo.story import Story, check, wait_until
from services.runtime import clock


def records_are_deleted(story: Story) -> None:
    """The first seeker demands deletion; the agency confirms both duties, the one late, and takes the certificate."""
    seeker, agency = story.seekers[0], story.agency
    demand = seeker.post(f"/api/my-page/holders/{story.facts['organization_id']}/deletion-demand", {})
    check(demand["outcome"] == "demanded", "the organization is told to delete at once")
    wait_until(lambda: _grounds(story) >= {"block", "demand"}, "both duties stand on the worklist (MSG-11)")
    late = _nothing_is_reported(story)
    duties = [duty["duty_id"] for duty in _duties(story)]
    results = agency.post("/api/deletion-duties/confirmations", {"duty_ids": duties})["results"]
    check(all(result["result"] == "confirmed" for result in results), f"all are confirmed, but {results}")
    certificate = agency.post("/api/deletion-certificates", {"duty_ids": duties})
    file = agency.get_file(f"/api/deletion-certificates/{certificate['certificate_id']}/pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)
    check(certificate["number"] in text and story.facts["first"] in text, "the certificate names what was deleted")
    mail = story.mail_to(story.facts["addresses"][0], about="求職情報の削除")
    verified = log_is_whole(story)
    story.tell(f"「{late}」 was late; {verified}")
    story.tell(
        f"{len(duties)} deletions confirmed, certificate {certificate['number']} of {len(file):,} bytes; 「{mail.subject}」"
    )


def _nothing_is_reported(story: Story) -> str:
    """Three days on the demand is late: the bureau sees whose, and how long since (MSG-11). Everybody logs in anew."""
    day = clock.today() + dt.timedelta(days=3)
    story.stack.set_clock(dt.datetime.combine(day, dt.time(10), clock.JAPAN))
    log_in(story, story.agency, AGENCY_EMAIL, PASSWORD)
    log_in(story, story.staff, STAFF[0][3], PASSWORD)
    found = story.staff.get("/api/staff/late-deletions/organizations")["organizations"]
    (late,) = [one for one in found if one["organization_id"] == story.facts["organization_id"]]
    duties = story.staff.get("/api/staff/late-deletions", organization_id=late["organization_id"])["duties"]
    check({duty["ground"] for duty in duties} >= {"demand"}, f"what was demanded at once is late, but {duties}")
    return str(late["organization_name"])


def _duties(story: Story) -> list[dict[str, Any]]:
    return list(story.agency.get("/api/deletion-duties")["duties"])


def _grounds(story: Story) -> set[str]:
    return {duty["ground"] for duty in _duties(story)}

"""Deletion: of who blocked, and of who demands it; confirmed, certified, and told to the seeker (MSG-11)."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader

from deploy.demo.story import Story, check, wait_until


def records_are_deleted(story: Story) -> None:
    """The first seeker demands deletion; the agency confirms both duties at once and takes the certificate."""
    seeker, agency = story.seekers[0], story.agency
    demand = seeker.post(f"/api/my-page/holders/{story.facts['organization_id']}/deletion-demand", {})
    check(demand["outcome"] == "demanded", "the organization is told to delete at once")
    wait_until(lambda: _grounds(story) >= {"block", "demand"}, "both duties stand on the worklist (MSG-11)")
    duties = [duty["duty_id"] for duty in _duties(story)]
    results = agency.post("/api/deletion-duties/confirmations", {"duty_ids": duties})["results"]
    check(all(result["result"] == "confirmed" for result in results), f"all are confirmed, but {results}")
    certificate = agency.post("/api/deletion-certificates", {"duty_ids": duties})
    file = agency.get_file(f"/api/deletion-certificates/{certificate['certificate_id']}/pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(file)).pages)
    check(certificate["number"] in text and story.facts["first"] in text, "the certificate names what was deleted")
    mail = story.mail_to(story.facts["first_address"], about="求職情報の削除")
    story.tell(
        f"{len(duties)} deletions confirmed, certificate {certificate['number']} of {len(file):,} bytes; 「{mail.subject}」"
    )


def _duties(story: Story) -> list[dict[str, Any]]:
    return list(story.agency.get("/api/deletion-duties")["duties"])


def _grounds(story: Story) -> set[str]:
    return {duty["ground"] for duty in _duties(story)}

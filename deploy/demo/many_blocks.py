"""An agency that few want to hear from: a notified service, a complaint to the authority, many blocks and what follows (CMP-8, CMP-11)."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from deploy.demo.browser import Browser
from deploy.demo.doors import log_in, open_my_page, refusal
from deploy.demo.duties import turn
from deploy.demo.notices import recipients_of_notices
from deploy.demo.organizations import NOTIFYING, main_email
from deploy.demo.organizations import PASSWORD as ORGANIZATIONS_PASSWORD
from deploy.demo.story import Story, check, wait_until
from services.runtime import clock

GUIDED, BLOCKING = 11, 10
"""Seekers whom the agency guides and who block it: as many as the share of CMP-11 is looked at from, and far above it."""
BROWSERS_AT_ONCE = 4
QUESTION = "来春に大学を卒業します。選考対策の講座について教えてください。"
COMPLAINT = "お断りした後も、利用団体の担当者から、在職中の会社に何度も電話がありました。"
FACTS = "担当者が、求職者の在職中の会社に電話をしていたことを確認しました。"


def many_blocks(story: Story) -> None:
    """The bureau looks into the blocks, finds what was complained of, and suspends the agency until that is corrected."""
    agency = story.new_browser()
    log_in(story, agency, main_email(NOTIFYING), ORGANIZATIONS_PASSWORD)
    seekers = _guided(story, agency)
    graduate, complaining, *_ = seekers
    organization_id = agency.get("/api/sessions/current")["organization_id"]
    fees = _graduate_consents(graduate, agency, organization_id)
    _complaint_to_the_authority(story, complaining, agency, organization_id)
    for seeker in seekers[-BLOCKING:]:
        seeker.send("PUT", f"/api/my-page/blocks/{organization_id}")
    case = _case_on_blocks(story, agency, organization_id)
    _corrected_while_suspended(story, agency, case)
    story.tell(
        f"a graduate consented to what was notified（{fees}）; a complaint to the authority was answered; {BLOCKING} of {GUIDED} "
        "guided blocked the agency, whose use was suspended until it was corrected"
    )


def _guided(story: Story, agency: Browser) -> list[Browser]:
    """Seekers at their My Pages whom the agency guides, beside those whom the play has to do with."""
    others = sorted({*recipients_of_notices(story)} - {*story.facts["addresses"]})[:GUIDED]
    with ThreadPoolExecutor(BROWSERS_AT_ONCE) as pool:
        seekers = list(pool.map(lambda address: open_my_page(story, address), others))
    numbers = [seeker.get("/api/my-page/record")["seeker_number"] for seeker in seekers]
    sent = agency.post("/api/guidance", {"seeker_numbers": numbers})["sent"]
    check(sent == GUIDED, f"the agency guides {GUIDED} seekers, but {sent}")
    return seekers


def _graduate_consents(graduate: Browser, agency: Browser, organization_id: str) -> str:
    """A paid service for new graduates was notified to the bureau beforehand, is explained, and consented to (MSG-10)."""
    (path,) = [
        f"/api/conversations/{one['conversation_id']}"
        for one in graduate.get("/api/conversations")["conversations"]
        if one["organization_id"] == organization_id
    ]
    graduate.post(f"{path}/messages", {"body": QUESTION})
    (notified,) = agency.get("/api/organization/procedures")["content"]["notified_services"]
    explained = agency.post(
        f"{path}/explanations",
        {
            "subject": "graduate_service",
            "service": notified["name"],
            "explained_on": clock.today().isoformat(),
            "way": "this_site",
            "contents": "全６回の講座です。受講するかどうかは、自由にお決めください。",
        },
    )
    asked = graduate.get(path)["messages"][-1]
    check(asked["kind"] == "request" and notified["fees"] in asked["body"], "the seeker reads the fees as notified")
    answer = f"{path}/explanations/{explained['explanation_id']}/answer"
    check(graduate.send("PUT", answer, {"agreed": True})["answer"] == "agreed", "the graduate consents")
    return str(notified["fees"])


def _complaint_to_the_authority(story: Story, seeker: Browser, agency: Browser, organization_id: str) -> None:
    """Straight to the bureau, as the organization is hard to tell it: that one learns neither who complains nor of what (CMP-12)."""
    mine, own, staff = "/api/my-page/complaints", "/api/complaints", "/api/staff/complaints"
    filed = seeker.post(mine, {"organization_id": organization_id, "to_authority": True, "content": COMPLAINT})
    check(
        agency.get(own)["complaints"] == [], "what was said to the authority stands in no register of the organization"
    )
    (received,) = story.staff.get(staff, organization_id=organization_id)["complaints"]
    check(received["complaint_id"] == filed["complaint_id"], "the bureau has it")
    asked = {
        "event": "request_facts",
        "seen_version": received["version"],
        "text": "在職中の求職者への連絡の方法について、事実関係を報告してください。",
        "due_on": (clock.today() + dt.timedelta(days=7)).isoformat(),
    }
    version = story.staff.post(f"{staff}/{filed['complaint_id']}/steps", asked)["version"]
    (entry,) = agency.get(own)["complaints"]
    check(entry["complainant"] == "other" and COMPLAINT not in str(entry), "it reads the request for facts alone")
    check(entry["complaint_id"] != filed["complaint_id"], "under an ID of its own, which does not tell when")
    reported = {"event": "report_facts", "seen_version": entry["version"], "text": FACTS}
    agency.post(f"{own}/{entry['complaint_id']}/steps", reported)
    for event, text in (("reply", "事実を確認し、団体に是正を求めることとしました。"), ("close", "対応を終了します。")):
        version = story.staff.get(f"{staff}/{filed['complaint_id']}")["version"]
        step = {"event": event, "seen_version": version, "text": text}
        story.staff.post(f"{staff}/{filed['complaint_id']}/steps", step)
    shown = seeker.get(f"{mine}/{filed['complaint_id']}")
    check(shown["state"] == "closed" and "是正を求める" in str(shown["steps"]), "the seeker reads what became of it")


def _case_on_blocks(story: Story, agency: Browser, organization_id: str) -> dict[str, Any]:
    """Above the threshold the bureau gets a case, to check and guide; the agency reads the figures too (CMP-11)."""

    def due() -> int:
        duties = agency.get("/api/deletion-duties")["duties"]
        return sum(1 for duty in duties if duty["ground"] == "block")

    wait_until(lambda: due() == BLOCKING, "each block makes a duty to delete (MSG-11)")
    turn(story, "compliance", "look_at_blocks", "seal_audit_log")
    asked = {"organization_id": organization_id, "ground": "many_blocks"}
    wait_until(lambda: bool(story.staff.get("/api/staff/cases", **asked)["cases"]), "the blocks open a case (CMP-11)")
    (case,) = story.staff.get("/api/staff/cases", **asked)["cases"]
    opened = agency.get(f"/api/cases/{case['case_id']}")["steps"][0]
    check(f"{BLOCKING}人" in opened["text"], f"the organization reads the figures, but 「{opened['text']}」")
    return dict(case)


def _corrected_while_suspended(story: Story, agency: Browser, case: dict[str, Any]) -> None:
    """The facts are another breach: correction requested, suspended until it is confirmed, and resumed with that (CMP-8, CMP-13)."""
    one, own = f"/api/staff/cases/{case['case_id']}", f"/api/cases/{case['case_id']}"
    found = {"ground": "other_breach", "text": "在職中の会社への電話が、受信拒否の理由と認められました。"}
    request = {"text": "電話をやめ、再発を防ぐ方法を回答してください。"}
    suspension = {"kind": "suspension_until_corrected", "text": "求職者の在職中の会社に電話をしたため。"}
    version = case["version"]
    for path, step in (("ground", found), ("correction-request", request), ("suspension", suspension)):
        version = story.staff.post(f"{one}/{path}", {**step, "seen_version": version})["version"]

    def refused() -> str:
        return refusal(lambda: agency.post("/api/seekers/search", {"query": {}}))

    wait_until(lambda: refused() == "organization_not_active", "the suspended agency is refused (CMP-14)")
    answer = {"seen_version": agency.get(own)["version"], "text": "電話をやめ、連絡の手順を改めました。"}
    version = agency.post(f"{own}/answer", answer)["version"]
    confirmed = {"event": "confirm", "seen_version": version, "text": "是正を確認しました。"}
    ended = story.staff.post(f"{one}/steps", confirmed)
    check(ended["suspensions"][0]["end"] == "corrected", "the suspension ends with the confirmation")
    wait_until(lambda: not refused(), "the agency searches again")

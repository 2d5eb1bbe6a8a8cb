"""Complaints, missing reports, a demand for security, an offence suspected, a correction (CMP-1, CMP-6, CMP-12, CMP-13, OPS-4)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from deploy.demo.doors import at_work, log_in, refusal
from deploy.demo.duties import turn
from deploy.demo.loading import OFFICE_EMAIL, OPERATIONS_EMAIL
from deploy.demo.organizations import PASSWORD as ORGANIZATIONS_PASSWORD
from deploy.demo.organizations import main_email
from deploy.demo.procedures import RENEWING
from deploy.demo.story import Story, check, wait_until
from services.runtime import clock


def grievances(story: Story) -> None:
    """A seeker complains and is answered; the bureau demands last year's reports; operations ask for security measures."""
    _complaint(story)
    _register(story)
    demanded = _reports(story)
    _security(story)
    article = _referred(story)
    _corrected(story)
    _at_a_desk(story)
    story.tell(
        f"a complaint was answered, its register handed in; {demanded} missing reports were demanded, one was filed; a demand was "
        f"answered; {article} went to the section of supply and demand; a correction was confirmed; an employer complained at a desk"
    )


def _complaint(story: Story) -> None:
    """To the organization's privacy manager, who answers; both see its course (CMP-12)."""
    seeker = story.seekers[0]
    filed = seeker.post(
        "/api/my-page/complaints",
        {
            "organization_id": story.facts["organization_id"],
            "content": "案内の内容について、説明が十分ではありませんでした。",
        },
    )
    register = story.agency.get("/api/complaints")["complaints"]
    check(register[0]["complaint_id"] == filed["complaint_id"], "it stands in the organization's register")
    answer = {
        "event": "answer",
        "seen_version": filed["version"],
        "text": "ご不便をおかけしました。改めてご説明します。",
    }
    story.agency.post(f"/api/complaints/{filed['complaint_id']}/steps", answer)
    shown = seeker.get(f"/api/my-page/complaints/{filed['complaint_id']}")
    check(answer["text"] in str(shown["steps"]), "the seeker reads the answer on My Page")


def _register(story: Story) -> None:
    """The bureau demands the register of complaints, and reads it as it was handed in (CMP-12; seed 001, 15(2))."""
    today = clock.today()
    asked = {
        "organization_id": story.facts["organization_id"],
        "first_day": today.replace(day=1).isoformat(),
        "last_day": today.isoformat(),
        "due_on": (today + dt.timedelta(days=7)).isoformat(),
        "text": "苦情の処理の状況を確認するため、記録を提出してください。",
    }
    demand = story.staff.post("/api/staff/complaint-registers", asked)
    handed_in = f"/api/staff/complaint-registers/{demand['demand_id']}"
    check(refusal(lambda: story.staff.get(handed_in)) == "register_not_handed_in", "nothing is read before it comes")
    (waiting,) = story.agency.get("/api/complaints/register-demands")["demands"]
    story.agency.post(f"/api/complaints/register-demands/{waiting['demand_id']}/hand-in")
    (entry,) = story.staff.get(handed_in)["complaints"]
    check([step["event"] for step in entry["steps"]] == ["file", "answer"], "the bureau reads complaint and answer")


def _reports(story: Story) -> int:
    """What was due on 20 April is missing; the bureau demands it, and one organization files it (CMP-6, RPT-1)."""
    waiting = "/api/staff/overdue"
    turn(story, "compliance", "expect_reports", "watch_overdue")
    wait_until(lambda: bool(story.staff.get(waiting, prompt="demand")["prompts"]), "the bureau is prompted (CMP-6)")
    text = "令和７年度の利用状況の報告がありません。速やかに報告してください。"
    demanded = story.staff.post(f"{waiting}/report-demands", {"text": text})["demanded"]
    browser = story.new_browser()
    log_in(story, browser, main_email(RENEWING[0]), ORGANIZATIONS_PASSWORD)
    (owed,) = browser.get("/api/usage-reports")["years"]
    report = {"fiscal_year": owed["fiscal_year"], "seen_version": owed["version"], "nothing_to_report": True}
    check(browser.post("/api/usage-reports", report)["version"] == 1, "also who has nothing to report does (RPT-1)")
    return int(demanded)


def _security(story: Story) -> None:
    """Operations demand a measure of the contact manager, who answers in the case (OPS-4; seed 001, 14)."""
    operations = at_work(story, OPERATIONS_EMAIL)
    demand = {"organization_id": story.facts["organization_id"], "text": "閲覧ソフトの更新状況を報告してください。"}
    case = operations.post("/api/staff/security-demands", demand)
    own = story.agency.get(f"/api/cases/{case['case_id']}")
    check(own["awaited"]["kind"] == "answer", "an answer is awaited of the organization")
    answer = {"seen_version": own["version"], "text": "全ての端末で最新の版に更新しています。"}
    story.agency.post(f"/api/cases/{case['case_id']}/answer", answer)


def _case(story: Story, ground: str, text: str) -> dict[str, Any]:
    asked = {"organization_id": story.facts["organization_id"], "ground": ground, "day_unknown": True, "text": text}
    return dict(story.staff.post("/api/staff/cases", asked))


def _referred(story: Story) -> str:
    """A suspected offence against the law goes to the bureau's section of supply and demand (CMP-1); answers its article."""
    case = _case(story, "suspected_offence", "職業安定法違反の疑いがあるとの情報提供について、確認しています。")
    step = {"event": "refer", "seen_version": case["version"], "text": "需給調整事業担当に必要な対応を依頼する。"}
    referred = story.staff.post(f"/api/staff/cases/{case['case_id']}/steps", step)
    check(
        (referred["rule"], referred["state"]) == ("CMP-1", "referred"), f"the section has it, but {referred['state']}"
    )
    return str(referred["article"])


def _corrected(story: Story) -> None:
    """A correction is requested, answered by the organization and confirmed; both see the same course (CMP-8, CMP-13)."""
    case = _case(story, "other_breach", "在職中の会社への電話連絡について、事実関係を確認しています。")
    one, own = f"/api/staff/cases/{case['case_id']}", f"/api/cases/{case['case_id']}"
    request = {"seen_version": case["version"], "text": "電話連絡を直ちにやめ、再発を防ぐ方法を回答してください。"}
    check(
        story.staff.post(f"{one}/correction-request", request)["awaited"]["due_on"] > clock.today().isoformat(),
        "by a day",
    )
    seen = story.agency.get(own)["version"]
    answered = story.agency.post(
        f"{own}/answer", {"seen_version": seen, "text": "電話連絡をやめ、担当者の研修を行いました。"}
    )
    confirmed = {"event": "confirm", "seen_version": answered["version"], "text": "是正を確認しました。"}
    check(
        story.staff.post(f"{one}/steps", confirmed)["state"] in ("confirmed", "closed"), "the correction is confirmed"
    )
    events = [step["event"] for step in story.agency.get(own)["steps"]]
    check(
        events[:4] == ["open", "request_correction", "answer", "confirm"],
        f"the organization sees its course, but {events}",
    )


def _at_a_desk(story: Story) -> None:
    """An employer complains at an office's desk, which records it, and the bureau reads it (CMP-12)."""
    office = at_work(story, OFFICE_EMAIL)
    told = {
        "organization_id": story.facts["organization_id"],
        "complainant": "employer",
        "received_on": clock.today().isoformat(),
        "content": "求人の内容と異なる説明が求職者にされているとの申出がありました。",
    }
    recorded = office.post("/api/staff/complaints", told)
    waiting = office.get("/api/staff/complaints")["complaints"]
    check(recorded["complaint_id"] in {one["complaint_id"] for one in waiting}, "it stands on the office's list")

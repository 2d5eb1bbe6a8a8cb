"""What may be written and what may not, a template, the archive, and a report by one click (MSG-2, MSG-6, MSG-8, MSG-9)."""

from __future__ import annotations

from typing import Any

from deploy.demo.browser import Browser, Refused
from deploy.demo.doors import refusal
from deploy.demo.story import Story, check, wait_until

WITH_A_NUMBER = "ご連絡は０９０－００００－１２３４までお願いします。"
DEMAND = "お手数ですが、お電話番号とご住所を教えてください。"


def words_of_both_sides(story: Story) -> None:
    """Neither side gets personal data through; a template makes a reply; the seeker reports the guidance, unseen."""
    asking, agency = story.seekers[0], story.agency
    path = f"/api/conversations/{story.facts['guided'][story.facts['first']]}"
    found = asking.post("/api/messages/check", {"body": WITH_A_NUMBER})["found"]
    marked = [WITH_A_NUMBER[place["start"] : place["end"]] for place in found]
    check(marked == ["０９０－００００－１２３４"], f"the number is marked where it stands, but {marked}")
    own_address = f"ご連絡は{story.facts['addresses'][0]}までお願いします。"
    for body in (WITH_A_NUMBER, own_address):
        _not_sent(asking, path, body, "personal_data_in_message")
    _not_sent(agency, path, DEMAND, "personal_data_demanded")
    template = {
        "kind": "reply",
        "name": "窓口のご案内",
        "body": "{{団体名}}の窓口は、平日の９時から１７時まで開いています。",
    }
    kept = agency.post("/api/message-templates", template)
    filled = agency.get(f"{path}/filled-templates/{kept['template_id']}")["body"]
    check("{{" not in filled and "さくら職業紹介" in filled, "the template is filled with the organization's name")
    agency.post(f"{path}/messages", {"body": filled})
    agency.send("PUT", f"{path}/archive")
    archived = agency.get("/api/conversations", words="窓口", archived="true")["conversations"]
    check(len(archived) == 1, "the archived conversation is found by a word of its messages")
    agency.send("DELETE", f"{path}/archive")
    case_id = _reported(story, asking, path)
    story.tell(
        f"a number, an address and a demand were refused with their places; 「{filled}」; the report opened case {case_id[:8]}"
    )


def _not_sent(browser: Browser, path: str, body: str, code: str) -> None:
    try:
        browser.post(f"{path}/messages", {"body": body})
    except Refused as refused:
        check(refused.code == code, f"refused as {code}, but was {refused}")
        check(bool(refused.problem["details"]["found"]), "with the places to be marked (MSG-8)")
        return
    check(False, f"「{body}」 must not be sent (MSG-8)")


def _reported(story: Story, seeker: Browser, path: str) -> str:
    """The bureau gets a case; staff look at it and close it (MSG-9)."""
    guidance = seeker.get(path)["messages"][0]
    seeker.post(f"{path}/messages/{guidance['message_id']}/report", {"reason": "advertising"})
    reported: list[dict[str, Any]] = []

    def found() -> bool:
        cases = story.staff.get("/api/staff/cases", organization_id=story.facts["organization_id"])["cases"]
        reported.extend(case for case in cases if case["origin"] == "report")
        return bool(reported)

    wait_until(found, "the report opens a case at the bureau (MSG-9)")
    case = reported[0]
    one = f"/api/staff/cases/{case['case_id']}"
    read_in = f"{one}/conversations"
    wait_until(lambda: refusal(lambda: story.staff.get(read_in)) != "not_found", "messaging knows the case (MSG-14)")
    read = story.staff.get(read_in)["conversations"]
    check(len(read) >= 1, "staff may read what was reported, within the case (MSG-14)")
    closing = {
        "event": "close",
        "seen_version": case["version"],
        "text": "登録に基づく利用案内であることを確認しました。",
    }
    story.staff.post(f"{one}/steps", closing)
    return str(case["case_id"])

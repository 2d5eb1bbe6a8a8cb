"""Employers of the demo: establishments that offices know already, and one that comes to a My Page in the play (OFR-1)."""

from __future__ import annotations

from typing import Any

from deploy.demo.doors import at_work, come_in
from deploy.demo.loading import OFFICE_EMAIL
from deploy.demo.story import Story, check

EMPLOYER_EMAIL = "saiyou@aozora-shokuhin.example.jp"


def asking_employer() -> dict[str, Any]:
    """What the employer of the play fills in."""
    return {
        "establishment": {
            "name": "あおぞら食品株式会社　中央工場",
            "name_kana": "アオゾラショクヒンカブシキガイシャ　チュウオウコウジョウ",
            "corporate_number": None,
            "postal_code": "104-0045",
            "municipality_code": "131024",
            "address": "築地９丁目９番９号",
            "phone": "03-0000-4400",
            "industry_code": "09",
            "employees_total": 180,
            "employees_here": 42,
        },
        "contact": {
            "name": "山本 恵子",
            "department": "総務部",
            "phone": "03-0000-4401",
            "email": EMPLOYER_EMAIL,
        },
    }


def employer_comes(story: Story) -> None:
    """An employer asks for a My Page, its office confirms the establishment, the employer logs in (OFR-1, AUT-1, AUT-7)."""
    employer = story.new_browser()
    asked = employer.post("/api/employers", asking_employer())
    office = at_work(story, OFFICE_EMAIL)
    waiting = office.get("/api/staff/employer-applications")["applications"]
    check(any(line["application_id"] == asked["application_id"] for line in waiting), "it stands in the office's queue")
    confirmed = office.post(f"/api/staff/employer-applications/{asked['application_id']}/confirmation", {})
    check(confirmed["my_page"] == "issued", "its My Page is issued")
    story.mail_to(EMPLOYER_EMAIL, after=1)
    employer = come_in(story, EMPLOYER_EMAIL)
    own = employer.get("/api/employers/establishment")
    check(own["establishment_number"] == confirmed["establishment_number"], "the employer sees its own establishment")
    change = {"version": own["version"], "phone": "03-0000-4402", "employees_total": 185, "employees_here": 45}
    changed = employer.send("PUT", "/api/employers/establishment", {**change, "contact": own["contact"]})
    check(changed["version"] == own["version"] + 1, "the change has a version of its own")
    found = office.get("/api/staff/establishments", words="あおぞら食品")["establishments"]
    check(len(found) == 1, "the office finds it by a part of its name")
    story.tell(
        f"{asked['office_name']} confirmed {own['establishment_number']}; its employer logged in and changed its size"
    )

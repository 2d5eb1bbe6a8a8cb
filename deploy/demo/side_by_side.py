"""Who may apply for what, who beside whom, and who not at all for a while: kinds, establishments, orders (REG-1, REG-2, REG-4)."""

from __future__ import annotations

from itertools import count
from typing import Any

from deploy.demo.application import new_application
from deploy.demo.doors import log_in, reasons_against, refusal
from deploy.demo.organizations import PASSWORD as ORGANIZATIONS_PASSWORD
from deploy.demo.organizations import organizations
from deploy.demo.particular_organizations import COMMISSIONED_BY, MAIN_ESTABLISHMENT, SCHOOL
from deploy.demo.story import Story, check, wait_until
from services.runtime import clock

UNDER_ORDER = "13-ユ-999003"


def side_by_side(story: Story) -> None:
    """A school, a municipality beside its agency, a department beside its establishment; an order keeps an applicant out."""
    order = _order(story)
    _school_gets_offers_alone(story)
    made = list(organizations(clock.today()))
    municipality, main = made[COMMISSIONED_BY - 1], made[MAIN_ESTABLISHMENT - 1]
    agency = municipality["commissioned_agency"]["name"]
    (joint,), (alone,) = _listed(story, municipality["name"]), _listed(story, agency)
    check(
        alone["permission_number"] == municipality["commissioned_agency_number"]
        and joint["organization_id"] != alone["organization_id"],
        "the agency on its own account is another organization than the municipality with it (REG-4)",
    )
    departments = {entry["department"]: entry for entry in _listed(story, main["name"])}
    check(
        len(departments) == 2 and len({entry["permission_number"] for entry in departments.values()}) == 1,
        "a department stands beside the main establishment, under one number (REG-4)",
    )
    _refused_under(story, order)
    story.tell(
        f"a school uses offers alone; {joint['name']} and {agency} stand apart, so does {max(departments)} of "
        f"{main['name']}; {UNDER_ORDER} was refused under an order"
    )


def _listed(story: Story, name: str) -> list[dict[str, Any]]:
    return list(story.new_browser().get("/api/public/organizations", name=name)["organizations"])


def _school_gets_offers_alone(story: Story) -> None:
    """Seeker information is not for schools: neither by search nor by a change application (REG-1)."""
    school = story.new_browser()
    log_in(story, school, SCHOOL, ORGANIZATIONS_PASSWORD)
    own = school.get("/api/organization/procedures")
    check(own["services"] == ["offers"] and own["seeker_information_until"] is None, "it uses offers, without a term")
    check(refusal(lambda: school.post("/api/seekers/search", {"query": {}})) == "no_seeker_information", "no search")
    content = {name: value for name, value in own["content"].items() if name != "email"}
    content["services"] = ["offers", "seekers"]
    path = "/api/organization/applications/change"
    reasons = reasons_against(lambda: school.post(path, {"content": content}))
    check("seekers_not_for_kind" in reasons, f"a school can't add seeker information, but {reasons}")


def _order(story: Story) -> dict[str, Any]:
    """The bureau records an improvement order against a business that is no organization yet (REG-2)."""
    order = {
        "number": UNDER_ORDER,
        "kind": "improvement",
        "issued_on": clock.today().isoformat(),
        "summary": "手数料の管理について、必要な措置を講ずるよう命じた。",
    }
    return dict(story.staff.post("/api/staff/business-orders", order))


def _refused_under(story: Story, order: dict[str, Any]) -> None:
    """The applicant reads every reason at once; confirmed as improved, the order stands no more.

    What is applied for fails for another reason too, so that nothing is registered where the order is not known yet.
    """
    applicant = story.new_browser()
    application = {
        **new_application(clock.today(), applicant.get("/api/terms/private")["version"]),
        "name": "なぎさ人材株式会社",
        "name_kana": "ナギサジンザイカブシキガイシャ",
        "permission_number": UNDER_ORDER,
    }
    application["privacy_manager"] = {**application["privacy_manager"], "full_time": False}
    attempts = count(1)

    def refused() -> bool:
        asked = {**application, "email": f"shinsei.{next(attempts)}@nagisa-jinzai.example.jp"}
        reasons = reasons_against(lambda: applicant.post("/api/applications", {"application": asked}))
        return reasons == {"business_order", "manager_not_full_time"}

    wait_until(refused, "the order keeps the applicant out, told with the other reason (REG-2)", every=5)
    confirmed = {"met_on": clock.today().isoformat(), "note": "改善の報告書と帳簿により確認した。"}
    met = story.staff.post(f"/api/staff/business-orders/{order['order_id']}/met", confirmed)
    check(not met["stands"], "once the improvement is confirmed, the order stands no more (REG-2)")

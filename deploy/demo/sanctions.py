"""What a bureau decides on organizations: a suspension, an order, a termination, and how soon a suspension is felt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deploy.demo.browser import Browser, Refused
from deploy.demo.doors import log_in
from deploy.demo.loading import PASSWORD, STAFF
from deploy.demo.organizations import NOTIFYING, main_email
from deploy.demo.organizations import PASSWORD as ORGANIZATIONS_PASSWORD
from deploy.demo.particular_organizations import NUMBERS
from deploy.demo.procedures import CHANGING, LATE, RENEWING
from deploy.demo.story import Story, check, wait_until
from deploy.stack.stack import Stack
from services.runtime import clock

LIST, TERMINATED = "/api/public/organizations", "/api/public/terminated-organizations"
MOST = 2_000


def load(stack: Stack, say: Callable[[str], None]) -> None:
    """The same for a site that stays up, where staff have to log in first."""
    story = Story(stack, agency=Browser(stack.url), staff=Browser(stack.url))
    if not story.staff.get(TERMINATED)["total"]:
        log_in(story, story.staff, STAFF[0][3], PASSWORD)
        decide(story)
        say("a suspension, an order and a termination decided by the bureau")


def decide(story: Story) -> None:
    """The bureau suspends a municipality, records an order and terminates an agency; the public lists show it (REG-14).

    Where the lists show a terminated organization already, everything was decided in an earlier start.
    """
    anybody = story.new_browser()
    if anybody.get(TERMINATED)["total"]:
        return
    listed = anybody.get(LIST, bureau_code="13", limit=MOST)["organizations"]
    municipality, mistaken = [one for one in listed if one["class"] == "municipal"][:2]
    # Neither the agency of the play, nor the one whose login is printed, nor those that the play has more to do with.
    needed = {*NUMBERS.values(), *(f"13-ユ-{number:06d}" for number in (1, *RENEWING, *CHANGING, *LATE, NOTIFYING))}
    agency = next(
        one
        for one in listed
        if one["kind"] == "paid_agency"
        and one["organization_id"] != story.facts.get("organization_id")
        and one["permission_number"] not in needed
    )
    decision = {
        "kind": "suspension_with_term",
        "ground": "advertising",
        "public_reason": "求職者に対し、就職支援と関係のない催しの宣伝を繰り返し行ったため。",
        "happened_on": clock.today().isoformat(),
    }
    _take_back(story, mistaken, _decide(story.staff, mistaken["organization_id"], "suspensions", **decision))
    _decide(story.staff, municipality["organization_id"], "suspensions", **decision)
    order = story.staff.post(
        "/api/staff/business-orders",
        {
            "number": agency["permission_number"],
            "kind": "improvement",
            "issued_on": clock.today().isoformat(),
            "summary": "求職者の個人情報の管理について、必要な措置を講ずるよう命じた。",
        },
    )
    check(order["stands"], "the order stands against new applications (REG-2)")
    _terminate(story, agency)
    wait_until(lambda: anybody.get(TERMINATED)["total"] == 1, "the list of terminated organizations shows the agency")

    def suspended() -> list[dict[str, Any]]:
        # Beside it stands who let a permission end without a word, suspended by date (CMP-6).
        listed = anybody.get(LIST, suspended="true")["organizations"]
        return [one for one in listed if one["organization_id"] == municipality["organization_id"]]

    wait_until(lambda: bool(suspended()), "the list says that the municipality is suspended")
    (shown,) = suspended()
    check(shown["suspended_until"] is not None, "in the municipal class the period stands on the list (REG-14)")
    file = anybody.get_file(f"{LIST}?format=csv&encoding=cp932").decode("cp932")
    check("停止中" in file and agency["name"] not in file, "the CSV file says so too, without the terminated agency")
    story.tell(f"{shown['name']} is suspended to {shown['suspended_until']}; {agency['name']} is terminated")


def _take_back(story: Story, mistaken: dict[str, Any], decided: dict[str, Any]) -> None:
    """It was the wrong one: the bureau takes its decision back, and the list says so (CMP-14, REG-14)."""

    anybody = story.new_browser()

    def suspended() -> bool:
        listed = anybody.get(LIST, suspended="true")["organizations"]
        return mistaken["organization_id"] in {one["organization_id"] for one in listed}

    wait_until(suspended, "the list says that it is suspended")
    back = story.staff.post(
        f"/api/staff/measures/{decided['measures'][0]['measure_id']}/withdrawal",
        {"reason": "別の団体に対する決定を、誤って行ったため。", "note": "団体の取り違え。"},
    )
    check((back["standing"], back["measures"][0]["end"]) == ("active", "annulled"), "as if it had not been decided")
    wait_until(lambda: not suspended(), "the list shows it in use again")


def _terminate(story: Story, agency: dict[str, Any]) -> None:
    """A case: opened, the agency heard, which answers at its own screen, and its use terminated (CMP-9, CMP-13)."""
    path = f"/api/staff/organizations/{agency['organization_id']}/standing"
    wait_until(lambda: _known(story.staff, path), "compliance knows the organization")
    case = story.staff.post(
        "/api/staff/cases",
        {
            "organization_id": agency["organization_id"],
            "ground": "malice",
            "origin": "complaint",
            "day_unknown": True,
            "text": "求職情報を第三者に提供しているとの申出について確認しています。",
        },
    )
    one = f"/api/staff/cases/{case['case_id']}"
    hearing = story.staff.post(
        f"{one}/hearing",
        {
            "seen_version": case["version"],
            "text": "利用解除を予定しています。意見があるときは、期限までに述べてください。",
        },
    )
    check(hearing["awaited"] is not None, "the agency has a term to state its view")
    browser = story.new_browser()
    log_in(story, browser, main_email(int(agency["permission_number"][-6:])), ORGANIZATIONS_PASSWORD)
    own = browser.get(f"/api/cases/{case['case_id']}")
    browser.post(
        f"/api/cases/{case['case_id']}/answer",
        {"seen_version": own["version"], "text": "事実に相違ありません。再発の防止に努めます。"},
    )
    story.staff.post(
        f"{one}/termination",
        {"seen_version": own["version"] + 1, "text": "求職情報を不正に取得し、第三者に提供したため。"},
    )


def suspension_at_once(story: Story) -> None:
    """The bureau suspends the agency while facts are established: search and messages refuse it at once (CMP-10, CMP-14)."""
    decide(story)
    organization_id = story.facts["organization_id"]
    asked: tuple[Callable[[], Any], ...] = (
        lambda: story.agency.post("/api/seekers/search", {"query": {}}),
        lambda: story.agency.get("/api/guidance/preview"),
    )
    measure = _decide(
        story.staff,
        organization_id,
        "suspensions",
        kind="provisional_suspension",
        ground="facts_unclear",
        day_unknown=True,
        public_reason="求職者からの苦情に係る事実関係を確認するため。",
    )["measures"][0]
    felt = wait_until(lambda: all(map(_refused, asked)), "search and messages refuse the suspended agency (CMP-14)")
    story.measured["suspension to refused in search and messages (CMP-14)"] = f"{felt * 1000:.0f} ms"
    own = story.agency.get("/api/standing")
    check(own["standing"] == "suspended" and bool(own["measures"][0]["reason"]), "the agency sees why (AUT-9)")
    story.staff.post(
        f"/api/staff/measures/{measure['measure_id']}/lifting", {"note": "事実関係を確認した。違反はなかった。"}
    )
    wait_until(lambda: not any(map(_refused, asked)), "search and messages answer again")
    story.tell(f"a suspension was felt everywhere after {felt * 1000:.0f} ms; the agency saw why, and was resumed")


def _decide(staff: Browser, organization_id: str, what: str, **decision: Any) -> dict[str, Any]:
    """Decide on the standing as it is now, once compliance has heard of the organization."""
    path = f"/api/staff/organizations/{organization_id}"
    wait_until(lambda: _known(staff, f"{path}/standing"), "compliance knows the organization")
    version = staff.get(f"{path}/standing")["version"]
    decided: dict[str, Any] = staff.post(f"{path}/{what}", {**decision, "seen_version": version})
    return decided


def _known(staff: Browser, path: str) -> bool:
    try:
        staff.get(path)
    except Refused as refused:
        if refused.code == "not_found":
            return False
        raise
    return True


def _refused(ask: Callable[[], Any]) -> bool:
    try:
        ask()
    except Refused as refused:
        if refused.code == "organization_not_active":
            return True
        raise
    return False

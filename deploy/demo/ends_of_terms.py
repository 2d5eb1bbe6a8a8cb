"""The ends of terms: told a week before; a renewal that fails, and seeker information that closes with its term (REG-3, REG-16)."""

from __future__ import annotations

import datetime as dt

from deploy.demo.doors import log_in, reasons_against, refusal
from deploy.demo.duties import turn
from deploy.demo.organizations import PASSWORD as ORGANIZATIONS_PASSWORD
from deploy.demo.particular_organizations import ENDING, FAILING, NUMBERS
from deploy.demo.story import Story, check, wait_until
from services.japanese_calendar import in_era
from services.runtime import clock

REASON = "過去３か月以内の常用就職の実績を確認することができないため。"


def term_ends_and_renewal_fails(story: Story) -> None:
    """Who has a week left is told so; a renewal without a placement in 3 months can't be approved, and is refused."""
    turn(story, "registry", "tell_ends_of_terms")
    told = story.mail_to(ENDING, about="利用期限のお知らせ")
    ends_on = clock.today() + dt.timedelta(days=7)
    check(in_era(ends_on) in told.text, f"the mail names the last day, {ends_on} (REG-16)")
    (renewal,) = story.staff.get(
        "/api/staff/applications/search",
        queue="arrived",
        permission_number=NUMBERS[FAILING],
        application_kind="renewal",
    )["applications"]
    one = f"/api/staff/applications/{renewal['application_id']}"
    reasons = reasons_against(lambda: story.staff.post(f"{one}/approval", {}))
    check(reasons == {"no_regular_placement"}, f"it can't be approved (REG-3), but {reasons}")
    check(story.staff.post(f"{one}/refusal", {"reason": REASON})["state"] == "refused", "the bureau refuses it")
    mail = story.mail_to(FAILING, about="審査結果")
    check(REASON in mail.text, "with the reason (REG-10)")
    story.tell(f"「{told.subject}」 to who has until {ends_on}; {renewal['name']}'s renewal was refused")


def seeker_information_closes(story: Story) -> None:
    """In the night after the term's last day seeker information was closed; offers go on, withdrawal is due at once (REG-3)."""
    mail = story.mail_to(FAILING, about="利用を終了しました")
    organization = story.new_browser()
    log_in(story, organization, FAILING, ORGANIZATIONS_PASSWORD)
    own = organization.get("/api/organization/procedures")
    today = clock.today().isoformat()
    check(own["seeker_information_closed_on"] == today, f"it closed today, but {own['seeker_information_closed_on']}")
    due = {step["step"]: step["due_on"] for step in own["next_steps"]}
    check(set(own["services"]) == {"offers", "seekers"}, f"it has withdrawn from nothing yet, but {own['services']}")
    check(due.get("withdraw_seekers") == today, f"withdrawal is due at once (REG-3), but {due}")

    def refused() -> bool:
        return refusal(lambda: organization.post("/api/seekers/search", {"query": {}})) == "no_seeker_information"

    wait_until(refused, "its searches are refused")
    story.tell(f"「{mail.subject}」; its searches are refused, and withdrawal is due today")

"""A withdrawal that the bureau approved for the wrong organization, and takes back (REG-5, REG-11)."""

from __future__ import annotations

from functools import partial
from typing import Any

from deploy.demo.doors import log_in, refusal
from deploy.demo.organizations import NOTIFYING, main_email
from deploy.demo.organizations import PASSWORD as ORGANIZATIONS_PASSWORD
from deploy.demo.own_procedures import withdraw_on_paper
from deploy.demo.particular_organizations import NUMBERS
from deploy.demo.procedures import CHANGING, LATE, RENEWING
from deploy.demo.story import Story, check, wait_until

LIST = "/api/public/organizations"
WHY = "別の団体の退会申請書を、この団体のものとして承認したため。"


def wrong_withdrawal(story: Story) -> None:
    """Who never asked for it is off the list and finds no seekers; taken back, all is as before, the password too."""
    agency = _listed(story)[-1]
    email = main_email(int(agency["permission_number"][-6:]))
    application = withdraw_on_paper(story, agency["organization_id"], agency["services"])
    wait_until(lambda: agency["organization_id"] not in _ids(story), "the public list shows it no more (REG-14)")
    _logs_in_and_searches(story, email, told="organization_not_active")
    mails = story.stack.mailbox.count(email)
    back = story.staff.post(f"{application}/approval/withdrawal", {"reason": WHY})
    check(back["state"] == "form_received", "the withdrawal is undecided again")
    wait_until(lambda: agency["organization_id"] in _ids(story), "the public list shows it again (REG-14)")
    mail = story.mail_to(email, after=mails, about="退会の承認を取り消しました")
    check(WHY in mail.text.replace("\n", ""), "the mail says why")
    _logs_in_and_searches(story, email, told="")
    story.staff.post(f"{application}/receipt/withdrawal", {"reason": WHY})
    story.tell(f"{agency['name']} had withdrawn by the bureau's mistake, and is in use again; mail 「{mail.subject}」")


def _listed(story: Story) -> list[dict[str, Any]]:
    """Agencies of Tokyo that neither the play nor anybody who looks on has more to do with."""
    listed = story.new_browser().get(LIST, bureau_code="13", limit=2_000)["organizations"]
    needed = {*NUMBERS.values(), *(f"13-ユ-{number:06d}" for number in (1, *RENEWING, *CHANGING, *LATE, NOTIFYING))}
    mine = story.facts["organization_id"]
    return [
        one
        for one in listed
        if one["kind"] == "paid_agency" and one["organization_id"] != mine and one["permission_number"] not in needed
    ]


def _ids(story: Story) -> set[str]:
    return {one["organization_id"] for one in _listed(story)}


def _logs_in_and_searches(story: Story, email: str, *, told: str) -> None:
    """With the password of before; told by search that it is not active, or, with nothing, what it finds (AUT-9, REG-11)."""
    browser = story.new_browser()
    log_in(story, browser, email, ORGANIZATIONS_PASSWORD)
    search = partial(browser.post, "/api/seekers/search", {"query": {}})
    wait_until(lambda: refusal(search) == told, f"search answers with {told or 'what it finds'}")

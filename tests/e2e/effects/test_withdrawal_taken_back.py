"""REG-5 through the whole site: what an organization loses by a withdrawal, and has again once that is taken back (decision 306).

The slip of a bureau, over HTTP: a form on paper is entered for the wrong organization, and approved. Each waits for the event and
asserts what came of it.
"""

from functools import partial

import pytest

from deploy.demo.doors import log_in, refusal
from deploy.demo.organizations import PASSWORD
from deploy.demo.own_procedures import withdraw_on_paper
from deploy.demo.story import Story, wait_until
from tests.e2e.effects.conftest import agencies, of_agency
from tests.e2e.effects.test_sanction import MACHINE, NOT_ACTIVE, PATIENCE, Doors, duties, listed
from tests.e2e.effects.test_termination import logged_out

WHY = "別の団体の退会申請書を、この団体のものとして承認したため。"


@pytest.fixture
def mistaken(agency: Story) -> Story:
    """Another agency than the other tests have; it is in use again after the test."""
    return of_agency(agency, agencies(agency)[-2])


@pytest.fixture
def doors(mistaken: Story) -> Doors:
    held = str(mistaken.agency.post("/api/seekers/search", {"query": {}})["hits"][0]["seeker_number"])
    doors = Doors(mistaken, held)
    assert (refusal(doors.view), doors.told()) == ("", {""})
    assert listed(mistaken, suspended=False)
    return doors


def test_reg_5_who_had_withdrawn_by_mistake_uses_everything_again_with_the_password_of_before(
    mistaken: Story, doors: Doors
) -> None:
    """REG-5, REG-11, REG-14, AUT-8, AUT-9, MSG-11: refused after the approval, and answered again after it was taken back."""
    browser, email = mistaken.agency, mistaken.facts["email"]
    path = withdraw_on_paper(mistaken, mistaken.facts["organization_id"], mistaken.facts["services"])

    wait_until(partial(logged_out, browser), "whoever was logged in no longer is", PATIENCE)
    wait_until(lambda: doors.machine() == (401, "token_invalid"), "tokens have ended", PATIENCE)
    log_in(mistaken, browser, email, PASSWORD)
    wait_until(lambda: {refusal(ask) for ask in doors.read} == {NOT_ACTIVE}, "search and messages refuse", PATIENCE)
    assert {refusal(ask) for ask in (doors.view, doors.export, doors.guide)} == {NOT_ACTIVE}
    assert refusal(partial(browser.post, "/api/organization/tokens", MACHINE)), "and no system of its gets in"
    wait_until(lambda: not listed(mistaken, suspended=False), "the public list shows it no more", PATIENCE)
    assert not listed(mistaken, suspended=True)
    wait_until(lambda: bool(duties(mistaken)), "what it holds is to be deleted", PATIENCE)

    mails = mistaken.stack.mailbox.count(email)
    back = mistaken.staff.post(f"{path}/approval/withdrawal", {"reason": WHY})
    assert back["state"] == "form_received", "it is undecided"
    mail = mistaken.stack.mailbox.wait_for_mail(
        email, after=mails, timeout=PATIENCE, about="退会の承認を取り消しました"
    )
    assert WHY in mail.text.replace("\n", "")
    wait_until(lambda: listed(mistaken, suspended=False), "the public list shows it again", PATIENCE)
    anew = mistaken.new_browser()
    log_in(mistaken, anew, email, PASSWORD)
    browser.csrf_token, browser.session = anew.csrf_token, anew.session
    wait_until(lambda: {refusal(ask) for ask in doors.read} == {""}, "search and messages answer again", PATIENCE)
    assert refusal(doors.guide) == ""
    assert doors.machine() == (401, "token_invalid"), "tokens stay ended"
    doors.token = browser.post("/api/organization/tokens", MACHINE)["token"]
    assert doors.machine() == (200, "")

    assert refusal(doors.view) == "record_to_be_deleted", "a duty outlives the withdrawal that made it"
    due = [duty["duty_id"] for duty in duties(mistaken)]
    browser.post("/api/deletion-duties/confirmations", {"duty_ids": due})
    wait_until(lambda: not refusal(doors.view), "what was deleted may be acquired anew", PATIENCE)
    assert mistaken.staff.post(f"{path}/receipt/withdrawal", {"reason": WHY})["state"] == "lapsed", "the entry goes too"

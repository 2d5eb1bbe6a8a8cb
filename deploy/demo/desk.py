"""The desk of a bureau in the play: a paper application, its document, the queues, and a decision of two persons."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from pypdf import PdfReader

from deploy.demo.application import new_application
from deploy.demo.browser import Refused
from deploy.demo.doors import log_in
from deploy.demo.loading import PASSWORD, SECOND_PERSON
from deploy.demo.story import Story, check
from services.runtime import clock
from services.runtime.identifiers import new_id

NAME = "みどり区　就労支援課"
PAPER_EMAIL = "shuurou-shien@midori-ku.example.jp"


def paper_application(today: dt.date, terms_version: str) -> dict[str, Any]:
    """What a municipality wrote on paper: it informs of its support, and asks for seeker information (REG-1)."""
    application = new_application(today, terms_version)
    manager = application["privacy_manager"]
    information = {**application["mandatory_information"], "marks_held": []}
    changes = {
        "kind": "municipality_informing",
        "services": ["seekers"],
        "name": NAME,
        "name_kana": "ミドリク　シュウロウシエンカ",
        "permission_number": None,
        "permission_valid_until": None,
        "latest_regular_placement_on": None,
        "contact_managers": {"seekers": manager},
        "mandatory_information": information,
        "email": PAPER_EMAIL,
    }
    return {name: value for name, value in {**application, **changes}.items() if name != "password"}


def desk_works(story: Story) -> None:
    """Staff enter paper, file its consent, find it in the queue; a decision waits for a second person (REG-8 to REG-10)."""
    staff, today = story.staff, clock.today()
    terms = staff.get("/api/terms/municipal")
    entered = staff.post(
        "/api/staff/paper-applications",
        {
            "application": paper_application(today, terms["version"]),
            "received_on": today.isoformat(),
            "way": "in_person",
        },
    )
    check(entered["state"] == "form_received", "its form has come with it")
    mail = story.mail_to(PAPER_EMAIL)
    check(PAPER_EMAIL in mail.text and "認証キー" in mail.text, "the mail names the ID and a key to set a password")
    one = f"/api/staff/applications/{entered['application_id']}"
    _file_consent(story, entered["application_id"])
    counts = {line["queue"]: line["applications"] for line in staff.get("/api/staff/desk")["queues"]}
    check(counts["arrived"] >= 1, "it stands in the bureau's queue")
    check(counts["due_soon"] >= 1, "so does one whose form has not come yet")
    found = staff.get("/api/staff/applications/search", name="ﾐﾄﾞﾘｸ", queue="arrived")["applications"]
    check([line["application_id"] for line in found] == [entered["application_id"]], "it is found by its reading")
    by_post = {
        "received_on": today.isoformat(),
        "way": "post",
        "explanation": "電話で説明",
        "reason": "郵送によるため。",
    }
    corrected = staff.post(f"{one}/receipt/correction", by_post)
    check(corrected["state"] == "form_received", "the way it came was a slip of the pen, and is put right (REG-8)")
    proposal = staff.post(f"{one}/proposal", {"decision": "approve"})
    try:
        staff.post(f"{one}/proposal/confirmation", {"proposal_id": proposal["proposal_id"]})
        confirmed_alone = True
    except Refused as refused:
        confirmed_alone = refused.code != "second_person_needed"
    check(not confirmed_alone, "who proposed does not confirm")
    second = story.new_browser()
    log_in(story, second, SECOND_PERSON, PASSWORD)
    confirmed = second.post(f"{one}/proposal/confirmation", {"proposal_id": proposal["proposal_id"]})
    check(confirmed["state"] == "approved", "a second person of the same bureau confirms, and it is approved")
    second.post(f"{one}/letter", {"posted_on": today.isoformat()})
    not_posted = {"posted_on": None, "reason": "まだ投函していなかったため。"}
    taken_back = second.post(f"{one}/letter/correction", not_posted)
    check(taken_back["letter_posted_on"] is None, "it lay on the desk still: recorded too early, and taken back")
    second.post(f"{one}/letter", {"posted_on": today.isoformat()})
    posted = staff.get("/api/staff/applications/search", name="ﾐﾄﾞﾘｸ")["applications"]
    check(posted[0]["letter_posted_on"] == today.isoformat(), "the posting of the letter is kept (REG-10)")
    story.tell(f"{entered['registration_number']} entered from paper, approved by two, its letter posted; {counts}")


def _file_consent(story: Story, application_id: str) -> None:
    """The form of consent that a municipality signs is made by the site (REG-8); here it stands in for the signed one, scanned."""
    staff = story.staff
    scan = staff.get_file(f"/api/applications/{application_id}/consent-form")
    written = "".join(page.extract_text() for page in PdfReader(io.BytesIO(scan)).pages)
    check("同意書" in written and NAME in written, "the form of consent names the municipality")
    answer = staff.session.post(
        f"{staff.site}/api/applications/{application_id}/documents",
        params={"kind": "terms_consent", "file_name": "利用規約の同意書.pdf"},
        data=scan,
        headers={
            "Content-Type": "application/pdf",
            "X-CSRF-Token": staff.csrf_token or "",
            "Idempotency-Key": new_id(),
        },
        timeout=30,
    )
    check(answer.status_code == 201, f"the scan is filed: {answer.text[:300]}")
    check(answer.json()["size_bytes"] == len(scan), "whole")

"""The day after: a change is told to every conversation, charges are explained, a hire is recorded (MSG-3, MSG-10, MSG-13)."""

from __future__ import annotations

from typing import Any

from deploy.demo.application import AGENCY_EMAIL, new_application
from deploy.demo.doors import log_in, refusal
from deploy.demo.loading import PASSWORD, STAFF
from deploy.demo.story import Story, check, wait_until
from services.runtime import clock

SUPPORT = "応募書類の作成の助言、面接の練習に加え、職場の見学をご案内します。"
SUPPORT_SERVICE = "個別の面接指導"
QUESTION = "職業紹介に手数料はかかりますか。"


def change_explanation_and_hire(story: Story) -> None:
    """Everybody logs in anew; the approved change reaches the seekers at once, outside the cap (MSG-3, MSG-4)."""
    log_in(story, story.agency, AGENCY_EMAIL, PASSWORD)
    log_in(story, story.seekers[0], story.facts["addresses"][0], PASSWORD)
    log_in(story, story.staff, STAFF[0][3], PASSWORD)
    _change_is_told(story)
    _charges_are_explained(story)
    path = f"/api/conversations/{story.facts['guided'][story.facts['first']]}"
    accepted = {"accepted_on": clock.today().isoformat()}
    corrected = story.agency.post(f"{path}/acceptance", accepted)
    check(corrected["accepted_on"] == accepted["accepted_on"], "a day recorded wrongly is put right (MSG-13)")
    hire = {"hired_on": clock.today().isoformat(), "employment_term": "indefinite", "seasonal": False}
    recorded = story.agency.send("PUT", f"{path}/result", {**hire, "fee_from_employer": 450_000})
    check(recorded["regular"] is True, "a hire without a term is a regular placement (MSG-13)")
    _support_is_explained(story)
    _an_application_is_refused(story)
    story.tell(
        "a change of what guidance says was told in the conversation; charges and support explained and agreed; a hire "
        "recorded; a refused application opened a case"
    )


def _change_is_told(story: Story) -> None:
    """Registered, received, approved; then a message of its own kind stands in the conversation (REG-13, MSG-3)."""
    content = _changed_content(story)
    registered = story.agency.post("/api/organization/applications/change", {"content": content})
    one = f"/api/staff/applications/{registered['application_id']}"
    story.staff.post(f"{one}/receipt", {"received_on": clock.today().isoformat(), "way": "email"})
    story.staff.post(f"{one}/approval", {})
    path = f"/api/conversations/{story.facts['guided'][story.facts['first']]}"

    def told() -> list[str]:
        return [one["body"] for one in story.seekers[0].get(path)["messages"] if one["kind"] == "change"]

    waited = wait_until(lambda: bool(told()), "the change is told in the open conversation (MSG-3)")
    check(SUPPORT in told()[0], "with the new text")
    story.measured["approval of a change to its message (MSG-3)"] = f"{waited * 1000:.0f} ms"


def _changed_content(story: Story) -> dict[str, Any]:
    registered_before = new_application(clock.today(), story.agency.get("/api/terms/private")["version"])
    content = {name: value for name, value in registered_before.items() if name not in ("email", "password")}
    return {**content, "mandatory_information": {**content["mandatory_information"], "support_offered": SUPPORT}}


def _charges_are_explained(story: Story) -> None:
    """The organization records what it explained; the seeker answers in the conversation (MSG-10)."""
    seeker = story.seekers[0]
    path = f"/api/conversations/{story.facts['guided'][story.facts['first']]}"
    seeker.post(f"{path}/messages", {"body": QUESTION})
    explained = story.agency.post(
        f"{path}/explanations",
        {
            "subject": "placement_charges",
            "explained_on": clock.today().isoformat(),
            "way": "this_site",
            "contents": "求職者の方から手数料はいただきません。",
        },
    )
    answered = seeker.send("PUT", f"{path}/explanations/{explained['explanation_id']}/answer", {"agreed": True})
    check(answered["answer"] == "agreed", "the seeker's answer stands beside the explanation")


def _support_is_explained(story: Story) -> None:
    """Paid support at the seeker's wish alone; towards graduates nothing that was not notified beforehand (MSG-10)."""
    path = f"/api/conversations/{story.facts['guided'][story.facts['first']]}/explanations"
    support = {
        "subject": "paid_support",
        "service": SUPPORT_SERVICE,
        "explained_on": clock.today().isoformat(),
        "way": "telephone",
        "contents": "ご希望の場合に限り、１回3,000円でお受けします。",
    }
    graduates = {**support, "subject": "graduate_service"}
    check(
        refusal(lambda: story.agency.post(path, graduates)) == "service_not_notified",
        "the bureau knows of no such service",
    )
    explained = story.agency.post(path, support)
    answer = f"{path}/{explained['explanation_id']}/answer"
    check(story.seekers[0].send("PUT", answer, {"agreed": True})["answer"] == "agreed", "the seeker wishes it")


def _an_application_is_refused(story: Story) -> None:
    """Every application must be accepted: one that is not opens a case at the bureau (MSG-13; seed 001, 7(2)②ア)."""
    known = (story.facts["first"], story.facts["other"])
    number = next(one for one in story.facts["guided"] if one not in known)
    path = f"/api/conversations/{story.facts['guided'][number]}"
    today = clock.today().isoformat()
    story.agency.post(f"{path}/application", {"applied_on": today})
    refused = story.agency.post(f"{path}/refusal", {"refused_on": today, "ground": "outside_scope"})
    check(refused["refused_on"] == today, "the refusal is recorded with its day")
    asked = {"organization_id": story.facts["organization_id"]}

    def opened() -> bool:
        return any(case["origin"] == "rule" for case in story.staff.get("/api/staff/cases", **asked)["cases"])

    wait_until(opened, "the refusal opens a case at the bureau (MSG-13)")

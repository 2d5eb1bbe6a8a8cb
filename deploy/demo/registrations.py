"""Registrations that go another way than the agency's: a branch, a wrong one put right, one refused (REG-4, REG-6, REG-10)."""

from __future__ import annotations

from deploy.demo.application import new_application
from deploy.demo.doors import reasons_against
from deploy.demo.organizations import organizations
from deploy.demo.story import Story, check
from services.contracts.reference import bureau_of
from services.runtime import clock

APPLICANT_EMAIL = "shinsei@hinata-jinzai.example.jp"
REASON = "許可の有効期限を確認することができないため。"


def registrations_that_fail(story: Story) -> None:
    """A branch shares its main establishment's application; a wrong registration is replaced; the bureau refuses with a reason."""
    applicant = story.new_browser()
    application = {
        **new_application(clock.today(), applicant.get("/api/terms/private")["version"]),
        "name": "ひなた人材株式会社",
        "name_kana": "ヒナタジンザイカブシキガイシャ",
        "permission_number": "13-ユ-999002",
        "email": APPLICANT_EMAIL,
    }
    branch = f"{_main_number_in_use()}-2"
    of_branch = {**application, "permission_number": branch}
    asked = {"application": of_branch}
    check(
        reasons_against(lambda: applicant.post("/api/applications", asked))
        == {"main_establishment_applies", "establishment_registered"},
        "a branch is no applicant (REG-4)",
    )
    as_main = {"application": {**of_branch, "main_establishment": True}}
    check(
        reasons_against(lambda: applicant.post("/api/applications", as_main)) == {"establishment_registered"},
        "and shares the application of its main establishment (REG-4)",
    )
    wrong = applicant.post("/api/applications", {"application": {**application, "name": "ひなた人財株式会社"}})
    replaced = {"application_id": wrong["application_id"], "download_key": wrong["download_key"]}
    right = applicant.post("/api/applications", {"application": application, "replaces": replaced})
    staff = story.staff
    steps = staff.get(f"/api/staff/applications/{wrong['application_id']}")["transitions"]
    check(steps[-1]["event"] == "replaced", "the wrong registration gave its place to the new one (REG-6)")
    one = f"/api/staff/applications/{right['application_id']}"
    receipt = {"received_on": clock.today().isoformat(), "way": "email", "documents": ["terms_consent"]}
    staff.post(f"{one}/receipt", receipt)
    staff.post(f"{one}/refusal", {"reason": REASON})
    mail = story.mail_to(APPLICANT_EMAIL, about="審査結果")
    check(REASON in mail.text, "the mail of refusal gives the reason (REG-10)")
    story.tell(f"{branch} is a branch and was not registered; a wrong registration was replaced; 「{mail.subject}」")


def _main_number_in_use() -> str:
    """The permission number of the first agency of Tokyo."""
    made = (one for one in organizations(clock.today()) if bureau_of(one["municipality_code"]) == "13")
    return str(next(one["permission_number"] for one in made if one["permission_number"]))

"""An account of staff: issued, moved to another office, ended, each on a ground and told to the person (AUT-7)."""

from __future__ import annotations

from deploy.demo.doors import at_work, come_in, refusal
from deploy.demo.loading import MINISTRY_EMAIL, PASSWORD
from deploy.demo.story import Story, check, wait_until

NEW_STAFF = "shinnin@shinjuku.office.example.jp"
_ALL = "/api/staff-accounts"


def staff_comes_and_goes(story: Story) -> None:
    """The ministry issues it, the person chooses the password, works in Shinjuku, is moved to Yokohama, and leaves."""
    ministry = at_work(story, MINISTRY_EMAIL)
    area = {"role": "office_staff", "bureau_code": "13", "office_code": "X1301"}
    issued = ministry.post(_ALL, {**area, "email": NEW_STAFF, "ground": "４月１日付けの採用による。"})["account"]
    story.mail_to(NEW_STAFF, about="発行されました")
    person = come_in(story, NEW_STAFF)
    session = person.get("/api/sessions/current")
    check((session["role"], session["office_code"]) == ("office_staff", "X1301"), "the person works at Shinjuku")
    check(issued["account_id"] in _of_the_bureau(story), "the bureau sees the account, with its last login")
    one = f"{_ALL}/{issued['account_id']}"
    yokohama = {"bureau_code": "14", "office_code": "X1401", "ground": "人事異動による。"}
    moved = ministry.post(f"{one}/transfer", yokohama)
    check(moved["account"]["office_code"] == "X1401" and moved["left"] >= 1, "moved; somebody is left at Shinjuku")
    check(issued["account_id"] not in _of_the_bureau(story), "the former bureau sees it no more (AUT-7)")
    wait_until(
        lambda: refusal(lambda: person.get("/api/sessions/current")) == "not_logged_in",
        "what was open at the former office ends",
    )
    ended = ministry.post(f"{one}/end", {"ground": "退職による。"})
    check(ended["account"]["state"] == "ended", "the account is ended")
    again = refusal(lambda: story.new_browser().post("/api/sessions", {"email": NEW_STAFF, "password": PASSWORD}))
    check(again == "login_failed", "and logs in no more")
    mail = story.mail_to(NEW_STAFF, about="終了しました")
    story.tell(
        f"{issued['display_name']}: issued, moved to {moved['account']['display_name']}, ended; 「{mail.subject}」"
    )


def _of_the_bureau(story: Story) -> set[str]:
    """The accounts that the bureau sees, its own and its offices'."""
    return {one["account_id"] for one in story.staff.get(_ALL)["accounts"]}

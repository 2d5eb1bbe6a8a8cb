"""Who can't log in any more is helped by the bureau; keys, browsers and sessions of an account (AUT-1 to AUT-6)."""

from __future__ import annotations

from deploy.demo.browser import Browser
from deploy.demo.doors import ask_for_key, log_in, omit_here, refusal, set_password
from deploy.demo.loading import PASSWORD
from deploy.demo.organizations import MAIL_DOMAIN
from deploy.demo.organizations import PASSWORD as ORGANIZATIONS_PASSWORD
from deploy.demo.particular_organizations import ENDING
from deploy.demo.story import Story, check
from services.runtime import clock

NEW_ADDRESS = f"tantou@{MAIL_DOMAIN}"
_SETTING = "/api/settings/one-time-password-omission"


def bureau_helps(story: Story) -> None:
    """The bureau changes an address after a letter; its owner sets a password, and looks after browsers and sessions."""
    _address_changes(story)
    own, elsewhere = story.new_browser(), story.new_browser()
    key = ask_for_key(story, own, NEW_ADDRESS)
    check(_tried(elsewhere, key) == "authentication_key_invalid", "a key is void where nobody asked for it (AUT-6)")
    set_password(story, own, NEW_ADDRESS)
    check(_tried(own, key) == "authentication_key_invalid", "once a password is set, earlier keys are void")
    omit_here(story, own, NEW_ADDRESS)
    check(own.get(_SETTING) == {"omission": "あり"}, "the settings show that there is an omission, and no more (AUT-5)")
    _session_is_ended(story, own, elsewhere)
    check(own.send("DELETE", _SETTING) == {"omission": "なし"}, "one button ends all omissions (AUT-5)")
    own.send("DELETE", "/api/sessions/current")
    check("csrf_token" not in _begun(own, NEW_ADDRESS, PASSWORD), "then this browser is asked again (AUT-4)")
    story.tell(
        f"{ENDING} is {NEW_ADDRESS} by letter; a key was void elsewhere and after its use; an omission was あり, then なし; "
        "a session was ended from another browser"
    )


def _address_changes(story: Story) -> None:
    """Nobody but the bureau does so before a login, on a letter and a ground; both addresses are told (AUT-1)."""
    letter = {
        "email": ENDING,
        "new_email": NEW_ADDRESS,
        "requested_on": clock.today().isoformat(),
        "ground": "担当者の退職によりメールを受け取れない旨の、代表者名の書面による。",
    }
    check(story.staff.post("/api/staff/account-email-changes", letter)["changed"], "the bureau changes the address")
    story.mail_to(ENDING, about="メールアドレスが変更されました")
    story.mail_to(NEW_ADDRESS, about="メールアドレスの変更が完了しました")
    former = refusal(lambda: _begun(story.new_browser(), ENDING, ORGANIZATIONS_PASSWORD))
    check(former == "login_failed", "the former address is no ID any more")


def _session_is_ended(story: Story, own: Browser, elsewhere: Browser) -> None:
    """The omission holds on its own browser alone (AUT-4); the account sees its sessions and ends one of them."""
    before = story.stack.mailbox.count(NEW_ADDRESS)
    log_in(story, elsewhere, NEW_ADDRESS, PASSWORD)
    check(story.stack.mailbox.count(NEW_ADDRESS) > before, "another browser is asked for a one-time password (AUT-4)")
    (current,) = (one for one in elsewhere.get("/api/sessions")["sessions"] if one["current"])
    listed = {one["session_id"]: one["current"] for one in own.get("/api/sessions")["sessions"]}
    check(listed.get(current["session_id"]) is False, "the other browser's session is listed as another one")
    ended = refusal(lambda: own.send("DELETE", f"/api/sessions/{current['session_id']}"))
    check(ended in {"", "not_found"}, f"it is ended, or was by a request whose answer was lost, but {ended}")
    check(refusal(lambda: elsewhere.get("/api/sessions/current")) == "not_logged_in", "from the next request on")


def _tried(browser: Browser, key: str) -> str:
    """With which code a key is refused where a password is to be set with it; empty where it was set."""
    chosen = {"email": NEW_ADDRESS, "key": key, "password": PASSWORD}
    return refusal(lambda: browser.post("/api/my-page/password", chosen))


def _begun(browser: Browser, email: str, password: str) -> dict[str, object]:
    """The answer to the first step of a login: a session's, or that a one-time password was mailed."""
    return dict(browser.post("/api/sessions", {"email": email, "password": password}))

"""What anybody reads without a login: terms by version, the list of a day, and the page of a notice to do without (REG-14, REG-15)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any
from urllib.parse import urlencode, urlsplit

from deploy.demo.application import AGENCY_EMAIL
from deploy.demo.browser import Browser
from deploy.demo.story import Story, check
from services.runtime import clock

FORMER, PRESENT = "2020-01-06", "2021-12-01"
_LIST = "/api/public/organizations"


def anybody_reads(story: Story) -> None:
    """Two versions of the terms are compared; yesterday's list is another one than today's; a notice is stopped by its link."""
    anybody = story.new_browser()
    changed = _terms(anybody)
    services = _list_of_a_day(anybody)
    _not_sent_again(anybody)
    _as_a_file(anybody)
    _forms_for_paper(anybody)
    desk = anybody.get("/api/help-desk")
    check(bool(desk["phone"] and desk["hours"]), "the help desk's contact and hours stand for everybody (OPS-5)")
    subject = _notice_is_stopped(story, anybody)
    story.tell(
        f"{changed} differences of the terms; services of yesterday and today: {services}; help desk {desk['phone']}; 「{subject}」 stopped"
    )


def _terms(anybody: Browser) -> int:
    """Both versions are listed, and what changed is told by its article (REG-15)."""
    versions = anybody.get("/api/terms/seeker/versions")["versions"]
    states = [(one["version"], one["state"]) for one in versions]
    check(states == [(PRESENT, "in_force"), (FORMER, "former")], f"the newest first, with their state, but {states}")
    compared = anybody.get("/api/terms/seeker/differences", former=FORMER, later=PRESENT)
    differences: list[dict[str, Any]] = compared["differences"]
    choice = [one for one in differences if one["article"].startswith("３")]
    check(len(choice) == 1 and choice[0]["kind"] == "changed", "the article of the provision choice changed")
    former, present = (anybody.get(f"/api/terms/seeker/versions/{v}")["paragraphs"] for v in (FORMER, PRESENT))
    lost, new = ({text for one in differences for text in one[side]} for side in ("before", "after"))
    check((set(former) - set(present), set(present) - set(former)) == (lost, new), "nothing is left out")
    return len(differences)


def _list_of_a_day(anybody: Browser) -> list[list[str]]:
    """As of yesterday who has lost seeker information since still has it; a past day may be kept, today is asked for (REG-14)."""
    yesterday = clock.today() - dt.timedelta(days=1)
    found = []
    for as_of, kept in ((yesterday.isoformat(), "max-age=3600"), (None, "must-revalidate")):
        asked = {"name": "かえで人材", **({"as_of": as_of} if as_of else {})}
        answer = anybody.answer_to(f"{_LIST}?{urlencode(asked)}")
        check(kept in answer.headers["Cache-Control"], f"caches are told how long: {answer.headers['Cache-Control']}")
        (entry,) = answer.json()["organizations"]
        found.append(entry["services"])
    check(found == [["offers", "seekers"], ["offers"]], f"the list as of yesterday is yesterday's, but {found}")
    return found


def _not_sent_again(anybody: Browser) -> None:
    """Who has the list already is told so by its ETag, without a body (REG-14)."""
    path = f"{_LIST}?kind=school"
    tag = anybody.answer_to(path).headers["ETag"]
    again = anybody.answer_to(path, **{"If-None-Match": tag})
    check((again.status_code, again.content) == (304, b""), "the list is not sent a second time")
    other = anybody.answer_to(f"{_LIST}?kind=special_corporation&limit=1", **{"If-None-Match": tag})
    check(other.status_code == 200, "another part of it is another list")


def _as_a_file(anybody: Browser) -> None:
    """The list as CSV says what the page says, in UTF-8 with its mark and in the characters of older machines (REG-14)."""
    names = {one["name"] for one in anybody.get(_LIST, kind="school")["organizations"]}
    for encoding, decoded in (("utf-8", "utf-8-sig"), ("cp932", "cp932")):
        content = anybody.answer_to(f"{_LIST}?kind=school&format=csv&encoding={encoding}").content
        rows = list(csv.reader(io.StringIO(content.decode(decoded))))
        check(names <= {value for row in rows[1:] for value in row}, f"the file in {encoding} names every school")


def _forms_for_paper(anybody: Browser) -> None:
    """Who applies on paper takes the form with nothing filled in; who has it already is told so (REG-6, REG-8)."""
    for kind in ("new", "change", "renewal", "withdrawal"):
        for class_ in ("private", "municipal"):
            path = f"/api/application-forms?kind={kind}&class={class_}"
            answer = anybody.answer_to(path)
            check(answer.content.startswith(b"%PDF"), f"there is a form: {path}")
            again = anybody.answer_to(path, **{"If-None-Match": answer.headers["ETag"]})
            check((again.status_code, again.content) == (304, b""), f"it is not sent a second time: {path}")


def _notice_is_stopped(story: Story, anybody: Browser) -> str:
    """By the link in a mail that nobody has to be sent; what terms and law demand has none. It can be taken back."""
    mails = story.stack.mailbox.mails_to(AGENCY_EMAIL)
    notice = [mail for mail in mails if "保存した検索条件" in mail.subject][-1]
    check(
        {mail.subject for mail in mails if mail.message["List-Unsubscribe"]} == {notice.subject},
        "only the courtesy bears a link to do without it",
    )
    path = urlsplit(str(notice.message["List-Unsubscribe"]).strip("<>")).path
    check("メールで配信しています" in anybody.get_file(path).decode(), "opening the link changes nothing")
    check("配信を停止しています" in anybody.press(path), "its button stops the notice")
    check("メールで配信しています" in anybody.press(f"{path}/resumption"), "and lets it come again")
    check("配信を停止しています" in anybody.press(path), "it is stopped")
    return notice.subject

"""The main job, played through HTTP alone: from an agency's registration to the statistics of the day.

Each act is a function; what it shows is checked, so that the play ends with an error where the system does not do what
its rules say.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
import time
from collections.abc import Callable
from typing import Any

from pypdf import PdfReader

from deploy.demo import loading
from deploy.demo.application import AGENCY_EMAIL, CONTACT_EMAIL, new_application
from deploy.demo.browser import Browser, Refused, Unreachable
from deploy.demo.deletions import records_are_deleted
from deploy.demo.desk import desk_works
from deploy.demo.doors import at_work, log_in, omit_here, open_my_page, refusal
from deploy.demo.employers import employer_comes
from deploy.demo.ends_of_terms import seeker_information_closes, term_ends_and_renewal_fails
from deploy.demo.finding import finds, search
from deploy.demo.grievances import grievances
from deploy.demo.helped_accounts import bureau_helps
from deploy.demo.independent_count import count, shares
from deploy.demo.limited_access import access_is_limited
from deploy.demo.loading import MINISTRY_EMAIL, PASSWORD
from deploy.demo.many_blocks import many_blocks
from deploy.demo.messages import words_of_both_sides
from deploy.demo.next_day import change_explanation_and_hire
from deploy.demo.night import night_and_morning
from deploy.demo.notices import recipients_of_notices
from deploy.demo.online_registration import registers_online
from deploy.demo.own_accounts import account_affairs
from deploy.demo.own_procedures import later_procedures
from deploy.demo.public_pages import anybody_reads
from deploy.demo.registrations import registrations_that_fail
from deploy.demo.sanctions import suspension_at_once
from deploy.demo.seekers_affairs import seekers_affairs
from deploy.demo.side_by_side import side_by_side
from deploy.demo.staff_accounts import staff_comes_and_goes
from deploy.demo.story import Failed, Story, check, stack_clock, wait_until
from deploy.demo.wrong_withdrawal import wrong_withdrawal
from deploy.stack.smtp import NoMail
from deploy.stack.stack import Stack
from services.runtime import clock

CAP = 1_000
PRIVATE, MUNICIPAL = 288, 110
"""Organizations by class before the play (seed 003)."""
BESIDE_THE_SEED = 5
"""Of the private class too: `particular_organizations`."""
TOKYO = "13"
"""The bureau whose figures are counted apart."""


def main(stack: Stack) -> int:
    """Play it on a running stack and print a summary; answers the exit code."""
    try:
        story = perform(stack)
        _summary(story)
        hidden = story.facts["hidden_after"]
        check(hidden < 1.0, f"search hides who blocks within 1 s (SRC-3), but took {hidden:.2f} s")
    except (Failed, Refused, Unreachable, NoMail) as failure:
        print(f"\nThe play ended: {failure}", file=sys.stderr, flush=True)
        return 1
    return 0


def perform(stack: Stack, seekers: int = loading.SEEKERS, between: Callable[[int], None] = lambda _: None) -> Story:
    """Play every act; `between` is told the number of each act before it begins.

    Raises `Failed`, `Refused`, `Unreachable` or `NoMail` where it does not go as it must.
    """
    story = Story(stack, agency=Browser(stack.url), staff=Browser(stack.url))
    with stack_clock(stack):
        with story.act(1, "Reference data, organizations and the seekers' feed are loaded (REG-17, SEE-1)"):
            loading.load(stack, story.tell, seekers)
        for number, (title, act) in enumerate(ACTS, start=2):
            between(number)
            with story.act(number, title):
                act(story)
    return story


def register(story: Story) -> None:
    """A private agency registers itself, downloads its form, and gets its ID by e-mail (REG-5, REG-8, REG-12)."""
    terms = story.agency.get("/api/terms/private")
    application = new_application(clock.today(), terms["version"])
    _high_school_is_refused(story, application)
    registered = story.agency.post("/api/applications", {"application": application})
    story.facts["application_id"] = registered["application_id"]
    story.tell(f"registered as {registered['registration_number']}, form due {registered['form_due_on']}")
    form = story.agency.get_file(
        f"/api/applications/{registered['application_id']}/form", **{"X-Download-Key": registered["download_key"]}
    )
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(form)).pages)
    check(application["name"] in text, "the form names the applicant in Japanese type")
    check("利用申請書" in text, "the form bears its title")
    mail = story.mail_to(AGENCY_EMAIL)
    check(AGENCY_EMAIL in mail.text, "the mail names the ID")
    check(f"/api/applications/{registered['application_id']}/form" in mail.text, "the mail leads to the form")
    story.tell(f"application form of {len(form):,} bytes; mail 「{mail.subject}」")


def _high_school_is_refused(story: Story, application: dict[str, Any]) -> None:
    """A high school asks for job offers and reads why it is not covered (REG-1)."""
    offers = {"services": ["offers"], "contact_managers": {"offers": application["privacy_manager"]}}
    school = {
        "kind": "school",
        "school_kind": "high",
        "permission_number": "13-学-999001",
        "permission_valid_until": None,
        "mandatory_information": None,
    }
    try:
        story.agency.post("/api/applications", {"application": {**application, **offers, **school}})
    except Refused as refused:
        check(
            [reason["code"] for reason in refused.problem["details"]["reasons"]] == ["school_not_covered"],
            "for that alone",
        )
        return
    raise Failed("a high school was registered")


def approve(story: Story) -> None:
    """The applicant has been told where the form goes; staff of the competent bureau record it and approve (REG-7 to REG-10)."""
    application = f"/api/staff/applications/{story.facts['application_id']}"
    log_in(story, story.staff, "staff@tokyo.bureau.example.jp", PASSWORD)
    waiting = story.staff.get("/api/staff/applications", state="registered")["applications"]
    check(any(a["application_id"] == story.facts["application_id"] for a in waiting), "it stands in the bureau's queue")
    address = story.mail_to(CONTACT_EMAIL)
    check("提出先" in address.text and "@" in address.text, "the contact manager has the bureau's own address (REG-9)")
    again = refusal(lambda: story.staff.post(f"{application}/bureau-address", {}))
    check(again == "already_recorded", f"which went with the registration, so that staff need not send it, but {again}")
    story.staff.post(
        f"{application}/receipt",
        {"received_on": clock.today().isoformat(), "way": "email", "documents": ["terms_consent"]},
    )
    approved = story.staff.post(f"{application}/approval", {})
    check(approved["state"] == "approved", "the application is approved")
    story.facts["organization_id"] = approved["organization_id"]
    letter = story.staff.get_file(f"/api/applications/{story.facts['application_id']}/acceptance-letter")
    mail = story.mail_to(AGENCY_EMAIL, after=1)
    story.tell(f"approved; letter of acceptance of {len(letter):,} bytes; mail 「{mail.subject}」")


def agency_logs_in(story: Story) -> None:
    """Password, one-time password, and the box "omit on this browser" with its confirmation page (AUT-1 to AUT-3)."""
    omit_here(story, story.agency, AGENCY_EMAIL)
    story.agency.send("DELETE", "/api/sessions/current")
    mails = story.stack.mailbox.count(AGENCY_EMAIL)
    log_in(story, story.agency, AGENCY_EMAIL, PASSWORD)
    check(story.stack.mailbox.count(AGENCY_EMAIL) == mails, "no one-time password is sent for this browser")
    story.tell("logged in; the second login on this browser needed no one-time password")


def search_and_guide(story: Story) -> None:
    """Search, read records, send guidance to several at once (SEE-3, SEE-8, SRC-1, SRC-2, SRC-7, MSG-1, MSG-2)."""
    wait_until(lambda: search(story)["total"] >= 5, "the index shows the seekers that the feed brought")
    begun = time.monotonic()
    found = search(story)
    story.measured["a search over HTTP"] = f"{(time.monotonic() - begun) * 1000:.0f} ms"
    numbers = [hit["seeker_number"] for hit in found["hits"][:5]]
    story.tell(
        f"{found['total']} seekers found by occupation, place, income and words; marked: {found['hits'][0]['marks'][:1]}"
    )
    for number in numbers[:2]:
        record = story.agency.get(f"/api/seekers/{number}")["record"]
        check(record["seeker_number"] == number, "the record is the one asked for, under a number alone (SEE-3, SEE-8)")
    exported = story.agency.post("/api/seekers/export", {"seeker_numbers": numbers[:2]})
    check(exported["exported"] == 2, "records that were read are taken out as a file too (SRC-7)")
    as_csv = {"seeker_numbers": numbers[:2], "format": "csv", "encoding": "cp932"}
    table = story.agency.post_for_file("/api/seekers/export", as_csv).decode("cp932")
    check(all(number in table for number in numbers[:2]), "also one for a spreadsheet")
    preview = story.agency.get("/api/guidance/preview")["body"]
    check("個人情報" in preview, "the guidance names the privacy manager (MSG-2)")
    to_one = story.agency.get(f"/api/guidance/preview/{numbers[0]}")
    check(to_one["body"] == preview, "the seeker will get that and nothing else (MSG-2)")
    sent = story.agency.post("/api/guidance", {"seeker_numbers": numbers})
    check(sent["sent"] == len(numbers), "guidance went to all of them")
    story.facts["guided"] = {result["seeker_number"]: result["conversation_id"] for result in sent["results"]}
    story.tell(f"guidance sent to {sent['sent']}; {sent['allowance']['remaining']} dispatches left today")


def seekers_answer(story: Story) -> None:
    """One seeker reads and asks, the agency answers; another one blocks it (MSG-6, MSG-7)."""
    wait_until(lambda: len(recipients_of_notices(story)) >= 2, "notices reach the seekers by e-mail")
    addresses = sorted(set(recipients_of_notices(story)))[:2]
    story.facts["addresses"] = addresses
    story.seekers.extend(open_my_page(story, address) for address in addresses)
    asking, blocking = story.seekers
    for browser in story.seekers:
        conversation = browser.get("/api/conversations")["conversations"][0]
        read = browser.get(f"/api/conversations/{conversation['conversation_id']}")
        check(read["messages"][0]["kind"] == "guidance", "the guidance is there to read")
        browser.post(f"/api/conversations/{conversation['conversation_id']}/messages", {"body": QUESTION})
    first = asking.get("/api/my-page/record")["seeker_number"]
    other = blocking.get("/api/my-page/record")["seeker_number"]
    story.facts |= {"first": first, "other": other}
    unread = story.agency.get("/api/conversations", unread_only="true")["conversations"]
    check(len(unread) == 2, "the agency sees two conversations with something new")
    totals = story.agency.get("/api/conversations/unread")
    check((totals["conversations"], totals["messages"]) == (2, 2), f"and how many at one look, but {totals} (MSG-6)")
    story.agency.post(f"/api/conversations/{story.facts['guided'][first]}/messages", {"body": ANSWER})
    answers = asking.get(f"/api/conversations/{story.facts['guided'][first]}")["messages"]
    check(answers[-1]["body"] == ANSWER, "the answer arrived")
    story.facts["found_before"] = finds(story, other)
    check(story.facts["found_before"], "the second seeker is found before the block")
    blocking.send("PUT", f"/api/my-page/blocks/{story.facts['organization_id']}")
    hidden = wait_until(lambda: not finds(story, other), "the block hides the seeker from the agency")
    story.facts["hidden_after"] = hidden
    story.measured["block to not found (SRC-3)"] = f"{hidden * 1000:.0f} ms"
    story.tell(
        f"one seeker asked and was answered; another blocked the agency, hidden from it after {hidden * 1000:.0f} ms"
    )


def after_the_block(story: Story) -> None:
    """The next message is refused, a duty to delete stands open, the first seeker is accepted (MSG-7, MSG-11, MSG-13)."""
    other, first = story.facts["other"], story.facts["first"]
    _refused(
        story, "blocked_by_seeker", f"/api/conversations/{story.facts['guided'][other]}/messages", {"body": ANSWER}
    )

    def open_duties() -> list[dict[str, Any]]:
        duties = story.agency.get("/api/deletion-duties")["duties"]
        return [duty for duty in duties if duty["seeker_number"] == other and duty["ground"] == "block"]

    wait_until(lambda: len(open_duties()) == 1, "a duty to delete stands open (MSG-11)")

    def held() -> set[str]:
        return {holding["seeker_number"] for holding in story.agency.get("/api/custody")["holdings"]}

    wait_until(
        lambda: held() >= {first, other}, "what the agency holds is on its list, each record with its last day (MSG-12)"
    )
    conversation = f"/api/conversations/{story.facts['guided'][first]}"
    today = clock.today().isoformat()
    story.agency.post(f"{conversation}/application", {"applied_on": today})
    story.agency.post(f"{conversation}/acceptance", {"accepted_on": today})
    story.tell("the next message was refused; one duty to delete is open; the first seeker's application is accepted")


def the_cap(story: Story) -> None:
    """The 1,001st dispatch of the day is refused, with what is left and when it opens again (MSG-4)."""
    remaining = story.agency.get("/api/dispatches")["remaining"]
    known = set(story.facts["guided"])
    numbers: list[str] = []
    cursor = None
    while len(numbers) < remaining + 1:
        page = story.agency.post("/api/seekers/search", {"query": {}, "page_size": 50, "cursor": cursor})
        numbers += [hit["seeker_number"] for hit in page["hits"] if hit["seeker_number"] not in known]
        cursor = page["cursor"]
        check(cursor is not None or len(numbers) > remaining, "there are enough seekers to reach the cap")
    begun = time.monotonic()
    batch = story.agency.post("/api/guidance", {"seeker_numbers": numbers[:remaining]})
    story.measured[f"guidance to {remaining} in one batch"] = f"{time.monotonic() - begun:.2f} s"
    check(batch["sent"] == remaining, f"all {remaining} go out, but {batch['sent']} did")
    check(batch["allowance"]["used"] == CAP, "the day's dispatches are used up")
    problem = _refused(story, "daily_cap_reached", "/api/guidance", {"seeker_numbers": [numbers[remaining]]})
    opens = problem["details"]["opens_again_at"]
    story.tell(f"{batch['sent']} more sent, {CAP} in all; the 1,001st was refused: {problem['title']} 再開 {opens}")


def statistics(story: Story) -> None:
    """The day's statistics show it all, and equal a count made from the databases (RPT-4)."""
    ministry = at_work(story, MINISTRY_EMAIL)
    day = clock.today()
    counted = count(story.stack, day)
    by_class = counted["organizations.private"], counted["organizations.municipal"]
    check(
        by_class == (PRIVATE + BESIDE_THE_SEED + 1, MUNICIPAL + 1),
        f"the organizations of seed 003, those beside it and one more of each class, but there are {by_class}",
    )
    for bureau_code in (None, TOKYO):
        _equal_to_the_count(story, ministry, day, bureau_code)
    story.facts["statistics"] = counted
    # A reply soon after is told in the same notice as the guidance, or at the end of its window (MSG-6).
    guided = counted["activity.guidance"]
    waited = wait_until(
        lambda: len(recipients_of_notices(story)) >= guided, f"{guided} notices reach the seekers by e-mail", every=0.5
    )
    story.measured["statistics right to last notice delivered"] = f"{waited:.2f} s"
    story.tell(", ".join(f"{code} {value:,}" for code, value in counted.items()))


QUESTION = "どのような職種の求人がありますか。未経験でも応募できるでしょうか。"
ANSWER = "未経験の方でも応募できる一般事務の求人がございます。窓口でのご相談は平日にお受けしています。"
ACTS = (
    ("An agency registers itself on the site (REG-5, REG-8, REG-12)", register),
    ("The form goes to the competent bureau, which records it and approves (REG-9, REG-10)", approve),
    ("The bureau's desk: paper, documents, queues, two persons (REG-8, REG-9, REG-10)", desk_works),
    ("A branch, a wrong registration put right, a refusal (REG-4, REG-6, REG-10)", registrations_that_fail),
    ("A change, a renewal, a withdrawal on paper (REG-5, REG-9, REG-13, REG-16)", later_procedures),
    ("A withdrawal approved by mistake is taken back (REG-5, REG-11)", wrong_withdrawal),
    ("A school, an agency and its municipality, a department, an order (REG-1, REG-2, REG-4)", side_by_side),
    ("A term ends in 7 days; a renewal is refused (REG-3, REG-10, REG-16)", term_ends_and_renewal_fails),
    ("The agency logs in with a one-time password (AUT-1, AUT-2, AUT-3)", agency_logs_in),
    ("An account changes its address, is guessed at, reports misuse (AUT-1, AUT-6, AUT-8, REG-11)", account_affairs),
    ("The bureau helps who can't log in; keys, browsers and sessions (AUT-1 to AUT-6)", bureau_helps),
    ("An account of staff is issued, moved and ended (AUT-7)", staff_comes_and_goes),
    ("An employer comes to a My Page through its office (OFR-1, AUT-1, AUT-7)", employer_comes),
    (
        "The agency searches, reads records and sends guidance (SEE-3, SEE-8, SRC-1, SRC-7, MSG-1, MSG-2)",
        search_and_guide,
    ),
    ("A seeker asks and is answered; another one blocks (MSG-6, MSG-7)", seekers_answer),
    ("What follows from the block; an acceptance (SRC-3, MSG-11, MSG-13)", after_the_block),
    ("What may be written, a template, a report by one click (MSG-2, MSG-6, MSG-8, MSG-9)", words_of_both_sides),
    (
        "An office's desk, a pupil, who sees and holds the record, erasure (SEE-1, SEE-2, SEE-4 to SEE-7)",
        seekers_affairs,
    ),
    ("The 1,001st dispatch of the day (MSG-4)", the_cap),
    ("The statistics of the day (RPT-4)", statistics),
    (
        "A person registers online, is open to employers, is accepted at an office, comes twice; another ends it (SEE-1, SEE-4, SEE-6)",
        registers_online,
    ),
    ("The bureau suspends, orders and terminates; the public lists (CMP-14, REG-2, REG-14)", suspension_at_once),
    (
        "A service notified for graduates, a complaint to the authority, many blocks and what follows (MSG-10, CMP-8, CMP-11, CMP-12)",
        many_blocks,
    ),
    (
        "The night: the site closes, duties go on; what the morning tells (OPS-1, CAL-6, REG-7, SRC-6)",
        night_and_morning,
    ),
    ("Access is limited: announced, taken back, felt, ended (OPS-2)", access_is_limited),
    (
        "A change told to all, charges and support explained, a hire, a refusal (REG-13, MSG-3, MSG-10, MSG-13)",
        change_explanation_and_hire,
    ),
    ("Seeker information closes when its term is over (REG-3, REG-16)", seeker_information_closes),
    (
        "Terms by version, the list of a day, the help desk, a notice to do without (REG-14, REG-15, OPS-5, SRC-6)",
        anybody_reads,
    ),
    (
        "Complaints, missing reports, a demand for security, an offence suspected, a correction (CMP-1, CMP-6, CMP-12, CMP-13, OPS-4)",
        grievances,
    ),
    (
        "Deletion demanded, late, confirmed and certified; the log verified (MSG-11, OPS-3)",
        records_are_deleted,
    ),
)


def _refused(story: Story, code: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """Send what must be refused with a code; answers the problem document."""
    try:
        story.agency.post(path, body)
    except Refused as refused:
        check(refused.code == code, f"refused as {code}, but was {refused}")
        return refused.problem
    check(False, f"{path} must be refused as {code}")
    raise AssertionError


def _equal_to_the_count(story: Story, ministry: Browser, day: dt.date, bureau_code: str | None) -> None:
    """What is shown, nationwide or of a bureau, is what was counted, and so are the shares; it may be a moment late."""
    counted = count(story.stack, day, bureau_code)
    expected = {code: (value, shares(counted).get(code)) for code, value in counted.items()}
    path = f"/api/statistics/{day.isoformat()}" + (f"?bureau_code={bureau_code}" if bureau_code else "")

    def shown() -> dict[str, tuple[int, int | None]]:
        page = ministry.get(path)
        figures = [figure for part in ("organizations", "seekers", "activity") for figure in page[part]]
        return {
            figure["code"]: (figure["value"], figure["share_permille"] if figure["code"] in shares(counted) else None)
            for figure in figures
            if figure["code"] in counted
        }

    wait_until(lambda: shown() == expected, f"the statistics of {path} equal the count {expected}")


def _summary(story: Story) -> None:
    print("\nDone and measured")
    for what, figure in story.measured.items():
        print(f"  {what:<90} {figure:>10}")
    mails = sum(1 for _ in story.stack.mailbox.folder.glob("*/*.eml"))
    print(f"  {'mails delivered by SMTP':<90} {mails:>10,}")
    print(f"  {'whole play':<90} {time.monotonic() - story.started:>8.1f} s", flush=True)

"""Texts of mails: REG-7 to REG-10, AUT-1, MSG-6 and the help desk of OPS-5."""

from __future__ import annotations

import email
import re
from datetime import UTC, date, datetime
from email.header import decode_header, make_header
from email.message import Message
from html.parser import HTMLParser

import pytest

from services.contracts.error_texts.accounts import TEXTS
from services.contracts.errors import ErrorCode
from services.contracts.help_desk import HelpDesk
from services.japanese_calendar import in_era, with_time
from services.registry.mail.composing import Sender, compose, written
from services.registry.mail.rendering import columns
from services.registry.mail.templates import (
    TEMPLATES,
    Facts,
    Purpose,
    Quote,
    Template,
    Text,
    accounts,
    applications,
    messages,
    procedures,
    searches,
    seekers,
)
from services.registry.mail.unsubscribing import link, read
from services.registry.personal_data import PersonalData

SENDER = Sender(address="system@mail.example.jp", site_url="https://site.example.jp")
CREATED_AT = datetime(2026, 5, 15, 1, 5, tzinfo=UTC)


def given(template: Template) -> dict[str, str]:
    return {name: f"〔{name}〕" for name in template.parameters}


def test_every_template_is_in_the_catalogue_under_its_own_kind() -> None:
    for template in (accounts.ONE_TIME_PASSWORD, applications.LAPSED, messages.SEEKER_HAS_MESSAGE):
        assert TEMPLATES[template.kind] is template


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_only_reminders_may_be_unsubscribed_and_nothing_that_terms_or_law_demand_is_held_back(
    template: Template,
) -> None:
    optional = {seekers.VALIDITY_ENDS_SOON.kind, seekers.ONLINE_VALIDITY_ENDS_SOON.kind, searches.NEW_HITS.kind}
    assert template.purpose.unsubscribable == (template.kind in optional)
    if template.secret:
        assert template.purpose in (Purpose.SECURITY, Purpose.PROCEDURE)
        assert not template.purpose.limited


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_every_mail_states_all_it_was_given_and_the_help_desk_s_contact_and_hours(template: Template) -> None:
    words = written(template, given(template), SENDER)
    subject, text = words.subject, words.text
    unbroken = text.replace("\n", "")
    assert all(value in unbroken for value in given(template).values())
    for contact in (
        "0570-077450",
        "helpdesk@hd.hellowork.mhlw.go.jp",
        "月曜～金曜 9:30～18:00（年末年始、祝日除く）",
    ):
        assert contact in text
    assert subject.startswith("【ハローワーク】")
    assert not re.search(r"[{}]", text)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_every_line_fits_a_plain_text_reader(template: Template) -> None:
    lines = written(template, given(template), SENDER).text.splitlines()
    # A link stands whole, alone on its line: folded, it could not be followed.
    assert max(columns(line) for line in lines if not re.fullmatch(r"https?://\S+", line)) <= 76


def test_the_help_desk_is_a_setting() -> None:
    sender = Sender(address="a@b.jp", site_url="https://s.jp", help_desk=HelpDesk(phone="03-0000-0000"))
    text = written(messages.SEEKER_HAS_MESSAGE, {}, sender).text
    assert "03-0000-0000" in text
    assert "0570-077450" not in text


def test_the_seeker_s_notice_says_nothing_of_content_or_sender() -> None:
    assert messages.SEEKER_HAS_MESSAGE.parameters == frozenset()  # MSG-6


def test_the_organization_s_notice_names_nobody_but_itself() -> None:
    assert messages.ORGANIZATION_HAS_MESSAGE.parameters == {"organization_name"}


def test_what_holds_a_password_or_key_is_a_secret_and_nothing_else_is() -> None:
    secrets = {kind for kind, template in TEMPLATES.items() if template.secret}
    assert secrets >= {accounts.ONE_TIME_PASSWORD.kind, applications.REGISTRATION_RECEIVED.kind}
    holding = {kind for kind, template in TEMPLATES.items() if template.parameters & {"code", "key", "download_key"}}
    assert secrets == holding


def test_a_wrong_key_is_called_as_in_the_mail_that_brought_it() -> None:
    """AUT-1, AUT-6, REG-11: one refusal serves all of them."""
    called = {
        name
        for template in TEMPLATES.values()
        for block in template.body
        if isinstance(block, Facts)
        for name, value in block.facts
        if value == "{key}"
    }
    assert called == {"認証キー", "招待キー", "確認キー"}
    assert all(name in TEXTS[ErrorCode.AUTHENTICATION_KEY_INVALID].title for name in called)


def test_no_subject_holds_a_parameter() -> None:
    # Subjects show on locked screens and in logs of mail servers.
    assert all("{" not in template.subject for template in TEMPLATES.values())


@pytest.mark.parametrize("parameters", [{}, {"organization_name": "甲", "name": "乙"}])
def test_a_mail_takes_exactly_its_parameters(parameters: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="organization_name"):
        written(messages.ORGANIZATION_HAS_MESSAGE, parameters, SENDER)


def test_braces_in_a_value_are_text() -> None:
    text = written(messages.ORGANIZATION_HAS_MESSAGE, {"organization_name": "{site_url}{0}"}, SENDER).text
    assert "{site_url}{0}　ご担当者様" in text


def test_every_attempt_at_a_mail_gives_the_same_bytes_with_the_same_message_id() -> None:
    mails = [
        compose("018f", messages.SEEKER_HAS_MESSAGE, {}, to="hanako@example.jp", created_at=CREATED_AT, sender=SENDER)
        for _ in range(2)
    ]
    assert mails[0].as_bytes() == mails[1].as_bytes()
    assert mails[0]["Message-ID"] == "<018f@mail.example.jp>"
    assert mails[0]["Date"] == "Fri, 15 May 2026 01:05:00 +0000"


def test_headers_are_plain_ascii_and_decode_to_japanese() -> None:
    mail = compose(
        "018f", messages.SEEKER_HAS_MESSAGE, {}, to="hanako@example.jp", created_at=CREATED_AT, sender=SENDER
    )
    wire = mail.as_bytes()
    assert wire.isascii()
    lines = wire.splitlines()
    assert max(len(line) for line in lines) <= 78
    assert all(line.partition(b":")[2].strip() for line in lines[: lines.index(b"")] if not line.startswith(b" "))
    received = email.message_from_bytes(wire)
    assert str(make_header(decode_header(received["Subject"]))) == messages.SEEKER_HAS_MESSAGE.subject
    assert SENDER.name in str(make_header(decode_header(received["From"])))
    assert received["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("to", ["a@b.jp\r\nBcc: c@d.jp", "not an address", ""])
def test_an_address_that_could_add_headers_is_refused(to: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        compose("018f", messages.SEEKER_HAS_MESSAGE, {}, to=to, created_at=CREATED_AT, sender=SENDER)


def test_instants_are_written_in_japanese_time() -> None:
    assert with_time(CREATED_AT) == "令和８年５月15日 10時05分"
    assert in_era(date(2026, 5, 15)) == "令和８年５月15日"


# HTML


class Page(HTMLParser):
    """What a reader sees of an HTML document, and the addresses in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.seen.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action", "background")]


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_text_and_html_of_a_mail_say_the_same(template: Template) -> None:
    words = written(template, given(template), SENDER)
    page = Page(words.html)
    html = re.sub(r"\s", "", "".join(page.seen) + "".join(page.addresses))
    text = re.sub(r"\s|─", "", words.text)
    assert sorted(set(re.findall(r"〔.*?〕", html))) == sorted(set(re.findall(r"〔.*?〕", text)))
    for sentence in re.findall(r"[^。]{5,}。", re.sub(r"https?://\S*", "", words.text.replace("\n", ""))):
        assert re.sub(r"\s|─|・|：", "", sentence) in re.sub(r"・|：", "", html)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES)
def test_the_html_fetches_nothing_runs_nothing_and_can_be_read_aloud(template: Template) -> None:
    page = Page(written(template, given(template), SENDER).html)
    assert not {"img", "script", "link", "iframe", "object", "video"} & set(page.tags)
    assert all(address.startswith(SENDER.site_url) for address in page.addresses)
    assert {"html", "title", "main", "h1"} <= set(page.tags)
    assert page.tags.count("th") == page.tags.count("tr")  # every fact has its heading


def test_markup_in_a_value_is_text() -> None:
    html = written(messages.ORGANIZATION_HAS_MESSAGE, {"organization_name": "<script>甲&乙</script>"}, SENDER).html
    assert "<script>" not in html
    assert "&lt;script&gt;甲&amp;乙" in html


def test_a_mail_is_text_and_html_side_by_side() -> None:
    mail = compose("018f", messages.SEEKER_HAS_MESSAGE, {}, to="a@b.jp", created_at=CREATED_AT, sender=SENDER)
    received = email.message_from_bytes(mail.as_bytes())
    assert received.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in received.get_payload()] == ["text/plain", "text/html"]  # type: ignore[union-attr]


def test_a_parameter_that_does_not_apply_leaves_no_trace() -> None:
    template = Template(
        kind="t", purpose=Purpose.NOTICE, subject="件名",
        body=(Text("{note}"), Facts(("期限", "{due}"), ("番号", "{number}")), Quote("理由", "{reason}")),
    )  # fmt: skip
    words = written(template, {"note": "", "due": "", "number": "1", "reason": ""}, SENDER)
    for absent in ("期限", "理由"):
        assert absent not in words.text
        assert absent not in words.html


# doing without


def test_only_a_mail_that_may_be_stopped_says_how_and_by_one_click() -> None:
    def mail(url: str | None) -> Message:
        return compose(
            "018f", seekers.VALIDITY_ENDS_SOON, {"valid_until": "令和８年５月31日"},
            to="a@b.jp", created_at=CREATED_AT, sender=SENDER, unsubscribe_url=url,
        )  # fmt: skip

    stopped = mail("https://site.example.jp/api/mail/unsubscriptions/x.y.z")
    assert stopped["List-Unsubscribe"] == "<https://site.example.jp/api/mail/unsubscriptions/x.y.z>"
    assert stopped["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"  # RFC 8058
    assert mail(None)["List-Unsubscribe"] is None


def test_a_link_stops_one_kind_of_mail_to_one_address_and_can_t_be_forged() -> None:
    data, other = PersonalData({"k": b"k" * 32}, b"l" * 32), PersonalData({"k": b"k" * 32}, b"m" * 32)
    url = link("https://s.jp", data, seekers.VALIDITY_ENDS_SOON, data.lookup("a@b.jp"))
    assert url is not None
    token = url.rpartition("/")[2]
    wish = read(token, data)
    assert wish is not None
    assert (wish.template, wish.lookup) == (seekers.VALIDITY_ENDS_SOON, data.lookup("A@B.jp"))
    assert read(token, other) is None
    kind, lookup, signature = token.split(".")
    for forged in (
        "",
        "a.b",
        f"{kind}.{lookup}.",
        f"x.{lookup}.{signature}",
        f"{kind}.{lookup[:-2]}.{signature}",
        "あ.い.う",
    ):
        assert read(forged, data) is None


def test_what_terms_demand_to_be_told_has_no_link_to_stop_it() -> None:
    data = PersonalData({"k": b"k" * 32}, b"l" * 32)
    for template in TEMPLATES.values():
        given_link = link("https://s.jp", data, template, b"x" * 32)
        assert (given_link is not None) == (template.purpose is Purpose.REMINDER)


@pytest.mark.parametrize(
    ("template", "way", "other"),
    [
        (procedures.PROCEDURE_REGISTERED, "氏名を記入し、提出期限までに管轄の労働局へメールにより", "署名又は記名押印"),
        (
            procedures.PROCEDURE_REGISTERED_MUNICIPAL,
            "署名又は記名押印をし、提出期限までに管轄の労働局へ持参又は郵送",
            "氏名",
        ),
    ],
    ids=["private class", "municipal class"],
)
def test_who_has_registered_a_procedure_is_told_how_its_class_signs_and_sends_the_form(
    template: Template, way: str, other: str
) -> None:
    """REG-5, REG-8; and REG-6: without naming a wrong application, the new registration would be refused."""
    text = written(template, given(template), SENDER).text.replace("\n", "")
    assert way in text
    assert other not in text
    assert "誤った申請のＩＤを指定して" in text

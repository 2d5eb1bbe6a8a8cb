"""What follows in the registry when compliance tells of standings and orders (REG-2, CMP-9, CMP-14)."""

import base64
import datetime as dt
import hashlib
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS, SYSTEM
from services.contracts.compliance import (
    BUSINESS_ORDER_CHANGED,
    CASE_ADVANCED,
    DECISION_WITHDRAWN,
    ORGANIZATION_STANDING_CHANGED,
)
from services.contracts.errors import ErrorCode
from services.registry.accounts.tables import accounts
from services.registry.mail.rendering import filled, words
from services.registry.mail.templates import TEMPLATES
from services.registry.sanctions.tables import bars
from services.runtime.identifiers import new_id
from services.runtime.work import Work
from tests.contract.at_once import together, waits_for_a_lock
from tests.contract.registry.conftest import Registry, main_account
from tests.contract.registry.examples import EMAIL, a_manager, a_municipality, mandatory_information
from tests.contract.registry.procedures import approve, change, withdrawal
from tests.contract.served import Refused
from tests.unit.registry.documents.examples import a_pdf

NUMBER = "13-ユ-123456"
HERE = "203.0.113.7"


def a_measure(**changes: Any) -> dict[str, Any]:
    return {
        "measure_id": new_id(),
        "kind": "suspension_with_term",
        "rule": "CMP-3",
        "article": "利用規約８(2)①",
        "reason": "求人情報を宣伝に利用したため。",
        "since": dt.datetime(2026, 4, 22, 1, 0, tzinfo=dt.UTC),
        "until": dt.date(2026, 10, 22),
        **changes,
    }


def standing(organization_id: str, version: int = 1, **changes: Any) -> dict[str, Any]:
    measures = changes.pop("measures", None)
    state = {
        "organization_id": organization_id,
        "version": version,
        "standing": "suspended",
        "since": dt.datetime(2026, 4, 22, 1, 0, tzinfo=dt.UTC),
        "until": dt.date(2026, 10, 22),
        "bar_until": None,
        "measures": [a_measure()] if measures is None else measures,
        **changes,
    }
    if state["standing"] == "terminated":
        state |= {"until": None, "bar_until": dt.date(2029, 4, 20)}
        state["measures"] = [a_measure(kind="termination", rule="CMP-7", article="利用規約８(2)④ｂ", until=None)]
    if state["standing"] == "active":
        state |= {"since": None, "until": None, "measures": []}
    return state


def approved_municipality(registry: Registry, **changes: Any) -> str:
    """A municipality without marks, approved with its terms consent on file."""
    application = registry.register(
        **{**a_municipality(mandatory_information=mandatory_information(marks_held=[])), **changes}
    )
    registry.call(
        contract.UPLOAD_DOCUMENT,
        ANONYMOUS,
        application_id=application["application_id"],
        download_key=application["download_key"],
        kind="terms_consent",
        file_name="同意書.pdf",
        content=base64.b64encode(a_pdf()).decode(),
    )
    registry.receive_form(application["application_id"])
    organization_id: str = registry.approve(application["application_id"])["organization_id"]
    return organization_id


def a_token(registry: Registry) -> str:
    """Of the main account."""
    asked = {"name": "取込み", "scopes": ["organization:read"], "networks": [HERE], "days": 365}
    token: str = registry.call(contract.MAKE_TOKEN, main_account(registry), **asked)["token"]
    return token


def refusal_of(registry: Registry, token: str) -> ErrorCode | None:
    """Why a token is refused; None where it is taken."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    try:
        registry.call(contract.AUTHENTICATE_TOKEN, SYSTEM, token_hash=digest, address=HERE)
    except Refused as refused:
        return refused.code
    return None


def told(registry: Registry) -> list[tuple[int, str]]:
    return [(state["version"], state["standing"]) for state in registry.published(contract.ORGANIZATION_CHANGED)]


def suspended(registry: Registry, **changes: Any) -> str:
    organization_id: str = registry.approved(**changes)["organization_id"]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id))
    return organization_id


def order(version: int = 1, **changes: Any) -> dict[str, Any]:
    one = {"order_id": new_id(), "kind": "improvement", "since": dt.date(2026, 4, 20), "until": None, **changes}
    return {"main_number": NUMBER, "version": version, "orders": [one]}


def test_a_suspension_raises_the_organizations_version_and_is_told_to_the_others(registry: Registry) -> None:
    """CMP-14."""
    organization_id = suspended(registry)
    assert told(registry) == [(1, "active"), (2, "suspended")]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    since = [state["standing_since"] for state in registry.published(contract.ORGANIZATION_CHANGED)]
    assert since == [None, dt.datetime(2026, 4, 22, 1, 0, tzinfo=dt.UTC), None]


def test_the_organization_is_told_by_mail_of_suspension_and_resumption(registry: Registry) -> None:
    """CMP-13, CMP-14."""
    organization_id = suspended(registry)
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to) == ("organization_suspended", EMAIL)
    assert mail.parameters["reason"] == "求人情報を宣伝に利用したため。"
    assert mail.parameters["ground"] == "利用規約８(2)①"
    assert mail.parameters["period"] == "令和８年10月22日"
    assert "削除" in mail.parameters["deletion"]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    assert registry.mails()[-1].kind == "organization_resumed"
    assert told(registry)[-1] == (3, "active")


def test_a_provisional_suspension_asks_for_no_deletion(registry: Registry) -> None:
    """CMP-10, MSG-11."""
    organization_id = registry.approved()["organization_id"]
    measure = a_measure(kind="provisional_suspension", until=None)
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, until=None, measures=[measure]))
    mail = registry.mails()[-1]
    assert (mail.parameters["deletion"], mail.parameters["period"]) == ("", "事実関係が確認されるまで")


def test_a_school_is_not_told_to_delete_what_it_never_had(registry: Registry) -> None:
    """MSG-11, REG-1: neither by a suspension nor by a termination, nor as a termination is taken back."""
    school = {"kind": "school", "school_kind": "university", "permission_number": "13-学-000001"}
    offers = {"services": ["offers"], "contact_managers": {"offers": a_manager()}, "mandatory_information": None}
    organization_id = registry.approved(**school, **offers, permission_valid_until=None)["organization_id"]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id))
    mail = registry.mails()[-1]
    assert (mail.kind, mail.parameters["deletion"]) == ("organization_suspended", "")
    registry.receive(
        ORGANIZATION_STANDING_CHANGED,
        standing(organization_id, 2, standing="terminated"),
    )
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 3, standing="active"))
    mails = registry.mails()[-2:]
    assert [mail.kind for mail in mails] == ["school_terminated", "school_reinstated"]
    for mail in mails:
        assert "削除" not in words(filled(TEMPLATES[mail.kind], mail.parameters, "https://site.example.jp"))


@pytest.mark.parametrize(
    ("told", "ground"),
    [
        ({"ground": "advertising", "article": "利用規約８(2)②"}, "宣伝、他のサービスへの誘導等（利用規約８(2)②）"),
        ({"ground": "advertising", "article": ""}, "宣伝、他のサービスへの誘導等"),
        ({"article": "利用規約８(2)②"}, "利用規約８(2)②"),
    ],
    ids=["private", "municipal", "an event of before"],
)
@pytest.mark.parametrize("kind", ["suspension_with_term", "termination"])
def test_every_measure_and_step_is_told_with_its_ground(
    registry: Registry, told: dict[str, Any], ground: str, kind: str
) -> None:
    """CMP: every step has a ground; seed 000 knows no articles, so that the municipal class is told the ground by its name."""
    organization_id = registry.approved()["organization_id"]
    terminated = kind == "termination"
    state = standing(organization_id, **({"standing": "terminated"} if terminated else {}))
    state["measures"] = [a_measure(kind=kind, until=None if terminated else state["until"], **told)]
    registry.receive(ORGANIZATION_STANDING_CHANGED, state)
    assert registry.mails()[-1].parameters["ground"] == ground
    registry.receive(CASE_ADVANCED, a_step(organization_id, "close", **told))
    assert registry.mails()[-1].parameters["ground"] == ground


@pytest.mark.parametrize(
    ("event", "told", "name"),
    [
        ("request_correction", {"ground": "advertising"}, "是正要請"),
        ("request_correction", {"ground": "overdue", "overdue_item": "report"}, "提出依頼"),
        ("request_correction", {"ground": "security_demand"}, "措置要求"),
        ("request_correction", {}, "是正要請"),
        ("confirm", {"ground": "advertising"}, "是正の確認"),
        ("confirm", {"ground": "overdue", "overdue_item": "permission"}, "手続の確認"),
        ("confirm", {"ground": "overdue", "overdue_item": "report"}, "報告の確認"),
        ("confirm", {"ground": "security_demand"}, "措置の確認"),
        ("annul", {"ground": "malice"}, "措置の取消し"),
    ],
)
def test_a_step_is_called_by_its_own_name(registry: Registry, event: str, told: dict[str, Any], name: str) -> None:
    """CMP-6, CMP-13, OPS-4: the terms ask for correction, for what is overdue and for measures by other names."""
    organization_id = registry.approved()["organization_id"]
    registry.receive(CASE_ADVANCED, a_step(organization_id, event, **told))
    assert registry.mails()[-1].parameters["step"] == name


def a_step(organization_id: str, event: str, **told: Any) -> dict[str, Any]:
    step = {"case_id": new_id(), "organization_id": organization_id, "event": event, "rule": "CMP-4", "article": ""}
    return {**step, "due_on": None, "text": "お知らせします。", **told}


@pytest.mark.parametrize(
    ("event", "due_on", "asked"),
    [
        ("request_correction", dt.date(2026, 5, 1), "回答してください"),
        ("end_provisional", None, "ほかの利用停止が続いている"),
        ("close", None, ""),
    ],
)
def test_the_organization_is_told_by_mail_of_a_step_of_its_case(
    registry: Registry, event: str, due_on: dt.date | None, asked: str
) -> None:
    """CMP-13: what is asked of it, on which ground, and until when."""
    step = {
        "case_id": new_id(),
        "organization_id": registry.approved()["organization_id"],
        "event": event,
        "rule": "CMP-8",
        "article": "利用規約８(2)⑤ａ",
        "due_on": due_on,
        "text": "電話連絡を直ちにやめてください。",
    }
    registry.receive(CASE_ADVANCED, step)
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to) == ("case_advanced", EMAIL)
    assert mail.parameters["due_on"] == ("令和８年５月１日" if due_on else "")
    assert mail.parameters["text"] == "電話連絡を直ちにやめてください。"
    assert asked in mail.parameters["request"]


def test_a_second_measure_is_told_by_mail_and_the_standing_is_not_told_again(registry: Registry) -> None:
    """CMP-13."""
    organization_id = registry.approved()["organization_id"]
    first, second = a_measure(), a_measure(reason="研修の宣伝を送ったため。")
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, measures=[first]))
    mails = len(registry.mails())
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, measures=[first, second]))
    (mail,) = registry.mails()[mails:]
    assert mail.parameters["reason"] == "研修の宣伝を送ったため。"
    assert told(registry) == [(1, "active"), (2, "suspended")]


def test_a_standing_that_is_no_news_changes_nothing(registry: Registry) -> None:
    """CMP-14: retries may bring an older one after a newer one, or the same again."""
    organization_id = registry.approved()["organization_id"]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 1))
    assert told(registry) == [(1, "active")]
    with pytest.raises(LookupError):
        registry.receive(ORGANIZATION_STANDING_CHANGED, standing(new_id()))


def test_a_termination_bars_the_number_and_reserves_the_id_for_five_years(registry: Registry) -> None:
    """CMP-9, REG-11."""
    organization_id = registry.approved()["organization_id"]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated"))
    assert told(registry)[-1] == (2, "terminated")
    mail = registry.mails()[-1]
    assert (mail.kind, mail.parameters["barred_until"]) == ("organization_terminated", "令和11年４月20日")
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(accounts).where(accounts.c.organization_id == organization_id)).one()
    assert (row.state, row.held_until) == ("closed", dt.date(2031, 4, 22))
    with pytest.raises(Refused) as refused:
        registry.register(email="other@example.jp", permission_number=f"{NUMBER}-3", main_establishment=True)
    assert refused.value.code is ErrorCode.NOT_ELIGIBLE
    assert [reason["code"] for reason in refused.value.details["reasons"]] == ["barred"]
    with pytest.raises(Refused) as refused:
        registry.register(permission_number="13-ユ-654321")
    assert refused.value.code is ErrorCode.EMAIL_ALREADY_USED


@pytest.mark.parametrize(("day", "barred"), [(dt.date(2029, 4, 20), True), (dt.date(2029, 4, 21), False)])
def test_the_bar_ends_with_its_last_day(registry: Registry, day: dt.date, barred: bool) -> None:
    """CMP-9, CAL-4."""
    organization_id = registry.approved()["organization_id"]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated"))
    registry.now = dt.datetime.combine(day, dt.time(1, 0), dt.UTC)
    application = {
        "email": "other@example.jp",
        "latest_regular_placement_on": day.isoformat(),
        "permission_number": NUMBER,
        "permission_valid_until": "2031-03-31",
    }
    if not barred:
        registry.register(**application)
        return
    with pytest.raises(Refused) as refused:
        registry.register(**application)
    assert refused.value.details["reasons"][0]["code"] == "barred"


def test_the_bar_holds_for_the_agency_that_was_commissioned_too(registry: Registry) -> None:
    """CMP-9, REG-2: joint applicants included."""
    organization_id = approved_municipality(
        registry,
        kind="municipality_commissioning",
        permission_number=None,
        commissioned_agency_number=NUMBER,
        commissioned_agency={
            "name": "みなと人材紹介株式会社",
            "contact_manager": a_manager(),
            "privacy_manager": a_manager(),
        },
    )
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated"))
    with registry.database.transaction() as connection:
        barred = connection.execute(sa.select(bars.c.barred).order_by(bars.c.barred)).scalars().all()
    assert barred == [NUMBER, "local_government:131016"]
    with pytest.raises(Refused) as refused:
        registry.register(email="other@example.jp", permission_number=NUMBER)
    assert refused.value.details["reasons"][0]["code"] == "barred"
    # The municipality comes back as another kind, without the agency and for a department.
    informing = {"kind": "municipality_informing", "permission_number": None, "department": "産業振興課"}
    information = mandatory_information(marks_held=[])
    with pytest.raises(Refused) as refused:
        registry.register(**a_municipality(mandatory_information=information) | informing | {"email": "c@example.jp"})
    assert refused.value.details["reasons"][0]["code"] == "barred"
    # The prefecture, whose hall stands in another's place, is another.
    registry.register(
        **a_municipality(mandatory_information=information)
        | informing
        | {"email": "d@example.jp", "name": "東京都", "municipality_code": "130001"}
    )


def test_an_order_refuses_a_new_application_under_its_number_and_any_branch(registry: Registry) -> None:
    """REG-2."""
    registry.receive(BUSINESS_ORDER_CHANGED, order())
    with pytest.raises(Refused) as refused:
        registry.register(permission_number=f"{NUMBER}-2", main_establishment=True)
    assert [reason["code"] for reason in refused.value.details["reasons"]] == ["business_order"]
    registry.register(permission_number="13-ユ-654321")


@pytest.mark.parametrize(
    ("since", "until", "stands"),
    [
        (dt.date(2026, 4, 22), dt.date(2026, 4, 22), True),
        (dt.date(2026, 4, 1), dt.date(2026, 4, 21), False),
        (dt.date(2026, 4, 23), None, False),
    ],
)
def test_an_order_stands_from_its_issue_to_its_last_day(
    registry: Registry, since: dt.date, until: dt.date | None, stands: bool
) -> None:
    """REG-2."""
    registry.receive(BUSINESS_ORDER_CHANGED, order(since=since, until=until))
    if not stands:
        registry.register()
        return
    with pytest.raises(Refused):
        registry.register()


def test_an_application_is_not_approved_while_its_applicant_comes_under_an_order(registry: Registry) -> None:
    """REG-2, REG-10: once the improvement is made it is."""
    application_id = registry.register()["application_id"]
    registry.receive_form(application_id)
    registry.receive(BUSINESS_ORDER_CHANGED, order())
    with pytest.raises(Refused) as refused:
        registry.approve(application_id)
    assert refused.value.details["reasons"][0]["code"] == "business_order"
    registry.receive(BUSINESS_ORDER_CHANGED, order(2, until=dt.date(2026, 4, 21)))
    registry.receive(BUSINESS_ORDER_CHANGED, order(1))
    assert registry.approve(application_id)["state"] == "approved"


class Sanctioning:
    """An application that waits for its approval, and a sanction that arrives against its applicant meanwhile."""

    def __init__(self, registry: Registry, sanction: str) -> None:
        self.registry, self.refusals = registry, list[str]()
        sanctioned = registry.approved(permission_number=NUMBER)["organization_id"]
        if sanction == "suspension_runs_on":  # of who has withdrawn
            approve(registry, withdrawal(registry, main_account(registry), "offers", "seekers"))
        self.application_id = self.registered("人材紹介部", "other@example.jp")
        registry.receive_form(self.application_id)
        self.event = {
            "business_order": (BUSINESS_ORDER_CHANGED, order()),
            "barred": (ORGANIZATION_STANDING_CHANGED, standing(sanctioned, standing="terminated")),
            "suspension_runs_on": (ORGANIZATION_STANDING_CHANGED, standing(sanctioned)),
            "suspended_in_use": (ORGANIZATION_STANDING_CHANGED, standing(sanctioned)),
        }[sanction]

    def registered(self, department: str, email: str) -> str:
        """Another department of the same number."""
        application = {
            "department": department,
            "email": email,
            "permission_number": f"{NUMBER}-3",
            "main_establishment": True,
        }
        return str(self.registry.register(**application)["application_id"])

    def arrives(self) -> None:
        self.registry.receive(*self.event)

    def is_approved(self) -> None:
        try:
            self.registry.approve(self.application_id)
        except Refused as refused:
            self.refusals += [reason["code"] for reason in refused.details["reasons"]]

    def meanwhile(self, first: str, then: Callable[[], None], monkeypatch: pytest.MonkeyPatch) -> bool:
        """Do `then` beside whatever is about to commit its work at `first`; answers whether it was waited for."""
        waited, commit = list[bool](), Work.commit
        beside = threading.Thread(target=then)

        def commit_after(work: Work) -> None:
            if threading.current_thread() is threading.main_thread() and not waited:
                beside.start()
                waited.append(waits_for_a_lock(self.registry.database, beside))
            commit(work)

        with monkeypatch.context() as patched:
            patched.setattr(Work, "commit", commit_after)
            getattr(self, first)()
        beside.join()
        return waited[0]


@pytest.mark.parametrize("sanction", ["business_order", "barred", "suspension_runs_on"])
def test_an_approval_waits_for_a_sanction_that_is_being_kept_and_is_then_refused(
    registry: Registry, sanction: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REG-2, CMP-9, CMP-14: an order that commits between an approval's look and its commit would be missed."""
    case = Sanctioning(registry, sanction)
    assert case.meanwhile("arrives", case.is_approved, monkeypatch)
    assert case.refusals == [sanction]


@pytest.mark.parametrize("sanction", ["business_order", "barred", "suspension_runs_on"])
def test_a_sanction_waits_for_an_approval_that_has_looked_before_it_and_then_holds(
    registry: Registry, sanction: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REG-2, CMP-9."""
    case = Sanctioning(registry, sanction)
    assert case.meanwhile("is_approved", case.arrives, monkeypatch)
    assert case.refusals == []
    with pytest.raises(Refused) as refused:
        case.registered("営業部", "third@example.jp")
    assert sanction in [reason["code"] for reason in refused.value.details["reasons"]]


def test_a_suspension_of_who_is_in_use_waits_for_approvals_under_its_number_too(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CMP-14, decision 300: what the bureau decides and what is told stand in one order, whoever withdraws next."""
    case = Sanctioning(registry, "suspended_in_use")
    assert case.meanwhile("is_approved", case.arrives, monkeypatch)
    assert case.refusals == [], "a department is an organization of its own"


def test_two_events_of_one_number_at_once_end_with_the_newer(registry: Registry) -> None:
    """REG-2."""
    events = [order(version, until=dt.date(2026, 4, version)) for version in range(1, 9)]
    together(*(partial(registry.receive, BUSINESS_ORDER_CHANGED, event) for event in events))
    registry.receive(BUSINESS_ORDER_CHANGED, order(7))
    registry.register()


def test_a_termination_that_meets_a_withdrawal_stands_above_it(registry: Registry) -> None:
    """CMP-9: approved while the termination was on its way, the withdrawal does not get round the bar."""
    organization_id = registry.approved()["organization_id"]
    with registry.database.transaction() as connection:
        connection.execute(sa.text("UPDATE organizations SET standing = 'withdrawn', withdrawn_on = approved_on"))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id))
    assert told(registry) == [(1, "active")]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="terminated"))
    assert told(registry)[-1] == (2, "terminated")
    with registry.database.transaction() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(bars)).scalar_one() == 1


def test_a_termination_that_was_taken_back_bars_nobody_and_opens_the_ids_again(registry: Registry) -> None:
    """CMP-9, REG-11, REG-14: accounts, bar, public lists and mail; told again, nothing more is done."""
    organization_id = registry.approved()["organization_id"]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated"))
    registry.pass_by(days=1)
    for _ in range(2):
        registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    assert told(registry) == [(1, "active"), (2, "terminated"), (3, "active")]
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(accounts).where(accounts.c.organization_id == organization_id)).one()
    assert (row.state, row.held_until) == ("open", None)
    assert registry.count(bars) == 0
    assert [mail.kind for mail in registry.mails()[-2:]] == ["organization_terminated", "organization_reinstated"]
    lists = {name: len(listed(registry, name)) for name in ("current", "terminated")}
    assert lists == {"current": 1, "terminated": 0}
    assert listed(registry, "terminated", as_of=(registry.today - dt.timedelta(days=1)).isoformat()), "as it was then"


def test_a_token_that_a_termination_ended_stays_ended_when_that_is_taken_back(registry: Registry) -> None:
    """AUT-8: nobody has watched over it meanwhile; the organization makes a new one, as the mail says."""
    organization_id = registry.approved()["organization_id"]
    before = a_token(registry)
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated"))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    after = a_token(registry)
    assert (refusal_of(registry, before), refusal_of(registry, after)) == (ErrorCode.TOKEN_INVALID, None)
    mail = next(one for one in registry.mails() if one.kind == "organization_reinstated")
    told = words(filled(TEMPLATES[mail.kind], mail.parameters, "https://site.example.jp"))
    assert "トークンは、利用解除により無効になりました" in told.replace("\n", "")


@pytest.mark.parametrize(("now_is", "mail"), [("active", "reinstated"), ("suspended", "reinstated_but_suspended")])
def test_a_termination_that_comes_after_what_took_it_back_ends_the_tokens_of_before_it_and_no_others(
    registry: Registry, now_is: str, mail: str
) -> None:
    """AUT-8, decision 158: the same in whatever order it is told, and told by the same mail; told once more, nothing more is done."""
    organization_id = registry.approved()["organization_id"]
    before = a_token(registry)
    terminated = standing(organization_id, 2, standing="terminated", since=registry.now)
    registry.pass_by(days=3)
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 3, standing=now_is))
    registry.pass_by(days=1)
    after = a_token(registry) if now_is == "active" else None
    kinds = len(registry.mails())
    for _ in range(2):
        registry.receive(ORGANIZATION_STANDING_CHANGED, terminated)
    assert [one.kind for one in registry.mails()[kinds:]] == [f"organization_{mail}"]
    assert told(registry)[-1][1] == now_is
    assert (registry.count(bars), len(listed(registry, "terminated"))) == (0, 0)
    assert refusal_of(registry, before) is ErrorCode.TOKEN_INVALID
    if after is not None:
        assert refusal_of(registry, after) is None


def test_who_is_suspended_still_after_a_termination_was_taken_back_has_its_ids_and_learns_of_it(
    registry: Registry,
) -> None:
    """CMP-9, CMP-14: the suspension that the termination had ended runs on; the services are not said to be open."""
    organization_id = registry.approved()["organization_id"]
    suspended = a_measure()
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, measures=[suspended]))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="terminated"))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 3, measures=[suspended]))
    assert told(registry)[-1] == (4, "suspended")
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(accounts).where(accounts.c.organization_id == organization_id)).one()
    assert (row.state, row.held_until, registry.count(bars)) == ("open", None, 0)
    kinds = [mail.kind for mail in registry.mails()[-3:]]
    assert kinds == [
        "organization_suspended",
        "organization_terminated",
        "organization_reinstated_but_suspended",
    ]
    still = registry.mails()[-1]
    assert still.parameters["going_on"] == "利用規約８(2)①（令和８年10月22日まで）"
    assert "利用解除の決定を取り消しましたので" in words(
        filled(TEMPLATES[still.kind], still.parameters, "https://site.example.jp")
    )


def listed(registry: Registry, name: str, **narrowed: Any) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = registry.call(contract.SHOW_PUBLIC_LIST, ANONYMOUS, list=name, **narrowed)[
        "entries"
    ]
    return entries


def test_who_had_withdrawn_before_a_termination_that_is_taken_back_has_withdrawn(registry: Registry) -> None:
    """CMP-9, REG-5: with the day of the withdrawal; the IDs stay reserved and nobody is told that the services are open."""
    organization_id = registry.approved()["organization_id"]
    approve(registry, withdrawal(registry, main_account(registry), "offers", "seekers"))
    left_on = registry.today
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated"))
    registry.pass_by(days=3)
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    state = registry.published(contract.ORGANIZATION_CHANGED)[-1]
    assert (state["standing"], state["ended_on"]) == ("withdrawn", left_on)
    with registry.database.transaction() as connection:
        row = connection.execute(sa.select(accounts).where(accounts.c.organization_id == organization_id)).one()
    assert row.state == "closed"
    assert registry.count(bars) == 0
    assert registry.mails()[-1].kind != "organization_reinstated"


def test_who_had_withdrawn_from_a_part_and_used_it_again_has_not_withdrawn(registry: Registry) -> None:
    """CMP-9, REG-5: the earlier withdrawal names all that is used in the end, and was no withdrawal from all."""
    organization_id = registry.approved()["organization_id"]
    member = main_account(registry)
    approve(registry, withdrawal(registry, member, "seekers"))
    approve(registry, change(registry, member))
    approve(registry, withdrawal(registry, member, "offers"))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated"))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    state = registry.published(contract.ORGANIZATION_CHANGED)[-1]
    assert (state["standing"], state["services"]) == ("active", ["seekers"])
    assert main_account(registry).organization_id == organization_id
    assert registry.mails()[-1].kind == "organization_reinstated"
    approve(registry, withdrawal(registry, member, "seekers"))
    left_on = registry.today
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 3, standing="terminated"))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 4, standing="active"))
    state = registry.published(contract.ORGANIZATION_CHANGED)[-1]
    assert (state["standing"], state["ended_on"]) == ("withdrawn", left_on)


def test_why_a_measure_without_a_case_was_taken_back_is_mailed_but_not_to_who_has_withdrawn(registry: Registry) -> None:
    """CMP-13: of a termination too, whose accounts are closed still when its withdrawal is told of."""
    organization_id = registry.approved()["organization_id"]
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated"))
    withdrawn = {
        "measure_id": new_id(),
        "organization_id": organization_id,
        "kind": "termination",
        "ground": "malice",
        "article": "利用規約８(2)④ｂ",
        "decided_on": dt.date(2026, 4, 22),
        "withdrawn_on": dt.date(2026, 5, 11),
        "reason": "別の利用団体に対する決定を、誤って行ったため。",
    }
    registry.receive(DECISION_WITHDRAWN, withdrawn)
    mail = registry.mails()[-1]
    assert (mail.kind, mail.to) == ("organization_decision_withdrawn", EMAIL)
    for told_so in ("利用解除", "令和８年４月22日", "令和８年５月11日", "利用規約８(2)④ｂ", withdrawn["reason"]):
        assert told_so in words(filled(TEMPLATES[mail.kind], mail.parameters, "https://site.example.jp"))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="active"))
    approve(registry, withdrawal(registry, main_account(registry), "offers", "seekers"))
    before = len(registry.mails())
    registry.receive(DECISION_WITHDRAWN, {**withdrawn, "measure_id": new_id()})
    assert len(registry.mails()) == before
    with pytest.raises(LookupError):
        registry.receive(DECISION_WITHDRAWN, {**withdrawn, "organization_id": new_id()})

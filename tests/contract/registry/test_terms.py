"""The terms of use as they are asked for, and consent to them by use (REG-15)."""

import datetime as dt
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from services.contracts import registry as contract
from services.contracts.caller import ANONYMOUS, SYSTEM
from services.contracts.compliance import ORGANIZATION_STANDING_CHANGED
from services.contracts.errors import ErrorCode
from services.registry import terms
from services.registry.accounts.tables import accounts, terms_consents
from services.registry.terms import TermsVersion
from services.runtime.identifiers import new_id
from tests.contract.registry.conftest import Registry, main_account
from tests.contract.registry.examples import EMAIL, PASSWORD
from tests.contract.registry.procedures import approve, change, withdrawal
from tests.contract.registry.test_login import make_staff
from tests.contract.registry.test_sanctions import standing
from tests.contract.registry.test_tokens import make, show
from tests.contract.served import Refused

NEWER = TermsVersion(
    "private",
    "2026-05-01",
    dt.date(2026, 5, 1),
    "利用規約",
    posted_on=dt.date(2026, 4, 23),
    source="試験",
    paragraphs=("１ 目的", "本文"),
)


@pytest.fixture
def terms_from_may(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """New private terms: posted on 23 April 2026, in force from 1 May."""
    versions = (*terms.VERSIONS, NEWER)
    monkeypatch.setattr(terms.in_force, "__defaults__", (versions,))
    monkeypatch.setattr(terms.posted, "__defaults__", (versions,))
    return NEWER.version


def states(registry: Registry, audience: str) -> dict[str, str]:
    told = registry.call(contract.LIST_TERMS, ANONYMOUS, audience=audience)["versions"]
    return {version["version"]: version["state"] for version in told}


def test_versions_are_listed_from_their_posting_on(registry: Registry, terms_from_may: str) -> None:
    """REG-15: a new version can be read before it is in force."""
    assert states(registry, "private") == {"2021-12-01": "in_force"}
    with pytest.raises(Refused) as refused:
        registry.call(contract.SHOW_TERMS, ANONYMOUS, audience="private", version=terms_from_may)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, "/version")
    registry.pass_by(days=1)
    assert states(registry, "private") == {terms_from_may: "to_come", "2021-12-01": "in_force"}
    registry.pass_by(days=8)
    assert states(registry, "private") == {terms_from_may: "in_force", "2021-12-01": "former"}


def test_a_text_comes_paragraph_by_paragraph_with_its_source(registry: Registry) -> None:
    """REG-15."""
    told = registry.call(contract.SHOW_TERMS, ANONYMOUS, audience="private", version="2021-12-01")
    assert told["illustrative"] is False
    assert "24 附則" in told["paragraphs"]
    assert told["source"]
    municipal = registry.call(contract.SHOW_TERMS, ANONYMOUS, audience="municipal", version="2021-12-01")
    assert municipal["illustrative"] is True


def test_two_versions_are_compared_either_way(registry: Registry) -> None:
    """REG-15."""
    asked = {"audience": "municipal", "former": "2020-01-06", "later": "2021-12-01"}
    told = registry.call(contract.COMPARE_TERMS, ANONYMOUS, **asked)
    assert (told["former"]["version"], told["later"]["version"]) == ("2020-01-06", "2021-12-01")
    changed = [one for one in told["differences"] if one["article"] == "５ 求職者への案内"]
    assert changed[0]["kind"] == "changed"
    assert "削除を求めたとき" in changed[0]["after"][0]
    back = registry.call(
        contract.COMPARE_TERMS, ANONYMOUS, audience="municipal", former="2021-12-01", later="2020-01-06"
    )
    assert [one["before"] for one in back["differences"]] == [one["after"] for one in told["differences"]]


@pytest.mark.parametrize(
    ("former", "later", "pointer"), [("x", "2021-12-01", "/former"), ("2021-12-01", "x", "/later")]
)
def test_a_version_there_is_not_is_compared_with_none(
    registry: Registry, former: str, later: str, pointer: str
) -> None:
    with pytest.raises(Refused) as refused:
        registry.call(contract.COMPARE_TERMS, ANONYMOUS, audience="private", former=former, later=later)
    assert (refused.value.code, refused.value.pointer) == (ErrorCode.NOT_FOUND, pointer)


def test_a_session_used_on_the_day_of_force_consents_once(registry: Registry, terms_from_may: str) -> None:
    """REG-15: also where nobody logs in anew."""
    registry.approved()
    with registry.database.transaction() as connection:
        account_id = connection.execute(sa.select(accounts.c.account_id)).scalar_one()
    newer = (terms_consents.c.version == terms_from_may) & (terms_consents.c.way == "use")
    registry.call(contract.RECORD_USE, SYSTEM, account_id=account_id)
    assert registry.count(terms_consents, newer) == 0
    registry.pass_by(days=9)
    for _ in range(3):
        registry.call(contract.RECORD_USE, SYSTEM, account_id=account_id)
    assert registry.count(terms_consents, newer) == 1


def due(registry: Registry, email: str = EMAIL) -> bool:
    begun = registry.call(contract.BEGIN_LOGIN, SYSTEM, email=email, password=PASSWORD)
    return bool(begun["consent_due"])


def test_a_password_alone_is_no_use_and_the_gateway_is_told_that_the_first_use_will_be_consent(
    registry: Registry, terms_from_may: str
) -> None:
    """REG-15, AUT-1: without the one-time password nobody has used anything; once recorded, nothing is to be told."""
    registry.approved()
    account_id = main_account(registry).account_id
    newer = (terms_consents.c.version == terms_from_may) & (terms_consents.c.way == "use")
    assert not due(registry)
    registry.pass_by(days=9)
    for _ in range(2):
        assert due(registry)
    assert registry.count(terms_consents, newer) == 0
    registry.call(contract.RECORD_USE, SYSTEM, account_id=account_id)
    assert not due(registry)
    assert registry.count(terms_consents, newer) == 1


def test_staff_are_bound_by_no_terms(registry: Registry, terms_from_may: str) -> None:
    """REG-15."""
    make_staff(registry)
    registry.pass_by(days=9)
    assert not due(registry, "staff@example.jp")


def test_a_gateway_of_before_tells_of_no_use_and_its_logins_consent_with_the_password(
    registry: Registry, terms_from_may: str
) -> None:
    """REG-15, decision 122: beside a release."""
    registry.approved()
    registry.pass_by(days=9)
    registry.log_in(EMAIL)
    assert registry.count(terms_consents, terms_consents.c.version == terms_from_may) == 1
    assert not due(registry)


def test_what_is_applied_for_later_records_the_version_that_it_agrees_to(
    registry: Registry, terms_from_may: str
) -> None:
    """REG-15: by who applies, once; a withdrawal agrees to nothing."""
    registry.approved()
    main = main_account(registry)
    registry.pass_by(days=9)
    newer = (terms_consents.c.version == terms_from_may) & (terms_consents.c.account_id == main.account_id)
    withdrawal(registry, main, "offers")
    assert registry.count(terms_consents, newer) == 0
    change(registry, main, phone="03-9999-0000", terms_version=terms_from_may)
    assert registry.count(terms_consents, newer & (terms_consents.c.way == "application")) == 1


@pytest.mark.parametrize("ended_by", ["withdrawal", "termination"])
def test_who_logs_in_for_what_is_left_to_do_consents_to_no_new_terms(
    registry: Registry, terms_from_may: str, ended_by: str
) -> None:
    """REG-15, AUT-9: to confirm deletions after the end is no use of the service."""
    organization_id = registry.approved()["organization_id"]
    main = main_account(registry)
    if ended_by == "withdrawal":
        approve(registry, withdrawal(registry, main, "offers", "seekers"))
    else:
        registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, standing="terminated"))
    registry.pass_by(days=9)
    assert registry.log_in(EMAIL)["account_id"] == main.account_id
    assert not due(registry)
    registry.call(contract.RECORD_USE, SYSTEM, account_id=main.account_id)
    assert registry.count(terms_consents, terms_consents.c.version == terms_from_may) == 0


def test_nobody_unknown_consents(registry: Registry) -> None:
    with pytest.raises(Refused) as refused:
        registry.call(contract.RECORD_USE, SYSTEM, account_id=new_id())
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_use_by_a_machine_client_alone_is_consent_of_the_main_account(registry: Registry, terms_from_may: str) -> None:
    """REG-15, AUT-8: the first use of a day records it, for an organization that never logs in."""
    registry.approved()
    main = main_account(registry)
    token = make(registry, main)["token"]
    newer = (terms_consents.c.version == terms_from_may) & (terms_consents.c.account_id == main.account_id)
    registry.pass_by(days=8)  # the last day of the former terms
    show(registry, token)
    assert registry.count(terms_consents, newer) == 0
    registry.pass_by(hours=14)  # 00:00 in Japan
    with pytest.raises(Refused):
        show(registry, token, address="198.51.100.1")  # refused is no use
    assert registry.count(terms_consents, newer) == 0
    show(registry, token)
    show(registry, token)
    assert registry.count(terms_consents, newer & (terms_consents.c.way == "use")) == 1

"""What mails ask to be deleted, by the services of the organization (MSG-11): seekers' information, of who has or has had it."""

from collections.abc import Callable

import pytest

from services.contracts.caller import Caller
from services.contracts.compliance import ORGANIZATION_STANDING_CHANGED
from services.registry.mail.rendering import filled, words
from services.registry.mail.templates import TEMPLATES
from services.registry.mail.templates.deletions import ALL_TO_BE_DELETED, STILL_TO_BE_DELETED
from tests.contract.registry.conftest import Registry, main_account
from tests.contract.registry.examples import a_manager
from tests.contract.registry.procedures import approve, withdrawal
from tests.contract.registry.test_renewal import INFORMING
from tests.contract.registry.test_sanctions import a_measure, approved_municipality, standing

OFFERS = {"services": ["offers"], "contact_managers": {"offers": a_manager()}, "mandatory_information": None}


def read(registry: Registry) -> str:
    """The last mail as it is read, without the breaks of its lines."""
    mail = registry.mails()[-1]
    return words(filled(TEMPLATES[mail.kind], mail.parameters, "https://site.example.jp")).replace("\n", "")


def with_both(registry: Registry) -> str:
    return str(registry.approved()["organization_id"])


def with_seekers_alone(registry: Registry) -> str:
    return approved_municipality(registry, **INFORMING)


def with_offers_alone(registry: Registry) -> str:
    return str(registry.approved(**OFFERS)["organization_id"])


def with_offers_left(registry: Registry) -> str:
    """Seekers' records that it had may be there still."""
    organization_id = with_both(registry)
    approve(registry, withdrawal(registry, main_account(registry), "seekers"))
    return organization_id


def school(registry: Registry) -> str:
    named = {"kind": "school", "school_kind": "university", "permission_number": "13-学-000001"}
    return str(registry.approved(**named, **OFFERS, permission_valid_until=None)["organization_id"])


MAY_HOLD: dict[Callable[[Registry], str], bool] = {
    with_both: True,
    with_seekers_alone: True,
    with_offers_left: True,
    with_offers_alone: False,
    school: False,
}
EACH = pytest.mark.parametrize("used", MAY_HOLD, ids=lambda used: used.__name__)


@EACH
def test_a_suspension_and_a_termination_ask_who_may_hold_seekers_records_to_delete_them(
    registry: Registry, used: Callable[[Registry], str]
) -> None:
    """MSG-11: everything, but what was reported before; and nobody else anything."""
    organization_id = used(registry)
    for told in (standing(organization_id), standing(organization_id, 2, standing="terminated")):
        registry.receive(ORGANIZATION_STANDING_CHANGED, told)
        text = read(registry)
        assert (ALL_TO_BE_DELETED in text, "削除" in text) == (MAY_HOLD[used],) * 2
    assert ("お知らせの確認、削除の報告、提出していない利用状況の報告" in text) is MAY_HOLD[used]


@EACH
def test_a_termination_that_is_taken_back_leaves_what_is_still_to_be_deleted(
    registry: Registry, used: Callable[[Registry], str]
) -> None:
    """Decision 158: whether a suspension goes on or not."""
    organization_id, suspension = used(registry), a_measure()
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, measures=[suspension]))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 2, standing="terminated"))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 3, measures=[suspension]))
    going_on = read(registry)
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 4, standing="terminated"))
    registry.receive(ORGANIZATION_STANDING_CHANGED, standing(organization_id, 5, standing="active"))
    for text in (going_on, read(registry)):
        assert (STILL_TO_BE_DELETED in text, "削除" in text) == (MAY_HOLD[used],) * 2


OFFERS_GO_ON = "求人情報提供サービスは、引き続きご利用いただけます。"
SEEKERS_GO_ON = "求職情報提供サービスは、引き続きご利用いただけます。"
BY_ITS_ID = "など残っている手続は、これまでのＩＤ（メールアドレス）とパスワードでログインして行うことができます。"


@pytest.mark.parametrize(
    ("given_up", "outcome"),
    [
        (["seekers"], ALL_TO_BE_DELETED + OFFERS_GO_ON),
        (["offers"], SEEKERS_GO_ON),
        (["offers", "seekers"], f"{ALL_TO_BE_DELETED}削除の報告{BY_ITS_ID}"),
    ],
    ids=["seekers", "offers", "both"],
)
def test_a_withdrawal_tells_what_follows_from_what_was_given_up(
    registry: Registry, member: Caller, given_up: list[str], outcome: str
) -> None:
    """MSG-11, REG-5: what a service that goes on has given is kept."""
    approve(registry, withdrawal(registry, member, *given_up))
    assert registry.mails()[-1].parameters["outcome"] == outcome


@pytest.mark.parametrize("used", [with_offers_alone, with_offers_left, school], ids=lambda used: used.__name__)
def test_a_withdrawal_from_offers_alone_asks_to_delete_what_was_left_of_seekers(
    registry: Registry, used: Callable[[Registry], str]
) -> None:
    """MSG-11, decision 085: of offers the terms know no duty to delete."""
    used(registry)
    approve(registry, withdrawal(registry, main_account(registry), "offers"))
    left = f"{ALL_TO_BE_DELETED}削除の報告" if MAY_HOLD[used] else "利用状況の報告"
    assert registry.mails()[-1].parameters["outcome"] == left + BY_ITS_ID

"""OPS-1 through the whole site: while it is closed nothing comes in by the gateway, and what must run does."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from deploy.demo.browser import Browser
from deploy.demo.doors import log_in, refusal
from deploy.demo.loading import OPERATIONS_EMAIL, PASSWORD
from deploy.demo.story import Story, wait_until
from services.compliance.custody.storage import reviews
from services.contracts import compliance
from services.contracts.caller import Caller, Role
from services.runtime import clock
from services.runtime.identifiers import new_id
from services.runtime.rpc_client import RpcClient

PATIENCE = 60.0
_MESSAGES = sa.text("SELECT count(*) FROM messages")
_REVIEWS = sa.text("SELECT count(*) FROM custody_reviews WHERE organization_id = :one")
_DUE = sa.text("SELECT count(*) FROM holdings WHERE organization_id = :one AND duty_ground = 'service_ended'")


def counted(story: Story, room: str, query: sa.Executable, **parameters: Any) -> int:
    engine = sa.create_engine(story.stack.database_url(room))
    with engine.connect() as connection:
        found = connection.execute(query, parameters).scalar_one()
    engine.dispose()
    return int(found)


def ask_for_review(story: Story, organization_id: str) -> None:
    """As the event leaves it where an organization holds more than it decides itself."""
    engine = sa.create_engine(story.stack.database_url("compliance"))
    with engine.begin() as connection:
        reviews.request(connection, organization_id, clock.now())
    engine.dispose()


@pytest.fixture
def closed(agency: Story, held: str) -> Iterator[None]:
    """The site, closed in an emergency by operations, as the one worker of its gateway knows."""
    operations = agency.new_browser()
    log_in(agency, operations, OPERATIONS_EMAIL, PASSWORD)
    closing = operations.post("/api/operations/maintenance", {"text": "障害の復旧作業を行っています。"})
    wait_until(lambda: agency.new_browser().get("/api/maintenance")["closed"], "the gateway is closed", PATIENCE)
    yield
    operations.send("DELETE", f"/api/operations/maintenance/{closing['closing_id']}")
    wait_until(lambda: not agency.new_browser().get("/api/maintenance")["closed"], "it is open again", PATIENCE)


@pytest.fixture
def bus(agency: Story) -> Iterator[RpcClient]:
    client = RpcClient(agency.stack.amqp_uri)
    yield client
    client.close()


@pytest.mark.usefixtures("closed")
def test_ops_1_while_the_site_is_closed_messages_and_all_else_are_refused_and_leave_nothing(
    agency: Story, held: str
) -> None:
    """MSG-5. Whoever is logged in, and whoever is not; that no route is left out is in test_maintenance.py of the gateway."""
    before = counted(agency, "messaging", _MESSAGES)
    browser, anybody = agency.agency, Browser(agency.stack.url)
    asked: tuple[Callable[[], Any], ...] = (
        lambda: browser.post("/api/guidance", {"seeker_numbers": [held]}),
        lambda: browser.get("/api/conversations"),
        lambda: browser.post("/api/seekers/search", {"query": {}}),
        lambda: browser.post("/api/seekers/export", {"seeker_numbers": [held]}),
        lambda: browser.get("/api/deletion-duties"),
        lambda: agency.staff.get("/api/staff/cases"),
        lambda: anybody.get("/api/public/organizations"),
    )
    assert [refusal(ask) for ask in asked] == ["maintenance"] * len(asked)
    assert counted(agency, "messaging", _MESSAGES) == before
    assert anybody.get("/api/maintenance")["closed"] is True


@pytest.mark.usefixtures("closed")
def test_ops_1_meanwhile_services_answer_and_events_duties_and_mails_go_on(agency: Story, bus: RpcClient) -> None:
    """What must run then does: a decision on the bus is heard of by event, its duty runs by its timer, its mail goes out."""
    organization_id, mailbox = agency.facts["organization_id"], agency.stack.mailbox
    staff = Caller(Role.BUREAU_STAFF, account_id=new_id(), bureau_code="13")
    mails = mailbox.count(agency.facts["email"])
    shown = bus.call(compliance.SHOW_STANDING, {"organization_id": organization_id}, staff, timeout=30)
    decision = {
        "organization_id": organization_id,
        "kind": "suspension_until_corrected",
        "ground": "order",
        "public_reason": "改善命令に従うまでの間、利用を停止します。",
        "day_unknown": True,
        "seen_version": shown["version"],
    }
    request = compliance.SUSPEND_ORGANIZATION.request.load(decision)
    measures = bus.call(compliance.SUSPEND_ORGANIZATION, request, staff, timeout=30)["measures"]
    [measure] = [one for one in measures if one["ended_at"] is None]
    lifting = {"measure_id": measure["measure_id"], "note": "改善を確認した。"}
    try:
        wait_until(
            lambda: counted(agency, "compliance", _DUE, one=organization_id) > 0,
            "the event of the suspension opens the duties to delete (MSG-11)",
            PATIENCE,
        )
        ask_for_review(agency, organization_id)
        wait_until(
            lambda: counted(agency, "compliance", _REVIEWS, one=organization_id) == 0,
            "compliance.review_custody takes it at its next turn, by its timer",
            PATIENCE,
        )
        mail = mailbox.wait_for_mail(agency.facts["email"], after=mails, timeout=PATIENCE, about="利用停止")
        assert decision["public_reason"] in mail.text
    finally:
        bus.call(compliance.LIFT_MEASURE, compliance.LIFT_MEASURE.request.load(lifting), staff, timeout=30)

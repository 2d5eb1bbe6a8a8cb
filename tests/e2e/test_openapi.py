"""The site does what its OpenAPI document says, services and all: schemathesis with every check on, and no 500."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from deploy.demo import doors, establishments, loading, play
from deploy.demo.browser import Browser
from deploy.demo.story import Story, stack_clock
from deploy.stack.stack import Stack
from gateway.routes import API
from services.contracts.caller import Role
from services.contracts.registry.tokens import SCOPES

CONFIG = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
DOCUMENT = schemathesis.openapi.from_path(Path(__file__).parents[2] / "docs" / "openapi.json", config=CONFIG)
ROUTES = {route.name: route for _, routes in API.values() for route in routes}
CODES_BEYOND_THE_SCHEMA = {
    "unknown_code", "stale_cursor", "idempotency_key_reused", "document_unreadable", "file_name_not_allowed",
    "day_in_future", "day_too_early", "number_unreadable", "more_here_than_in_total", "value_not_possible",
    "characters_not_allowed", "area_unfit", "placeholder_unknown",
    "begins_in_the_past", "ends_before_it_begins", "notice_too_short", "text_too_long_when_filled",
    "limited_organization_unfit", "reason_missing", "case_day_unstated",
}  # fmt: skip
LOGINS = {
    **{Role(role): email for _, role, _, email in loading.STAFF if role != Role.BUREAU_STAFF},
    Role.EMPLOYER: establishments.FIRST_EMAIL,
}
"""Who logs in as soon as something is asked that only they may ask."""
CLOSES_THE_SITE = "post_api_operations_maintenance"
"""It is opened again at once, as everything else would be told of the maintenance (OPS-1)."""
ONCE_A_LOGIN = {"delete_api_sessions_current", "post_api_sessions_omission"}
"""What ends what it needs."""


@schemathesis.serializer("application/pdf")
def a_file_as_it_is(_context: Any, value: Any) -> bytes:
    """Whatever is generated for the body is sent as the file's bytes."""
    content = getattr(value, "data", value)
    return content if isinstance(content, bytes) else str(content).encode(errors="replace")


@pytest.fixture(scope="module")
def story(stack: Stack) -> Iterator[Story]:
    """A site with the demo's organizations, some seekers, an agency that guided two of them, and staff; all logged in."""
    story = Story(stack, agency=Browser(stack.url), staff=Browser(stack.url))
    with stack_clock(stack):
        loading.load(stack, story.tell, 600)
        for act in (play.register, play.approve, play.agency_logs_in, play.search_and_guide, play.seekers_answer):
            act(story)
        yield story


@pytest.fixture(scope="module")
def asker(story: Story) -> Callable[[Any], dict[str, Any]]:
    """A function: cookie and CSRF token of somebody who may ask an operation, or the token of an organization's system."""
    browsers = {
        Role.ORGANIZATION_MAIN: story.agency, Role.BUREAU_STAFF: story.staff, Role.SEEKER: story.seekers[0],
    }  # fmt: skip
    machine = {"name": "求人取込みサーバー", "scopes": [next(iter(SCOPES))], "networks": ["127.0.0.1"], "days": 30}
    token = story.agency.post("/api/organization/tokens", machine)["token"]

    def credentials(case: Any) -> dict[str, Any]:
        name = case.operation.definition.raw["operationId"]
        roles = ROUTES[name].roles
        if Role.ANYONE in roles:
            return {}
        if roles == {Role.MACHINE}:
            return {"headers": {"Authorization": f"Bearer {token}"}}
        if name in ONCE_A_LOGIN:
            browser = story.new_browser()
            doors.log_in(story, browser, loading.OPERATIONS_EMAIL, loading.PASSWORD, omit=True)
        elif not roles & browsers.keys():
            role = next(role for role in LOGINS if role in roles)
            browser = story.new_browser()
            doors.log_in(story, browser, LOGINS[role], loading.PASSWORD)
            browsers[role] = browser
        else:
            browser = next(browser for role, browser in browsers.items() if role in roles)
        csrf_token = browser.csrf_token
        assert csrf_token is not None
        return {
            "cookies": {"hw_session": browser.session.cookies["hw_session"]},
            "headers": {"X-CSRF-Token": csrf_token},
        }

    return credentials


@DOCUMENT.parametrize()
@settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_an_operation_does_what_the_document_says(
    case: Any, stack: Stack, asker: Callable[[Any], dict[str, Any]]
) -> None:
    credentials = asker(case)
    answer = case.call(base_url=stack.url, **credentials)
    if case.operation.definition.raw["operationId"] == CLOSES_THE_SITE and answer.status_code == 201:
        closing = f"{stack.url}/api/operations/maintenance/{answer.json()['closing_id']}"
        assert requests.delete(closing, timeout=30, **credentials).status_code == 204
    excluded = [positive_data_acceptance] if refused_for_more_than_the_schema(answer) else []
    case.validate_response(answer, excluded_checks=excluded, transport_kwargs={"base_url": stack.url, **credentials})


def refused_for_more_than_the_schema(answer: Any) -> bool:
    """Whether a request of the right form names a code that no list holds, a cursor never given or a key used before."""
    return answer.status_code == 422 and answer.json()["code"] in CODES_BEYOND_THE_SCHEMA

"""Bad input of issue 2, as far as HTTP is concerned: each gets a problem document, and no service is asked."""

import io
import json
import uuid
from collections.abc import Mapping
from typing import Any

import pytest

from gateway.settings import GatewaySettings
from services.contracts import compliance, messaging, registry, search
from services.contracts.errors import ERRORS, CallRefused, ErrorCode
from services.contracts.operations import Operation
from services.runtime.rpc_client import BusUnavailable, CallTimedOut
from tests.contract.gateway.conftest import ORGANIZATION as ORGANIZATION_ID
from tests.contract.gateway.conftest import Browser, PlayedServices, code_of
from tests.contract.gateway.test_access import ROUTES

SEARCH = "/api/seekers/search"
GUIDANCE = "/api/guidance"
ONE = {"seeker_numbers": ["48210937561"]}
ALLOWANCE = {"limit": 1000, "used": 3, "remaining": 997, "day": "2026-06-10", "opens_again_at": "2026-06-10T15:00:00Z"}
SENT = {"results": [], "sent": 0, "allowance": ALLOWANCE}


def raw(browser: Browser, path: str, body: bytes, **headers: str) -> Any:
    sent = {"X-CSRF-Token": browser.csrf, "Content-Type": "application/json", **headers}
    return browser.client.post(path, data=body, headers=sent, base_url="https://localhost")


def test_a_problem_document_has_all_that_rfc_9457_and_people_need(organization: Browser) -> None:
    answer = organization.send(
        "POST", SEARCH, {"query": {"place_codes": ["tokyo"], "words": {"all": [""]}}, "page_size": 7}
    )
    assert answer.status_code == 422
    document = answer.json
    assert document["type"] == "/api/problems/invalid_request"
    assert document["title"] == ERRORS[ErrorCode.INVALID_REQUEST].title
    assert (document["status"], document["code"], document["instance"]) == (422, "invalid_request", SEARCH)
    assert document["trace"] == answer.headers["X-Trace-ID"]
    assert {problem["pointer"]: problem["detail"] for problem in document["problems"]} == {
        "/query/place_codes/0": "形式が正しくありません。",
        "/query/words/all/0": "１以上100以下の長さで指定してください。",
        "/page_size": "次のいずれかを指定してください：10, 20, 30, 50",
    }
    assert organization.send("GET", document["type"]).json["title"] == document["title"]


@pytest.mark.parametrize(("body", "status", "code"), [
    (b"", 400, "malformed_request"),
    (b"{", 400, "malformed_request"),
    (b"\xff\xfe", 400, "malformed_request"),
    (b'{"seeker_numbers": NaN}', 400, "malformed_request"),
    (b'{"seeker_numbers": 1e999}', 400, "malformed_request"),
    (b'{"seeker_numbers": ' + b"9" * 5000 + b"}", 400, "malformed_request"),
    (b'{"seeker_numbers": [], "seeker_numbers": ["48210937561"]}', 400, "malformed_request"),
    (b"[" * 100_000, 400, "malformed_request"),
    (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 400, "malformed_request"),
    (b"[]", 422, "invalid_request"),
    (b"null", 422, "invalid_request"),
    (b'"text"', 422, "invalid_request"),
    (b"{}", 422, "invalid_request"),
    (b'{"seeker_numbers": null}', 422, "invalid_request"),
    (b'{"seeker_numbers": []}', 422, "invalid_request"),
    (b'{"seeker_numbers": [48210937561]}', 422, "invalid_request"),
    (b'{"seeker_numbers": ["48210937561"], "unknown": 1}', 422, "invalid_request"),
    (b'{"seeker_numbers": ["48210937561"], "__type__": "x"}', 422, "invalid_request"),
    (b'{"seeker_numbers": ["\\u0000"]}', 422, "invalid_request"),
    (b'{"seeker_numbers": ["\\ud800"], "\\udfff": 1}', 422, "invalid_request"),
    (json.dumps({"seeker_numbers": ["48210937561"] * 10_000}).encode(), 422, "invalid_request"),
    (json.dumps({"seeker_numbers": ["x" * 900_000]}).encode(), 422, "invalid_request"),
    (b'{"seeker_numbers": ["' + b"x" * 1_000_000 + b'"]}', 413, "request_too_large"),
], ids=lambda value: repr(value)[:40])  # fmt: skip
def test_a_bad_body_is_refused_with_a_problem_document(
    body: bytes, status: int, code: str, organization: Browser, services: PlayedServices
) -> None:
    answer = raw(organization, GUIDANCE, body)
    assert (answer.status_code, code_of(answer)) == (status, code)
    json.dumps(answer.json, ensure_ascii=False).encode()  # no lone surrogate comes back
    assert not services.calls


@pytest.mark.parametrize(("body", "pointer"), [
    ({"seeker_numbers": [1] * 2_001}, "/seeker_numbers"),
    ({"seeker_numbers": [], **{f"a/{number}": 1 for number in range(2_001)}}, ""),
    ({"a/b": {"c": {str(number): {} for number in range(3_000)}}}, "/a~1b/c"),
    ({"seeker_numbers": [[1] * 1_999] * 10}, ""),
], ids=["items", "members", "deep", "in all"])  # fmt: skip
def test_endless_lists_and_objects_are_refused_before_each_item_is_checked(
    body: Any, pointer: str, organization: Browser, services: PlayedServices
) -> None:
    answer = raw(organization, GUIDANCE, json.dumps(body).encode())
    assert (answer.status_code, code_of(answer)) == (422, "invalid_request")
    assert [problem["pointer"] for problem in answer.json["problems"]] == [pointer]
    assert not services.calls


class NoChunk(Exception):
    """As gunicorn raises it: neither an OSError nor a ValueError."""


class Chunks(io.RawIOBase):
    """A body of which the length was not said; after its bytes comes something else."""

    def __init__(self, body: bytes) -> None:
        self.body = io.BytesIO(body)

    def readinto(self, buffer: Any) -> int:
        read = self.body.readinto(buffer)
        if not read:
            raise NoChunk
        return read


@pytest.mark.parametrize(("body", "status", "code"), [
    (b'{"seeker_numbers": ["48210937561"', 400, "malformed_request"),
    (b'{"seeker_numbers": ["48210937561"]}', 400, "malformed_request"),
    (b'{"seeker_numbers": ["48210937561"]}' + b" " * 1_000_000, 413, "request_too_large"),
], ids=["half", "whole", "endless"])  # fmt: skip
def test_a_body_in_chunks_that_breaks_off_or_never_ends_is_refused(
    body: bytes, status: int, code: str, organization: Browser, services: PlayedServices
) -> None:
    in_chunks = {"wsgi.input": Chunks(body), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    answer = organization.send("POST", GUIDANCE, content_type="application/json", environ_overrides=in_chunks)
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert not services.calls


@pytest.mark.parametrize("text", ["", "  ", "\0", "\ud800", "あ" * 4_001], ids=ascii)
def test_a_bad_text_is_refused_at_its_place(text: str, organization: Browser, services: PlayedServices) -> None:
    body = json.dumps({"body": text}).encode()
    answer = raw(organization, f"/api/conversations/{uuid.UUID(int=1)}/messages", body)
    assert [problem["pointer"] for problem in answer.json["problems"]] == ["/body"]
    assert not services.calls


def test_whole_numbers_may_be_written_as_json_allows(organization: Browser, services: PlayedServices) -> None:
    services.on(search.SEARCH_SEEKERS, lambda request: {"total": request["page_size"]})
    assert raw(organization, SEARCH, b'{"query": {}, "page_size": 2.0e1}').json == {"total": 20}
    assert raw(organization, SEARCH, b'{"query": {}, "page_size": 20.5}').status_code == 422


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_another_media_type_is_refused(media_type: str, organization: Browser) -> None:
    answer = raw(organization, GUIDANCE, json.dumps(ONE).encode(), **{"Content-Type": media_type})
    assert (answer.status_code, code_of(answer)) == (415, "unsupported_media_type")


@pytest.mark.parametrize(("query", "places"), [
    ("limit=0", ["/limit"]), ("limit=x", ["/limit"]), ("limit=1&limit=2", ["/limit"]), ("limit=１", ["/limit"]),
    ("limit=" + "9" * 5000, ["/limit"]), ("unread_only=yes&nothing=1", ["/unread_only", "/nothing"]),
    ("cursor=%00", ["/cursor"]),
])  # fmt: skip
def test_a_bad_query_is_refused_at_its_place(
    query: str, places: list[str], organization: Browser, services: PlayedServices
) -> None:
    answer = organization.send("GET", f"/api/conversations?{query}")
    assert answer.status_code == 422
    assert [problem["pointer"] for problem in answer.json["problems"]] == places
    assert not services.calls


def test_a_good_query_reaches_the_service_as_values(organization: Browser, services: PlayedServices) -> None:
    services.on(messaging.LIST_CONVERSATIONS, lambda request: request)
    answer = organization.send("GET", "/api/conversations?limit=7&unread_only=true")
    assert answer.json == {"limit": 7, "unread_only": True}


@pytest.mark.parametrize("path", [
    "/api/nothing", "/api/seekers/4821093756x", "/api/conversations/1", "/api/statistics/today", "/api//sessions",
    "/api/sessions/", "/api/terms/everybody", "/%00", "/api/problems/unheard_of",
])  # fmt: skip
def test_what_does_not_exist_is_not_found(path: str, organization: Browser) -> None:
    answer = organization.send("GET", path)
    assert (answer.status_code, code_of(answer)) == (404, "unknown_operation")


def test_another_method_is_refused_with_those_allowed(browser: Browser) -> None:
    for method in ("DELETE", "PATCH", "OPTIONS", "TRACE"):
        answer = browser.send(method, "/api/sessions")
        assert (answer.status_code, code_of(answer)) == (405, "method_not_allowed")
        assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


# reliability.md 5


def test_a_client_s_key_reaches_the_service_and_comes_back(organization: Browser, services: PlayedServices) -> None:
    services.on(messaging.SEND_GUIDANCE, lambda _: SENT)
    key = "0198C2F3-0000-7000-8000-0000000000FF"
    answer = organization.send("POST", GUIDANCE, ONE, headers={"Idempotency-Key": key})
    ((_, _, given, _),) = services.called(messaging.SEND_GUIDANCE)
    assert given == answer.headers["Idempotency-Key"] == key.lower()


def test_a_key_is_made_where_the_client_gave_none(organization: Browser, services: PlayedServices) -> None:
    services.on(messaging.SEND_GUIDANCE, lambda _: SENT)
    answer = organization.send("POST", GUIDANCE, ONE)
    ((_, _, given, _),) = services.called(messaging.SEND_GUIDANCE)
    assert uuid.UUID(given).version == 7
    assert answer.headers["Idempotency-Key"] == given


def test_a_key_that_is_no_uuid_is_refused(organization: Browser, services: PlayedServices) -> None:
    answer = organization.send("POST", GUIDANCE, ONE, headers={"Idempotency-Key": "again"})
    assert answer.status_code == 422
    assert answer.json["problems"][0]["pointer"] == "/Idempotency-Key"
    assert not services.calls


def test_a_key_used_with_another_body_is_told(organization: Browser, services: PlayedServices) -> None:
    def reused(_: object) -> None:
        raise CallRefused(ErrorCode.IDEMPOTENCY_KEY_REUSED)

    services.on(messaging.SEND_GUIDANCE, reused)
    answer = organization.send("POST", GUIDANCE, ONE)
    assert (answer.status_code, code_of(answer)) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(("failure", "status", "code"), [
    (BusUnavailable("amqp://user:secret@host"), 503, "service_unavailable"),
    (CallTimedOut("messaging.send_guidance"), 504, "deadline_exceeded"),
])  # fmt: skip
def test_a_call_without_answer_is_repeated_once_under_its_key_then_told(
    failure: Exception, status: int, code: str, organization: Browser, services: PlayedServices
) -> None:
    def fail(_: object) -> None:
        raise failure

    services.on(messaging.SEND_GUIDANCE, fail)
    answer = organization.send("POST", GUIDANCE, ONE)
    assert (answer.status_code, code_of(answer)) == (status, code)
    assert answer.headers["Retry-After"] == "5"
    first, second = services.called(messaging.SEND_GUIDANCE)
    assert first == second
    assert "secret" not in answer.text


def test_a_call_that_succeeds_at_the_second_attempt_is_answered(
    organization: Browser, services: PlayedServices
) -> None:
    failures = [BusUnavailable("lost")]

    def answer_later(_: object) -> Mapping[str, Any]:
        if failures:
            raise failures.pop()
        return SENT

    services.on(messaging.SEND_GUIDANCE, answer_later)
    assert organization.send("POST", GUIDANCE, ONE).status_code == 200


def test_a_confirmation_needs_no_body_and_takes_no_other(organization: Browser, services: PlayedServices) -> None:
    services.on(compliance.CONFIRM_DUTY, lambda request: request)
    path = f"/api/deletion-duties/{uuid.UUID(int=1)}/confirmation"
    assert organization.send("POST", path).json == {"duty_id": str(uuid.UUID(int=1))}
    assert organization.send("POST", path, {}).status_code == 200
    assert organization.send("POST", path, {"duty_id": str(uuid.UUID(int=2))}).status_code == 422


# the request's own numbers


def test_every_answer_names_its_request(browser: Browser) -> None:
    given = browser.send("GET", "/healthz", headers={"X-Request-ID": "order-0001"})
    assert given.headers["X-Request-ID"] == "order-0001"
    made = browser.send("GET", "/healthz", headers={"X-Request-ID": "bad\tid with spaces"})
    assert made.headers["X-Request-ID"] == made.headers["X-Trace-ID"]
    assert len(made.headers["X-Trace-ID"]) == 32


def test_figures_name_routes_not_paths(organization: Browser, settings: GatewaySettings) -> None:
    organization.send("GET", f"/api/conversations/{uuid.UUID(int=77)}")
    figures = organization.send("GET", "/metrics").text
    assert 'route="/api/conversations/<uuid:conversation_id>"' in figures
    assert str(uuid.UUID(int=77)) not in figures


def test_the_code_lists_name_their_source(browser: Browser) -> None:
    answer = browser.send("GET", "/api/reference/municipalities?parent=130001").json
    assert "131016" in {entry["code"] for entry in answer["entries"]}
    assert all(source["status"] == "official" for source in answer["sources"])
    assert len(browser.send("GET", "/api/reference/bureaus").json["entries"]) == 47


def test_holidays_are_told_by_year_with_what_they_rest_on(browser: Browser) -> None:
    """CAL-2: what the gazette has not published is called computed."""
    answer = browser.send("GET", "/api/reference/holidays?year=2026")
    assert answer.json["basis"] == "published"
    assert {"day": "2026-05-06", "name": "憲法記念日 振替休日", "kind": "substitute"} in answer.json["holidays"]
    assert {"day": "2026-12-29", "name": "年末年始の休日", "kind": "turn_of_year"} in answer.json["holidays"]
    assert "public" in answer.headers["Cache-Control"]
    assert browser.send("GET", "/api/reference/holidays?year=2032").json["basis"] == "computed"


@pytest.mark.parametrize("query", ["", "?year=1999", "?year=2100", "?year=abc", "?year=2026&year=2027"])
def test_a_year_without_holidays_to_tell_is_refused(browser: Browser, query: str) -> None:
    assert browser.send("GET", f"/api/reference/holidays{query}").status_code == 422


ERASURE = "/api/erasures/0198c2f3-0000-7000-8000-0000000000ee/decision"
DECIDED = {"erase": False, "reason": "本人であることを確かめられなかったため。"}
PAPER = {
    "organization_id": ORGANIZATION_ID, "received_on": "2026-06-10", "way": "email", "withdrawal": {"services": ["offers"]},
}  # fmt: skip


@pytest.mark.parametrize(
    ("operation", "email", "path", "body", "asked"),
    [
        (registry.DECIDE_ERASURE, "operator@operations.example.jp", ERASURE, DECIDED, {"erasure_id"}),
        (registry.ENTER_PAPER_PROCEDURE, "staff@bureau.example.jp", "/api/staff/paper-procedures", PAPER, set()),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_what_a_schema_says_of_several_fields_is_held_against_the_whole_request_alone(
    operation: Operation,
    email: str,
    path: str,
    body: dict[str, Any],
    asked: set[str],
    browser: Browser,
    services: PlayedServices,
) -> None:
    """SEE-2, REG-9: neither the path's part nor the headers' is refused for what stands in the body."""
    services.on(operation, lambda _: {})
    browser.log_in(email)
    answer = browser.send("POST", path, body)
    assert answer.status_code in {200, 201}, answer.text
    ((_, kwargs, _, _),) = services.called(operation)
    assert operation.request.load(kwargs["request"])
    assert kwargs["request"].keys() == body.keys() | asked


def test_only_a_service_is_asked_what_its_schema_says_of_several_fields() -> None:
    """A route that no service answers would not be held to it."""
    for route in ROUTES:
        if route.request._hooks.get("validates_schema"):
            assert any(type(operation.request) is type(route.request) for operation in route.operations), route.path

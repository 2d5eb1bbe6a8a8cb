"""Files through the gateway (REG-8): the body as it is, refused by its length before anything of it is read."""

import base64
import io
import uuid
from typing import Any

import pytest

from services.contracts import registry
from tests.contract.gateway.conftest import Browser, PlayedServices, code_of

APPLICATION, DOCUMENT = uuid.UUID(int=1), uuid.UUID(int=2)
PATH = f"/api/applications/{APPLICATION}/documents"
NAMED = {"kind": "terms_consent", "file_name": "同意書.pdf"}
FILED = {
    "document_id": str(DOCUMENT), "kind": "terms_consent", "media_type": "application/pdf", "size_bytes": 8, "sha256": "0",
}  # fmt: skip
MEGABYTE = 1024 * 1024


class NeverRead(io.RawIOBase):
    """A body of which nobody may read a byte."""

    def readinto(self, buffer: Any) -> int:
        raise AssertionError("the body was read")


def upload(browser: Browser, body: Any = b"%PDF-1.4", **options: Any) -> Any:
    headers = {"X-CSRF-Token": browser.csrf, "Content-Type": "application/pdf", **options.pop("headers", {})}
    query = {**NAMED, **options.pop("query", {})}
    return browser.client.post(
        PATH, data=body, query_string=query, headers=headers, base_url="https://localhost", **options
    )


def test_a_file_reaches_the_service_with_its_kind_name_and_key(browser: Browser, services: PlayedServices) -> None:
    """REG-8."""
    services.on(registry.UPLOAD_DOCUMENT, lambda _: FILED)
    key = str(uuid.UUID(int=3))
    answer = upload(browser, headers={"X-Download-Key": "the key", "Idempotency-Key": key})
    assert (answer.status_code, answer.json) == (201, FILED)
    ((_, kwargs, idempotency_key, _),) = services.called(registry.UPLOAD_DOCUMENT)
    assert idempotency_key == key
    assert kwargs["request"] == {
        **NAMED,
        "application_id": str(APPLICATION),
        "download_key": "the key",
        "content": base64.b64encode(b"%PDF-1.4").decode(),
    }


def test_any_bytes_arrive_as_they_were_sent(browser: Browser, services: PlayedServices) -> None:
    services.on(registry.UPLOAD_DOCUMENT, lambda _: FILED)
    body = bytes(range(256)) * 20_000  # just below 5 MiB
    assert upload(browser, body).status_code == 201
    ((_, kwargs, _, _),) = services.called(registry.UPLOAD_DOCUMENT)
    assert base64.b64decode(kwargs["request"]["content"]) == body


@pytest.mark.parametrize("who", ["nobody", "organization", "staff"])
@pytest.mark.parametrize("size", [5 * MEGABYTE + 1, 20 * MEGABYTE])
def test_a_file_too_large_is_refused_before_a_byte_of_it_is_read(
    who: str, size: int, browser: Browser, services: PlayedServices
) -> None:
    """REG-8: whoever sends it."""
    if who != "nobody":
        browser.log_in({"organization": "main@agency.example.jp", "staff": "staff@bureau.example.jp"}[who])
    services.calls.clear()
    answer = upload(browser, None, environ_overrides={"wsgi.input": NeverRead(), "CONTENT_LENGTH": str(size)})
    assert (answer.status_code, code_of(answer)) == (413, "request_too_large")
    assert not services.calls


def test_a_body_of_json_too_large_is_refused_before_it_is_asked_who_sends_it(browser: Browser) -> None:
    never = {"wsgi.input": NeverRead(), "CONTENT_LENGTH": str(20 * MEGABYTE)}
    answer = browser.send("POST", "/api/guidance", content_type="application/json", environ_overrides=never)
    assert (answer.status_code, code_of(answer)) == (413, "request_too_large")


def test_a_file_of_unknown_length_is_refused_where_it_passes_the_limit(
    browser: Browser, services: PlayedServices
) -> None:
    endless = {
        "wsgi.input": io.BytesIO(bytes(6 * MEGABYTE)), "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked",
    }  # fmt: skip
    answer = upload(browser, None, environ_overrides=endless)
    assert (answer.status_code, code_of(answer)) == (413, "request_too_large")
    assert not services.calls


@pytest.mark.parametrize(
    "media_type", ["text/html", "application/json", "multipart/form-data; boundary=x", "image/gif", ""]
)
def test_another_media_type_is_refused(media_type: str, browser: Browser, services: PlayedServices) -> None:
    answer = upload(browser, headers={"Content-Type": media_type})
    assert (answer.status_code, code_of(answer)) == (415, "unsupported_media_type")
    assert not services.calls


@pytest.mark.parametrize(("query", "pointer"), [
    ({"kind": "passport"}, "/kind"), ({"file_name": ""}, "/file_name"), ({"file_name": "a\n.pdf"}, "/file_name"),
    ({"file_name": "a" * 121}, "/file_name"), ({"content": "aGVsbG8="}, "/content"),
])  # fmt: skip
def test_what_stands_beside_the_file_is_checked(
    query: dict[str, str], pointer: str, browser: Browser, services: PlayedServices
) -> None:
    answer = upload(browser, query=query)
    assert answer.status_code == 422
    assert [problem["pointer"] for problem in answer.json["problems"]] == [pointer]
    assert not services.calls


def test_an_empty_file_is_refused(browser: Browser) -> None:
    assert code_of(upload(browser, b"")) == "malformed_request"


def test_who_is_not_logged_in_files_only_so_often(browser: Browser, services: PlayedServices) -> None:
    """REG-8, AUT-6: every file is looked into."""
    services.on(registry.UPLOAD_DOCUMENT, lambda _: FILED)
    assert [upload(browser).status_code for _ in range(31)] == [201] * 30 + [429]
    browser.log_in("staff@bureau.example.jp")
    assert upload(browser).status_code == 201


def test_a_document_is_saved_and_never_shown(browser: Browser, services: PlayedServices) -> None:
    """REG-8."""
    answer = {"file_name": '同意"書\n.png', "media_type": "image/png", "content": base64.b64encode(b"\x89PNG").decode()}
    services.on(registry.GET_DOCUMENT, lambda _: answer)
    got = browser.send("GET", f"{PATH}/{DOCUMENT}", headers={"X-Download-Key": "key"})
    assert (got.status_code, got.data, got.content_type) == (200, b"\x89PNG", "image/png")
    assert got.headers["Content-Disposition"] == ("attachment; filename*=UTF-8''%E5%90%8C%E6%84%8F%22%E6%9B%B8%0A.png")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "no-store"


def test_no_link_on_another_site_makes_staff_read_a_document(browser: Browser, services: PlayedServices) -> None:
    """REG-8: a reading leaves its line in the audit log."""
    browser.log_in("staff@bureau.example.jp")
    services.calls.clear()
    answer = browser.send("GET", f"{PATH}/{DOCUMENT}", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, code_of(answer)) == (403, "csrf_token_missing")
    assert not services.calls

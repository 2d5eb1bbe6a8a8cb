"""MSG-8, MSG-14: nothing hides in what people write, whatever field they write it into; derived from the schemas of requests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from marshmallow import Schema, ValidationError, fields, validate

from gateway.routes import API
from services.contracts import compliance, messaging, registry, reporting, search
from services.contracts.errors import ErrorCode
from services.contracts.events import Event
from services.contracts.fields import Email, Strict, Written
from services.contracts.operations import Operation
from services.contracts.problems import problems_of, refusal_for
from services.runtime.rpc_client import refusal_as_dict

MODULES = (registry, search, messaging, compliance, reporting)
OPERATIONS = [value for module in MODULES for value in vars(module).values() if isinstance(value, Operation)]
EVENTS = [value for module in MODULES for value in vars(module).values() if isinstance(value, Event)]
ROUTES = [route for _, routes in API.values() for route in routes]

MACHINES = frozenset({
    "after", "browser", "cursor", "current_password", "download_key", "figure_code", "key", "password", "terms_version", "token",
})  # fmt: skip
"""What nobody writes for others to read: places in lists, keys, secrets, versions, codes."""
RECORD = frozenset({
    "desired_hours_note", "desired_work", "education_and_training", "experience_to_stress", "knowledge_and_skills",
    "licences_and_skills", "other_conditions", "other_remarks", "selling_points", "work_experience/0/description",
})  # fmt: skip
WITHOUT: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "ListConversationsRequest/words",
            "ListEstablishmentsRequest/words",
            "PublicListRequest/name",
            "ShowListRequest/name",
            "SearchApplicationsRequest/name",
            "SearchApplicationsRequest/permission_number",
            *(
                f"{schema}/query/words/{how}/0"
                for schema in ("SavedSearchContent", "ChangeSavedSearchRequest")
                for how in ("all", "any", "none")
            ),
            *(f"SearchSeekersRequest/query/words/{how}/0" for how in ("all", "any", "none")),
        ),
        "words to be found: nobody reads them but who looks",
    ),
    **dict.fromkeys(
        (
            "WriteMessageRequest/body",
            "CheckMessageRequest/body",
            "CreateTemplateRequest/body",
            "ChangeTemplateRequest/body",
            "RecordExplanationRequest/contents",
            "RecordExplanationRequest/service",
        ),
        "messages: looked at with personal data and demands, by messaging (decision 211; tests/contract/messaging/test_bad_texts.py)",
    ),
    "OwnText/text": "messaging asks the registry about a text that it has looked at",
    "UploadDocumentRequest/file_name": "has a rule of its own (REG-8; tests/unit/registry/documents/test_files.py)",
    **dict.fromkeys(
        (f"{schema}/record/{name}" for schema in ("ChangeMyRecordRequest", "RegisterSeekerRequest") for name in RECORD),
        "looked at with the feed's rows (check_texts; below)",
    ),
    "MakeTokenRequest/networks/0": "an address that is parsed",
    "AuthenticateTokenRequest/address": "told by the gateway",
    "MailOneTimePasswordRequest/bureau_code": "told by the gateway",
    "MailOneTimePasswordRequest/office_code": "told by the gateway",
    "LoginRequest/email": "compared, never kept",
    "BeginLoginRequest/email": "compared, never kept",
    "VerifyPasswordRequest/email": "compared, never kept",
}
"""Free texts of requests that are not `Written`, and why."""
HIDING = {
    "direction": "表\u202e示",
    "invisible": "表\u200b示",
    "not_shared": "表\ue000示",
    "marks": "表" + "\u0301" * 9,
}


@dataclass(frozen=True)
class Place:
    """A field of a request, and how a request is built in which it stands."""

    schema: Schema
    path: tuple[str, ...]
    field: fields.Field[Any]


def places(schema: Schema, field: fields.Field[Any] | None = None, path: tuple[str, ...] = ()) -> Iterator[Place]:
    if isinstance(field, fields.List):
        yield from places(schema, field.inner, (*path, "0"))
    elif isinstance(field, fields.Dict):
        keys = field.key_field.validate if field.key_field is not None else None
        name = next(iter(keys.choices)) if isinstance(keys, validate.OneOf) else "x"
        if field.value_field is not None:
            yield from places(schema, field.value_field, (*path, name))
    elif field is None or isinstance(field, fields.Nested):
        for name, inner in (schema if field is None else field.schema).fields.items():
            yield from places(schema, inner, (*path, inner.data_key or name))
    else:
        yield Place(schema, path, field)


def is_free(field: fields.Field[Any]) -> bool:
    """Whether anything can be written into it: neither one of a list nor of a pattern."""
    kinds = (validate.OneOf, validate.Regexp)
    bound = any(isinstance(one, kinds) for one in field.validators)
    return isinstance(field, fields.String) and not isinstance(field, fields.UUID | Email) and not bound


def name_of(place: Place) -> str:
    return "/".join((type(place.schema).__name__, *place.path))


def requests() -> list[Schema]:
    """Of every operation and every route, each once."""
    return list({type(one.request).__name__: one.request for one in (*OPERATIONS, *ROUTES)}.values())


FREE = {name_of(place): place for schema in requests() for place in places(schema) if is_free(place.field)}
WRITTEN = {name: place for name, place in FREE.items() if isinstance(place.field, Written)}


def test_msg_14_every_free_text_of_a_request_is_written_or_says_why_not() -> None:
    plain = {name for name in FREE.keys() - WRITTEN.keys() if name.rpartition("/")[2] not in MACHINES}
    assert sorted(plain - WITHOUT.keys()) == [], "make them `Written`, or name them in WITHOUT with the reason"
    assert sorted(WITHOUT.keys() - plain) == [], "take them out of WITHOUT"
    assert len(WRITTEN) > 150, "the schemas were walked"


def request_with(place: Place, text: str) -> Any:
    """A request in which nothing but this text stands."""
    value: Any = text
    for name in reversed(place.path):
        value = [value] if name == "0" else {name: value}
    return value


@pytest.mark.parametrize("kind", HIDING)
@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_msg_8_what_hides_is_refused_in_every_text_with_field_and_place(name: str, kind: str) -> None:
    place = WRITTEN[name]
    with pytest.raises(ValidationError) as refused:
        place.schema.load(request_with(place, HIDING[kind]))
    problems = {one.pointer: one for one in problems_of(place.schema, refused.value.messages)}
    problem = problems["/" + "/".join(place.path)]
    assert [(one["kind"], one["start"]) for one in problem.found] == [(kind, 9 if kind == "marks" else 1)]
    assert problem.detail.endswith("（10文字目）" if kind == "marks" else "（２文字目）")


class Said(Strict):
    title = Written(longest=10, shortest=1, required=True)
    text = Written(longest=20, lines=True, required=True)
    number = fields.Integer(strict=True)


def refusal(request: Mapping[str, Any]) -> Any:
    with pytest.raises(ValidationError) as refused:
        Said().load(request)
    return refusal_for(problems_of(Said(), refused.value.messages))


def test_msg_8_where_characters_are_all_that_is_wrong_the_refusal_has_their_code_and_places() -> None:
    told = refusal({"title": "題", "text": "😀は\u202e後"})
    assert (told.code, told.pointer) == (ErrorCode.CHARACTERS_NOT_ALLOWED, "/text")
    (found,) = told.details["found"]
    assert (found["kind"], found["start"], found["end"]) == ("direction", 3, 4), "in UTF-16 units, for the page"
    assert told.problems[0].detail == "使用できない文字があります：文字の並ぶ向きを変える文字（３文字目）"
    both = refusal({"title": "\u200b題", "text": "\u200b後"})
    assert (both.code, [one.pointer for one in both.problems]) == (
        ErrorCode.CHARACTERS_NOT_ALLOWED,
        ["/title", "/text"],
    )


def test_what_else_is_wrong_is_told_with_it() -> None:
    told = refusal({"title": "題\u200b", "text": "後", "number": "x"})
    assert (told.code, {one.pointer for one in told.problems}) == (ErrorCode.INVALID_REQUEST, {"/title", "/number"})
    for problem in refusal_as_dict(told)["problems"]:
        assert problem.keys() == {"pointer", "detail"}, "as every version reads it"
    assert "found" not in told.details


def test_msg_14_of_a_text_nothing_is_changed_but_line_ends() -> None:
    assert Said().load({"title": "㈱ﾐﾅﾄ", "text": "一\r\n二\r三"}) == {"title": "㈱ﾐﾅﾄ", "text": "一\n二\n三"}
    assert refusal({"title": "あ" * 11, "text": "\u200b" * 100_000}).code is ErrorCode.INVALID_REQUEST


def test_msg_14_events_and_answers_tell_what_was_taken_as_it_is() -> None:
    """A text that a version of before let pass reaches whom it concerns; nobody can write it anew."""
    seen = 0
    for schema in [event.data for event in EVENTS] + [operation.answer for operation in OPERATIONS]:
        for place in places(schema):
            if isinstance(place.field, Written):
                seen += 1
                assert place.field.deserialize("表\u202e示") == "表\u202e示", name_of(place)
    assert seen > 20, "the mandatory information alone is told in many places"
    told = registry.ORGANIZATION_CHANGED.data.fields["mandatory_information"]
    assert isinstance(told, fields.Nested)
    assert isinstance(told.schema.fields["support_offered"], Written)

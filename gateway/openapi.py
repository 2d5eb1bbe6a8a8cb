"""The OpenAPI document, made from the routes and the contracts' schemas; its Japanese texts stand in api_texts.yaml."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from apispec.ext.marshmallow import MarshmallowPlugin
from apispec.ext.marshmallow.common import resolve_schema_instance
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask import Flask
from flask_smorest import Api
from marshmallow import Schema, fields, validate

from gateway.access import CSRF_HEADER, NOT_LOGGED_IN, SAFE_METHODS
from gateway.answers import ALLOWANCE_HEADERS
from gateway.cookies import CHALLENGE, SESSION
from gateway.headers import IDEMPOTENCY_HEADER
from gateway.problems import MEDIA_TYPE, Problem
from gateway.requests import JSON_MEDIA_TYPE
from gateway.routing import Route
from services.contracts.caller import Role
from services.contracts.errors import ERRORS, ErrorCode
from services.contracts.fields import DAY_PATTERN, INSTANT_PATTERN, Day, Instant, OneOfSeveral, Text, no_doubles
from services.contracts.help_desk import HelpDesk

TITLE = "ハローワーク求人・求職情報提供サービス"
VERSION = "1"
TEXTS_FILE = Path(__file__).with_name("api_texts.yaml")
_BINARY = {"type": "string", "format": "binary"}
_SOME_FILE = {**_BINARY, "minLength": 1}
_CONTROL = r"\u0000-\u001f\u007f-\u009f"
_CONTROL_BUT_LINES = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"


_WITH_ALLOWANCE = {403, 404, 409, 422, 429}
"""Statuses of refusals that may tell what is left of the day's dispatches (MSG-4)."""


class TwiceTold(ValueError):
    """A key that has two texts, of which YAML would silently keep the last."""


class _Texts(yaml.SafeLoader):
    """YAML in which a key has one value."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise TwiceTold(f"{key!r} has a text already, {key_node.start_mark}")
            seen.add(key)
        return super().construct_mapping(node, deep)


def read(written: str) -> dict[str, Any]:
    """Texts as they are written in YAML; raises `TwiceTold` where a key is there twice."""
    loaded: dict[str, Any] = yaml.load(written, Loader=_Texts)  # noqa: S506 -- a SafeLoader, and stricter
    return loaded


@cache
def texts() -> dict[str, Any]:
    """The Japanese texts of the document: `introduction`, `fields`, `headers`, `examples`, `roles`, `statuses`."""
    return read(TEXTS_FILE.read_text(encoding="utf-8"))


class _Converter(OpenAPIConverter):
    """apispec's way from schemas to JSON Schema, and what ours say of several fields at once."""

    def schema2jsonschema(self, schema: Any) -> dict[str, Any]:
        described: dict[str, Any] = super().schema2jsonschema(schema)  # type: ignore[no-untyped-call]
        instance = resolve_schema_instance(schema)
        if isinstance(instance, OneOfSeveral):
            given = {"not": {"type": "null"}}
            described["oneOf"] = [{"required": [name], "properties": {name: given}} for name in instance.alternatives]
            described["description"] = instance.exactly_one
        return described


class _SchemasPlugin(MarshmallowPlugin):
    """apispec's plugin with our converter."""

    Converter = _Converter


class _Api(Api):  # type: ignore[misc]
    """flask-smorest's document without what it has for errors, pages and ETags: ours are described here."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        pass

    def _register_etag_headers(self) -> None:
        pass

    def _register_pagination_header(self) -> None:
        pass


def start(app: Flask, desk: HelpDesk) -> Any:
    """The document of an application, still without paths; with the help desk's contact and hours (OPS-5)."""
    asked = f"お問い合わせ先：{desk.name}（電話 {desk.phone}、受付時間 {desk.hours}、メール {desk.email}）"
    app.config.update(
        API_TITLE=TITLE,
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "info": {
                "description": f"{texts()['introduction'].rstrip()}\n\n{asked}",
                "contact": {"name": desk.name, "email": desk.email},
            },
            "servers": [{"url": "/"}],
            "security": [],
        },
    )
    api = _Api(app, spec_kwargs={"marshmallow_plugin": _SchemasPlugin()})
    api.register_field(Instant, "string", "date-time")
    api.ma_plugin.converter.add_attribute_function(_describe_field)
    api.ma_plugin.converter.add_attribute_function(_describe_values)
    _add_components(api.spec)
    return api


def _add_components(spec: Any) -> None:
    spec.components.schema("Problem", schema=Problem())
    spec.components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": SESSION})
    spec.components.security_scheme("csrf", {"type": "apiKey", "in": "header", "name": CSRF_HEADER})
    spec.components.security_scheme("login", {"type": "apiKey", "in": "cookie", "name": CHALLENGE})
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    for status, description in texts()["statuses"].items():
        codes = [code for code in ErrorCode if ERRORS[code].status == status]
        table = "\n".join(f"- `{code.value}` {ERRORS[code].title}" for code in codes)
        response: dict[str, Any] = {
            "description": f"{description}\n\n{table}" if codes else description,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            "headers": {"X-Request-ID": _header("X-Request-ID")},
        }
        if status in {429, 503, 504}:
            response["headers"]["Retry-After"] = _header("Retry-After")
        if status == 405:
            response["headers"]["Allow"] = _header("Allow")
        spec.components.response(_response_name(status), response)
        if status in _WITH_ALLOWANCE:
            headers = {**response["headers"], **{name: _header(name) for name in ALLOWANCE_HEADERS}}
            spec.components.response(_response_name(status, allowance=True), {**response, "headers": headers})


def _response_name(status: int | str, *, allowance: bool = False) -> str:
    return f"Problem{str(status).capitalize()}{'WithAllowance' if allowance else ''}"


def described(route: Route) -> dict[str, Any]:
    """What the document says of a route."""
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": "\n\n".join(part for part in (route.description, _who(route)) if part),
        "parameters": _parameters(route),
        "responses": {**_answers(route), **_problems(route)},
        "security": _security(route),
    }
    if route.has_body and route.rest_schema.fields:
        content = {"schema": route.rest_schema, **_example(f"{route.name}.request")}
        operation["requestBody"] = {"required": True, "content": {JSON_MEDIA_TYPE: content}}
    elif route.file is not None:
        content = {media_type: {"schema": _SOME_FILE} for media_type in route.file.media_types}
        operation["requestBody"] = {
            "required": True,
            "description": texts()["file"],
            "content": content,
        }
    return operation


def path_parameters(route: Route) -> list[dict[str, Any]]:
    """What the document says of the parameters in a route's path, beside what it sees itself."""
    by_name = {field.data_key or name: field for name, field in route.path_schema.fields.items()}
    return [
        {
            "in": "path",
            "name": name,
            "required": True,
            **_schema_in_path(by_name[name]),
            **_field_texts(by_name[name], name),
        }
        for name in sorted(route.path_parameters)
    ]


def _schema_in_path(field: fields.Field[Any]) -> dict[str, Any]:
    """What a field asks of its text, beyond what the path itself lets through."""
    described: dict[str, Any] = {"format": "date"} if isinstance(field, Day) else {}
    for rule in field.validators:
        if isinstance(rule, validate.Regexp):
            described["pattern"] = rule.regex.pattern
    described |= {name: value for name, value in _describe_values(None, field, described).items() if name == "pattern"}
    if isinstance(field, Text):
        described |= {"minLength": max(field.shortest, 1), "maxLength": field.longest}
    return {"schema": {"type": "string", **described}} if described else {}


def _who(route: Route) -> str:
    if route.roles == NOT_LOGGED_IN or Role.ANYONE in route.roles:
        return "ログインしなくても利用できます。"
    names = [texts()["roles"][role.value] for role in Role if role in route.roles]
    return f"利用できる人：{'、'.join(names)}"


def _security(route: Route) -> list[dict[str, list[str]]]:
    if route.roles == NOT_LOGGED_IN:
        return []
    needed: dict[str, list[str]] = {"session": []}
    if route.method not in SAFE_METHODS:
        needed["csrf"] = []
    ways = [needed] if route.roles != {Role.MACHINE} else []
    if Role.MACHINE in route.roles:
        ways.append({"token": [operation.scope for operation in route.operations if operation.scope]})
    return [{}, *ways] if Role.ANYONE in route.roles else ways


def _parameters(route: Route) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = []
    if not route.has_body and route.rest_schema.fields:
        parameters.append({"in": "query", "schema": route.rest_schema})
    if route.keyed:
        parameters.append(_header_parameter(IDEMPOTENCY_HEADER, {"type": "string", "format": "uuid"}))
    if route.cached:
        parameters.append(_header_parameter("If-None-Match", {"type": "string"}))
    for header, name in route.header_fields.items():
        # The same field as in the query, under the header's name.
        field = copy(route.header_schema.fields[name])
        field.data_key = header
        parameters.append({"in": "header", "schema": Schema.from_dict({name: field})()})
    return parameters


def _header_parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": False, "schema": schema, "description": texts()["headers"][name]}


def _header(name: str) -> dict[str, Any]:
    return {"description": texts()["headers"][name], "schema": {"type": "string"}}


def _answers(route: Route) -> dict[str, Any]:
    names = ["X-Request-ID", *route.answer_headers, *([IDEMPOTENCY_HEADER] if route.keyed else [])]
    headers = {name: _header(name) for name in names}
    content: dict[str, Any] = {}
    if route.status != 204:
        content = {
            media_type: {"schema": {"type": "string"} if media_type.startswith("text/") else _BINARY}
            for media_type in (route.media_type, *route.other_media_types)
        }
    if route.media_type == JSON_MEDIA_TYPE:
        content[JSON_MEDIA_TYPE] = {"schema": route.answer, **_example(f"{route.name}.{route.status}")}
    description = texts()["answers"].get(f"{route.name}.{route.status}", "成功しました。")
    answers: dict[str, Any] = {str(route.status): {"description": description, "headers": headers}}
    if content and route.status != 204:
        answers[str(route.status)]["content"] = content
    if route.cached:
        answers["304"] = {"description": texts()["not_modified"], "headers": headers}
    for status, schema in route.other_answers.items():
        answers[str(status)] = {
            "description": texts()["answers"][f"{route.name}.{status}"],
            "headers": headers,
            "content": {JSON_MEDIA_TYPE: {"schema": schema, **_example(f"{route.name}.{status}")}},
        }
    return answers


def _problems(route: Route) -> dict[str, str]:
    """The refusals a route knows; whatever else may come has the same form."""
    statuses: list[int | str] = ["default", 405, 429, 500]
    if route.has_body or route.file is not None:
        statuses += [400, 413, 415]
    if route.path_parameters or route.request.fields or route.keyed:
        statuses.append(422)
    if route.path_parameters or route.cached:
        statuses.append(404)
    if route.cached:
        statuses.append(406)
    if route.roles != NOT_LOGGED_IN:
        statuses += [401, 403]
    if route.method not in SAFE_METHODS:
        statuses += [401, 403, 409]
    statuses += [503, 504]
    answered = {route.status, *route.other_answers}
    allowance = set(ALLOWANCE_HEADERS) <= set(route.answer_headers)
    return {
        str(status): _response_name(status, allowance=allowance and status in _WITH_ALLOWANCE)
        for status in statuses
        if status not in answered
    }


def _example(name: str) -> dict[str, Any]:
    examples: dict[str, Any] = texts()["examples"]
    return {"example": examples[name]} if name in examples else {}


def _describe_field(_converter: Any, field: fields.Field[Any], **_: Any) -> dict[str, Any]:
    """Description and example from the texts, by `Schema.field`, of the schema itself or the nearest one it inherits from,
    or, where it means the same everywhere, by `field`."""
    if not isinstance(field.parent, Schema) or field.name is None:
        return {}
    return _field_texts(field, field.data_key or field.name)


def _field_texts(field: fields.Field[Any], name: str) -> dict[str, Any]:
    known = texts()["fields"]
    keys = [f"{schema.__name__}.{name}" for schema in type(field.parent).__mro__] if field.parent is not None else []
    found = next((known[key] for key in keys if key in known), known.get(name))
    if found is None:
        return {}
    return {"description": found} if isinstance(found, str) else dict(found)


def _describe_values(_converter: Any, field: fields.Field[Any], ret: dict[str, Any], **_: Any) -> dict[str, Any]:
    """What JSON Schema can say of our own fields: anchors as ECMA has them, no control characters, no doubles, labels."""
    described: dict[str, Any] = {}
    if "pattern" in ret:
        described["pattern"] = ret["pattern"].replace(r"\Z", "$")
    elif isinstance(field, Day):
        described["pattern"] = DAY_PATTERN
    elif isinstance(field, Instant):
        described["pattern"] = INSTANT_PATTERN
    elif isinstance(field, Text):
        control = _CONTROL_BUT_LINES if field.lines else _CONTROL
        plain = f"[^{control}]*"
        described["pattern"] = f"^{plain}[^\\s{control}]{plain}$" if field.shortest else f"^{plain}$"
    if isinstance(field, fields.List) and no_doubles in field.validators:
        described["uniqueItems"] = True
    if isinstance(field, fields.Dict) and field.key_field is not None:
        for rule in field.key_field.validators:
            if isinstance(rule, validate.OneOf):
                described["propertyNames"] = {"enum": list(rule.choices)}
    # A list tells what its items may be; they have no text of their own.
    if not isinstance(field.parent, fields.List) and (labels := _labels(field)):
        described["description"] = f"{ret.get('description', '')}（{labels}）"
    return described


def _labels(field: fields.Field[Any]) -> str:
    """The Japanese names of the values that a contract's field may have."""
    inner = field.inner if isinstance(field, fields.List) else field
    for rule in inner.validators:
        if isinstance(rule, validate.OneOf) and isinstance(rule.choices, Mapping):
            return "、".join(f"{value}＝{label}" for value, label in rule.choices.items())
    return ""


def as_dict(app: Flask) -> dict[str, Any]:
    """The whole document. A parameter of a query or header is left out rather than null."""
    (api,) = app.extensions["flask-smorest"]["apis"].values()
    whole: dict[str, Any] = api["ext_obj"].spec.to_dict()
    for path in whole["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", []) if isinstance(operation, dict) else []:
                if parameter["in"] in {"query", "header"}:
                    parameter["schema"] = _without_null(parameter["schema"])
    return whole


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in schema.items() if not (name == "default" and value is None)}
    if isinstance(kept.get("type"), list):
        kept["type"] = next(name for name in kept["type"] if name != "null")
    if "enum" in kept:
        kept["enum"] = [value for value in kept["enum"] if value is not None]
    return kept


def document(app: Flask) -> str:
    """The document as text, as it is checked in."""
    return json.dumps(as_dict(app), ensure_ascii=False, indent=1, sort_keys=True) + "\n"

"""Routes as data: each names its path, who may call it and what it asks, and is served and documented from that alone.

Nobody may call what no route names (AUT-7).
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, g, request
from flask_smorest import Blueprint
from marshmallow import Schema

from gateway import requests
from gateway.access import SAFE_METHODS, Asker, admit
from gateway.answers import answer_json
from gateway.availability.doors import count_request
from gateway.context import gateway, trace
from gateway.headers import IDEMPOTENCY_HEADER
from services.contracts.caller import Role
from services.contracts.operations import Operation
from services.runtime.identifiers import new_id

_PATH_PARAMETER = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


class Empty(Schema):
    """No members."""


@dataclass(frozen=True)
class Asked:
    """A request that passed: who asks, what for as plain JSON, and under which key."""

    asker: Asker
    values: Mapping[str, Any]
    idempotency_key: str | None


Handler = Callable[[Asked], Response]


@dataclass(frozen=True)
class FileBody:
    """The body is a file as it is, of one of these media types; it becomes the request's `member`.

    Everything else of the request then stands in path, query and headers, whatever the method.
    """

    member: str
    media_types: tuple[str, ...]


@dataclass(frozen=True)
class Route:
    """One thing that can be asked for.

    `summary` and `description` are Japanese and stand in the OpenAPI document. `keyed`: whether the request may carry an
    idempotency key of the client's. `file`: where the body is one. `media_type` of the answer, and others it may have;
    `other_answers`: by status, what else may come of it.
    `header_fields`: by header, members of the request that may stand there instead; `answer_headers`: names to document.
    `operations`: what it asks of services in the asker's name. `ignores_body`: any body is taken and none is read, where a
    standard of others says what clients send. `cached`: whether the answer has an ETag, and may be 304.
    `always_open`: whether it answers during maintenance too (OPS-1).
    """

    method: str
    path: str
    roles: frozenset[Role]
    summary: str
    handler: Handler
    request: Schema = field(default_factory=Empty)
    answer: Schema | Mapping[str, Any] = field(default_factory=Empty)
    description: str = ""
    status: int = 200
    keyed: bool = False
    file: FileBody | None = None
    media_type: str = "application/json"
    other_media_types: tuple[str, ...] = ()
    other_answers: Mapping[int, Schema] = field(default_factory=dict)
    header_fields: Mapping[str, str] = field(default_factory=dict)
    answer_headers: tuple[str, ...] = ()
    operations: tuple[Operation, ...] = ()
    ignores_body: bool = False
    cached: bool = False
    always_open: bool = False

    @property
    def path_parameters(self) -> frozenset[str]:
        """Names of the parameters in the path."""
        return frozenset(_PATH_PARAMETER.findall(self.path))

    @property
    def path_schema(self) -> Schema:
        """The part of the request that stands in the path."""
        return requests.part_of(self.request, self.path_parameters, inside=True)

    @property
    def rest_schema(self) -> Schema:
        """The part that stands in the query or the body."""
        in_body = {self.file.member} if self.file else set()
        return requests.part_of(self.request, self.path_parameters | in_body, inside=False)

    @property
    def header_schema(self) -> Schema:
        """The part that may stand in headers instead."""
        return requests.part_of(self.request, frozenset(self.header_fields.values()), inside=True)

    @property
    def has_body(self) -> bool:
        """Whether the rest stands in the body as JSON; otherwise in the query."""
        return self.method in {"POST", "PUT"} and self.file is None

    @property
    def name(self) -> str:
        """The route's own name, also the document's operationId."""
        words = re.findall(r"[a-z0-9]+", _PATH_PARAMETER.sub("", self.path))
        return "_".join([self.method.lower(), *words, *(["one"] if self.path.endswith(">") else [])])


def rpc(
    method: str,
    path: str,
    operation: Operation,
    roles: frozenset[Role],
    summary: str,
    *,
    respond: Callable[[Any, int], Response] = answer_json,
    before: Callable[[Asked], None] | None = None,
    keyed: bool | None = None,
    **options: Any,
) -> Route:
    """A route that asks one operation of one service.

    `before` may refuse the request; `respond` makes the answer of what the service said. An idempotency key is taken on
    every unsafe method of an operation that changes something, unless `keyed` says otherwise.
    """
    if keyed is None:
        keyed = operation.changes and operation.keyed and method not in SAFE_METHODS
    status = int(options.get("status", 200))

    def handler(asked: Asked) -> Response:
        if before is not None:
            before(asked)
        return respond(ask(operation, asked), status)

    return Route(
        method=method,
        path=path,
        roles=roles,
        summary=summary,
        handler=handler,
        request=options.pop("request", operation.request),
        answer=options.pop("answer", operation.answer),
        keyed=keyed,
        operations=(operation,),
        **options,
    )


def ask(operation: Operation, asked: Asked) -> Any:
    """Ask a service in the asker's name; an unsafe request has a key, so that it can be repeated, where one is taken."""
    return prepared(operation, asked)()


def prepared(operation: Operation, asked: Asked) -> Callable[[], Any]:
    """What asks the service, wherever it is called: it needs the request's context no more."""
    key = asked.idempotency_key
    if key is None and operation.changes and operation.keyed and request.method not in SAFE_METHODS:
        key = new_id()
    services, caller, trace_id = gateway().services, asked.asker.caller, trace()
    return lambda: services.call(operation, asked.values, caller, trace=trace_id, idempotency_key=key)


def register(
    blueprint: Blueprint,
    routes: Iterable[Route],
    described: Callable[[Route], dict[str, Any]],
    path_parameters: Callable[[Route], list[dict[str, Any]]],
) -> None:
    """Serve the routes under a blueprint; the functions give what the OpenAPI document says of each."""
    for route in routes:
        view = _view(route)
        view.__name__ = view.__qualname__ = route.name
        documented = blueprint.doc(**described(route))(view)
        blueprint.add_url_rule(
            route.path,
            route.name,
            documented,
            parameters=path_parameters(route),
            methods=[route.method],
        )


def _view(route: Route) -> Callable[..., Response]:
    parts = (route.path_schema, route.header_schema, route.rest_schema)
    path_schema, header_schema, rest_schema = map(requests.fields_alone, parts)
    changes = any(operation.changes for operation in route.operations)
    scopes = frozenset(operation.scope for operation in route.operations if operation.scope)

    def view(**path: Any) -> Response:
        largest = gateway().settings.largest_document if route.file else requests.LARGEST_BODY
        requests.refuse_too_large(request, largest)  # first of all, whoever asks
        asker = admit(route.roles, changes=changes, scopes=scopes)
        count_request(asker.caller.organization_id)
        key = _idempotency_key() if route.keyed else None
        texts = {name: str(value) for name, value in path.items()}
        rest = {} if route.ignores_body else requests.read(request, rest_schema, in_body=route.has_body)
        in_headers = {
            name: request.headers[header] for header, name in route.header_fields.items() if header in request.headers
        }
        requests.check((path_schema, texts), (header_schema, in_headers), (rest_schema, rest))
        file = {route.file.member: requests.read_file(request, route.file.media_types)} if route.file else {}
        return route.handler(Asked(asker, {**rest, **in_headers, **texts, **file}, key))

    return view


def _idempotency_key() -> str:
    """The client's key, or one of ours where it gave none (reliability.md 5)."""
    given = request.headers.get(IDEMPOTENCY_HEADER)
    try:
        g.idempotency_key = new_id() if given is None else str(uuid.UUID(given))
    except ValueError:
        raise requests.one_problem(f"/{IDEMPOTENCY_HEADER}", "UUIDで指定してください。") from None
    return str(g.idempotency_key)

"""The OpenAPI document that is checked in is the one that is served, and says all it should."""

import re
import warnings
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Response
from jsonschema import Draft202012Validator
from marshmallow import Schema, fields

from gateway import openapi
from gateway.openapi_document import make
from gateway.problems import Problem
from gateway.routes import API
from gateway.routing import Route
from services.contracts.caller import Role
from services.contracts.fields import OneOfSeveral
from services.contracts.help_desk import HelpDesk
from services.contracts.registry import ENTER_PAPER_PROCEDURE
from tests.contract.registry.procedures import DECLARED, content

CHECKED_IN = Path(__file__).parents[3] / "docs" / "openapi.json"
ROUTES = [route for _, routes in API.values() for route in routes]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    import json

    return dict(json.loads(make()))


def _schemas() -> Iterator[Schema]:
    """Every schema that a route serves or asks for, with those within."""
    waiting: list[Any] = [Problem()]
    for route in ROUTES:
        waiting += [route.request, route.rest_schema, route.path_schema, route.answer, *route.other_answers.values()]
    seen = set()
    while waiting:
        schema = waiting.pop()
        schema = schema() if isinstance(schema, type) else schema
        # A request is served in parts: of the path, of the query.
        if not isinstance(schema, Schema) or (part := (type(schema), *schema.fields)) in seen:
            continue
        seen.add(part)
        yield schema
        for field in schema.fields.values():
            while isinstance(field, fields.List | fields.Dict) and (inner := _inner(field)) is not None:
                field = inner
            if isinstance(field, fields.Nested):
                waiting.append(field.schema)


def _inner(field: Any) -> Any:
    return field.inner if isinstance(field, fields.List) else field.value_field


def test_the_document_itself_tells_the_help_desk_s_contact_and_hours(document: dict[str, Any]) -> None:
    """OPS-5: who reads it sees no page."""
    desk = HelpDesk()
    assert document["info"]["contact"] == {"name": desk.name, "email": desk.email}
    assert all(told in document["info"]["description"] for told in (desk.name, desk.phone, desk.hours, desk.email))


def test_the_document_checked_in_is_true() -> None:
    assert CHECKED_IN.read_text(encoding="utf-8") == make(), (
        "run python -m gateway.openapi_document > docs/openapi.json"
    )


def test_two_schemas_of_one_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else one is named Explanation1 in the document, whichever comes second."""

    class Explanation(Schema):
        """Another one than messaging's."""

    route = Route("GET", "/api/another", frozenset(Role), "説明を見る", lambda _: Response(), answer=Explanation())
    monkeypatch.setitem(API, "another", ("ほかの説明", (route,)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as a command runs
        with pytest.raises(UserWarning, match="Explanation"):
            make()


def test_every_field_and_parameter_is_described_in_japanese(document: dict[str, Any]) -> None:
    missing = [
        f"{name}.{member}"
        for name, schema in document["components"]["schemas"].items()
        for member, said in schema.get("properties", {}).items()
        if "description" not in said
    ]
    missing += [
        f"{path}: {parameter['name']}"
        for path, operations in document["paths"].items()
        for operation in operations.values()
        for parameter in (operation if isinstance(operation, list) else operation["parameters"])
        if "description" not in parameter
    ]
    assert not missing, f"add to `fields` in gateway/api_texts.yaml: {missing}"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_body_has_an_example_that_is_accepted(route: Route) -> None:
    if not route.has_body or not route.rest_schema.fields:
        return
    examples = openapi.texts()["examples"]
    assert f"{route.name}.request" in examples, "add an example to gateway/api_texts.yaml"
    schema: Schema = route.rest_schema
    schema.load(examples[f"{route.name}.request"])


def test_every_text_is_of_use() -> None:
    names = {route.name for route in ROUTES}
    texts = openapi.texts()
    unknown = [key for kind in ("examples", "answers") for key in texts[kind] if key.rpartition(".")[0] not in names]
    assert not unknown, f"no route has the name in {unknown}: mend gateway/api_texts.yaml"


def test_a_key_with_two_texts_is_refused() -> None:
    with pytest.raises(openapi.TwiceTold, match="'way' has a text already"):
        openapi.read("fields:\n  way: 説明の方法。\n  name: 名称。\n  way: 申請書を受け取った方法。\n")


def test_every_text_of_a_schemas_field_is_of_use() -> None:
    served = {type(schema) for schema in _schemas()}
    known = {
        f"{ancestor.__name__}.{field.data_key or name}"
        for schema in served
        for ancestor in schema.__mro__
        for name, field in schema._declared_fields.items()
    }
    unknown = [key for key in openapi.texts()["fields"] if "." in key and key not in known]
    assert not unknown, f"no schema served has the field in {unknown}: mend gateway/api_texts.yaml"


def test_no_description_names_the_values_of_an_enumeration_twice(document: dict[str, Any]) -> None:
    told_twice = [
        f"{name}.{member}"
        for name, schema in document["components"]["schemas"].items()
        for member, said in schema.get("properties", {}).items()
        for value in said.get("enum", [])
        if value is not None and len(re.findall(rf"(?<!\w){re.escape(str(value))}＝", said["description"])) > 1
    ]
    assert not told_twice, f"the contract's labels are added to the text by themselves: {told_twice}"


def test_values_of_a_list_are_told_by_the_list_alone(document: dict[str, Any]) -> None:
    services = document["components"]["schemas"]["OwedYear"]["properties"]["services"]
    assert "offers＝求人情報提供サービス" in services["description"]
    assert "description" not in services["items"]


def test_a_schemas_text_is_also_that_of_the_schemas_that_inherit_from_it(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for member in ("service", "way", "answer"):
        told = schemas["ExplanationRecord"]["properties"][member]["description"]
        assert told == schemas["Explanation"]["properties"][member]["description"], member
    assert schemas["LateDuty"]["properties"]["duty_id"]["description"].startswith("削除すべき求職情報")
    assert schemas["EmployerRegistered"]["properties"]["confirm_by"]["description"].startswith("公共職業安定所")


PAPER = {"organization_id": "0198c2f3-0000-7000-8000-000000000001", "received_on": "2026-04-22", "way": "email"}
ON_PAPER = {
    "change": {"content": content()},
    "renewal": {"security_declaration": DECLARED, "terms_version": "2021-12-01"},
    "withdrawal": {"services": ["offers"]},
}


@pytest.mark.parametrize("told", list(product(("given", "null", "left out"), repeat=len(ON_PAPER))), ids=" ".join)
def test_of_several_alternatives_the_document_takes_exactly_what_the_contract_takes(
    document: dict[str, Any], told: tuple[str, ...]
) -> None:
    """REG-9: a paper is a change, a renewal or a withdrawal."""
    whole = {"$ref": "#/components/schemas/EnterPaperProcedureRequest", "components": document["components"]}
    ways = dict(zip(ON_PAPER, told, strict=True))
    paper = {name: ON_PAPER[name] if way == "given" else None for name, way in ways.items() if way != "left out"}
    taken = told.count("given") == 1
    assert Draft202012Validator(whole).is_valid(PAPER | paper) is taken
    assert (not ENTER_PAPER_PROCEDURE.request.validate(PAPER | paper)) is taken


def test_no_schema_says_of_several_fields_what_the_document_does_not() -> None:
    unsaid = {
        f"{type(schema).__name__}.{hook}"
        for schema in _schemas()
        for hook, *_ in schema._hooks.get("validates_schema", [])
        if not (isinstance(schema, OneOfSeveral) and hook == OneOfSeveral._gives_exactly_one.__name__)
    }
    assert not unsaid, f"say it in gateway/openapi.py as of OneOfSeveral: {unsaid}"


def test_every_operation_knows_problem_documents(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                assert operation["responses"]["default"] == {"$ref": "#/components/responses/ProblemDefault"}, path

"""The OpenAPI document that is checked in is the one that is served, and says all it should."""

from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema

from gateway import openapi
from gateway.openapi_document import make
from gateway.routes import API
from gateway.routing import Route

CHECKED_IN = Path(__file__).parents[3] / "docs" / "openapi.json"
ROUTES = [route for _, routes in API.values() for route in routes]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    import json

    return dict(json.loads(make()))


def test_the_document_checked_in_is_true() -> None:
    assert CHECKED_IN.read_text(encoding="utf-8") == make(), (
        "run python -m gateway.openapi_document > docs/openapi.json"
    )


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


def test_every_operation_knows_problem_documents(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method != "parameters":
                assert operation["responses"]["default"] == {"$ref": "#/components/responses/ProblemDefault"}, path

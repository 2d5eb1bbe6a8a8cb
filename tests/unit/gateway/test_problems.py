"""Every refused request says where and what, in Japanese (style.md, habit 2). Anything of ours may be faked here."""

import re

import pytest
from marshmallow import Schema, ValidationError, fields, validate

from services.contracts import compliance, messaging, registry, reporting, search
from services.contracts.operations import Operation
from services.contracts.problems import MOST, problems_of

OPERATIONS = [
    value
    for module in (registry, search, messaging, compliance, reporting)
    for value in vars(module).values()
    if isinstance(value, Operation)
]
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")
WRONG_VALUES = (None, True, 1.5, 10**400, "\0", "x" * 100_000, [], ["x"] * 3, [None], {}, {"x": {"y": None}}, 7, "")


def problems(schema: Schema, request: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as caught:
        schema.load(request)
    return {problem.pointer: problem.detail for problem in problems_of(schema, caught.value.messages)}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.routing_key)
@pytest.mark.parametrize("value", WRONG_VALUES, ids=lambda value: repr(value)[:12])
def test_whatever_is_wrong_in_a_request_is_told_in_japanese(operation: Operation, value: object) -> None:
    found = problems(operation.request, dict.fromkeys(operation.request.fields, value) | {"unknown/~": 1})
    assert found["/unknown~1~0"] == "この項目はありません。"
    for pointer, detail in found.items():
        assert JAPANESE.search(detail), f"add a sentence for {detail!r} ({pointer}) to services/contracts/problems.py"


def test_a_problem_deep_in_lists_and_maps_is_told_at_its_own_place() -> None:
    class Inner(Schema):
        name = fields.String(required=True)

    class Outer(Schema):
        rows = fields.List(fields.Nested(Inner))
        by_kind = fields.Dict(keys=fields.String(validate=validate.OneOf(["a"])), values=fields.Nested(Inner))

    assert problems(Outer(), {"rows": [{"name": "x"}, {}], "by_kind": {"a": {}, "b": {"name": "x"}}}) == {
        "/rows/1/name": "必ず指定してください。",
        "/by_kind/a/name": "必ず指定してください。",
        "/by_kind/b": "次のいずれかを指定してください：a",
    }


def test_ten_thousand_wrong_items_do_not_make_ten_thousand_problems() -> None:
    class Many(Schema):
        rows = fields.List(fields.Integer(strict=True))

    with pytest.raises(ValidationError) as caught:
        Many().load({"rows": ["x"] * 10_000})
    found = problems_of(Many(), caught.value.messages)
    assert len(found) == MOST + 1
    assert found[-1].detail == "ほかにも誤りがあります。"

"""MSG-2: placeholders of an organization's own texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.messaging import PLACEHOLDER_MEANINGS, TEMPLATE_KINDS
from services.messaging.domain.templates import (
    PLACEHOLDERS,
    Placeholder,
    TemplateKind,
    UnknownPlaceholder,
    filled,
    unknown_placeholders,
)

VALUES = {placeholder: f"<{placeholder.name}>" for placeholder in Placeholder}
REPLY, GUIDANCE = TemplateKind.REPLY, TemplateKind.GUIDANCE


def test_the_contract_names_every_kind_and_every_placeholder() -> None:
    assert set(TEMPLATE_KINDS) == set(TemplateKind)
    assert set(PLACEHOLDER_MEANINGS) == set(Placeholder)


@pytest.mark.parametrize(
    "written", ["{{団体名}}", "{{ 団体名 }}", "｛｛団体名｝｝", "{｛団体名｝}", "{{\u3000団体名}}"]
)
def test_braces_of_either_width_and_blanks_in_them_are_taken(written: str) -> None:
    assert unknown_placeholders(written, REPLY) == []
    assert filled(f"{written}です。", REPLY, VALUES) == "<ORGANIZATION_NAME>です。"


@pytest.mark.parametrize(("body", "start", "end"), [
    ("お名前は{{氏名}}様", 4, 10),
    ("{{希望職種}}のご案内", 0, 8),
    ("{{団体名", 0, 2),
    ("団体名}}です", 3, 5),
    ("{{団体\n名}}", 0, 2),
    ("{{}}", 0, 4),
    ("{{団体名}です", 0, 2),
])  # fmt: skip
def test_what_nothing_can_be_filled_in_for_is_found_with_its_place(body: str, start: int, end: int) -> None:
    assert unknown_placeholders(body, REPLY)[0] == UnknownPlaceholder(start, end)


def test_single_braces_are_text() -> None:
    assert unknown_placeholders("{団体名} と ｛注｝", REPLY) == []
    assert filled("{団体名} と ｛注｝", REPLY, VALUES) == "{団体名} と ｛注｝"


def test_see_2_nothing_of_a_seekers_record_can_be_filled_in() -> None:
    assert PLACEHOLDERS[REPLY] == {"団体名", "送信日", "利用期限", "求職者番号"}
    assert PLACEHOLDERS[GUIDANCE] == {"団体名", "送信日", "利用期限"}
    assert unknown_placeholders("{{求職者番号}}", GUIDANCE) == [UnknownPlaceholder(0, 9)]


def test_what_is_filled_in_is_not_filled_again() -> None:
    values = {**VALUES, Placeholder.ORGANIZATION_NAME: "{{送信日}}"}
    assert filled("{{団体名}}", REPLY, values) == "{{送信日}}"


@given(st.text(alphabet="{}｛｝団体名送信日 \nあ"))
def test_a_right_template_leaves_no_double_braces(body: str) -> None:
    if not unknown_placeholders(body, REPLY):
        text = filled(body, REPLY, VALUES)
        assert not any(pair in text for pair in ("{{", "}}", "｛｛", "｝｝"))

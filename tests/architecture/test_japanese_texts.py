"""What people read is written as official texts are: 既に and 全て, 又は and 及び, a digit alone wide and several narrow."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.openapi_document import make

REPOSITORY = Path(__file__).parents[2]
FOLDERS = ("services", "gateway", "deploy/demo", "deploy/stack")
READS_WHAT_PEOPLE_WRITE = ("services/recognition/", "services/known_places.py")
"""Their words and numbers are those that anybody writes."""
NOT_OURS = re.compile(r"deploy/demo/(seeker|organizations|establishments|application|messages|people|desk)")
"""Texts of seekers, organizations, employers and applicants, as they type them."""
JAPANESE = r"[぀-ヿ一-鿿々]"
RULES = {
    r"すでに": "既に",
    r"すべて": "全て",
    r"または": "又は",
    r"および": "及び",
    r"もしくは": "若しくは",
    r"ならびに": "並びに",
    r"さまざま": "様々",
    r"たとえば": "例えば",
    r"[^だ]さきに|^さきに": "先に",
    r"のうえ、": "の上、",
    r"出来[なまるた]": "できる",
    r"下さい": "ください",
    rf"(?<![0-9A-Za-z.,:/_\-(=])[0-9](?={JAPANESE})|(^|利用規約)[0-9](?=\()": "a digit alone is wide (japanese_calendar.in_sentence)",
    r"[０-９]{2}": "several digits are narrow (japanese_calendar.in_sentence)",
    r"[ｱ-ﾝ]": "wide katakana",
}


def texts_of(path: Path) -> Iterator[str]:
    """The string constants of a module that hold Japanese, docstrings aside; of an f-string what stands between its values."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


def objections(text: str) -> list[str]:
    if re.fullmatch(r"[０-９]+", text):  # the digits themselves, to write numbers with
        return []
    return [
        f"「{text[max(0, found.start() - 10) : found.end() + 10]}」: {instead}"
        for rule, instead in RULES.items()
        for found in re.finditer(rule, text)
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_texts_of_the_code_are_written_as_official_texts_are(folder: str) -> None:
    wrong = {}
    for path in sorted((REPOSITORY / folder).rglob("*.py")):
        name = str(path.relative_to(REPOSITORY))
        if name.startswith(READS_WHAT_PEOPLE_WRITE) or NOT_OURS.match(name) or "/migrations/" in name:
            continue
        if found := [objection for text in texts_of(path) for objection in objections(text)]:
            wrong[name] = found
    assert not wrong


def test_so_are_those_of_the_api_document() -> None:
    def walk(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            for key, value in node.items():
                if key not in {"example", "examples", "pattern"}:
                    yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)
        elif isinstance(node, str):
            yield node

    assert [one for text in walk(json.loads(make())) for one in objections(text)] == []

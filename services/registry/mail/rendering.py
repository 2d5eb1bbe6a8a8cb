"""From a template's blocks to the text and the HTML of a mail, both with the same words.

The HTML is plain: headings of facts are table headings, no pictures, no scripts, nothing fetched from elsewhere, colours
left to the reader's own. Values are escaped by jinja2.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import DictLoader, Environment, StrictUndefined

from services.contracts.help_desk import HelpDesk
from services.paper.line_breaking import broken
from services.registry.mail.templates import Facts, Link, Points, Quote, Template, Text
from services.registry.mail.templates.template import Block

COLUMNS = 76
"""Width of a line of text; characters of Japanese script take two columns."""

FRAME = Text(
    "※このメールは、ハローワークインターネットサービスから自動的に送信しています。返信いただいてもお答えできません。"
)
UNSUBSCRIBE = "このお知らせの配信を希望されない場合は、次のページから停止できます。"
_CONTACT = "【お問い合わせ先】"
_RULE = "─" * (COLUMNS // 2)


def filled(template: Template, parameters: Mapping[str, str], site_url: str) -> list[Block]:
    """The blocks of a mail with their parameters put in; what comes out empty is left out.

    Raises ValueError where the parameters are not those of the template.
    """
    if parameters.keys() != template.parameters:
        raise ValueError(f"{template.kind} takes {sorted(template.parameters)}, not {sorted(parameters)}")
    values = {**parameters, "site_url": site_url}
    blocks = [_filled(block, values) for block in template.body]
    return [block for block in blocks if not _is_empty(block)]


def framed(blocks: list[Block], unsubscribe_url: str | None = None) -> list[Block]:
    """The blocks of a mail with what stands around them in every mail, and how to do without mails of its kind."""
    end: list[Block] = [Text(UNSUBSCRIBE), Link("配信の停止", unsubscribe_url)] if unsubscribe_url else []
    return [FRAME, *blocks, *end]


def words(blocks: list[Block]) -> str:
    """The blocks as text."""
    return "\n\n".join("\n".join(_lines(block)) for block in blocks)


def as_text(blocks: list[Block], help_desk: HelpDesk) -> str:
    """The text of a mail, framed by the help desk's contact (OPS-5)."""
    contact = [_RULE, _CONTACT, help_desk.name, *(f"{name}：{value}" for name, value in _desk(help_desk).facts), _RULE]
    return words(blocks) + "\n\n" + "\n".join(contact) + "\n"


def as_html(subject: str, blocks: list[Block], help_desk: HelpDesk) -> str:
    """The same as a whole HTML document."""
    return _PAGE.render(
        subject=subject,
        blocks=[(type(block).__name__, block) for block in blocks],
        contact=_CONTACT,
        desk_name=help_desk.name,
        desk=_desk(help_desk),
    )


def _filled(block: Block, values: Mapping[str, str]) -> Block:
    match block:
        case Text():
            return Text(block.text.format_map(values))
        case Facts():
            told = ((name, value.format_map(values)) for name, value in block.facts)
            return Facts(*((name, value) for name, value in told if value))
        case Points():
            return Points(*filter(None, (point.format_map(values) for point in block.points)))
        case Link():
            return Link(block.words, block.address.format_map(values))
        case Quote():
            return Quote(block.heading, block.text.format_map(values))


def _is_empty(block: Block) -> bool:
    match block:
        case Text() | Quote():
            return not block.text
        case Facts():
            return not block.facts
        case Points():
            return not block.points
        case Link():
            return not block.address


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Text():
            yield from _broken(block.text)
        case Facts():
            yield from (f"{name}：{value}" for name, value in block.facts)
        case Points():
            for point in block.points:
                first, *others = broken(point, COLUMNS - 2, columns)
                yield f"・{first}"
                yield from (f"　{line}" for line in others)
        case Link():
            # Whole and alone on its line: folded, it could not be followed.
            yield f"{block.words}："
            yield block.address
        case Quote():
            yield f"{block.heading}："
            yield from _broken(block.text)


def _desk(desk: HelpDesk) -> Facts:
    return Facts(("電話番号", desk.phone), ("受付時間", desk.hours), ("E-mail", desk.email))


def _broken(text: str) -> list[str]:
    return broken(text, COLUMNS, columns)


def columns(text: str) -> float:
    """How many columns a text takes."""
    return len(text) if text.isascii() else sum(map(_columns_of_one, text))


@lru_cache(maxsize=8192)
def _columns_of_one(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1


_HTML = """\
<!DOCTYPE html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{{ subject }}</title>
</head>
<body style="font-family: sans-serif; font-size: 1rem; line-height: 1.7; max-width: 40em; margin: 1em auto; padding: 0 1em">
{% macro facts(block) -%}
<table style="border-collapse: collapse; margin: 1em 0">
{% for name, value in block.facts -%}
<tr>
<th scope="row" style="text-align: left; vertical-align: top; font-weight: normal; padding: 0.2em 1.5em 0.2em 0">{{ name }}</th>
<td style="vertical-align: top; padding: 0.2em 0; overflow-wrap: anywhere">{{ value }}</td>
</tr>
{% endfor -%}
</table>
{% endmacro -%}
<main>
<h1 style="font-size: 1.2rem">{{ subject }}</h1>
{% for kind, block in blocks -%}
{% if kind == "Text" -%}
<p>{{ block.text }}</p>
{% elif kind == "Facts" -%}
{{ facts(block) }}
{%- elif kind == "Points" -%}
<ul>
{% for point in block.points -%}
<li>{{ point }}</li>
{% endfor -%}
</ul>
{% elif kind == "Link" -%}
<p><a href="{{ block.address }}">{{ block.words }}</a></p>
{% elif kind == "Quote" -%}
<h2 style="font-size: 1rem">{{ block.heading }}</h2>
<blockquote style="margin: 0.5em 1em; white-space: pre-line; overflow-wrap: anywhere">{{ block.text }}</blockquote>
{% endif -%}
{% endfor -%}
</main>
<hr>
<footer>
<h2 style="font-size: 1rem">{{ contact }}</h2>
<p>{{ desk_name }}</p>
{{ facts(desk) }}</footer>
</body>
</html>
"""
_PAGE = Environment(
    loader=DictLoader({"mail.html": _HTML}), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
).get_template("mail.html")

"""The API document names an amount that a site may set as the default that it is, and nothing else as one."""

import json
import re
from collections.abc import Iterator
from typing import Any

from gateway.openapi_document import make

AMOUNT = re.compile(r"(?<![月年0-9０-９])[0-9０-９]+(?:時間|分|日間|日|時|か月|年間|年|MB|回|件まで)")
"""An amount of time, tries, size or documents; a day of the calendar, 4月20日, is none."""
SAID_AS_DEFAULT = "初期設定では"
FIXED = {
    "48時間": "how long a key is known: no setting (reliability.md 5)",
    "４か月": "what regular placement means (the terms of use, domain.md)",
    "１年": "MSG-12: the law's own words of the fiscal year after that of acceptance",
    "１日": "the day that the cap counts by (MSG-4), that figures are of (RPT-4), and that what is new is told once in (SRC-6)",
    "１回": "SRC-6: once a day, the rule's own",
    "100件まで": "the contract's largest batch",
    "500件まで": "the contract's largest batch",
    "000件まで": "the contract's largest batch, of 1,000",
}
"""Amounts that no site sets, and why."""


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for name, value in part.items():
            if name in {"description", "summary"} and isinstance(value, str):
                yield value
            elif name not in {"example", "examples"}:
                yield from texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value)


def said_as_fixed(text: str) -> list[str]:
    """The sentences of a text with an amount that is neither fixed nor said to be a default."""
    return [
        sentence
        for sentence in re.split(r"[。\n]", text.replace("。閉庁日", "、閉庁日"))
        if SAID_AS_DEFAULT not in sentence and set(AMOUNT.findall(sentence)) - FIXED.keys()
    ]


def test_no_description_names_an_amount_that_a_site_may_set_without_saying_that_it_is_the_default() -> None:
    """The amounts of the rules are settings (domain.md): a text with 14 days in it is wrong where a site has set ten."""
    found = {sentence for text in texts(json.loads(make())) for sentence in said_as_fixed(text)}
    assert found == set(), (
        f"say {SAID_AS_DEFAULT}, take the amount from the settings, or say in FIXED why no site sets it"
    )

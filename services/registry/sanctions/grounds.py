"""On what a measure or a step rests, as an organization or a bureau is told it by mail (CMP-13)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts.compliance import CASE_GROUNDS


def ground_told(told: Mapping[str, Any]) -> str:
    """The ground by its name, with the article of the terms where the class has one: seed 000 knows no articles.

    Of an event of before grounds were told, the article alone.
    """
    ground, article = told["ground"], told["article"]
    if ground is None:
        return str(article)
    return f"{CASE_GROUNDS[ground]}（{article}）" if article else CASE_GROUNDS[ground]

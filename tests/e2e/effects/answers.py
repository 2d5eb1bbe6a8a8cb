"""How the site answers, in a word."""

from collections.abc import Callable
from typing import Any

from deploy.demo.browser import Refused


def code_of(ask: Callable[[], Any]) -> str:
    """The code of a refusal, or "answered"."""
    try:
        ask()
    except Refused as refused:
        return refused.code
    return "answered"

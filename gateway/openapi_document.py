"""`python -m gateway.openapi_document > docs/openapi.json`: writes the document that is checked in."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from gateway import openapi
from gateway.app import create_app
from gateway.settings import GatewaySettings


def make() -> str:
    """The document; needs neither database nor broker.

    Raises `UserWarning` where two schemas have the same name: apispec would give one of them a number, and readers a riddle.
    """
    settings = GatewaySettings("postgresql+psycopg2://nowhere/none", "amqp://nowhere//", secret=b"")
    bus: Any = object()
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Multiple schemas resolved to the name")
        return openapi.document(create_app(settings, bus))


if __name__ == "__main__":
    sys.stdout.write(make())

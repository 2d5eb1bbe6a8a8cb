"""Keys that are asked for, mailed and typed in again where they were asked for (AUT-6, decision 112).

A browser that asks is given a ticket, as a cookie, and the registry its hash: a key opens something where it was asked for,
and nobody elsewhere can use up its attempts.
"""

from __future__ import annotations

from typing import Any

from flask import Response

from gateway import cookies, limits, requests
from gateway.access import NOT_LOGGED_IN
from gateway.answers import answer_json
from gateway.context import gateway
from gateway.even_time import answer_while_working
from gateway.login import entries, tokens
from gateway.routing import Asked, Route, ask, prepared
from services.contracts.errors import CallRefused, ErrorCode
from services.contracts.operations import Operation

_TICKET = frozenset({"ticket"})
ACCEPTED = {"accepted": True}
"""What everybody is answered who asks for a key, whoever the address is (AUT-6)."""


def asking(path: str, operation: Operation, summary: str, description: str) -> Route:
    """A route by which a key is asked for: counted apart from trying keys, and by who asks, not by the address alone.

    Known and unknown addresses are answered the same, at the same time (AUT-6, decision 194).
    """

    def handler(asked: Asked) -> Response:
        settings = gateway().settings.login
        limits.count_from_here("key", asked.values["email"], settings.keys_per_email, settings.keys_per_address)
        ticket = cookies.key_ticket() or tokens.new_token()
        response = answer_while_working(prepared(operation, _with_ticket(asked, ticket)), ACCEPTED, 202)
        cookies.set_key_ticket(response, ticket)
        return response

    return _route(path, operation, summary, handler, status=202, description=description)


def trying(path: str, operation: Operation, summary: str, description: str, *, status: int = 200) -> Route:
    """A route that takes a mailed key; the ticket has done its service with the key."""

    def handler(asked: Asked) -> Response:
        settings = gateway().settings.login
        per_email, per_address = settings.key_tries_per_email, settings.key_tries_per_address
        limits.count_from_here("key_try", asked.values["email"], per_email, per_address)
        try:
            answer = ask(operation, _with_ticket(asked, cookies.key_ticket()))
        except CallRefused as refusal:
            if refusal.code is ErrorCode.AUTHENTICATION_KEY_INVALID:
                _note_refused(asked.values["email"], refusal.code)
            raise
        response = answer_json(answer, status)
        cookies.clear_key_ticket(response)
        return response

    return _route(path, operation, summary, handler, status=status, description=description)


def _note_refused(email: str, code: ErrorCode) -> None:
    """Resets that fail stand in the audit log as logins do (AUT-6), under what attempts at the address are counted by."""
    logins = gateway().logins
    with logins.database.transaction() as connection:
        entries.key_refused(connection, tokens.limit_key(logins.secret, email), limits.occasion(), code.value)


def _with_ticket(asked: Asked, ticket: str | None) -> Asked:
    values = {**asked.values, "ticket": tokens.digest(ticket).hex() if ticket else None}
    return Asked(asked.asker, values, asked.idempotency_key)


def _route(path: str, operation: Operation, summary: str, handler: Any, *, status: int, description: str) -> Route:
    return Route(
        "POST",
        path,
        NOT_LOGGED_IN,
        summary,
        handler,
        requests.part_of(operation.request, _TICKET, inside=False),
        operation.answer,
        status=status,
        description=description,
        operations=(operation,),
    )

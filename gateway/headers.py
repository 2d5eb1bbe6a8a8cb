"""Headers on every answer: those that keep browsers careful, and the request's idempotency key."""

from __future__ import annotations

from flask import Flask, Response, g

from gateway.context import gateway

IDEMPOTENCY_HEADER = "Idempotency-Key"
HELP_DESK_PATH = "/api/help-desk"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Whom to ask stands on every page, also where something failed (OPS-5).
    "Link": f'<{HELP_DESK_PATH}>; rel="help"',
}
_SECURE_ONLY = "max-age=31536000; includeSubDomains"


def install(app: Flask) -> None:
    """Put the headers on every answer. What a route does not mark as public is never stored by anybody."""
    app.after_request(_complete)


def _complete(response: Response) -> Response:
    response.headers.update(_ALWAYS)
    response.headers.setdefault("Cache-Control", "no-store")
    if gateway().settings.secure_cookies:
        response.headers["Strict-Transport-Security"] = _SECURE_ONLY
    if "idempotency_key" in g:
        response.headers[IDEMPOTENCY_HEADER] = g.idempotency_key
    return response

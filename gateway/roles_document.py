"""`python -m gateway.roles_document > docs/roles.md`: who may call what, from the code that decides it (AUT-7 to AUT-9)."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from types import ModuleType

from gateway.routes import API
from gateway.routing import Route
from services.contracts import compliance, messaging, registry, reporting, search
from services.contracts.caller import LOGGED_IN, Role
from services.contracts.operations import Operation
from services.contracts.reaches import LOCAL_STAFF, REACH_NAMES, STAFF, Reach, reach_of
from services.contracts.registry import SCOPES, STANDINGS
from services.contracts.standings import PERMITTED, standings_for

CONTRACTS: tuple[ModuleType, ...] = (registry, search, messaging, compliance, reporting)
ROLES = [role for role in Role if role is not Role.SYSTEM]
SHORT = {
    Role.ANYONE: "だれでも",
    Role.ORGANIZATION_MAIN: "団体(主)",
    Role.ORGANIZATION_ADDITIONAL: "団体(追加)",
    Role.SEEKER: "求職者",
    Role.EMPLOYER: "求人者",
    Role.BUREAU_STAFF: "労働局",
    Role.OFFICE_STAFF: "安定所",
    Role.MINISTRY: "厚労省",
    Role.OPERATIONS: "運用",
    Role.SITE_STAFF: "一体的実施",
    Role.MACHINE: "システム",
}
_CONVERTER = re.compile(r"<(?:[^<>]*:)?([^<>:]+)>")
INTRODUCTION = """# Who may call what

Generated from the code by `python -m gateway.roles_document > docs/roles.md`; a test keeps it true. Change the routes in `gateway/routes`,
the operations in `services/contracts` or the table in `services/contracts/standings.py`, never this page.

What no line allows is refused (AUT-7): with 401 to who has not logged in, with 403 to who has. The gateway looks at the role before it
asks any service, and each service looks again. Bureau staff see what is their bureau's, office staff what is their office's: their
service decides that from the bureau or office in the caller. The last column says how far a route reaches for staff
(`services/contracts/reaches.py`; a test walks it): 管轄 what is the own bureau's or office's alone, while ministry and
operations act for the whole country; 管轄と来所者 beside these a person who has come to the office; 本人 the own account;
共通 the same for everybody; 全国 the whole country."""


def may(route: Route, role: Role) -> bool:
    """Whether a role may call a route: what is open to anybody is so to whoever has logged in, and to a client with a token."""
    return role in route.roles or route.roles == {Role.ANYONE}


def reach(route: Route) -> str:
    """How far a route reaches for the staff who may call it: as its operations do, for bureaus and offices first.

    What the gateway does itself for all who have logged in is about their own sessions.
    """
    if not route.operations and route.roles == LOGGED_IN:
        return REACH_NAMES[Reach.OWN_ACCOUNT]
    for roles in (LOCAL_STAFF, STAFF - LOCAL_STAFF):
        found = {reach_of(one, role) for one in route.operations for role in roles & route.roles} - {None}
        if found:
            return "、".join(REACH_NAMES[one] for one in Reach if one in found)
    return ""


def organization_operations() -> list[Operation]:
    """What depends on an organization's standing, in order."""
    found = {
        value.routing_key: value
        for module in CONTRACTS
        for value in vars(module).values()
        if isinstance(value, Operation) and standings_for(value) is not None
    }
    return [found[key] for key in sorted(found)]


def make() -> str:
    """The page."""
    return "\n".join([INTRODUCTION, *_routes(), *_standings(), *_scopes(), ""])


def _routes() -> Iterator[str]:
    for tag, (description, routes) in API.items():
        yield f"\n## {tag}\n{description}\n"
        yield f"| | {' | '.join(SHORT[role] for role in ROLES)} | 職員の範囲 |"
        yield "|---|" + ":-:|" * len(ROLES) + "---|"
        for route in routes:
            marks = " | ".join("○" if may(route, role) else "" for role in ROLES)
            path = _CONVERTER.sub(r"{\1}", route.path)
            yield f"| `{route.method} {path}` {route.summary} | {marks} | {reach(route)} |"


def _standings() -> Iterator[str]:
    yield "\n## Standing of an organization (AUT-9)\n"
    yield "What an organization's accounts and machine clients may ask of a service while it is in a standing; a role that may not call"
    yield "the route may not in any. What anybody may ask, and what all who log in may, does not depend on it.\n"
    yield f"| | {' | '.join(STANDINGS.values())} | |"
    yield "|---|" + ":-:|" * len(STANDINGS) + "---|"
    for operation in organization_operations():
        standings = standings_for(operation) or frozenset()
        marks = " | ".join("○" if standing in standings else "" for standing in STANDINGS)
        permission = PERMITTED.get(operation.routing_key)
        yield f"| `{operation.routing_key}` | {marks} | {permission.reason if permission else ''} |"


def _scopes() -> Iterator[str]:
    yield "\n## Scopes of machine clients' tokens (AUT-8)\n"
    yield "| scope | | operations |"
    yield "|---|---|---|"
    operations = organization_operations()
    for scope, name in SCOPES.items():
        asked = ", ".join(f"`{operation.routing_key}`" for operation in operations if operation.scope == scope)
        yield f"| `{scope}` | {name} | {asked} |"


if __name__ == "__main__":
    sys.stdout.write(make())

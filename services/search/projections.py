"""How events change the read model: each is applied if newer, by its own subject (reliability.md, Inbox)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from services.search import ledger, storage


def project_seekers(connection: Connection, states: Sequence[Mapping[str, Any]]) -> int:
    """Apply the states of up to 200 seekers, as loaded by `SeekersChanged`; answers how many were news.

    What nobody may see leaves no record behind (SEE-4): only its row stays, for the follower to take the seeker out. Who is blocked
    under a number that was joined into a seeker's (SEE-1) is with the state that tells of it (SRC-3).
    """
    newest: dict[str, Mapping[str, Any]] = {}
    for state in states:
        known = newest.get(state["seeker_number"])
        if known is None or known["version"] < state["version"]:
            newest[state["seeker_number"]] = state
    kept = [
        state if state["provided_to"] and state["record"] else {**state, "provided_to": [], "record": None}
        for state in newest.values()
    ]
    prepared = storage.as_json(kept)
    joined = {state["seeker_number"]: state["joined_numbers"] for state in kept if state["joined_numbers"]}
    storage.lock_followed_table(connection)
    if joined:
        storage.keep_joined(connection, joined)
    return storage.upsert_seekers(connection, prepared)


def project_block(connection: Connection, state: Mapping[str, Any]) -> bool:
    """Apply a block or its end (SRC-3), as loaded by `BlockChanged`; it may come before the seeker does."""
    storage.lock_followed_table(connection)
    return storage.upsert_block(
        connection,
        seeker_number=state["seeker_number"],
        organization_id=state["organization_id"],
        version=state["version"],
        blocked=state["blocked"],
    )


def project_organization(connection: Connection, state: Mapping[str, Any]) -> bool:
    """Apply an organization's standing, as loaded by `OrganizationState`."""
    return storage.upsert_organization(
        connection,
        organization_id=state["organization_id"],
        version=state["version"],
        class_=state["class_"],
        services=state["services"],
        standing=state["standing"],
    )


def project_custody(connection: Connection, pairs: Sequence[Mapping[str, Any]]) -> None:
    """Apply what compliance tells of pairs (MSG-11, MSG-12), as loaded by `CustodyChanged`."""
    ledger.keep_custody(connection, pairs)

"""What a sanction has to reach, each watched from the decision on (CMP-14).

The standing in the copy by which each service refuses; a machine client's token, refused by the registry (AUT-8); and the duty to
delete what the organization holds, opened by compliance (MSG-11).
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from services.contracts import registry, search
from services.contracts.caller import SYSTEM, Caller, Role
from services.contracts.errors import CallRefused, ErrorCode
from services.runtime.database import Database
from services.runtime.identifiers import new_id
from services.runtime.rpc_client import RpcClient

LOOK_EVERY_SECONDS = 0.005
KNOWN_WITHIN_SECONDS = 120.0

_NEWEST = "SELECT standing FROM organization_states WHERE organization_id = :id ORDER BY version DESC LIMIT 1"
STANDINGS = {
    **dict.fromkeys(
        ("registry", "search", "messaging"), "SELECT standing FROM organizations WHERE organization_id = :id"
    ),
    "reporting": _NEWEST,
}
"""How each service knows the standing by which it refuses, or counts."""
TOKEN, DUTY = "token refused", "duty to delete opened"
_DUTY = "SELECT duty_ground FROM holdings WHERE organization_id = :id"
_VISIBLE = "SELECT seeker_number FROM seekers WHERE provided_to @> ARRAY['private'] ORDER BY row_number LIMIT 1"
_HELD = "SELECT count(*) FROM holdings"
_TOKEN_FOR = {"name": "求人取込みサーバー", "scopes": ["organization:read"], "networks": ["127.0.0.1"], "days": 30}


@dataclass(frozen=True)
class Known:
    """An organization as compliance knows it."""

    organization_id: str
    bureau_code: str

    @property
    def caller(self) -> Caller:
        """Its main account."""
        return Caller(Role.ORGANIZATION_MAIN, account_id=new_id(), organization_id=self.organization_id)


@dataclass
class Watcher:
    """Looks in every place at once. `taken`: by place, milliseconds from the decision to the effect."""

    client: RpcClient
    databases: Mapping[str, Database]
    token_hashes: dict[str, str] = field(default_factory=dict)
    taken: dict[str, list[float]] = field(default_factory=lambda: {place: [] for place in (*STANDINGS, TOKEN, DUTY)})

    def prepare(self, organizations: list[Known]) -> None:
        """Give each a token that is good, and a record that it holds."""
        with self.databases["search"].transaction() as connection:
            seeker_number = connection.execute(sa.text(_VISIBLE)).scalar_one()
        show = search.SHOW_SEEKER.request.load({"seeker_number": seeker_number})
        wanted = registry.MAKE_TOKEN.request.load(_TOKEN_FOR)
        for one in organizations:
            made = self.client.call(registry.MAKE_TOKEN, wanted, one.caller, timeout=30.0, trace=new_id())
            self.token_hashes[one.organization_id] = hashlib.sha256(made["token"].encode()).hexdigest()
            self.client.call(search.SHOW_SEEKER, show, one.caller, timeout=30.0, trace=new_id())
            if self._refused(one):
                raise RuntimeError("a token is refused before there is a sanction")
        give_up = time.monotonic() + KNOWN_WITHIN_SECONDS
        while self._asked("compliance", _HELD) < len(organizations):
            if time.monotonic() > give_up:
                raise RuntimeError("not every record that was shown is in custody")
            time.sleep(LOOK_EVERY_SECONDS)

    def watch(self, one: Known, *, keep: bool = True) -> None:
        """Look until the sanction has its effect everywhere, and keep how long after the decision that was in each place."""
        began, found = time.monotonic(), dict[str, float]()
        waiting: dict[str, Callable[[], bool]] = {
            **{room: self._suspended(room, one.organization_id) for room in STANDINGS},
            TOKEN: lambda: self._refused(one),
            DUTY: lambda: self._asked("compliance", _DUTY, one.organization_id) == "service_ended",
        }

        def until(place: str, reached: Callable[[], bool]) -> None:
            while not reached():
                if time.monotonic() - began > KNOWN_WITHIN_SECONDS:
                    return
                time.sleep(LOOK_EVERY_SECONDS)
            found[place] = (time.monotonic() - began) * 1000

        watchers = [threading.Thread(target=until, args=each) for each in waiting.items()]
        for watcher in watchers:
            watcher.start()
        for watcher in watchers:
            watcher.join()
        if found.keys() != waiting.keys():
            missing = sorted(waiting.keys() - found.keys())
            raise RuntimeError(f"a sanction had no effect within {KNOWN_WITHIN_SECONDS:.0f} s: {', '.join(missing)}")
        if keep:
            for place, milliseconds in found.items():
                self.taken[place].append(milliseconds)

    def _suspended(self, room: str, organization_id: str) -> Callable[[], bool]:
        return lambda: self._asked(room, STANDINGS[room], organization_id) == "suspended"

    def _asked(self, room: str, query: str, organization_id: str = "") -> Any:
        with self.databases[room].reading() as connection:
            return connection.execute(sa.text(query), {"id": organization_id} if organization_id else {}).scalar()

    def _refused(self, one: Known) -> bool:
        asked = {"token_hash": self.token_hashes[one.organization_id], "address": "127.0.0.1"}
        try:
            self.client.call(registry.AUTHENTICATE_TOKEN, asked, SYSTEM, timeout=30.0, trace=new_id())
        except CallRefused as refused:
            if refused.code is not ErrorCode.ORGANIZATION_NOT_ACTIVE:
                raise
            return True
        return False

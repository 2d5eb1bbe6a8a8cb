"""What a stack remembers between two ups: ports, secrets, and where its servers keep their data."""

import base64
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.stack.ports import free_port, is_free


@dataclass(frozen=True)
class State:
    """A JSON file that only its owner may read; every value is made when first asked for, and kept."""

    file: Path

    def password(self, name: str) -> str:
        """Return a password that needs no quoting in a URL."""
        return str(self._kept("passwords", name, secrets.token_urlsafe))

    def key(self, name: str) -> str:
        """Return a key: base64 of 32 random bytes."""
        return str(self._kept("keys", name, lambda: base64.b64encode(secrets.token_bytes(32)).decode()))

    def port(self, name: str) -> int:
        """Return the port last claimed under this name."""
        return int(self._kept("ports", name, free_port))

    def claim_port(self, name: str, preferred: int | None = None) -> int:
        """Return the same port as last time, or a new one where somebody else has taken it; at first ``preferred``."""
        ports = self._read().get("ports", {})
        for wanted in (ports.get(name), preferred):
            if wanted is not None and is_free(wanted):
                return int(self._keep("ports", name, wanted))
        while (port := free_port()) in ports.values():
            pass
        return int(self._keep("ports", name, port))

    def remembered(self, name: str) -> str | None:
        """Return a plain value, None where it was never set."""
        value = self._read().get("values", {}).get(name)
        return None if value is None else str(value)

    def remember(self, name: str, value: str) -> str:
        """Keep a plain value."""
        return str(self._keep("values", name, value))

    def _kept(self, kind: str, name: str, make: Callable[[], Any]) -> Any:
        values = self._read().get(kind, {})
        return values[name] if name in values else self._keep(kind, name, make())

    def _keep(self, kind: str, name: str, value: Any) -> Any:
        content = self._read()
        content.setdefault(kind, {})[name] = value
        draft = self.file.with_suffix(".part")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(content, indent=1))
        os.replace(draft, self.file)
        return value

    def _read(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(self.file.read_text()) if self.file.exists() else {}
        return content

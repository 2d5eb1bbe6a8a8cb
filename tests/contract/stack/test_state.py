"""What a stack remembers, and who may read it."""

import base64
import socket
import stat
from pathlib import Path

from deploy.stack.state import State


def test_ports_passwords_and_keys_are_kept(tmp_path: Path) -> None:
    first, again = State(tmp_path / "state.json"), State(tmp_path / "state.json")
    assert first.password("postgres") == again.password("postgres") != first.password("rabbitmq")
    assert first.claim_port("gateway") == again.claim_port("gateway") == again.port("gateway")
    assert len(base64.b64decode(first.key("PERSONAL_DATA_KEY"), validate=True)) == 32


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    state.remember("place", "/somewhere")
    assert stat.S_IMODE(state.file.stat().st_mode) == 0o600


def test_a_port_that_somebody_took_meanwhile_is_replaced(tmp_path: Path) -> None:
    state = State(tmp_path / "state.json")
    port = state.claim_port("gateway")
    with socket.create_server(("127.0.0.1", port)):
        assert state.claim_port("gateway") != port

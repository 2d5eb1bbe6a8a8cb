"""The gateway's server: no client keeps one of its few threads by saying nothing."""

import runpy
import socket
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from deploy.stack.processes import REPOSITORY


def test_a_client_that_stops_in_the_middle_of_a_request_lets_the_thread_go(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "figures"))
    monkeypatch.setenv("GATEWAY_CLIENT_SILENCE", "1")
    settings = runpy.run_path(str(REPOSITORY / "deploy/images/gunicorn.conf.py"))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        settings["when_ready"](SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))
        with socket.create_connection(listener.getsockname()) as client, listener.accept()[0] as accepted:
            accepted.setblocking(True)  # as gunicorn's threads do
            client.sendall(b"POST / HTTP/1.1\r\nContent-Le")
            accepted.recv(1_000)
            begun = time.monotonic()
            with pytest.raises(BlockingIOError):
                accepted.recv(1_000)
            assert time.monotonic() - begun < 5

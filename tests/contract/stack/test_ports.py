"""Ports that are given to servers which start later: to one alone."""

import itertools
import secrets
import socket

import pytest

from deploy.stack import ports


def test_a_port_that_was_given_is_given_to_nobody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also while its server does not listen yet; another process that draws it meets the same socket."""
    given = ports.free_port()
    draws = itertools.chain([given - ports.FIRST] * 3, iter(lambda: secrets.SystemRandom().randrange(10_000), None))
    monkeypatch.setattr(ports.secrets, "randbelow", lambda _: next(draws))
    assert ports.free_port() != given


def test_its_server_may_listen_on_it_and_start_again() -> None:
    port = ports.free_port()
    assert not ports.listens(port)
    for _ in range(2):
        with socket.create_server(("127.0.0.1", port)):
            assert ports.listens(port)
    assert not ports.listens(port)

"""Free TCP ports on the loopback interface."""

import os
import secrets
import socket

# Below the range from which the kernel takes ports for outgoing connections, which could take one between our look and
# the server's start.
FIRST, LAST = 20_000, 32_000


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


_HELD: list[int] = []
"""File descriptors of the sockets that hold ports."""


def free_port() -> int:
    """Return a port of 127.0.0.1 that is free, drawn at random, and held for this process until it ends.

    So no two that ask get the same one, however long their servers take to start. A port is held by a socket that is bound
    and does not listen: beside it may listen who reuses addresses, as every server of ours does, but nobody binds it who
    does not. That is allowed only after the socket is bound, so that two can't hold one port.
    """
    while True:
        port = FIRST + secrets.randbelow(LAST - FIRST)
        with socket.socket() as holder:
            try:
                holder.bind(("127.0.0.1", port))
            except OSError:
                continue
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            _HELD.append(holder.detach())
            return port


def listens(port: int) -> bool:
    """Whether anything accepts connections on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def reach_this_machine_directly() -> None:
    """Let no proxy that the environment names stand between this process and servers on this machine."""
    named = os.environ.get("no_proxy") or os.environ.get("NO_PROXY")
    os.environ["no_proxy"] = ",".join(filter(None, (named, "127.0.0.1", "localhost")))

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


def free_port() -> int:
    """Return a port of 127.0.0.1 that is free, drawn at random so that stacks started together do not meet."""
    while not is_free(port := FIRST + secrets.randbelow(LAST - FIRST)):
        pass
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

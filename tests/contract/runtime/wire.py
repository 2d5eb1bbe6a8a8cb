"""A wire to the broker that a test can cut or freeze, instead of harming the broker that all tests share."""

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Wire:
    """A TCP proxy on a port of its own."""

    def __init__(self, amqp_uri: str) -> None:
        parts = urlsplit(amqp_uri)
        self._target = (parts.hostname or "127.0.0.1", parts.port or 5672)
        self._server = socket.create_server(("127.0.0.1", 0))
        port = self._server.getsockname()[1]
        self.uri = amqp_uri.replace(parts.netloc, f"{parts.username}:{parts.password}@127.0.0.1:{port}")
        self._flowing = threading.Event()
        self._flowing.set()
        self._ends: list[socket.socket] = []
        self.sent: list[bytearray] = []
        """By connection, in the order in which they were made: what was sent to the broker."""
        self._accepting = threading.Thread(target=self._accept, daemon=True)
        self._accepting.start()

    def freeze(self) -> None:
        """Let nothing through any more, with every connection left open: what a stopped broker looks like."""
        self._flowing.clear()

    def thaw(self) -> None:
        """Let everything through that has piled up."""
        self._flowing.set()

    def cut(self) -> None:
        """Break all connections; new ones are taken."""
        ends, self._ends = self._ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        """Take no more connections and break those there are."""
        with contextlib.suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
        self._accepting.join()
        self._server.close()
        self.thaw()
        self.cut()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._server.accept()
                broker = socket.create_connection(self._target)
                self._ends += [client, broker]
                self.sent.append(bytearray())
                for source, sink, kept in ((client, broker, self.sent[-1]), (broker, client, None)):
                    threading.Thread(target=self._pump, args=(source, sink, kept), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, kept: bytearray | None) -> None:
        with contextlib.suppress(OSError):
            while True:
                data = source.recv(65536)
                self._flowing.wait()
                if not data:
                    break
                if kept is not None:
                    kept += data
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

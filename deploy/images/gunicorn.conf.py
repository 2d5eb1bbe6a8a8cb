"""gunicorn for the gateway: worker processes with threads, since gunicorn 27 has no eventlet worker."""

import os
import shutil
import socket
import struct
import tempfile
from pathlib import Path
from typing import Any

wsgi_app = "gateway.app:create_app()"
bind = os.environ.get("GATEWAY_BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("GATEWAY_WORKERS", "2"))
threads = int(os.environ.get("GATEWAY_THREADS", "16"))
keepalive = 30  # seconds a client's connection is kept between two requests
timeout = 60  # seconds without a sign of life after which a worker is replaced
graceful_timeout = 25  # below the 30 s after which supervisors kill (reliability.md)
_silence = int(
    os.environ.get("GATEWAY_CLIENT_SILENCE", "5")
)  # seconds for which a thread waits for a client's next bytes
control_socket_disable = True  # it would lie in the home folder, where two gateways meet
# Requests are logged by the application itself, as JSON and without personal data.
accesslog = None
errorlog = "-"
loglevel = "warning"

# The workers' figures meet in files; those of an earlier run would be counted again.
_figures = Path(os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.gettempdir() + f"/hw-figures-{os.getpid()}"))
shutil.rmtree(_figures, ignore_errors=True)
_figures.mkdir(parents=True)


def when_ready(server: Any) -> None:
    """Let no thread wait for ever for a client that stops in the middle: as many such clients as threads stop the site.

    gunicorn's threads have no limit of their own for it; the kernel's is inherited by every accepted connection. Who sends
    a byte now and then is the business of the proxy in front, which hands on whole requests.
    """
    for listener in server.LISTENERS:
        for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, option, struct.pack("ll", _silence, 0))


def child_exit(server: Any, worker: Any) -> None:
    """Forget the gauges of a worker that is gone."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    """Leave no files behind."""
    shutil.rmtree(_figures, ignore_errors=True)

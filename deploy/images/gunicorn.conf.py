"""gunicorn for the gateway: worker processes with threads, since gunicorn 27 has no eventlet worker."""

import os

wsgi_app = "gateway.app:create_app()"
bind = os.environ.get("GATEWAY_BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = int(os.environ.get("GATEWAY_WORKERS", "2"))
threads = int(os.environ.get("GATEWAY_THREADS", "16"))
keepalive = 30  # seconds a client's connection is kept between two requests
timeout = 60  # seconds without a sign of life after which a worker is replaced
graceful_timeout = 25  # below the 30 s after which supervisors kill (reliability.md)
control_socket_disable = True  # it would lie in the home folder, where two gateways meet
# Requests are logged by the application itself, as JSON and without personal data.
accesslog = None
errorlog = "-"
loglevel = "warning"

"""`python -m services.run <service>` and the other processes of this product: relays, migrations, tools.

python -m services.run registry               one process of a service
python -m services.run relay registry         the sender of its outbox
python -m services.run migrate [service]      bring databases to the newest version
python -m services.run declare [service]      declare the queues of their event handlers, before the first event is sent
python -m services.run health registry        ask a service how it is; exit code 0 if ready
python -m services.run parking list           messages that wait for a person; also show, republish, drop
python -m services.run duties list            scheduled duties; duties run <service> <duty>… [--day …]: one turn each
python -m services.run mailer                 and the other names in PROCESSES
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

# nameko classes, by service name.
SERVICES = {
    "registry": "services.registry.service:RegistryService",
    "search": "services.search.service:SearchService",
    "messaging": "services.messaging.service:MessagingService",
    "compliance": "services.compliance.service:ComplianceService",
    "reporting": "services.reporting.service:ReportingService",
}

# Handlers of events in processes that are no nameko services, by the name they subscribe under.
SUBSCRIBERS = {"gateway": "gateway.consumer:HANDLERS"}

# Everything else that can be started: a function that takes the arguments after its name and answers the exit code.
PROCESSES = {
    "relay": "services.runtime.relay:main",
    "migrate": "services.runtime.migrations:main",
    "health": "services.runtime.health:main",
    "parking": "services.compliance.audit.parking_command:main",
    "republish-cases": "services.compliance.cases.republish_command:main",
    "mailer": "services.registry.mail.mailer:main",
    "bounces": "services.registry.mail.bounces:main",
    "gateway-consumer": "gateway.consumer:main",
    "maintenance": "gateway.availability.command:main",
    "verify-audit": "services.compliance.audit.verify_command:main",
    "audit-heads": "services.reporting.audit_heads:main",
    "follower": "services.search.index.follower:main",
    "rebuild-index": "services.search.index.rebuild:main",
    "create-account": "services.registry.commands:create_account",
    "load-procedures": "services.registry.commands:load_procedures_file",
    "load-organizations": "services.registry.commands:load_organizations_file",
    "load-establishments": "services.registry.commands:load_establishments_file",
    "republish-organizations": "services.registry.commands:republish_organizations",
    "load-reference": "services.registry.reference.loading:main",
    "rotate-keys": "services.registry.key_rotation.command:main",
    "import-seekers": "services.registry.seekers.import_command:main",
}


def _named(path: str) -> Any:
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)


def _run_service(name: str) -> int:
    # Before anything else is imported that holds a socket, a lock or a thread.
    import eventlet

    eventlet.monkey_patch()

    from services.runtime import logging, settings
    from services.runtime.launcher import serve_forever

    config = settings.load(name)
    logging.configure(name, config.optional("LOG_LEVEL") or "INFO")
    return serve_forever(_named(SERVICES[name]), config.values)


def _declare(names: list[str]) -> int:
    from services.runtime import settings
    from services.runtime.entrypoints.declaring import declare_queues, event_queues
    from services.runtime.subscription import queues_of

    for name in names or [*SERVICES, *SUBSCRIBERS]:
        queues = (
            event_queues(_named(SERVICES[name])) if name in SERVICES else queues_of(name, _named(SUBSCRIBERS[name]))
        )
        number = declare_queues(queues, settings.load(name).values)
        sys.stdout.write(f"{name}: {number} queues of event handlers\n")
    return 0


def _duties(arguments: list[str]) -> int:
    from services.runtime import logging
    from services.runtime.entrypoints import duty_command

    logging.configure("duties")
    return duty_command.main(arguments, SERVICES, lambda name: _named(SERVICES[name]))


def main(arguments: list[str]) -> int:
    """Start what the first argument names."""
    # What reliability.md has weighed is no news to operators.
    warnings.filterwarnings("ignore", r"\s*Eventlet is deprecated")
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if name in SERVICES and not rest:
        return _run_service(name)
    if name == "declare" and set(rest) <= SERVICES.keys() | SUBSCRIBERS.keys():
        return _declare(rest)
    if name == "duties":
        return _duties(rest)
    if name in PROCESSES:
        start: Callable[[list[str]], int] = _named(PROCESSES[name])
        return start(rest)
    sys.stderr.write(f"{__doc__}\nServices: {', '.join(SERVICES)}\nOther processes: {', '.join(PROCESSES)}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

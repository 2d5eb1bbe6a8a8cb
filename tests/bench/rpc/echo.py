"""One trivial service: answers with the number it was sent. Run as `python -m tests.bench.rpc.echo <AMQP URI>`."""

import sys

from services.contracts.caller import Role
from services.contracts.fields import Strict, Whole
from services.contracts.operations import Operation


class Number(Strict):
    number = Whole(required=True)


ECHO = Operation("bench_echo", "echo", Number(), Number(), frozenset(Role))


def main(amqp_uri: str) -> int:
    import eventlet

    eventlet.monkey_patch()
    from services.runtime import logging
    from services.runtime.entrypoints import serve
    from services.runtime.launcher import serve_forever
    from services.runtime.work import Work

    class EchoService:
        name = ECHO.service

        @serve(ECHO)
        def echo(self, work: Work, request: dict[str, int]) -> dict[str, int]:
            return request

    logging.configure(ECHO.service, "WARNING")
    return serve_forever(EchoService, {"AMQP_URI": amqp_uri})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

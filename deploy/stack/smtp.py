"""The demo's SMTP server: takes every mail, sends none on, and keeps each as a file that demo and tests can read.

``python -m deploy.stack.smtp PORT FOLDER`` runs it. A mail is stored as ``FOLDER/<recipient>/<number>.eml``; the
numbers of one recipient rise in the order of arrival.
"""

import asyncio
import email
import email.policy
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, unquote

from aiosmtpd.smtp import SMTP, Envelope, Session

MAX_SIZE = 10 * 1024 * 1024  # bytes of one mail


@dataclass(frozen=True)
class ReceivedMail:
    """A mail that arrived. ``number`` counts the mails of its recipient, from 1."""

    number: int
    recipient: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """The subject, decoded."""
        return str(self.message["subject"] or "")

    @property
    def text(self) -> str:
        """The plain text of the mail."""
        body = self.message.get_body(("plain",))
        return "" if body is None else str(body.get_content())


class NoMail(Exception):
    """No mail arrived in time."""


@dataclass(frozen=True)
class Mailbox:
    """What the SMTP server received, read from its folder."""

    folder: Path

    def mails_to(self, address: str) -> list[ReceivedMail]:
        """Return all mails to an address, the oldest first."""
        return [
            ReceivedMail(int(file.stem), address, _parsed(file, file.stat().st_mtime_ns))
            for file in sorted((self.folder / _key(address)).glob("*.eml"))
        ]

    def count(self, address: str) -> int:
        """Return how many mails to an address have arrived: the ``after`` of a later wait."""
        return sum(1 for _ in (self.folder / _key(address)).glob("*.eml"))

    def all(self) -> Iterator[ReceivedMail]:
        """Yield the mails to everybody."""
        for folder in sorted(self.folder.iterdir()):
            yield from self.mails_to(unquote(folder.name))

    def wait_for_mail(self, address: str, after: int = 0, timeout: float = 10.0, *, about: str = "") -> ReceivedMail:
        """Return the first mail to an address beyond the ``after`` first ones, waiting ``timeout`` seconds for it.

        With ``about``, the newest of those that have it in their subject: other mails may come in between.
        Raises NoMail.
        """
        deadline = time.monotonic() + timeout
        while True:
            newer = [mail for mail in self.mails_to(address) if mail.number > after and about in mail.subject]
            if newer:
                return newer[-1 if about else 0]
            if time.monotonic() > deadline:
                raise NoMail(f"no mail to {address} after its number {after} within {timeout} s")
            time.sleep(0.02)


@lru_cache(maxsize=10_000)
def _parsed(file: Path, _written_at: int) -> EmailMessage:
    """Parsed once: who waits for mails looks at those that have come again and again."""
    return email.message_from_bytes(file.read_bytes(), policy=email.policy.default)


class _Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    # The name is aiosmtpd's.
    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        body = content.encode() if isinstance(content, str) else content or b""
        for recipient in envelope.rcpt_tos:
            _store(self.folder / _key(recipient), body)
        return "250 OK"


def _store(folder: Path, body: bytes) -> None:
    """Write one mail under the recipient's next number; its file appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    number = max((int(file.stem) for file in folder.glob("*.eml")), default=0) + 1
    draft = folder / f"{number:08}.part"
    draft.write_bytes(body)
    os.replace(draft, draft.with_suffix(".eml"))


def _key(address: str) -> str:
    return quote(address.strip().lower(), safe="@")


async def serve(port: int, folder: Path) -> None:
    """Receive mails on 127.0.0.1 until cancelled."""
    folder.mkdir(parents=True, exist_ok=True)
    store = _Store(folder)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(store, hostname="localhost", ident="demo", data_size_limit=MAX_SIZE, enable_SMTPUTF8=True),
        "127.0.0.1",
        port,
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))

"""From a template and its parameters to the mail as it is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import Compat32
from email.utils import format_datetime
from functools import lru_cache
from typing import Any

from services.contracts.help_desk import HelpDesk
from services.registry.mail.addresses import AddressInvalid
from services.registry.mail.rendering import as_html, as_text, filled, framed
from services.registry.mail.templates import Template


# The older of the email package's two ways: the newer one takes 3 ms to fold the Japanese headers of a mail.
# What must be folded is folded below; links stay whole (RFC 5322 takes lines of 998).
class _Wire(Compat32):
    """Headers of ASCII that are folded already go out as they stand; what else there may be, the email package folds."""

    def fold_binary(self, name: str, value: Any) -> bytes:
        """A header's line or lines."""
        if isinstance(value, str) and value.isascii() and _LINES_AS_FOLDED.fullmatch(value):
            return f"{name}: {value}\n".replace("\n", self.linesep).encode("ascii")
        return super().fold_binary(name, value)


_LINES_AS_FOLDED = re.compile(r"[\x20-\x7e]{1,900}(\n [\x21-\x7e][\x20-\x7e]{0,900})*")
_WIRE = _Wire(linesep="\r\n", max_line_length=990)


_ADDRESS_OF_OTHER_SCRIPT = re.compile(r"[^\s<>()\[\],;:\\\"\x00-\x1f\x7f@]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class Sender:
    """Who all mails come from, and what they point to."""

    address: str
    site_url: str
    name: str = "ハローワークインターネットサービス"
    help_desk: HelpDesk = field(default_factory=HelpDesk)
    bounces: str | None = None
    """Where mail servers report what they could not deliver; None: to `address`."""

    @property
    def domain(self) -> str:
        """The domain of its address, under which mails have their IDs."""
        return self.address.rpartition("@")[2]

    def return_path(self, mail_id: str) -> str:
        """The envelope's sender of a mail, which names the mail, so that a report of any form can be told (VERP)."""
        if self.bounces is None:
            return self.address
        local, _, domain = self.bounces.rpartition("@")
        return f"{local}+{mail_id.replace('-', '')}@{domain}"


@dataclass(frozen=True)
class Written:
    """A mail's words."""

    subject: str
    text: str
    html: str


def written(
    template: Template, parameters: Mapping[str, str], sender: Sender, unsubscribe_url: str | None = None
) -> Written:
    """Subject, text and HTML of a mail, framed by the help desk's contact.

    Raises ValueError where the parameters are not those of the template.
    """
    blocks = framed(filled(template, parameters, sender.site_url), unsubscribe_url)
    desk = sender.help_desk
    return Written(template.subject, as_text(blocks, desk), as_html(template.subject, blocks, desk))


def message_id(mail_id: str, sender: Sender) -> str:
    """The Message-ID of a mail: the same at every attempt, so that a double can be recognised."""
    return f"<{mail_id}@{sender.domain}>"


def compose(
    mail_id: str,
    template: Template,
    parameters: Mapping[str, str],
    *,
    to: str,
    created_at: datetime,
    sender: Sender,
    unsubscribe_url: str | None = None,
) -> Message:
    """The mail with its headers; every attempt at it gives the same bytes.

    Raises ValueError for parameters of another template and for an address that can't stand in a header.
    """
    words = written(template, parameters, sender, unsubscribe_url)
    message = MIMEMultipart("alternative", boundary=f"=_{mail_id}", policy=_WIRE)
    message.attach(MIMEText(words.text, "plain", "utf-8", policy=_WIRE))
    message.attach(MIMEText(words.html, "html", "utf-8", policy=_WIRE))
    message["From"] = _author(sender.name, sender.address)
    if to.isascii():
        message["To"] = Address(addr_spec=to).addr_spec
    elif not _ADDRESS_OF_OTHER_SCRIPT.fullmatch(to):
        raise AddressInvalid
    message["Subject"] = _subject(words.subject)
    message["Date"] = format_datetime(created_at)
    message["Message-ID"] = message_id(mail_id, sender)
    # Keeps holiday notices and the like from answering (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe_url is not None:
        # One click, without a login (RFC 8058).
        message["List-Unsubscribe"] = f"<{unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


@lru_cache(maxsize=16)
def _author(name: str, address: str) -> str:
    author = Header(name, "utf-8", header_name="From")
    author.append(f"<{address}>", "us-ascii")
    return author.encode()


@lru_cache(maxsize=256)
def _subject(subject: str) -> str:
    """Subjects are those of templates; each is the same for all its mails."""
    return Header(subject, "utf-8", header_name="Subject").encode()


def as_wire(message: Message, to: str) -> bytes:
    """A composed mail's bytes. An address of another script stands in its header as it is (RFC 6532)."""
    return message.as_bytes() if to.isascii() else b"To: " + to.encode() + b"\r\n" + message.as_bytes()

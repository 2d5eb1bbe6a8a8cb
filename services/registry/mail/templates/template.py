"""What a template is: subject, purpose, and a body of blocks that text and HTML are both made from."""

from __future__ import annotations

import string
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """Why a mail is sent. It decides whether the daily limit of its recipient may hold it back, and who may refuse it."""

    SECURITY = "security"
    """Asked for by who logs in, or warns of it: one-time passwords, keys. Outside the limit (limited where asked for)."""
    PROCEDURE = "procedure"
    """Steps and decisions of a procedure, which terms and law demand to be told: counted, never held back."""
    NOTICE = "notice"
    """What goes on in the service, such as a message that waits: over the limit it goes into the next day's digest."""
    REMINDER = "reminder"
    """A courtesy that the recipient can do without: as a notice, and the recipient may unsubscribe from it."""

    @property
    def counted(self) -> bool:
        """Whether it counts to the daily limit of its recipient."""
        return self is not Purpose.SECURITY

    @property
    def limited(self) -> bool:
        """Whether the daily limit can hold it back."""
        return self in (Purpose.NOTICE, Purpose.REMINDER)

    @property
    def unsubscribable(self) -> bool:
        """Whether its recipient may do without it; never what law or terms demand to be told."""
        return self is Purpose.REMINDER


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, init=False)
class Facts:
    """Named facts, one a line; those that come out empty are left out."""

    facts: tuple[tuple[str, str], ...]

    def __init__(self, *facts: tuple[str, str]) -> None:
        object.__setattr__(self, "facts", facts)


@dataclass(frozen=True, init=False)
class Points:
    """A list of points (・)."""

    points: tuple[str, ...]

    def __init__(self, *points: str) -> None:
        object.__setattr__(self, "points", points)


@dataclass(frozen=True)
class Link:
    """A link to somewhere on the site, in words; the text shows its address, alone on a line."""

    words: str
    address: str = "{site_url}"


@dataclass(frozen=True)
class Quote:
    """Text that somebody has written, with its own line breaks, under a heading."""

    heading: str
    text: str


Block = Text | Facts | Points | Link | Quote


@dataclass(frozen=True)
class Template:
    """One kind of mail; how to add one stands in the package's docstring."""

    kind: str
    """Kept in rows: never renamed."""
    purpose: Purpose
    subject: str
    body: tuple[Block, ...]
    secret: bool = False
    """Whether it holds a one-time password or a key: sent before other mail, erased once sent."""
    forgotten: bool = False
    """Whether nothing is kept of it nor of its address after the last attempt: its recipient has been erased (SEE-2)."""

    @property
    def counted(self) -> bool:
        """Whether it counts to the daily limit. Secrets go out beside the queue of their recipient, and don't."""
        return self.purpose.counted and not self.secret

    @property
    def parameters(self) -> frozenset[str]:
        """The parameters it must be given."""
        names = {name for text in self._texts() for _, name, _, _ in string.Formatter().parse(text) if name}
        return frozenset(names - {"site_url"})

    def _texts(self) -> Iterator[str]:
        for block in self.body:
            match block:
                case Text():
                    yield block.text
                case Facts():
                    yield from (value for _, value in block.facts)
                case Points():
                    yield from block.points
                case Link():
                    yield block.address
                case Quote():
                    yield block.text

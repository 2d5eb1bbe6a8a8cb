"""What a service tells: one `Event` a type, in one envelope (reliability.md 1 and 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from marshmallow import EXCLUDE, Schema, fields, validate

from services.contracts.fields import Id, Instant, as_taken


@dataclass(frozen=True)
class Event:
    """A type of event, published by `source` to the exchange `<source>.events`.

    `kind`: a *state* event carries one subject's whole state with a version and is applied if newer; a *fact* event is
    applied once and commutes. `data` is strict for the publisher; subscribers load it with unknown fields excluded.
    """

    type: str
    version: int
    source: str
    kind: Literal["state", "fact"]
    data: Schema

    def __post_init__(self) -> None:
        """Texts in it are not looked at again."""
        as_taken(self.data)

    @property
    def exchange(self) -> str:
        """The exchange it is published to."""
        return f"{self.source}.events"


class Envelope(Schema):
    """Around the data of every event."""

    class Meta:
        """Later versions of the envelope may add fields."""

        unknown = EXCLUDE

    id = Id(required=True)
    type = fields.String(required=True, validate=validate.Length(max=64))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    source = fields.String(required=True, validate=validate.Length(max=32))
    subject = fields.String(required=True, validate=validate.Length(max=128))
    occurred_at = Instant(required=True)
    trace = fields.String(required=True, validate=validate.Length(max=64))
    data = fields.Dict(required=True)

"""The envelope is written as its schema would write it (reliability.md 1)."""

import datetime as dt

import pytest

from services.contracts.events import Envelope
from services.contracts.gateway import LOGIN_COMPLETED
from services.runtime.outbox import envelope

NOW = dt.datetime(2026, 6, 10, 1, 2, 3, 4, tzinfo=dt.UTC)
ACCOUNT = "0198c2f3-0000-7000-8000-000000000001"


def test_an_envelope_is_what_its_schema_makes_of_it_and_takes() -> None:
    whole = envelope(LOGIN_COMPLETED, subject=ACCOUNT, data={"account_id": ACCOUNT}, now=NOW, trace="t1")
    loaded = Envelope().load(whole)
    assert loaded["occurred_at"] == NOW
    assert Envelope().dump(loaded) == whole
    assert list(whole) == list(Envelope().fields)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        envelope(
            LOGIN_COMPLETED, subject=ACCOUNT, data={"account_id": ACCOUNT}, now=NOW.replace(tzinfo=None), trace="t1"
        )

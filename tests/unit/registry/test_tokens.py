"""What a token is good for, when and from where (AUT-8)."""

import datetime as dt
import ipaddress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from services.contracts.registry import MakeTokenRequest, a_network
from services.registry.tokens.domain.token import (
    Token,
    TokenReason,
    TokenSettings,
    TokenState,
    expiry,
    is_within,
    objection_to_use,
    rotated,
    state_of,
)

NOW = dt.datetime(2026, 4, 22, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
TOKEN = Token("t", "o", "server", "hwt_abcdefgh", ("offers:api",), ("203.0.113.7",), NOW, NOW + 30 * DAY)


@pytest.mark.parametrize(
    ("standing", "state"),
    [
        ("active", TokenState.USABLE),
        ("suspended", TokenState.CLOSED),
        ("terminated", TokenState.ENDED),
        ("withdrawn", TokenState.ENDED),
    ],
)
def test_a_token_is_closed_by_suspension_and_ends_with_the_use_of_the_service(standing: str, state: TokenState) -> None:
    """AUT-8, CMP-14."""
    assert state_of(TOKEN, standing, NOW) is state
    assert (objection_to_use(TOKEN, standing, "203.0.113.7", NOW) is None) == (standing == "active")


def test_a_token_ends_at_the_instant_of_its_expiry() -> None:
    """AUT-8."""
    assert state_of(TOKEN, "active", TOKEN.expires_at - dt.timedelta(microseconds=1)) is TokenState.USABLE
    assert state_of(TOKEN, "active", TOKEN.expires_at) is TokenState.EXPIRED
    assert objection_to_use(TOKEN, "active", "203.0.113.7", TOKEN.expires_at) is TokenReason.INVALID


def test_a_revoked_token_is_revoked_whatever_else_it_is() -> None:
    """AUT-8."""
    revoked = replace(TOKEN, revoked_at=NOW)
    for standing in ("active", "suspended", "terminated"):
        assert state_of(revoked, standing, TOKEN.expires_at) is TokenState.REVOKED


def test_from_elsewhere_nothing_is_told_of_a_token_but_that() -> None:
    """AUT-8: neither that it is revoked nor that its organization is suspended."""
    for token in (TOKEN, replace(TOKEN, revoked_at=NOW)):
        for standing in ("active", "suspended"):
            assert objection_to_use(token, standing, "198.51.100.1", NOW) is TokenReason.FROM_OTHER_ADDRESS


@pytest.mark.parametrize(
    ("address", "within"),
    [
        ("203.0.113.7", True),
        ("::ffff:203.0.113.7", True),
        ("203.0.113.8", False),
        ("198.51.100.255", True),
        ("198.51.101.0", False),
        ("2001:db8:12::ffff", True),
        ("2001:db8:13::1", False),
        ("::203.0.113.7", False),
        ("0x7f.1", False),
        ("203.0.113.07", False),
        ("", False),
        (None, False),
    ],
)
def test_an_address_is_allowed_where_a_network_holds_it(address: str | None, within: bool) -> None:
    """AUT-8."""
    assert is_within(address, ("203.0.113.7", "198.51.100.0/24", "2001:db8:12::/48")) is within


@given(st.ip_addresses(v=4), st.integers(24, 32), st.ip_addresses(v=4))
def test_an_address_is_within_a_network_when_their_first_bits_are_the_same(
    first: ipaddress.IPv4Address, bits: int, second: ipaddress.IPv4Address
) -> None:
    """AUT-8."""
    network = str(ipaddress.ip_network((first, bits), strict=False))
    same = int(first) >> (32 - bits) == int(second) >> (32 - bits)
    assert is_within(str(second), (network,)) is same
    assert is_within(str(first), (network,))


@pytest.mark.parametrize(
    "text",
    ["0.0.0.0/0", "203.0.0.0/23", "::/0", "2001:db8::/47", "203.0.113.7/24", "x", "", "203.0.113", "fe80::1%eth0"],
)
def test_what_is_no_network_or_as_good_as_everybody_is_refused(text: str) -> None:
    """AUT-8, OFR-4: fixed addresses."""
    with pytest.raises(ValidationError):
        MakeTokenRequest().load({"name": "x", "scopes": ["offers:api"], "days": 1, "networks": [text]})


@pytest.mark.parametrize("text", ["203.0.113.7", "203.0.113.0/24", "2001:db8::1", "2001:db8:12::/48", "127.0.0.1"])
def test_a_network_of_fixed_addresses_is_taken(text: str) -> None:
    a_network(text)


def test_a_token_lasts_no_longer_than_the_setting() -> None:
    """AUT-8."""
    assert expiry(NOW, 365, TokenSettings()) == NOW + 365 * DAY
    assert expiry(NOW, 366, TokenSettings()) is TokenReason.LASTS_TOO_LONG


def test_a_new_token_lasts_as_long_as_the_old_one_was_made_for_and_the_old_one_through_the_overlap() -> None:
    """AUT-8."""
    later = NOW + 10 * DAY
    assert rotated(TOKEN, later, 72, TokenSettings()) == (later + 30 * DAY, later + 3 * DAY)


def test_a_new_token_lasts_no_longer_than_the_setting_allows_by_now() -> None:
    """AUT-8: the old one was made while the ministry allowed more."""
    later = NOW + 10 * DAY
    assert rotated(TOKEN, later, 72, TokenSettings(days_at_most=7))[0] == later + 7 * DAY


def test_an_overlap_makes_no_token_last_longer_than_it_would_have() -> None:
    """AUT-8."""
    late = TOKEN.expires_at - dt.timedelta(hours=1)
    assert rotated(TOKEN, late, 72, TokenSettings())[1] == TOKEN.expires_at

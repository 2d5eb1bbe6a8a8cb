"""The rules of login as functions (AUT-2, AUT-3, AUT-6)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.login import tokens
from gateway.login.rules import (
    Challenge,
    Limit,
    LoginSettings,
    OneTimePasswordDecision,
    Window,
    count_attempt,
    judge_one_time_password,
    omission_expires_at,
    omission_holds,
    session_holds,
)

NOW = dt.datetime(2026, 6, 10, 1, tzinfo=dt.UTC)
SETTINGS = LoginSettings()
HALF_AN_HOUR = dt.timedelta(minutes=30)
MICROSECOND = dt.timedelta(microseconds=1)


# AUT-2


@given(guesses=st.lists(st.booleans(), max_size=20))
def test_whatever_is_guessed_at_most_one_attempt_is_accepted_and_at_most_five_are_wrong(guesses: list[bool]) -> None:
    challenge, decisions = Challenge(expires_at=NOW + HALF_AN_HOUR), []
    for matches in guesses:
        decision, challenge = judge_one_time_password(challenge, matches=matches, now=NOW, settings=SETTINGS)
        decisions.append(decision)
    assert decisions.count(OneTimePasswordDecision.ACCEPTED) <= 1
    assert decisions.count(OneTimePasswordDecision.WRONG) <= 5
    first_right = guesses.index(True) if True in guesses else len(guesses)
    assert (OneTimePasswordDecision.ACCEPTED in decisions) == (first_right < len(guesses) and first_right < 5)


@pytest.mark.parametrize(("passed", "decision"), [
    (HALF_AN_HOUR - MICROSECOND, OneTimePasswordDecision.ACCEPTED),
    (HALF_AN_HOUR, OneTimePasswordDecision.EXPIRED),
])  # fmt: skip
def test_a_one_time_password_lasts_30_minutes(passed: dt.timedelta, decision: OneTimePasswordDecision) -> None:
    challenge = Challenge(expires_at=NOW + HALF_AN_HOUR)
    assert judge_one_time_password(challenge, matches=True, now=NOW + passed, settings=SETTINGS)[0] is decision


def test_one_time_passwords_differ_by_login_and_by_the_secret() -> None:
    logins = [tokens.new_token() for _ in range(50)]
    codes = [tokens.one_time_password(b"s" * 32, token) for token in logins]
    assert len(set(codes)) > 45
    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert codes == [tokens.one_time_password(b"s" * 32, token) for token in logins]
    assert codes != [tokens.one_time_password(b"t" * 32, token) for token in logins]


# AUT-3


def test_an_omission_is_counted_in_hours_not_in_days_of_the_calendar() -> None:
    ends = omission_expires_at(NOW, SETTINGS)
    assert ends - NOW == dt.timedelta(hours=2160)
    assert omission_holds(ends, ends - MICROSECOND)
    assert not omission_holds(ends, ends)


# AUT-6


@given(gaps=st.lists(st.integers(0, 2_000), max_size=60))
def test_no_window_ever_lets_more_through_than_its_limit(gaps: list[int]) -> None:
    limit, now, window = Limit(3, dt.timedelta(minutes=15)), NOW, Window(opened_at=NOW)
    allowed: list[dt.datetime] = []
    for gap in gaps:
        now += dt.timedelta(seconds=gap)
        attempt, window = count_attempt(window, limit, now)
        if attempt.allowed:
            allowed.append(now)
        else:
            assert attempt.opens_again_at > now
            assert count_attempt(window, limit, attempt.opens_again_at)[0].allowed
        assert sum(1 for at in allowed if at >= window.opened_at) <= limit.count


def test_a_session_ends_when_idle_or_over() -> None:
    expires_at = NOW + SETTINGS.session_lasts
    assert session_holds(seen_at=NOW, expires_at=expires_at, now=NOW + dt.timedelta(minutes=59), settings=SETTINGS)
    assert not session_holds(seen_at=NOW, expires_at=expires_at, now=NOW + SETTINGS.session_idle, settings=SETTINGS)
    assert not session_holds(seen_at=expires_at, expires_at=expires_at, now=expires_at, settings=SETTINGS)


@pytest.mark.parametrize("other", ["MAIN@agency.example.jp", " main@agency.example.jp", "ｍａｉｎ@agency.example.jp"])
def test_attempts_on_one_address_are_counted_together_however_it_is_written(other: str) -> None:
    secret = b"s" * 32
    assert tokens.limit_key(secret, other) == tokens.limit_key(secret, "main@agency.example.jp")


@pytest.mark.parametrize(
    "written",
    ["SAIYO@例え.JP", "ｓａｉｙｏ@例え．ｊｐ", " saiyo@xn--r8jz45g.jp ", "Saiyo@XN--R8JZ45G.jp", "saiyo@例え。jp"],
)
def test_an_address_has_one_count_however_it_is_written(written: str) -> None:
    """AUT-6, REG-11: who writes a domain of another script in each way there is has no more attempts by it."""
    assert tokens.limit_key(b"secret", written) == tokens.limit_key(b"secret", "saiyo@例え.jp")
    assert tokens.limit_key(b"secret", "saiyo@例.jp") != tokens.limit_key(b"secret", "saiyo@例え.jp")

"""Login, logout and the omission of one-time passwords (AUT-1 to AUT-5)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response, request
from marshmallow import Schema, fields, validate

from gateway import cookies, limits, metrics
from gateway.access import NOT_LOGGED_IN
from gateway.answers import answer_json
from gateway.availability import doors
from gateway.context import gateway, trace
from gateway.login import omission, sessions, tokens, usecases
from gateway.login.sessions import SessionOpened
from gateway.login.usecases import ChallengeSent
from gateway.routing import Asked, Route
from services.contracts import registry
from services.contracts.caller import LOGGED_IN, SYSTEM, Role
from services.contracts.errors import CallRefused
from services.contracts.fields import Id, Instant, SeekerNumber, Strict, Text, Truth
from services.runtime import clock

RISKS = (
    "この端末・ブラウザでは、今後ログインするときにワンタイムパスワードを求められません。",
    "この端末を他の人が使うと、ＩＤ（メールアドレス）とパスワードだけでログインされるおそれがあります。",
    "他の人と共用する端末では、設定しないでください。",
    "端末を紛失したときなどは、別の端末からログインし、設定画面で入力を再開してください。全ての端末の省略が解除されます。",
)
"""What the confirmation page of AUT-3 says (seed 002, ログイン Q15 to Q23)."""


class LoginRequest(Strict):
    """Login, first step (AUT-1). What is no address is refused like an address nobody has (AUT-6)."""

    email = Text(longest=254, shortest=3, required=True)
    password = Text(longest=128, shortest=1, required=True)


class OneTimePasswordRequest(Strict):
    """Login, second step (AUT-2), with the box of AUT-3."""

    code = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6}\Z"))
    omit_next_time = Truth(load_default=False)


class AcceptOmissionRequest(Strict):
    """The OK of the confirmation page (AUT-3)."""

    accepts_risks = Truth(required=True, validate=validate.OneOf([True]))


class ChallengeAnswer(Schema):
    """A one-time password was mailed; until when it can be used."""

    one_time_password_expires_at = Instant(required=True)


class OmissionConfirmation(Schema):
    """The confirmation page: what is accepted by omitting the one-time password on this browser."""

    title = fields.String(required=True)
    risks = fields.List(fields.String(), required=True)
    days = fields.Integer(required=True)


class SessionAnswer(Schema):
    """Who is logged in, until when, and the token for the header X-CSRF-Token."""

    account_id = Id(required=True)
    role = fields.Enum(Role, by_value=True, required=True)
    organization_id = Id(allow_none=True, required=True)
    bureau_code = fields.String(allow_none=True, required=True)
    office_code = fields.String(allow_none=True, required=True)
    seeker_number = SeekerNumber(allow_none=True, required=True)
    expires_at = Instant(required=True)
    csrf_token = fields.String(required=True)
    omission_confirmation = fields.Nested(OmissionConfirmation, allow_none=True, required=True)


class CurrentSessionAnswer(SessionAnswer):
    """A session with the name to show."""

    display_name = fields.String(required=True)


class OmissionSetAnswer(Schema):
    """The one-time password is omitted on this browser from now on. When it ends is not told (AUT-5)."""

    omission = fields.String(required=True)


class OmissionAnswer(Schema):
    """Whether any browser omits the one-time password: あり or なし, and nothing more (AUT-5)."""

    omission = fields.String(required=True, validate=validate.OneOf(["あり", "なし"]))


class SessionIdRequest(Strict):
    """Names one of the asker's own sessions."""

    session_id = Id(required=True)


class SessionListed(Schema):
    """One of the asker's own sessions: what tells it from the others, nothing more."""

    session_id = Id(required=True)
    current = fields.Boolean(required=True)
    device = fields.String(required=True)
    network = fields.String(required=True)
    opened_at = Instant(required=True)
    seen_at = Instant(required=True)
    expires_at = Instant(required=True)


class SessionsAnswer(Schema):
    """All living sessions of the asker's account."""

    sessions = fields.List(fields.Nested(SessionListed), required=True)


class SessionsEndedAnswer(Schema):
    """How many sessions were ended."""

    ended = fields.Integer(required=True)


_SESSION, _CHALLENGE, _SESSIONS = SessionAnswer(), ChallengeAnswer(), SessionsAnswer()


def _session(opened: SessionOpened) -> dict[str, Any]:
    caller = opened.caller
    days = gateway().settings.login.omission_lasts / dt.timedelta(days=1)
    title = "ワンタイムパスワード省略設定の確認"
    confirmation = {"title": title, "risks": RISKS, "days": int(days)} if opened.omission_asked else None
    answer: dict[str, Any] = _SESSION.dump(
        {
            **vars(caller),
            "expires_at": opened.expires_at,
            "csrf_token": tokens.csrf_token(opened.token),
            "omission_confirmation": confirmation,
        }
    )
    return answer


def _logged_in(opened: SessionOpened) -> Response:
    """Keep the new session in the browser; one it had before ends."""
    if former := request.cookies.get(cookies.SESSION):
        sessions.end_session(gateway().logins, former, limits.occasion())
    response = answer_json(_session(opened), 201)
    cookies.set_session(response, opened.token, opened.expires_at)
    if opened.email_key is not None:
        cookies.set_known(response, tokens.new_known_browser(gateway().logins.secret, opened.email_key))
    return response


def _begin(asked: Asked) -> Response:
    try:
        begun = usecases.begin_login(
            gateway().logins,
            email=asked.values["email"],
            password=asked.values["password"],
            browser_identifiers=cookies.omission_identifiers(),
            known_browsers=cookies.known_browsers(),
            occasion=limits.occasion(),
            closed=doors.refusal_now(),
        )
    except CallRefused as refusal:
        metrics.LOGINS.labels("password", refusal.code.value).inc()
        raise
    metrics.LOGINS.labels("password", type(begun).__name__).inc()
    if isinstance(begun, ChallengeSent):
        response = answer_json(_CHALLENGE.dump({"one_time_password_expires_at": begun.expires_at}), 202)
        cookies.set_challenge(response, begun.token)
        return response
    return _logged_in(begun)


def _complete(asked: Asked) -> Response:
    try:
        opened = usecases.complete_login(
            gateway().logins,
            challenge_token=request.cookies.get(cookies.CHALLENGE, ""),
            code=asked.values["code"],
            omission_asked=asked.values.get("omit_next_time", False),
            occasion=limits.occasion(),
            closed=doors.refusal_now(),
        )
    except CallRefused as refusal:
        metrics.LOGINS.labels("one_time_password", refusal.code.value).inc()
        raise
    metrics.LOGINS.labels("one_time_password", "SessionOpened").inc()
    return _logged_in(opened)


def _accept_omission(asked: Asked) -> Response:
    assert asked.asker.session is not None
    remembered = omission.accept_omission(gateway().logins, asked.asker.session, limits.occasion())
    response = answer_json({"omission": "あり"}, 201)
    cookies.set_omission(response, remembered)
    return response


def _show_current(asked: Asked) -> Response:
    session = asked.asker.session
    assert session is not None
    opened = SessionOpened(asked.asker.token, session.caller, session.expires_at, session.omission_asked)
    account = gateway().services.call(
        registry.SHOW_ACCOUNT, {"account_id": session.caller.account_id}, SYSTEM, trace=trace()
    )
    return answer_json({**_session(opened), "display_name": account["display_name"]}, 200)


def _log_out(asked: Asked) -> Response:
    sessions.end_session(gateway().logins, asked.asker.token, limits.occasion())
    response = Response(status=204)
    cookies.clear_session(response)
    return response


def _list_sessions(asked: Asked) -> Response:
    current = asked.asker.session
    assert current is not None
    listed = sessions.list_sessions(gateway().logins, str(current.caller.account_id), clock.now())
    shown = [{**vars(one), "current": one.session_id == current.session_id} for one in listed]
    return answer_json(_SESSIONS.dump({"sessions": shown}), 200)


def _end_one(asked: Asked) -> Response:
    sessions.end_own_session(gateway().logins, asked.asker.caller, asked.values["session_id"], limits.occasion())
    return Response(status=204)


def _end_others(asked: Asked) -> Response:
    assert asked.asker.session is not None
    ended = sessions.end_other_sessions(gateway().logins, asked.asker.session, limits.occasion())
    return answer_json({"ended": ended}, 200)


def _show_omission(asked: Asked) -> Response:
    account_id = str(asked.asker.caller.account_id)
    there_is = omission.has_omission(gateway().logins, account_id, clock.now())
    return answer_json({"omission": "あり" if there_is else "なし"}, 200)


def _end_omissions(asked: Asked) -> Response:
    omission.end_omissions(gateway().logins, asked.asker.caller, limits.occasion())
    return answer_json({"omission": "なし"}, 200)


_OMISSION_SETTING = "/api/settings/one-time-password-omission"

ROUTES = (
    Route("POST", "/api/sessions", NOT_LOGGED_IN, "ログインする（ＩＤとパスワード）", _begin,
          LoginRequest(), ChallengeAnswer(), status=202, other_answers={201: SessionAnswer()}, always_open=True,
          description="アカウントのメールアドレスにワンタイムパスワードを送信します（202）。ワンタイムパスワードの省略を設定した"
          "ブラウザでは、そのままログインします（201）。誤ったパスワードが続くと、しばらくの間ログインできなくなります。"),
    Route("POST", "/api/sessions/one-time-password", NOT_LOGGED_IN, "ログインする（ワンタイムパスワード）", _complete,
          OneTimePasswordRequest(), SessionAnswer(), status=201, always_open=True,
          description="ログインを始めたブラウザに限り、有効期間内に一度だけ使えます。有効期間は、初期設定では送信から30分です。"
          "有効期間が過ぎたとき、又は続けて誤ったとき（初期設定では５回）は、ログインからやり直してください。"),
    Route("POST", "/api/sessions/omission", LOGGED_IN, "ワンタイムパスワードの省略を設定する", _accept_omission,
          AcceptOmissionRequest(), OmissionSetAnswer(), status=201,
          description="確認画面（omission_confirmation）の注意事項に同意すると、このアカウントではこのブラウザに限り、"
          "ワンタイムパスワードの入力を省略します。省略できる期間は、初期設定では90日間です。"),
    Route("GET", "/api/sessions/current", LOGGED_IN, "ログイン中の利用者を確かめる", _show_current,
          answer=CurrentSessionAnswer()),
    Route("DELETE", "/api/sessions/current", LOGGED_IN, "ログアウトする", _log_out, status=204),
    Route("GET", "/api/sessions", LOGGED_IN, "自分のログインの一覧を見る", _list_sessions, answer=SessionsAnswer(),
          description="このアカウントがログインしている端末・ブラウザを、最後に利用した順に示します。"
          "心当たりのないものは終了し、パスワードを変更してください。"),
    Route("DELETE", "/api/sessions/others", LOGGED_IN, "ほかのログインを全て終了する", _end_others,
          answer=SessionsEndedAnswer(),
          description="この操作をしている端末・ブラウザを除き、このアカウントのログインを全て終了します。"),
    Route("DELETE", "/api/sessions/<uuid:session_id>", LOGGED_IN, "自分のログインを一つ終了する", _end_one,
          SessionIdRequest(), status=204),
    Route("GET", _OMISSION_SETTING, LOGGED_IN, "ワンタイムパスワード省略の有無を見る", _show_omission,
          answer=OmissionAnswer(),
          description="省略を設定した端末・ブラウザがあるかどうかだけを示します。"),
    Route("DELETE", _OMISSION_SETTING, LOGGED_IN, "ワンタイムパスワードの入力を再開する", _end_omissions,
          answer=OmissionAnswer(),
          description="手元にない端末も含め、全ての端末・ブラウザの省略を解除します。"),
)  # fmt: skip

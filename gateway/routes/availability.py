"""Maintenance (OPS-1) and access limits (OPS-2): told to everybody concerned, announced and ended by operations."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from gateway.access import NOT_LOGGED_IN
from gateway.answers import answer_json
from gateway.availability import maintenance, usecases
from gateway.availability.access_limits import LONGEST_WINDOW, AccessLimit, Scope
from gateway.availability.usecases import Hand
from gateway.context import gateway, trace
from gateway.routing import Asked, Route
from services.contracts.caller import ORGANIZATION, Role
from services.contracts.fields import Id, Instant, Strict, Whole, Written
from services.contracts.gateway import ACCESS_LIMIT_SCOPES
from services.runtime import clock
from services.runtime.identifiers import new_id

_OPERATIONS = frozenset({Role.OPERATIONS})
_DECIDE_ON_LIMITS = frozenset({Role.OPERATIONS, Role.MINISTRY})
_WHO_IS_LIMITED = ORGANIZATION | {Role.MACHINE}


class CloseSiteRequest(Strict):
    """Maintenance from `begins_at` on, at once where it is left out; until `ends_at`, or until operations end it (OPS-1)."""

    begins_at = Instant(allow_none=True, load_default=None)
    ends_at = Instant(allow_none=True, load_default=None)
    text = Written(longest=maintenance.LONGEST_TEXT, load_default="")


class ClosingIdRequest(Strict):
    """Names announced maintenance."""

    closing_id = Id(required=True)


class ClosingShown(Schema):
    """Maintenance that holds or is to come; `closing_id` is None for the regular one."""

    closing_id = Id(required=True, allow_none=True)
    begins_at = Instant(required=True)
    ends_at = Instant(required=True, allow_none=True)
    text = fields.String(required=True)


class MaintenanceAnswer(Schema):
    """Whether the site is closed now, until when, and what comes next."""

    closed = fields.Boolean(required=True)
    opens_again_at = Instant(required=True, allow_none=True)
    message = fields.String(required=True)
    closings = fields.List(fields.Nested(ClosingShown), required=True)


class AnnounceLimitRequest(Strict):
    """A limit of `requests` in `window_seconds` from `begins_at` on, told to those concerned before (OPS-2)."""

    scope = fields.String(required=True, validate=validate.OneOf(ACCESS_LIMIT_SCOPES))
    organization_id = Id(allow_none=True, load_default=None)
    requests = Whole(low=1, high=1_000_000, required=True)
    window_seconds = Whole(low=1, high=LONGEST_WINDOW // dt.timedelta(seconds=1), load_default=60)
    begins_at = Instant(required=True)
    ends_at = Instant(allow_none=True, load_default=None)
    text = Written(longest=300, shortest=1, required=True)


class LimitIdRequest(Strict):
    """Names an access limit."""

    limit_id = Id(required=True)


class LimitShown(Schema):
    """An access limit that holds or is to come."""

    limit_id = Id(required=True)
    scope = fields.String(required=True, validate=validate.OneOf(ACCESS_LIMIT_SCOPES))
    organization_id = Id(required=True, allow_none=True)
    requests = fields.Integer(required=True)
    window_seconds = fields.Integer(required=True)
    begins_at = Instant(required=True)
    ends_at = Instant(required=True, allow_none=True)
    text = fields.String(required=True)


class LimitsAnswer(Schema):
    """The access limits that concern the asker."""

    access_limits = fields.List(fields.Nested(LimitShown), required=True)


def _hand(asked: Asked) -> Hand:
    return Hand(asked.asker.caller, clock.now(), trace())


def _show_maintenance(_: Asked) -> Response:
    now, doors = clock.now(), gateway().doors
    closed = doors.closed(now)
    closings: list[dict[str, Any]] = [vars(one) for one in doors.announced(now).closings if one.lasts(now)]
    if doors.at_night:
        begins, ends = maintenance.next_regular_closing(now, doors.hours)
        closings.append({"closing_id": None, "begins_at": begins, "ends_at": ends, "text": ""})
    answer = MaintenanceAnswer().dump(
        {
            "closed": closed is not None,
            "opens_again_at": closed.until if closed else None,
            "message": closed.text if closed else "",
            "closings": sorted(closings, key=lambda one: one["begins_at"]),
        }
    )
    return answer_json(answer, 200)


def _close(asked: Asked) -> Response:
    request = CloseSiteRequest().load(asked.values)
    with gateway().logins.database.transaction() as connection:
        closing = usecases.close_site(connection, _hand(asked), **request)
    gateway().doors.look_again()
    return answer_json(ClosingShown().dump(closing), 201)


def _open(asked: Asked) -> Response:
    with gateway().logins.database.transaction() as connection:
        usecases.open_site(connection, _hand(asked), asked.values["closing_id"])
    gateway().doors.look_again()
    return Response(status=204)


def _list_limits(asked: Asked) -> Response:
    now, caller = clock.now(), asked.asker.caller
    lasting = [limit for limit in gateway().doors.announced(now).limits if limit.lasts(now)]
    if caller.role in _WHO_IS_LIMITED:
        lasting = [limit for limit in lasting if limit.concerns(caller.organization_id or "")]
    return answer_json(LimitsAnswer().dump({"access_limits": [_shown(limit) for limit in lasting]}), 200)


def _announce(asked: Asked) -> Response:
    request = AnnounceLimitRequest().load(asked.values)
    limit = AccessLimit(new_id(), **{**request, "scope": Scope(request["scope"])})
    with gateway().logins.database.transaction() as connection:
        usecases.announce_limit(connection, _hand(asked), limit, gateway().doors.limits)
    gateway().doors.look_again()
    return answer_json(LimitShown().dump(_shown(limit)), 201)


def _lift(asked: Asked) -> Response:
    with gateway().logins.database.transaction() as connection:
        usecases.lift_limit(connection, _hand(asked), asked.values["limit_id"])
    gateway().doors.look_again()
    return Response(status=204)


def _shown(limit: AccessLimit) -> dict[str, Any]:
    return {**vars(limit), "scope": limit.scope.value}


ROUTES = (
    Route("GET", "/api/maintenance", NOT_LOGGED_IN, "メンテナンスの予定と、現在利用できるかどうかを確かめる", _show_maintenance,
          answer=MaintenanceAnswer(), always_open=True,
          description="初期設定では、毎日０時から６時まで、及び毎月末日の21時30分から翌日６時までは、メンテナンスのため利用できません。その間の依頼には503と、"
          "再び利用できる日時で回答します。緊急の場合は、事前のお知らせなくメンテナンスを行うことがあります。"),
    Route("POST", "/api/operations/maintenance", _OPERATIONS, "メンテナンスを予告し、又は直ちに開始する", _close,
          CloseSiteRequest(), ClosingShown(), status=201,
          description="begins_at を省くと、事前のお知らせなく直ちに開始します。終了の時刻が分からないときは ends_at を省き、終了したときに"
          "終了してください。運用管理組織は、メンテナンス中もログインして操作できます。"),
    Route("DELETE", "/api/operations/maintenance/<uuid:closing_id>", _OPERATIONS, "メンテナンスを終了し、又は予告を取り消す", _open,
          ClosingIdRequest(), status=204,
          description="毎日及び月末の定時のメンテナンスには影響しません。"),
    Route("GET", "/api/access-limits", _WHO_IS_LIMITED | _DECIDE_ON_LIMITS, "アクセス制限を見る", _list_limits,
          answer=LimitsAnswer(),
          description="予告されたものと実施中のものを示します。利用団体には、その利用団体に関係するものを示します。実施中は、残りの件数を"
          "回答のヘッダー RateLimit-Limit、RateLimit-Remaining、RateLimit-Reset でお知らせします。"),
    Route("POST", "/api/operations/access-limits", _DECIDE_ON_LIMITS, "アクセス制限を予告する", _announce,
          AnnounceLimitRequest(), LimitShown(), status=201,
          description="関係する利用団体にメールで通知した上で、begins_at から実施します。begins_at は、通知に必要な時間を空けて指定して"
          "ください。"),
    Route("DELETE", "/api/operations/access-limits/<uuid:limit_id>", _DECIDE_ON_LIMITS, "アクセス制限を終了する", _lift,
          LimitIdRequest(), status=204,
          description="実施前のものは取り消されます。関係する利用団体にメールで通知します。"),
)  # fmt: skip

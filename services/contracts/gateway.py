"""What the gateway tells: logins that were completed, access limits that were announced or lifted."""

from __future__ import annotations

from marshmallow import fields, validate

from services.contracts.events import Event
from services.contracts.fields import Id, Instant, Strict, Text, Whole

SERVICE = "gateway"

ACCESS_LIMIT_SCOPES = {
    "each_organization": "利用団体ごと",
    "one_organization": "特定の利用団体",
    "all_organizations": "全ての利用団体の合計",
}
"""Whose requests an access limit counts (OPS-2)."""


class LoginCompleted(Strict):
    """An account has logged in, with a one-time password or on a browser that omits it."""

    account_id = Id(required=True)


class AccessLimitState(Strict):
    """An access limit (アクセス制限) as it stands: announced, or lifted since `lifted_at` (OPS-2; seed 001, 11).

    At most `requests` in `window_seconds`. `organization_id` where the limit is for one; `text`: the reason, for those concerned.
    """

    limit_id = Id(required=True)
    version = Whole(low=1, required=True)
    scope = fields.String(required=True, validate=validate.OneOf(ACCESS_LIMIT_SCOPES))
    organization_id = Id(required=True, allow_none=True)
    requests = Whole(low=1, required=True)
    window_seconds = Whole(low=1, required=True)
    begins_at = Instant(required=True)
    ends_at = Instant(required=True, allow_none=True)
    text = Text(longest=300, required=True)
    lifted_at = Instant(required=True, allow_none=True)


LOGIN_COMPLETED = Event("login_completed", 1, SERVICE, "fact", LoginCompleted())
ACCESS_LIMIT_CHANGED = Event("access_limit_changed", 1, SERVICE, "state", AccessLimitState())

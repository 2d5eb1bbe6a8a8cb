"""What the gateway tells: logins that were completed."""

from __future__ import annotations

from services.contracts.events import Event
from services.contracts.fields import Id, Strict

SERVICE = "gateway"


class LoginCompleted(Strict):
    """An account has logged in, with a one-time password or on a browser that omits it."""

    account_id = Id(required=True)


LOGIN_COMPLETED = Event("login_completed", 1, SERVICE, "fact", LoginCompleted())

"""What the first organization of the demo has beside its main account: a second account, an invitation and a token.

They come by the registry's own use cases, as the main account would ask for them; the token is shown once, here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from deploy.demo.organizations import MAIL_DOMAIN, first_email
from services.contracts.caller import Caller, Role
from services.contracts.registry import ACCEPT_INVITATION, MAKE_TOKEN
from services.registry import terms
from services.registry.accounts import storage as accounts
from services.registry.accounts.usecases import invitations
from services.registry.mail.outgoing import open_parameters
from services.registry.mail.tables import outgoing_mails
from services.registry.personal_data import Sealed
from services.registry.tokens import usecases as tokens
from services.registry.tokens.mails import TokenMails
from services.registry.tools import Tools, from_settings
from services.runtime import clock, settings
from services.runtime.database import Database

ADDITIONAL, INVITED = f"second.1@{MAIL_DOMAIN}", f"invited.1@{MAIL_DOMAIN}"


def load(environment: Mapping[str, str], password: str, say: Callable[[str], None]) -> None:
    """Load them once; where the second account is there already, nothing is done."""
    config = settings.load("registry", environment)
    tools = from_settings(config)
    database = Database(config.text("DATABASE_URL"), pool_size=1, name="demo-accounts")
    now, today = clock.now(), clock.today()
    try:
        with database.transaction() as connection:
            if accounts.email_is_held(connection, tools.personal_data.lookup(ADDITIONAL), today):
                return
            main = accounts.credentials(connection, tools.personal_data.lookup(first_email()))
            assert main is not None, "the organizations are loaded first"
            caller = Caller(
                Role.ORGANIZATION_MAIN,
                account_id=main.account.account_id,
                organization_id=main.account.organization_id,
            )
            _invite(connection, tools, caller, INVITED, "人材紹介課", now, today)
            invitation_id = _invite(connection, tools, caller, ADDITIONAL, "求職者支援課", now, today)
            _accept(connection, tools, invitation_id, password, now, today)
            token = tokens.make_token(
                connection,
                MAKE_TOKEN.request.load(
                    {
                        "name": "求人取込みサーバー",
                        "scopes": ["organization:read"],
                        "networks": ["127.0.0.1"],
                        "days": 90,
                    }
                ),
                caller=caller,
                now=now,
                settings=tools.tokens,
                mails=TokenMails(connection, tools.personal_data, now, "demo"),
            )
        say(f"{ADDITIONAL} is an additional account, {INVITED} is invited; a token of their systems: {token['token']}")
    finally:
        database.close()


def _invite(
    connection: Connection, tools: Tools, caller: Caller, email: str, label: str, now: dt.datetime, today: dt.date
) -> str:
    invited = invitations.invite_account(
        connection,
        {"email": email, "label": label},
        caller=caller,
        now=now,
        today=today,
        trace="demo",
        personal_data=tools.personal_data,
    )
    return str(invited["invitation_id"])


def _accept(
    connection: Connection, tools: Tools, invitation_id: str, password: str, now: dt.datetime, today: dt.date
) -> None:
    """With the key out of the mail that is about to be sent."""
    lookup = tools.personal_data.lookup(ADDITIONAL)
    mail = connection.execute(sa.select(outgoing_mails).where(outgoing_mails.c.recipient_lookup == lookup)).one()
    mailed = open_parameters(
        tools.personal_data, mail.mail_id, Sealed(mail.parameters_key_id, bytes(mail.parameters_sealed))
    )
    request: dict[str, Any] = {
        "invitation_id": invitation_id,
        "key": mailed["key"],
        "password": password,
        "terms_version": terms.in_force("private", today).version,
    }
    invitations.accept_invitation(
        connection,
        ACCEPT_INVITATION.request.load(request),
        now=now,
        today=today,
        trace="demo",
        personal_data=tools.personal_data,
        passwords=tools.passwords,
    )

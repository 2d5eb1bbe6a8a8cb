"""What the main account of an organization is told of its tokens (AUT-8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from services.registry.accounts import storage as accounts
from services.registry.mail.outgoing import Mail, Parameter, queue_mail
from services.registry.mail.templates import Template
from services.registry.mail.templates import tokens as mails
from services.registry.organizations.storage import organization
from services.registry.personal_data import PersonalData
from services.registry.tokens.domain.token import Token


@dataclass(frozen=True)
class TokenMails:
    """Queues the mails in the transaction of what they tell."""

    connection: Connection
    personal_data: PersonalData
    now: dt.datetime
    trace: str

    def made(self, token: Token) -> None:
        """A token was made."""
        networks = "、".join(token.networks)
        self._queue(mails.MADE, token, {"networks": networks, "made_at": token.made_at, "expires_at": token.expires_at})

    def rotated(self, token: Token, old: Token, old_expires_at: dt.datetime) -> None:
        """A token takes the place of an older one."""
        told: dict[str, Parameter] = {"made_at": token.made_at, "expires_at": token.expires_at}
        self._queue(mails.ROTATED, token, {**told, "old_beginning": old.beginning, "old_expires_at": old_expires_at})

    def revoked(self, token: Token) -> None:
        """A token was ended."""
        self._queue(mails.REVOKED, token, {"revoked_at": self.now})

    def expires_soon(self, token: Token) -> None:
        """A token ends soon, and nothing has taken its place. Not sent any more once it has ended."""
        self._queue(mails.EXPIRES_SOON, token, {"expires_at": token.expires_at}, valid_until=token.expires_at)

    def _queue(
        self,
        template: Template,
        token: Token,
        told: Mapping[str, Parameter],
        valid_until: dt.datetime | None = None,
    ) -> None:
        row = organization(self.connection, token.organization_id)
        main = accounts.main_account(self.connection, token.organization_id)
        if row is None or main is None:
            return  # its organization has ended, and nobody is left to be told
        mail = Mail(
            template,
            to=accounts.email_of(self.connection, main.account_id, self.personal_data),
            parameters={"organization_name": row.name, "name": token.name, "beginning": token.beginning, **told},
            account_id=main.account_id,
            valid_until=valid_until,
        )
        queue_mail(self.connection, self.personal_data, mail, now=self.now, trace=self.trace)

"""Entrypoints of online registration, of the own record, and of the feed's events (SEE-1)."""

from __future__ import annotations

from typing import Any

from services.contracts import registry
from services.registry.accounts.usecases import keys
from services.registry.seekers import feed_events
from services.registry.seekers.usecases import online
from services.registry.tools import Tools
from services.runtime.entrypoints import on, serve
from services.runtime.work import ReceivedEvent, Work


class SeekerRegistration:
    """How seekers come into the registry, beside the feed's file."""

    tools: Tools

    @serve(registry.REQUEST_REGISTRATION_KEY)
    def request_registration_key(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-1, AUT-6."""
        return keys.request_registration_key(
            work.connection,
            request,
            caller=work.caller,
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            settings=self.tools.keys,
        )

    @serve(registry.REGISTER_SEEKER)
    def register_seeker(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-1, SEE-5. The attempt at the key counts even where this work is refused, as for a password (AUT-6)."""
        with work.database.transaction() as connection:
            keys.count_key_attempt(connection, request, personal_data=self.tools.personal_data)
        return online.register(
            work.connection,
            request,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            passwords=self.tools.passwords,
            settings=self.tools.keys,
            validity_months=self.tools.seekers.validity_months,
        )

    @serve(registry.CHANGE_MY_RECORD)
    def change_my_record(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-A, SEE-B."""
        return online.change_own_record(
            work.connection,
            work.caller.seeker_number or "",
            request,
            now=work.now,
            today=work.today,
            trace=work.trace,
            personal_data=self.tools.personal_data,
        )

    @serve(registry.APPLY_AGAIN)
    def apply_again(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-6."""
        return online.apply_again(
            work.connection,
            work.caller.seeker_number or "",
            now=work.now,
            today=work.today,
            trace=work.trace,
            validity_months=self.tools.seekers.validity_months,
        )

    @serve(registry.END_MY_APPLICATION)
    def end_my_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-6."""
        return online.end_own_application(
            work.connection,
            work.caller.seeker_number or "",
            request["end_reason"],
            now=work.now,
            today=work.today,
            trace=work.trace,
        )

    @on(registry.SEEKERS_STATED)
    def on_seekers_stated(self, work: Work, event: ReceivedEvent) -> None:
        """SEE-1."""
        feed_events.take_event(
            work.connection,
            event.id,
            event.data["statements"],
            now=work.now,
            trace=work.trace,
            personal_data=self.tools.personal_data,
            validity_months=self.tools.seekers.validity_months,
        )

"""Entrypoints of approved organizations: change, renewal, withdrawal, their own view, and the terms that are watched."""

from __future__ import annotations

from typing import Any

from services.contracts import registry
from services.registry.organizations.usecases import own, procedures, terms_watch
from services.registry.service.applications import acting
from services.registry.service.periods import HOUR
from services.registry.tools import Tools
from services.runtime.entrypoints import every, serve
from services.runtime.work import Work


class Procedures:
    """What organizations apply for after their approval (REG-5, REG-13, REG-16)."""

    tools: Tools

    @serve(registry.REGISTER_CHANGE)
    def register_change(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-13."""
        return procedures.register_change(acting(self.tools, work), request, caller=work.caller)

    @serve(registry.REGISTER_RENEWAL)
    def register_renewal(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-3, REG-16."""
        return procedures.register_renewal(acting(self.tools, work), request, caller=work.caller)

    @serve(registry.REGISTER_WITHDRAWAL)
    def register_withdrawal(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-5, REG-11."""
        return procedures.register_withdrawal(acting(self.tools, work), request, caller=work.caller)

    @serve(registry.LIST_OWN_APPLICATIONS)
    def list_own_applications(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-5."""
        return own.list_own_applications(work.connection, request, caller=work.caller)

    @serve(registry.SHOW_OWN_APPLICATION)
    def show_own_application(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-5."""
        return own.show_own_application(
            work.connection, request, caller=work.caller, personal_data=self.tools.personal_data
        )

    @serve(registry.SHOW_PROCEDURES)
    def show_procedures(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-16."""
        return own.show_procedures(
            work.connection,
            caller=work.caller,
            today=work.today,
            personal_data=self.tools.personal_data,
            settings=self.tools.applications,
        )

    @every(HOUR)
    def tell_ends_of_terms(self, work: Work) -> int:
        """REG-16: ends of permissions and of seeker information are told by mail, before and when they come."""
        return terms_watch.tell_ends_of_terms(acting(self.tools, work), work.day)

    @every(HOUR)
    def close_ended_seeker_information(self, work: Work) -> int:
        """REG-3: seeker information closes whose term is over and whose renewal has failed."""
        return terms_watch.close_ended_seeker_information(acting(self.tools, work), work.day)

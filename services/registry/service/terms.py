"""Entrypoints of the terms of use (REG-15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts import registry
from services.contracts.errors import ErrorCode
from services.registry.accounts.usecases import consents
from services.registry.terms import usecases
from services.registry.terms.reasons import TermsReason
from services.runtime.entrypoints import serve
from services.runtime.work import Work

REFUSALS: Mapping[Any, ErrorCode] = {TermsReason.NO_SUCH_VERSION: ErrorCode.NOT_FOUND}


class TermsOfUse:
    """Versions of the terms, and consent to them by use."""

    @serve(registry.LIST_TERMS)
    def list_terms(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-15."""
        return usecases.list_versions(request["audience"], work.today)

    @serve(registry.SHOW_TERMS)
    def show_terms(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-15."""
        return usecases.show_text(request["audience"], request["version"], work.today)

    @serve(registry.COMPARE_TERMS)
    def compare_terms(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-15."""
        return usecases.compare(request["audience"], request["former"], request["later"], work.today)

    @serve(registry.RECORD_USE)
    def record_use(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-15."""
        return consents.record_use(work.connection, request, now=work.now, today=work.today, trace=work.trace)

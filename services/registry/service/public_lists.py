"""Entrypoints of the public lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.contracts import registry
from services.contracts.errors import ErrorCode
from services.registry.public_list import usecases
from services.registry.public_list.domain.reasons import PublicListReason
from services.registry.service.periods import HOUR
from services.runtime.entrypoints import every, serve
from services.runtime.work import Work

REFUSALS: Mapping[Any, ErrorCode] = {
    PublicListReason.BEFORE_FIRST_DAY: ErrorCode.LIST_NOT_YET_KEPT,
    PublicListReason.DAY_TO_COME: ErrorCode.DAY_TO_COME,
    PublicListReason.UNKNOWN_CODE: ErrorCode.UNKNOWN_CODE,
    PublicListReason.STALE_CURSOR: ErrorCode.STALE_CURSOR,
}


class PublicLists:
    """Who uses the service, for everybody to read (REG-14)."""

    @serve(registry.SHOW_PUBLIC_LIST)
    def show_public_list(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """REG-14."""
        return usecases.show_list(work.connection, request, now=work.now, today=work.today)

    @every(HOUR)
    def list_unlisted(self, work: Work) -> int:
        """REG-14: organizations of before the lists were kept are put on them."""
        return usecases.list_unlisted(work.connection, now=work.now)

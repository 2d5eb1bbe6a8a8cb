"""Entrypoints of a seeker's blocks."""

from __future__ import annotations

from typing import Any

from services.contracts import messaging
from services.messaging.usecases import blocks
from services.runtime.entrypoints import serve
from services.runtime.work import Work


class Blocks:
    """A seeker's blocks of organizations (MSG-7)."""

    @serve(messaging.BLOCK_ORGANIZATION)
    def block_organization(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-7."""
        blocks.set_block(work, request["organization_id"], blocked=True)
        return {"organization_id": request["organization_id"], "blocked": True}

    @serve(messaging.UNBLOCK_ORGANIZATION)
    def unblock_organization(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """MSG-7."""
        blocks.set_block(work, request["organization_id"], blocked=False)
        return {"organization_id": request["organization_id"], "blocked": False}

    @serve(messaging.LIST_BLOCKS)
    def list_blocks(self, work: Work, request: dict[str, Any]) -> dict[str, Any]:
        """SEE-7."""
        names = ("organization_id", "organization_name", "blocked_at")
        return {"blocks": [dict(zip(names, block, strict=True)) for block in blocks.list_blocks(work)]}

"""Entrypoints of the threshold of blocks (CMP-11); the blocks themselves come with custody's events."""

from __future__ import annotations

from services.compliance.blocks import usecases
from services.compliance.blocks.domain.threshold import BlockSettings
from services.compliance.service.periods import MINUTE
from services.runtime.entrypoints import every
from services.runtime.settings import Settings
from services.runtime.work import Work


def block_settings(settings: Settings) -> BlockSettings:
    """The threshold as `deploy/config/compliance.yaml` gives it."""
    default = BlockSettings()
    return BlockSettings(
        count=int(settings.number("BLOCKS_COUNT", default.count)),
        share_percent=int(settings.number("BLOCKS_SHARE_PERCENT", default.share_percent)),
        share_from=int(settings.number("BLOCKS_SHARE_FROM", default.share_from)),
        again_below_percent=int(settings.number("BLOCKS_AGAIN_BELOW_PERCENT", default.again_below_percent)),
    )


class Blocks:
    """How many seekers block an organization (CMP-11)."""

    block_settings: BlockSettings

    @every(MINUTE)
    def look_at_blocks(self, work: Work) -> int:
        """CMP-11: cases are opened on organizations that many seekers block."""
        return usecases.look_at_blocks(work, self.block_settings)

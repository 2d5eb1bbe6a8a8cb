"""The help desk of operations (運用管理組織), whose contact stands on every mail and paper (OPS-5)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HelpDesk:
    """Contact and hours; the defaults are those of seed 001, 21."""

    name: str = "ハローワークインターネットサービスヘルプデスク"
    phone: str = "0570-077450"
    hours: str = "月曜～金曜 9:30～18:00（年末年始、祝日除く）"
    email: str = "helpdesk@hd.hellowork.mhlw.go.jp"

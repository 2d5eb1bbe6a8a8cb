"""Under what an organization is barred after a termination, and is looked for when it applies anew (CMP-9, REG-2)."""

from __future__ import annotations

from collections.abc import Iterable

from services.registry.organizations.domain.kinds import KINDS, OrganizationKind

LOCAL_GOVERNMENT = "local_government:"


def bar_keys(kind: OrganizationKind, main_numbers: Iterable[str], local_government: str) -> tuple[str, ...]:
    """Its numbers without branches, the joint applicant's too, and for a municipality or prefecture its code as well.

    By the code it stays barred whatever kind it applies as, with whichever agency and for whichever department, as an
    agency does by its number. `local_government`: the JIS X 0402 code of whom the applicant's place belongs to.
    """
    own = (f"{LOCAL_GOVERNMENT}{local_government}",) if KINDS[kind].local_government else ()
    return (*main_numbers, *own)

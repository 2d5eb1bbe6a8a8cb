"""Heads of the audit log are kept apart from it (OPS-3)."""

import pytest

from services.contracts.compliance import AUDIT_LOG_SEALED
from services.reporting import audit_heads
from tests.contract.reporting.conftest import Reporting


def test_heads_are_kept_once_and_printed_for_the_verification(
    reporting: Reporting, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """OPS-3: two of one place are two chains, and both are kept."""
    for position, digest in ((7, "ab" * 32), (3, "cd" * 32), (7, "ab" * 32), (7, "ef" * 32)):
        reporting.receive(AUDIT_LOG_SEALED, {"position": position, "hash": digest, "sealed_at": reporting.now})
    url = reporting.database.url
    for name in ("AMQP_URI", "REPORTING_IDEMPOTENCY_HASH_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("REPORTING_DATABASE_URL", url)
    assert audit_heads.main([]) == 0
    lines = [f"3 {'cd' * 32}", f"7 {'ab' * 32}", f"7 {'ef' * 32}"]
    assert capsys.readouterr().out.splitlines() == lines


def test_the_command_takes_no_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit_heads.main(["x"]) == 2
    assert "audit-heads" in capsys.readouterr().err

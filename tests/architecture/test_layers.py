"""The layers of architecture.md hold, and every refusal has its code."""

import ast
import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import pytest

from services.contracts.errors import ErrorCode

ROOT = Path(__file__).parents[2]
SERVICES = ("registry", "search", "messaging", "compliance", "reporting")
NAMEKO_ALLOWED = {"services/runtime/entrypoints", "services/runtime/launcher.py", "services/run.py"}


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_import_linter_finds_every_contract_kept() -> None:
    done = subprocess.run([str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_domains_import_the_standard_library_the_legal_calendar_and_domains_of_their_service_alone() -> None:
    own = {path for path in sources("services") if "domain" in path.relative_to(ROOT).parts}
    assert own, "there are domains to look at"
    for path in own:
        service = ".".join(path.relative_to(ROOT).parts[:2]) + "."
        foreign = {
            name
            for name in imports(path)
            if name.split(".")[0] not in sys.stdlib_module_names
            and name not in {"services.legal_calendar", "services"}
            and not (name.startswith(service) and "domain" in name.split("."))
        }
        assert foreign == set(), f"{path.relative_to(ROOT)} imports {foreign}: move what needs it out of the domain"


def test_nameko_is_imported_only_where_services_meet_it() -> None:
    for path in sources("services", "gateway"):
        place = path.relative_to(ROOT).as_posix()
        if any(place.startswith(allowed) for allowed in NAMEKO_ALLOWED) or "service" in (path.stem, path.parent.name):
            continue
        foreign = {name for name in imports(path) if name.split(".")[0] == "nameko"}
        assert foreign == set(), f"{place} imports {foreign}: keep nameko in service and services.runtime.entrypoints"


@pytest.mark.parametrize("name", SERVICES)
def test_every_reason_of_a_domain_has_a_code_of_the_contracts(name: str) -> None:
    """A reason without a code would reach clients as `internal`."""
    service = importlib.import_module(f"services.{name}.service")
    (owner,) = [
        cls
        for _, cls in inspect.getmembers(service, inspect.isclass)
        if cls.__module__ == service.__name__ and getattr(cls, "name", None) == name
    ]
    mapped = owner.refusals
    assert all(isinstance(code, ErrorCode) for code in mapped.values())
    families: set[type[Enum]] = {type(reason) for reason in mapped}
    missing = [str(reason) for family in families for reason in family if reason not in mapped]
    assert missing == [], f"add {missing} to `refusals` in services/{name}/service.py"
    reasons = {
        cls
        for path in sources(f"services/{name}")
        for _, cls in inspect.getmembers(importlib.import_module(module_of(path)), inspect.isclass)
        if issubclass(cls, Enum) and cls.__name__.endswith("Reason") and cls.__module__ == module_of(path)
    }
    assert reasons <= families, f"{reasons - families} are refused with, but not mapped in services/{name}/service.py"


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_no_two_advisory_locks_share_a_key() -> None:
    """Locks of one database with the same key would wait for each other, as the relay and the import once did."""
    keys: dict[int, str] = {}
    for path in sources("services", "gateway"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)):
                continue
            target = node.targets[0]
            if isinstance(target, ast.Name) and target.id.endswith("_LOCK"):
                place = f"{path.relative_to(ROOT).as_posix()}:{target.id}"
                assert keys.setdefault(node.value.value, place) == place, (
                    f"{place} has the key of {keys}: choose another"
                )
    assert len(keys) >= 4

"""How pytest-xdist shares the tests between its workers: by file, and all that starts a whole stack to one worker.

A file's tests share what they set up, and two stacks at once would fight for the processors. Stacks come first, as they
take longest. (pytest-xdist's own `--dist loadgroup` reads groups from node ids, where pytest 9.2 no longer lets it write them.)
"""

import pytest
from xdist.scheduler import LoadFileScheduling

STACK_HANGS_AFTER = 1_200  # seconds, with all that a stack loads at its start; a minute or two where nobody else works
WHOLE_STACKS = ("tests/e2e/", "tests/contract/stack/test_commands.py", "tests/contract/stack/test_stack.py")


def starts_a_stack(nodeid: str) -> bool:
    """Whether the test belongs to those that start all services and the gateway."""
    return nodeid.startswith(WHOLE_STACKS)


class ByFile(LoadFileScheduling):
    """Work units: a file, or all files that start a stack."""

    def _split_scope(self, nodeid: str) -> str:
        return "stacks" if starts_a_stack(nodeid) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """Answer pytest-xdist's question for a scheduler."""
    return ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put stacks first, and let them take longer than others before they count as hanging."""
    items.sort(key=lambda item: not starts_a_stack(item.nodeid))
    for item in items:
        if starts_a_stack(item.nodeid):
            item.add_marker(pytest.mark.timeout(STACK_HANGS_AFTER))

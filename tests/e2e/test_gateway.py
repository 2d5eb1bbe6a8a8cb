"""The gateway as it runs: several workers behind one port."""

import re

import requests

from deploy.stack.stack import Stack


def counted(figures: str) -> int:
    found = re.findall(r'^gateway_request_seconds_count\{.*route="/healthz".*\} ([0-9.]+)$', figures, re.MULTILINE)
    return int(sum(float(count) for count in found))


def test_figures_are_those_of_all_workers(stack: Stack) -> None:
    before = counted(requests.get(f"{stack.url}/metrics", timeout=10).text)
    for _ in range(60):
        assert requests.get(f"{stack.url}/healthz", timeout=10).status_code == 200
    for _ in range(4):
        assert counted(requests.get(f"{stack.url}/metrics", timeout=10).text) >= before + 60


def test_the_document_is_served(stack: Stack) -> None:
    document = requests.get(f"{stack.url}/api/openapi.json", timeout=10).json()
    assert document["openapi"] == "3.1.0"
    assert document["info"]["title"] == "ハローワーク求人・求職情報提供サービス"

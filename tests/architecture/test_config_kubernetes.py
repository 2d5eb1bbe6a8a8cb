"""The manifests run every process of the local stack, and give each what its settings file asks for."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.stack.postgres import DATABASES
from deploy.stack.processes import our_processes
from deploy.stack.stack import CONFIG, REQUIRED_VARIABLE

DEFAULTED_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*):([^}]*)\}")
MANIFESTS = Path(__file__).parents[2] / "deploy" / "kubernetes"


def documents(kind: str) -> list[dict[str, Any]]:
    files = [file for file in sorted(MANIFESTS.glob("*.yaml")) if file.stem != "kustomization"]
    return [document for file in files for document in yaml.safe_load_all(file.read_text()) if document["kind"] == kind]


def test_every_manifest_is_applied() -> None:
    applied = yaml.safe_load((MANIFESTS / "kustomization.yaml").read_text())["resources"]
    assert {*applied, "kustomization.yaml", "secrets.example.yaml"} == {file.name for file in MANIFESTS.glob("*.yaml")}


def test_every_process_of_the_local_stack_has_its_container() -> None:
    deployed = {
        tuple(container["args"])
        for deployment in documents("Deployment")
        for container in deployment["spec"]["template"]["spec"]["containers"]
    }
    processes = our_processes({room: {} for room in DATABASES}, "", lambda: True)
    local = {tuple(process.command[2:]) for process in processes if process.name != "gateway"}
    missing = local - deployed
    assert not missing, f"add a container with args {missing} to deploy/kubernetes"


def test_the_job_of_a_release_migrates_and_then_declares_with_the_secrets_of_every_room() -> None:
    (job,) = documents("Job")
    pod = job["spec"]["template"]["spec"]
    steps = [*pod["initContainers"], *pod["containers"]]
    assert [step["args"] for step in steps] == [["services.run", "migrate"], ["services.run", "declare"]]
    for step in steps:
        assert {source["secretRef"]["name"] for source in step["envFrom"] if "secretRef" in source} == set(DATABASES)


@pytest.mark.parametrize("room", DATABASES)
def test_a_room_is_given_all_its_settings(room: str) -> None:
    """All that have no default: the image holds deploy/config, and every other one starts with the default there."""
    settings = documents("ConfigMap")[0]["data"]
    secrets = {secret["metadata"]["name"]: secret["stringData"] for secret in documents("Secret")}
    missing = set(REQUIRED_VARIABLE.findall((CONFIG / f"{room}.yaml").read_text())) - set(settings) - set(secrets[room])
    assert not missing, f"add {missing} to deploy/kubernetes/secrets.example.yaml or settings.yaml"


def test_nothing_is_set_that_no_settings_file_asks_for() -> None:
    """A name written wrong would leave its setting at the default, and nobody would be told."""
    asked = {name for file in CONFIG.glob("*.yaml") for name, _ in DEFAULTED_VARIABLE.findall(file.read_text())}
    asked |= {name for file in CONFIG.glob("*.yaml") for name in REQUIRED_VARIABLE.findall(file.read_text())}
    pods = [document["spec"]["template"]["spec"] for kind in ("Deployment", "Job") for document in documents(kind)]
    containers = [container for pod in pods for container in (*pod.get("initContainers", ()), *pod["containers"])]
    given = {variable["name"] for container in containers for variable in container.get("env", ())}
    given |= documents("ConfigMap")[0]["data"].keys()
    given |= {name for secret in documents("Secret") for name in secret["stringData"]}
    assert {"METRICS_PORT", "SMTP_TLS", "PERSONAL_DATA_KEYS"} <= given
    assert not given - asked, (
        f"no file of deploy/config asks for {sorted(given - asked)}: write it right or take it out"
    )


def test_no_secret_has_a_value() -> None:
    assert not [value for secret in documents("Secret") for value in secret["stringData"].values() if value]

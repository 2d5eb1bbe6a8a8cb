"""The manifests are what Kubernetes takes, run every process of the local stack, and give each what its settings file asks for."""

import re
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from deploy.stack.postgres import DATABASES
from deploy.stack.processes import our_processes
from deploy.stack.stack import CONFIG, REQUIRED_VARIABLE

DEFAULTED_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*):([^}]*)\}")
MANIFESTS = Path(__file__).parents[2] / "deploy" / "kubernetes"
VERSIONS = ("1.30", "1.37")
"""Of Kubernetes, the oldest and the newest that the manifests are held against."""


def all_documents() -> list[dict[str, Any]]:
    files = [file for file in sorted(MANIFESTS.glob("*.yaml")) if file.stem != "kustomization"]
    return [document for file in files for document in yaml.safe_load_all(file.read_text())]


def documents(kind: str) -> list[dict[str, Any]]:
    return [document for document in all_documents() if document["kind"] == kind]


@pytest.mark.parametrize("version", VERSIONS)
def test_every_manifest_is_what_kubernetes_takes_and_has_no_member_that_it_does_not_know(version: str) -> None:
    for document in all_documents():
        assert kubernetes_validate.validate(document, version, strict=True) == version


def test_a_member_that_kubernetes_does_not_know_is_found() -> None:
    (job,) = documents("Job")
    job["spec"]["backOffLimit"] = job["spec"].pop("backoffLimit")
    with pytest.raises(kubernetes_validate.ValidationError, match="backOffLimit"):
        kubernetes_validate.validate(job, VERSIONS[-1], strict=True)


def test_what_manifests_name_is_there() -> None:
    """A cluster refuses the first, and waits for ever for what the others name: no schema sees it."""
    there = {(document["kind"], document["metadata"]["name"]) for document in all_documents()}
    pods = [
        (each["metadata"]["name"], each["spec"]["template"]["spec"])
        for each in (*documents("Deployment"), *documents("Job"))
    ]
    for deployment in documents("Deployment"):
        asked, given = (
            deployment["spec"]["selector"]["matchLabels"],
            deployment["spec"]["template"]["metadata"]["labels"],
        )
        assert asked.items() <= given.items(), deployment["metadata"]["name"]
    for name, pod in pods:
        volumes = {volume["name"] for volume in pod.get("volumes", ())}
        containers = [*pod.get("initContainers", ()), *pod["containers"]]
        assert len({container["name"] for container in containers}) == len(containers), name
        for container in containers:
            assert {mount["name"] for mount in container.get("volumeMounts", ())} <= volumes, name
            kinds = {"configMapRef": "ConfigMap", "secretRef": "Secret"}
            sources = {(kinds[kind], named["name"]) for each in container["envFrom"] for kind, named in each.items()}
            assert sources <= there, name
            ports = {port["name"] for port in container.get("ports", ())}
            probes = [probe for key, probe in container.items() if key.endswith("Probe")]
            assert {probe["httpGet"]["port"] for probe in probes if "httpGet" in probe} <= ports, name


def test_every_service_leads_to_a_port_of_a_pod() -> None:
    for service in documents("Service"):
        pods = [
            each["spec"]["template"] for each in documents("Deployment")
            if service["spec"]["selector"].items() <= each["spec"]["template"]["metadata"]["labels"].items()
        ]  # fmt: skip
        opened = {
            port["name"]
            for pod in pods
            for container in pod["spec"]["containers"]
            for port in container.get("ports", ())
        }
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= opened


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

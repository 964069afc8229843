"""The Kubernetes manifests: rendered by kustomize, checked against the API's schemas, the same processes as compose."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
#: The schemas that the manifests are checked against.
KUBERNETES = "1.35"
Document = dict[str, Any]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    """What `kubectl apply -k k8s/overlays/demo` would send, with passwords of its own."""
    copy = tmp_path_factory.mktemp("kustomize")
    shutil.copytree(ROOT / "k8s", copy / "k8s", ignore=shutil.ignore_patterns("secrets.env"))
    shutil.copytree(ROOT / "services" / "gateway" / "rendered", copy / "services" / "gateway" / "rendered")
    overlay = copy / "k8s" / "overlays" / "demo"
    subprocess.run([ROOT / "tools" / "compose-env", overlay / "secrets.env"], check=True)
    built = subprocess.run(["kustomize", "build", overlay], check=True, capture_output=True, text=True)
    return [one for one in yaml.safe_load_all(built.stdout) if one]


def _pods(documents: list[Document]) -> dict[str, Document]:
    return {
        one["metadata"]["name"]: one["spec"]["template"]["spec"]
        for one in documents
        if one["kind"] in {"Deployment", "StatefulSet", "Job"}
    }


def test_every_manifest_is_what_the_api_takes(documents: list[Document]) -> None:
    for one in documents:
        kubernetes_validate.validate(one, KUBERNETES, strict=True)


def test_the_same_processes_run_as_in_compose_with_the_same_commands(documents: list[Document]) -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    pods = _pods(documents)
    # A cluster has tracing of its own.
    assert set(pods) == set(services) - {"jaeger"}
    for name, service in services.items():
        if name == "jaeger":
            continue
        container = pods[name]["containers"][0]
        assert container["image"] == service["image"], name
        if service["image"].startswith("codevoyage/"):
            assert container["command"] == service["command"], name


def test_every_pod_is_restricted_and_bounded(documents: list[Document]) -> None:
    for name, pod in _pods(documents).items():
        assert pod["securityContext"]["runAsNonRoot"], name
        assert pod["automountServiceAccountToken"] is False, name
        for container in pod["containers"]:
            assert container["securityContext"]["readOnlyRootFilesystem"], name
            assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}, name
            assert container["resources"]["limits"]["memory"], name


def test_only_ingest_workers_may_reach_the_world(documents: list[Document]) -> None:
    reaching = [
        one["spec"]["podSelector"]["matchLabels"]["app.kubernetes.io/name"]
        for one in documents
        if one["kind"] == "NetworkPolicy"
        and any("ipBlock" in peer for rule in one["spec"].get("egress", []) for peer in rule.get("to", []))
    ]
    assert reaching == ["ingest-worker"]


def test_no_password_is_written_down(documents: list[Document]) -> None:
    tracked = subprocess.run(["git", "ls-files", "k8s"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert "secrets.env" not in tracked
    secrets = [one for one in documents if one["kind"] == "Secret"]
    assert [sorted(one["data"]) for one in secrets] == [
        ["ANALYSIS_PASSWORD", "INGEST_PASSWORD", "INSIGHTS_PASSWORD", "POSTGRES_PASSWORD", "REDIS_PASSWORD"]
    ]

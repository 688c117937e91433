"""deploy/kubernetes: rendered by kubectl, valid by the API's schemas, and true to the settings."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from deploy.tools import DEPLOY, program, told
from stream.commands.feed import feed
from stream.inspect.sources import checked
from stream.service.feeding.subscriptions import subscriptions
from stream.service.topics import INPUT
from stream.settings import PREFIX, SECRETS_DIR, Settings, load

KUBERNETES = DEPLOY / "kubernetes"
API = "1.33"
"""The oldest release of Kubernetes that the manifests are held to; the newest is what the validator brings."""
OTHERS = ("keda.sh/v1alpha1",)  # no schemas of these are in the validator
MI = 1024 * 1024

Manifest = dict[str, Any]


def rendered(path: str) -> list[Manifest]:
    """What `kubectl apply --kustomize` would send."""
    kubectl = program("kubectl", "pip install '.[test]'")
    return list(yaml.safe_load_all(told(kubectl, "kustomize", str(KUBERNETES / path))))


@pytest.fixture(name="manifests", scope="module", params=["base", "overlays/production"])
def _manifests(request: pytest.FixtureRequest) -> list[Manifest]:
    """All of them: of the base, and of the overlay with all components."""
    return rendered(request.param)


def only(manifests: list[Manifest], kind: str, name: str = "") -> Manifest:
    """The one manifest of a kind."""
    [found] = [each for each in manifests if each["kind"] == kind and each["metadata"]["name"].startswith(name)]
    return found


def settings_of(manifests: list[Manifest]) -> dict[str, str]:
    """The shared variables."""
    data: dict[str, str] = only(manifests, "ConfigMap", "copytaster-settings")["data"]
    return data


def pods(manifests: list[Manifest]) -> Iterator[Manifest]:
    """The specification of every pod."""
    for each in manifests:
        if "template" in each.get("spec", {}):
            yield each["spec"]["template"]["spec"]


def containers(manifests: list[Manifest]) -> Iterator[Manifest]:
    """Every container, also those that run first."""
    for pod in pods(manifests):
        yield from pod.get("initContainers", ())
        yield from pod["containers"]


def worker(manifests: list[Manifest]) -> tuple[Manifest, Manifest]:
    """The pod of a worker, and its container."""
    pod = only(manifests, "StatefulSet")["spec"]["template"]["spec"]
    [container] = pod["containers"]
    return pod, container


def size(text: str) -> int:
    """Bytes of a quantity."""
    for unit, factor in (("Mi", MI), ("Gi", 1024 * MI)):
        if text.endswith(unit):
            return int(text.removesuffix(unit)) * factor
    raise AssertionError(f"{text}: in Mi or Gi here")


@pytest.mark.parametrize("api", [API, kubernetes_validate.latest_version()])
def test_manifests_are_valid(manifests: list[Manifest], api: str) -> None:
    """By the API's own schemas, unknown fields refused."""
    for each in manifests:
        if each["apiVersion"] not in OTHERS:
            kubernetes_validate.validate(each, api, strict=True)


def test_the_validator_refuses_what_is_wrong(manifests: list[Manifest]) -> None:
    """A validator that takes anything would prove nothing."""
    wrong = only(manifests, "PodDisruptionBudget")
    wrong = {**wrong, "spec": {**wrong["spec"], "maxUnavailabel": 1}}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, API, strict=True)


def test_every_variable_is_a_setting(manifests: list[Manifest], monkeypatch: pytest.MonkeyPatch) -> None:
    """The names are known, and the values are taken (but for secrets, which are not in the manifests)."""
    inspectors = {"COPYTASTER_INSPECT_TOKEN", "COPYTASTER_INSPECT_FEEDERS"}
    known = {f"{PREFIX}{field}".upper() for field in Settings.model_fields} | inspectors | {SECRETS_DIR}
    shared = settings_of(manifests)
    shared_name = only(manifests, "ConfigMap", "copytaster-settings")["metadata"]["name"]

    assert set(shared) <= known
    for container in containers(manifests):
        assert {each["name"] for each in container.get("env", ())} <= known
        assert container["envFrom"] == [{"configMapRef": {"name": shared_name}}]
    for name, value in shared.items():
        if name not in (SECRETS_DIR, "COPYTASTER_SSL_CA_FILE"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("COPYTASTER_SASL_USERNAME", "copytaster")
    monkeypatch.setenv("COPYTASTER_SASL_PASSWORD", "s3cret")
    assert load().partitions == int(shared["COPYTASTER_PARTITIONS"])


def test_secrets_are_mounted_where_they_are_looked_for(manifests: list[Manifest]) -> None:
    """In every container, and the certificate authority among them."""
    shared = settings_of(manifests)

    for container in containers(manifests):
        [mount] = [each for each in container["volumeMounts"] if each["name"] == "secrets"]
        assert mount == {"name": "secrets", "mountPath": shared[SECRETS_DIR], "readOnly": True}
    assert shared.get("COPYTASTER_SSL_CA_FILE", "/secrets/ca.pem").startswith(f"{shared[SECRETS_DIR]}/")


def test_our_containers_can_do_nothing_but_their_work(manifests: list[Manifest]) -> None:
    """Not root, nothing of the image is written, no capability; and no variables of services beside them."""
    for pod in pods(manifests):
        assert pod["enableServiceLinks"] is False
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] == 10001
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in containers(manifests):
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert container["resources"]["limits"]["memory"]
        assert container["image"].endswith(f"copytaster:{version('copytaster')}")


def test_probes_ask_the_pages_that_answer_them(manifests: list[Manifest]) -> None:
    """Liveness never depends on the brokers, readiness does; on the port that the image listens on."""
    _, container = worker(manifests)

    assert {name: container[name]["httpGet"] for name in ("startupProbe", "livenessProbe", "readinessProbe")} == {
        "startupProbe": {"path": "/livez", "port": "web"},
        "livenessProbe": {"path": "/livez", "port": "web"},
        "readinessProbe": {"path": "/readyz", "port": "web"},
    }
    assert container["ports"] == [{"name": "web", "containerPort": Settings().web_port}]


def test_a_worker_is_given_the_time_to_stop(manifests: list[Manifest]) -> None:
    """Longer than a join and the stop budget together: SIGTERM during a join is honoured after it."""
    pod, _ = worker(manifests)
    shared = {key.removeprefix(PREFIX).lower(): value for key, value in settings_of(manifests).items()}
    settings = Settings.model_validate({name: shared[name] for name in shared if name in Settings.model_fields})

    assert pod["terminationGracePeriodSeconds"] > settings.session_timeout_seconds + settings.stop_seconds


def test_a_worker_keeps_its_name_and_its_folder(manifests: list[Manifest]) -> None:
    """Static membership by the name of the pod; the volume is where the image keeps state."""
    _, container = worker(manifests)

    [name] = container["env"]
    assert name == {
        "name": "COPYTASTER_INSTANCE_ID",
        "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}},
    }
    [claim] = only(manifests, "StatefulSet")["spec"]["volumeClaimTemplates"]
    [mount] = [each for each in container["volumeMounts"] if each["name"] == claim["metadata"]["name"]]
    assert f"COPYTASTER_STATE_DIR={mount['mountPath']}" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_no_more_workers_than_partitions(manifests: list[Manifest]) -> None:
    """One more would have nothing to do. Where KEDA scales, the number is KEDA's alone."""
    partitions = int(settings_of(manifests)["COPYTASTER_PARTITIONS"])
    replicas = only(manifests, "StatefulSet")["spec"].get("replicas")
    scaled = [each for each in manifests if each["kind"] == "ScaledObject"]

    assert (replicas is None) is bool(scaled)
    assert (replicas or 1) <= partitions
    for each in scaled:
        assert each["spec"]["minReplicaCount"] >= 1
        assert each["spec"]["maxReplicaCount"] == partitions


def test_state_fits_into_memory_when_one_worker_has_it_all(manifests: list[Manifest]) -> None:
    """RocksDB has one cache and two write buffers for each partition. Half of the limit is for everything else."""
    _, container = worker(manifests)
    shared = settings_of(manifests)
    cache = int(shared.get("COPYTASTER_STATE_CACHE_MB", Settings().state_cache_mb))
    budget = int(shared["COPYTASTER_PARTITIONS"]) * 3 * cache * MI

    assert budget <= size(container["resources"]["limits"]["memory"]) / 2


def test_disruption_takes_one_worker_at_a_time(manifests: list[Manifest]) -> None:
    """And it is the workers that the budget is for."""
    budget = only(manifests, "PodDisruptionBudget")["spec"]
    labels = only(manifests, "StatefulSet")["spec"]["template"]["metadata"]["labels"]

    assert budget["maxUnavailable"] == 1
    assert budget["selector"]["matchLabels"].items() <= labels.items()


@pytest.mark.parametrize("component", ["worker", "inspector", "feed"])
def test_services_find_their_pods(manifests: list[Manifest], component: str) -> None:
    """By labels that the pods have, and by a port that a container names."""
    name = f"copytaster-{component}"
    manifests = rendered("overlays/production") if component == "feed" else manifests
    service = only(manifests, "Service", name)["spec"]
    kind = "StatefulSet" if component == "worker" else "Deployment"
    template = only(manifests, kind, name)["spec"]["template"]

    assert service["selector"].items() <= template["metadata"]["labels"].items()
    ports = {
        port["name"]: port["containerPort"] for each in template["spec"]["containers"] for port in each.get("ports", ())
    }
    assert [ports[each["targetPort"]] for each in service["ports"]] == [each["port"] for each in service["ports"]]


def test_the_feed_is_run_and_asked_as_it_can_be(tmp_path: Path) -> None:
    """Its options and its file are understood, it keeps what it writes, and the inspector asks its probes."""
    manifests = rendered("overlays/production")
    [container] = only(manifests, "Deployment", "copytaster-feed")["spec"]["template"]["spec"]["containers"]
    name, *arguments = container["args"]
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(only(manifests, "ConfigMap", "copytaster-feeds")["data"]["feeds.toml"], encoding="utf-8")
    mounts = {each["mountPath"] for each in container["volumeMounts"]}
    service = only(manifests, "Service", "copytaster-feed")
    pod = only(manifests, "Deployment", "copytaster-inspector")["spec"]["template"]["spec"]
    [variables] = [each["env"] for each in pod["containers"] if each["name"] == "inspector"]
    [asked] = [each["value"] for each in variables if each["name"] == "COPYTASTER_INSPECT_FEEDERS"]

    assert name == "feed"
    assert feed.make_context("feed", [str(feeds) if each == "/feeds/feeds.toml" else each for each in arguments])
    assert len(subscriptions(feeds)) == 1
    assert {"/feeds", "/tmp", "/state"} <= mounts  # noqa: S108 - of the container
    assert checked([asked]) == (f"http://{service['metadata']['name']}:{Settings().web_port}",)
    assert Settings().web_port in {each["port"] for each in service["spec"]["ports"]}


def test_keda_asks_the_brokers_of_the_settings() -> None:
    """With the group and topic of the workers, and as the same user."""
    manifests = rendered("overlays/production")
    [trigger] = only(manifests, "ScaledObject")["spec"]["triggers"]
    secret = only(manifests, "TriggerAuthentication")["spec"]["secretTargetRef"]

    assert trigger["metadata"] == {
        "bootstrapServers": settings_of(manifests)["COPYTASTER_BROKERS"],
        "consumerGroup": Settings().group,
        "topic": INPUT,
        "lagThreshold": "5000",
        "allowIdleConsumers": "false",
        "excludePersistentLag": "true",
        "sasl": "scram_sha512",
        "tls": "enable",
    }
    assert trigger["authenticationRef"] == {"name": only(manifests, "TriggerAuthentication")["metadata"]["name"]}
    assert {each["key"] for each in secret} == {"copytaster_sasl_username", "copytaster_sasl_password", "ca.pem"}

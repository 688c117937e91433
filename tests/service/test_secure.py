"""A real Apache Kafka over SCRAM with TLS, and over mutual TLS."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth
from pydantic import SecretStr

from broker import secured
from stream.errors import Fatal
from stream.service.security import faust_credentials
from stream.service.topics import apply, declared, plan
from stream.settings import SECRETS_DIR, Settings, load

COMMAND = Path(sys.executable).with_name("copytaster")


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the broker puts what a client needs."""
    return tmp_path_factory.mktemp("secure")


@pytest.fixture(name="addresses", scope="module")
def _addresses(folder: Path) -> Iterator[tuple[str, str]]:
    """The listener for SCRAM, and the one for client certificates."""
    with secured(folder) as addresses:
        yield addresses


@pytest.fixture(name="scram")
def _scram(folder: Path, addresses: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """As an operator sets it: variables, and user and password as mounted files."""
    environment = {
        "BROKERS": addresses[0],
        "SECURITY_PROTOCOL": "SASL_SSL",
        "SSL_CA_FILE": str(folder / "ca.pem"),
        "TOPIC_PREFIX": f"t{uuid4().hex[:8]}.",
    }
    for name, value in environment.items():
        monkeypatch.setenv(f"COPYTASTER_{name}", value)
    monkeypatch.setenv(SECRETS_DIR, str(folder))
    return load()


@pytest.fixture(name="mutual")
def _mutual(folder: Path, addresses: tuple[str, str]) -> Settings:
    return Settings(
        brokers=addresses[1],
        security_protocol="SSL",
        ssl_ca_file=str(folder / "ca.pem"),
        ssl_cert_file=str(folder / "client.pem"),
        ssl_key_file=str(folder / "client.key"),
        topic_prefix=f"t{uuid4().hex[:8]}.",
    )


@pytest.mark.parametrize("way", ["scram", "mutual"])
def test_topics_are_provisioned(way: str, request: pytest.FixtureRequest) -> None:
    """Created over the secured listener, and found as declared."""
    settings: Settings = request.getfixturevalue(way)

    assert asyncio.run(apply(settings)) == [topic.name for topic in declared(settings)]
    assert asyncio.run(plan(settings)) == []


@pytest.mark.parametrize("way", ["scram", "mutual"])
def test_what_faust_is_given_connects(way: str, request: pytest.FixtureRequest) -> None:
    """The same options that Faust derives from our credentials for its own clients."""
    settings: Settings = request.getfixturevalue(way)

    async def topics() -> list[str]:
        options = credentials_to_aiokafka_auth(faust_credentials(settings))
        admin = AIOKafkaAdminClient(bootstrap_servers=settings.brokers, **options)
        try:
            await admin.start()
            return list(await admin.list_topics())
        finally:
            await admin.close()

    assert isinstance(asyncio.run(topics()), list)


def test_a_wrong_password_is_fatal_and_stays_secret(scram: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """Neither the error, nor what it came from, nor the client's log shows what was tried."""
    wrong = uuid4().hex
    caplog.set_level(logging.DEBUG)

    with pytest.raises(Fatal, match=scram.brokers) as caught:
        asyncio.run(plan(scram.model_copy(update={"sasl_password": SecretStr(wrong)})))

    assert "SaslAuthenticationFailed" in caplog.text
    assert wrong not in "".join(traceback.format_exception(caught.value)) + caplog.text


def test_the_command_says_what_was_refused(scram: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1, the client's reason on standard error; a variable wins over the file of the same name."""
    wrong = uuid4().hex
    monkeypatch.setenv("COPYTASTER_SASL_PASSWORD", wrong)

    done = subprocess.run(  # noqa: S603
        [COMMAND, "topics", "plan"], capture_output=True, text=True, check=False, timeout=60
    )

    assert done.returncode == 1
    assert "SaslAuthenticationFailed" in done.stderr
    assert scram.brokers in done.stderr
    assert wrong not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("way", "change"),
    [
        ("mutual", {"ssl_cert_file": None, "ssl_key_file": None}),
        ("mutual", {"ssl_ca_file": None}),
        ("scram", {"ssl_ca_file": None}),
    ],
)
def test_who_cannot_prove_who_he_is_gets_nowhere(
    way: str, change: dict[str, None], request: pytest.FixtureRequest
) -> None:
    """We without a certificate, or the broker with one that nobody we know has signed."""
    settings: Settings = request.getfixturevalue(way)

    with pytest.raises(Fatal, match=settings.brokers):
        asyncio.run(plan(settings.model_copy(update=change)))

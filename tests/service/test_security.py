"""TLS and SASL settings as ssl contexts and as Faust's credentials."""

from __future__ import annotations

import ssl
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth
from pydantic import SecretStr

from stream.errors import Usage
from stream.service.clients import client_options
from stream.service.security import faust_credentials, tls
from stream.settings import Settings

SECRET = SecretStr(uuid4().hex)
SASL: dict[str, Any] = {"sasl_mechanism": "SCRAM-SHA-256", "sasl_username": "desk", "sasl_password": SECRET}


@pytest.fixture(name="pair", scope="module")
def _pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate and its key."""
    folder = tmp_path_factory.mktemp("pair")
    certificate, key = folder / "client.pem", folder / "client.key"
    subprocess.run(  # noqa: S603
        f"openssl req -x509 -newkey rsa:2048 -noenc -subj /CN=desk -keyout {key} -out {certificate}".split(),
        check=True,
        capture_output=True,
    )
    return certificate, key


@pytest.mark.parametrize("protocol", ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"])
def test_faust_connects_as_our_own_clients_do(protocol: Any) -> None:
    """For each protocol Faust's own mapping gives aiokafka what our clients give it."""
    settings = Settings(security_protocol=protocol, **SASL)

    through_faust = {
        key: value for key, value in credentials_to_aiokafka_auth(faust_credentials(settings)).items() if value
    }
    ours = client_options(settings)

    del ours["bootstrap_servers"]
    assert through_faust.keys() == ours.keys()
    for key in ours.keys() - {"ssl_context"}:
        assert through_faust[key] == ours[key]


def test_brokers_are_always_checked() -> None:
    """Certificate and host name: a context that trusts anybody encrypts for anybody."""
    context = tls(Settings(security_protocol="SSL"))

    assert context is not None
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_without_tls_no_file_is_read() -> None:
    """What is set for another protocol does no harm."""
    assert tls(Settings(security_protocol="SASL_PLAINTEXT", ssl_ca_file="/nowhere", **SASL)) is None


def test_a_certificate_may_hold_its_key(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """In one file, as some issuers hand them out."""
    both = tmp_path / "both.pem"
    both.write_bytes(pair[0].read_bytes() + pair[1].read_bytes())

    assert tls(Settings(security_protocol="SSL", ssl_cert_file=str(both))) is not None


def test_files_that_hold_something_else_are_named(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """No PEM, a key of another certificate, an encrypted key: the setting is named, and nobody is asked a password."""
    certificate, key = map(str, pair)
    nonsense, locked = tmp_path / "nonsense", tmp_path / "locked.key"
    nonsense.write_text("nonsense")
    subprocess.run(  # noqa: S603
        f"openssl rsa -aes256 -passout pass:sesame -in {key} -out {locked}".split(),
        check=True,
        capture_output=True,
    )

    with pytest.raises(Usage, match="COPYTASTER_SSL_CA_FILE"):
        tls(Settings(security_protocol="SSL", ssl_ca_file=str(nonsense)))
    for wrong in (str(nonsense), str(locked)):
        with pytest.raises(Usage, match="COPYTASTER_SSL_KEY_FILE"):
            tls(Settings(security_protocol="SSL", ssl_cert_file=certificate, ssl_key_file=wrong))


def test_a_print_of_the_credentials_shows_no_secret() -> None:
    """Faust prints its settings in places."""
    assert SECRET.get_secret_value() not in repr(
        faust_credentials(Settings(security_protocol="SASL_PLAINTEXT", **SASL))
    )


def test_faust_is_loaded_when_it_is_asked_for() -> None:
    """The commands that only talk to Kafka start without it."""
    code = "import sys, stream.service.topics, stream.service.security; print('faust' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603

    assert done.stdout == "False\n"

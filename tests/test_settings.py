"""Settings from the environment."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from pydantic import SecretStr

from pages import page
from stream.errors import Usage
from stream.settings import PREFIX, SECRETS_DIR, Settings, fingerprint, load, shown

COMMANDS = page("stream/commands/README.md")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_reference(name: str) -> None:
    """A setting nobody can find is no setting."""
    assert f"`{PREFIX}{name}".upper() in COMMANDS.upper()


def test_values_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """By prefix and name; what is not set has its default."""
    monkeypatch.setenv("COPYTASTER_PARTITIONS", "8")

    settings = load()

    assert (settings.partitions, settings.window_hours) == (8, 72)
    assert ("COPYTASTER_PARTITIONS", "8", "set") in shown(settings)
    assert ("COPYTASTER_WINDOW_HOURS", "72", "default") in shown(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [("COPYTASTER_PARTITIONS", "many"), ("COPYTASTER_REPLICATION", "0"), ("COPYTASTER_PARTITION", "4")],
)
def test_a_wrong_value_or_name_is_told_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Before anything starts."""
    monkeypatch.setenv(name, value)

    with pytest.raises(Usage, match=name):
        load()


@pytest.fixture(name="secrets")
def _secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of secret files, as a cluster mounts them."""
    folder = tmp_path / "secrets"
    folder.mkdir()
    (folder / "copytaster_sasl_password").write_text("s3cret\n")
    (folder / "ca.pem").write_text("not a setting, and none of our business")
    monkeypatch.setenv(SECRETS_DIR, str(folder))
    return folder


def test_secrets_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every print, also of what another setting is refused for."""
    monkeypatch.setenv("COPYTASTER_SASL_PASSWORD", "s3cret")

    settings = load()

    assert "s3cret" not in repr(settings) + str(settings) + repr(shown(settings)) + settings.model_dump_json()
    assert settings.sasl_password is not None
    assert settings.sasl_password.get_secret_value() == "s3cret"

    monkeypatch.setenv("COPYTASTER_PARTITIONS", "many")
    with pytest.raises(Usage) as caught:
        load()
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


def test_secrets_are_read_from_files(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the line break that editors add; a variable of the same name wins."""
    settings = load()

    assert settings.sasl_password == SecretStr("s3cret")
    assert ("COPYTASTER_SASL_PASSWORD", "**********", "set") in shown(settings)
    monkeypatch.setenv("COPYTASTER_SASL_PASSWORD", "other")
    assert load().sasl_password == SecretStr("other")


def test_a_mounted_secret_is_a_link(secrets: Path) -> None:
    """Kubernetes swaps a whole folder behind a link when a secret changes."""
    (secrets / "..data").mkdir()
    (secrets / "copytaster_sasl_password").rename(secrets / "..data" / "copytaster_sasl_password")
    (secrets / "copytaster_sasl_password").symlink_to("..data/copytaster_sasl_password")

    assert load().sasl_password == SecretStr("s3cret")


def test_a_misspelt_secret_file_is_refused(secrets: Path) -> None:
    """Like a misspelt variable."""
    (secrets / "copytaster_sasl_pasword").write_text("s3cret")

    with pytest.raises(Usage, match="COPYTASTER_SASL_PASWORD is no setting"):
        load()


@pytest.mark.parametrize("kind", ["missing", "file", "folder inside", "not text"])
def test_secrets_that_cannot_be_read_are_told_by_the_folder(
    secrets: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing starts with a password that is silently absent, and the message holds nothing of it."""
    file = secrets / "copytaster_sasl_password"
    if kind == "missing":
        monkeypatch.setenv(SECRETS_DIR, str(secrets / "nowhere"))
    elif kind == "file":
        monkeypatch.setenv(SECRETS_DIR, str(file))
    elif kind == "not text":
        file.write_bytes(b"s3cret \xff")
    else:
        file.unlink()
        file.mkdir()

    with pytest.raises(Usage, match=SECRETS_DIR) as caught:
        load()
    assert "s3cret" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"SECURITY_PROTOCOL": "SASL_SSL", "SASL_PASSWORD": "s3cret"}, "SASL_USERNAME"),
        ({"SECURITY_PROTOCOL": "SASL_PLAINTEXT", "SASL_USERNAME": "desk"}, "SASL_PASSWORD"),
        ({"SECURITY_PROTOCOL": "SASL_PLAINTEXT", "SASL_USERNAME": "desk", "SASL_PASSWORD": ""}, "SASL_PASSWORD"),
        ({"SECURITY_PROTOCOL": "SSL", "SSL_KEY_FILE": "/dev/null"}, "SSL_CERT_FILE"),
        ({"SECURITY_PROTOCOL": "SSL", "SSL_CA_FILE": "/nowhere/ca.pem"}, "SSL_CA_FILE"),
        ({"SECURITY_PROTOCOL": "SSL", "SSL_CERT_FILE": "/nowhere/client.pem"}, "SSL_CERT_FILE"),
        (
            {"SECURITY_PROTOCOL": "SSL", "SSL_CERT_FILE": "/dev/null", "SSL_KEY_FILE": "/nowhere/client.key"},
            "SSL_KEY_FILE",
        ),
        ({"SSL_CA_FILE": "/"}, "SSL_CA_FILE"),
        ({"SECURITY_PROTOCOL": "TLS"}, "SECURITY_PROTOCOL"),
    ],
)
def test_what_a_protocol_needs_is_asked_for(
    environment: dict[str, str], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything starts, and by the name of the setting."""
    for name, value in environment.items():
        monkeypatch.setenv(f"COPYTASTER_{name}", value)

    with pytest.raises(Usage, match=f"^COPYTASTER_{named}: ") as caught:
        load()
    assert "s3cret" not in str(caught.value)


def test_workers_of_a_group_can_be_compared() -> None:
    """The fingerprint moves with what they must agree on, not with a secret or with what each has for itself."""
    settings = Settings(sasl_password=SecretStr("s3cret"))

    def moved(**change: object) -> bool:
        return fingerprint(settings.model_copy(update=change), "0f") != fingerprint(settings, "0f")

    assert moved(window_hours=96)
    assert not moved(sasl_password=SecretStr("other"))
    assert not moved(instance_id="worker-1", web_port=0, rules_dir="/etc/rules")
    assert fingerprint(settings, "0f") != fingerprint(settings, "1f")


def test_the_folder_of_rules_is_no_secret(secrets: Path) -> None:
    """`copytaster run` reads rules too, and no secrets: it would read by others than the workers."""
    (secrets / "copytaster_rules_dir").write_text("/etc/rules")

    with pytest.raises(Usage, match=r"^COPYTASTER_RULES_DIR .* environment"):
        load()

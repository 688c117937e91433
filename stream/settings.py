"""Settings of the service, from environment variables that start with COPYTASTER_, and from secret files."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from stream.errors import Usage

__all__ = ["PREFIX", "SECRETS_DIR", "Settings", "fingerprint", "load", "shown"]

PREFIX = "COPYTASTER_"
SECRETS_DIR = "COPYTASTER_SECRETS_DIR"
"""Names a folder of files, each named like a setting and holding its value, as Kubernetes and Docker mount secrets."""
_NOT_OURS = ("COPYTASTER_TEST_", "COPYTASTER_VENV", "COPYTASTER_INSPECT_")  # of tests, .ci/run, `inspect serve`
_RULES_DIR = f"{PREFIX}RULES_DIR"
# What each worker has for itself; of the rules it is their hash that counts, wherever they lie.
_EACH_ITS_OWN = {
    _RULES_DIR,
    *(
        f"{PREFIX}{name}"
        for name in ("FEED_TOKEN", "INSTANCE_ID", "NOTIFY_SECRET", "STATE_DIR", "WEB_HOST", "WEB_PORT")
    ),
}


class Settings(BaseSettings):
    """What an operator sets. Every field is listed in stream/commands/README.md, or a test fails."""

    # An error that showed its input could show a secret.
    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, hide_input_in_errors=True)

    brokers: str = Field("127.0.0.1:9092", description="Kafka brokers, host:port separated by commas")
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="how to talk to the brokers"
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="for SASL_PLAINTEXT and SASL_SSL"
    )
    sasl_username: str | None = Field(None, description="for SASL_PLAINTEXT and SASL_SSL")
    sasl_password: SecretStr | None = Field(None, description="for SASL_PLAINTEXT and SASL_SSL; never printed")
    ssl_ca_file: str | None = Field(None, description="certificate authority that signed the brokers' certificates")
    ssl_cert_file: str | None = Field(None, description="our certificate, for mutual TLS")
    ssl_key_file: str | None = Field(None, description="its key")
    topic_prefix: str = Field("", description="put before the name of every topic")
    partitions: int = Field(4, ge=1, le=1024, description="of each topic that is keyed by dispatch, band or family")
    replication: int = Field(1, ge=1, description="of each topic; 3 in production")
    window_hours: int = Field(72, ge=1, description="how far apart two dispatches of one story may be published")
    lateness_hours: int = Field(72, ge=0, description="how late a dispatch may come and still find its story")
    group: str = Field("copytaster", min_length=1, description="consumer group of the workers, after the prefix")
    instance_id: str | None = Field(None, description="static membership: a name that this worker keeps over restarts")
    state_dir: Path = Field(Path("copytaster-state"), description="folder for local state; one for each worker")
    state_cache_mb: int = Field(8, ge=1, description="RocksDB's block cache for each partition")
    web_host: str = Field("127.0.0.1", description="where `/livez`, `/readyz` and `/metrics` listen")
    web_port: int = Field(8080, ge=0, le=65535, description="their port; 0 takes a free one, the log says which")
    settle_seconds: float = Field(0.25, ge=0, description="a changed story goes out once it was quiet for so long")
    settle_most_seconds: float = Field(5.0, ge=0, description="and at the latest so long after its first change")
    session_timeout_seconds: float = Field(30, gt=0, description="a silent worker's partitions go to others after it")
    heartbeat_seconds: float = Field(3, gt=0, description="between signs of life to the group")
    rebalance_timeout_seconds: float = Field(60, gt=0, description="for all workers to agree on a new assignment")
    commit_seconds: float = Field(1.0, gt=0, description="between commits of offsets")
    stop_seconds: float = Field(9.0, gt=0, description="after SIGTERM: to finish what is in hand and leave the group")
    brake_hold_seconds: float = Field(
        60, ge=0, description="a worker that stops at too many rejects waits so long first"
    )
    rules_dir: str | None = Field(
        None, description="folder of rules laid over the package's own: agencies, boilerplate, suppliers"
    )
    feed_token: SecretStr | None = Field(
        None, description="what whoever posts to `feed --listen` shows or signs with; never printed"
    )
    notify_secret: SecretStr | None = Field(
        None, description="signs what `inspect follow --notify` posts; never printed"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="of the JSON log")

    @property
    def group_id(self) -> str:
        """The consumer group's name on the brokers."""
        return f"{self.topic_prefix}{self.group}"


def load() -> Settings:
    """Read the environment, and the secret files where COPYTASTER_SECRETS_DIR names their folder.

    A variable wins over a file of the same name.

    Raises:
        Usage: a value is wrong, a name that starts with COPYTASTER_ is no setting, or what the security
            protocol needs is missing. The message names the setting and shows no secret.
    """
    folder = os.environ.get(SECRETS_DIR)
    _refuse_unknown(name for name in os.environ if name != SECRETS_DIR)
    try:
        if folder:
            names = [name.upper() for name in os.listdir(folder)]
            _refuse_unknown(names)
            if _RULES_DIR in names:  # rules are also read where no settings are: `run`, processes that read ahead
                raise Usage(f"{_RULES_DIR} is no secret: set it in the environment, not as a file of {SECRETS_DIR}")
        with warnings.catch_warnings():
            warnings.simplefilter("error", UserWarning)  # pydantic only warns of a file that it does not take
            settings = Settings(_secrets_dir=folder or None)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        raise Usage(f"{_variable('.'.join(map(str, first['loc'])))}: {first['msg']}") from error
    except (OSError, UserWarning, SettingsError) as error:
        cause = error.__cause__ or error
        told = "a file is not UTF-8 text" if isinstance(cause, UnicodeDecodeError) else cause
        raise Usage(f"{SECRETS_DIR}: {told}") from None  # the cause may carry what it could not decode
    _check_security(settings)
    return settings


def fingerprint(settings: Settings, rules: str) -> str:
    """Sixteen hexadecimal digits that differ where two workers of a group are set differently.

    Secrets have no part in it, nor what each worker has for itself.

    Args:
        settings: of a worker.
        rules: the hash of the rules that it reads by.
    """
    rows = [*((name, value) for name, value, _ in shown(settings) if name not in _EACH_ITS_OWN), ("rules", rules)]
    return blake2b(repr(rows).encode(), digest_size=8).hexdigest()


def _variable(field: str) -> str:
    return f"{PREFIX}{field}".upper()


def _refuse_unknown(names: Iterable[str]) -> None:
    """A misspelt name would be a setting that silently has its default."""
    known = {_variable(name) for name in Settings.model_fields}
    for name in sorted(names):
        if name.startswith(PREFIX) and name not in known and not name.startswith(_NOT_OURS):
            raise Usage(f"{name} is no setting; `copytaster config show` lists them")


def _check_security(settings: Settings) -> None:
    """What the protocol needs is there, and files can be read: found out now, not at the first connection."""
    if settings.security_protocol.startswith("SASL"):
        for field in ("sasl_username", "sasl_password"):
            if not getattr(settings, field):
                raise Usage(f"{_variable(field)}: {settings.security_protocol} needs it")
    if settings.ssl_key_file and not settings.ssl_cert_file:
        raise Usage(f"{_variable('ssl_cert_file')}: a key is set, but not the certificate it belongs to")
    for field in ("ssl_ca_file", "ssl_cert_file", "ssl_key_file"):
        path = getattr(settings, field)
        if path:
            try:
                Path(path).open("rb").close()
            except OSError as error:
                raise Usage(f"{_variable(field)}: {path}: {error.strerror}") from error


def shown(settings: Settings) -> list[tuple[str, str, str]]:
    """Name, value and "set" or "default" of each setting; secrets are masked."""
    rows = []
    for name in Settings.model_fields:
        value = getattr(settings, name)
        told = "" if value is None else str(value)  # pydantic prints a secret as stars
        rows.append((_variable(name), told, "set" if name in settings.model_fields_set else "default"))
    return rows

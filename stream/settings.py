"""Settings of the service, from environment variables that start with COPYTASTER_."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from stream.errors import Usage

__all__ = ["PREFIX", "Settings", "load", "shown"]

PREFIX = "COPYTASTER_"
_NOT_OURS = ("COPYTASTER_TEST_", "COPYTASTER_VENV")  # read by the tests and by .ci/run


class Settings(BaseSettings):
    """What an operator sets. Every field is listed in the README, or a test fails."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

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
    settle_seconds: float = Field(1.0, ge=0, description="a changed story goes out once it was quiet for so long")
    settle_most_seconds: float = Field(5.0, ge=0, description="and at the latest so long after its first change")
    session_timeout_seconds: float = Field(30, gt=0, description="a silent worker's partitions go to others after it")
    heartbeat_seconds: float = Field(3, gt=0, description="between signs of life to the group")
    rebalance_timeout_seconds: float = Field(60, gt=0, description="for all workers to agree on a new assignment")
    commit_seconds: float = Field(1.0, gt=0, description="between commits of offsets")
    stop_seconds: float = Field(9.0, gt=0, description="after SIGTERM: to finish what is in hand and leave the group")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="of the JSON log")


def load() -> Settings:
    """Read the environment.

    Raises:
        Usage: a value is wrong, or a name that starts with COPYTASTER_ is no setting.
    """
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    unknown = sorted(
        name for name in os.environ if name.startswith(PREFIX) and name not in known and not name.startswith(_NOT_OURS)
    )
    if unknown:
        raise Usage(f"{unknown[0]} is no setting; `copytaster config show` lists them")
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{PREFIX}{'.'.join(map(str, first['loc']))}".upper()
        raise Usage(f"{name}: {first['msg']}") from error


def shown(settings: Settings) -> list[tuple[str, str, str]]:
    """Name, value and "set" or "default" of each setting; secrets are masked."""
    rows = []
    for name in Settings.model_fields:
        value = getattr(settings, name)
        told = "" if value is None else str(value)  # pydantic prints a secret as stars
        rows.append((f"{PREFIX}{name}".upper(), told, "set" if name in settings.model_fields_set else "default"))
    return rows

"""Settings from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from stream.errors import Usage
from stream.settings import PREFIX, Settings, load, shown

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_readme(name: str) -> None:
    """A setting nobody can find is no setting."""
    assert f"`{PREFIX}{name}".upper() in README.upper()


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


def test_secrets_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every print."""
    monkeypatch.setenv("COPYTASTER_SASL_PASSWORD", "s3cret")

    settings = load()

    assert "s3cret" not in repr(settings)
    assert "s3cret" not in str(shown(settings))
    assert settings.sasl_password is not None
    assert settings.sasl_password.get_secret_value() == "s3cret"

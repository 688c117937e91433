"""The commands around the service on Kafka: topics and settings.

Their parts are imported when a command runs: pydantic and aiokafka load slowly, and `copytaster run`
needs neither.
"""

from __future__ import annotations

import asyncio
import sys

import click

__all__ = ["config", "topics"]


@click.group()
def topics() -> None:
    """Provision the service's topics from the one declaration in the package."""


@topics.command("plan")
def plan_topics() -> None:
    """Report what `apply` would create and what differs; exit code 1 where something does."""
    from stream.runtime.topics import declared, plan
    from stream.settings import load

    settings = load()
    drift = asyncio.run(plan(settings))
    for each in drift:
        click.echo(f"{each.topic}: {each.told}")
    if drift:
        sys.exit(1)
    click.echo(f"{len(declared(settings))} topics are as declared")


@topics.command("apply")
def apply_topics() -> None:
    """Create the topics that are missing; refuse where one differs."""
    from stream.runtime.topics import apply, declared
    from stream.settings import load

    settings = load()
    created = asyncio.run(apply(settings))
    for name in created:
        click.echo(f"{name}: created")
    click.echo(f"{len(created)} topics created, {len(declared(settings)) - len(created)} were there")


@click.group()
def config() -> None:
    """Look at the settings."""


@config.command("show")
def show_config() -> None:
    """Print every setting, its value, and whether it is set or the default; secrets are masked."""
    from stream.settings import load, shown

    for name, value, origin in shown(load()):
        click.echo(f"{name}={value}  ({origin})")

"""The command ``copytaster``. Exit codes: 0 done, 1 failure, 2 usage."""

from __future__ import annotations

import os
import sqlite3
import sys
from importlib import import_module
from typing import Any

import click

from stream.errors import CopytasterError, Usage
from stream.memory import collect_rarely

__all__ = ["main", "start"]

_COMMANDS = {
    "config": ("service", "Look at the settings."),
    "demo": ("run", "Fold the sample wire that ships with Copytaster and show the stories and one chain."),
    "dlq": ("dlq", "Look at the dead letters, the records that the service could not read, and send them in again."),
    "feed": ("feed", "Send dispatches to the service: from files or standard input, or from where they arrive."),
    "inspect": ("inspect", "Look at stories: what is in them, why, and what deserves a look."),
    "read": ("read", "Show what is understood of files, and what from, field by field."),
    "rule": (
        "rule",
        "Rule that two dispatches, by their uris, are the same story, are different ones, that you are not sure, or "
        "undo what was ruled.",
    ),
    "rules": ("rules", "Look at the rules that are data: agencies, boilerplate of houses, suppliers."),
    "run": ("run", "Fold dispatches from files or standard input into stories."),
    "schema": (
        "schema",
        "Print the JSON Schema of the input (dispatch), the output (story), a ruling or the rejects file (reject).",
    ),
    "stories": ("service", "Print the stories of the service as JSON Lines, the newest record of each, sorted by uri."),
    "topics": ("service", "Provision the service's topics from the one declaration in the package."),
    "worker": ("service", "Fold the dispatches of the input topic into stories, until it is told to stop (SIGTERM)."),
}
"""Of each command the module of `stream.commands` that has it, and the first sentence of its help.

The sentences stand here too because a command is imported when it is called: the list would take a second of imports.
"""


class _Group(click.Group):
    """Imports a command when it is called, and maps our errors to the exit codes, at one place."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"stream.commands.{_COMMANDS[cmd_name][0]}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Usage as error:
            raise click.UsageError(str(error), ctx) from error
        except CopytasterError as error:
            raise click.ClickException(str(error)) from error
        except sqlite3.Error as error:
            told = "a projection is made anew with --rebuild; TMPDIR names the folder of temporary files"
            raise click.ClickException(f"database: {error} ({told})") from error
        except BrokenPipeError as error:  # the reader went away, as in `copytaster run … | head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python complains when it flushes
            raise SystemExit(1) from error
        except OSError as error:
            raise click.ClickException(f"{error.filename or 'input or output'}: {error.strerror or error}") from error


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="copytaster", prog_name="copytaster")
def main() -> None:
    """Fold syndicated wire stories into canonical stories with their provenance chain."""


def start() -> None:
    """The program: the command, with what makes any Python program start sooner."""
    # Nothing here multiplies matrices, and numpy would start a thread for each core to do so.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    collect_rarely()  # a thousand modules are loaded to stay: looking for cycles among them is a fifth of the start
    main()

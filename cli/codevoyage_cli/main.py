"""The `codevoyage` command: its group, and how every command ends."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Final

import click

from codevoyage_cli.errors import CommandFailed, Exit
from codevoyage_cli.options import data_dir_option
from codevoyage_cli.screen.inert import inert_lines

#: In the order of `--help`. Imported when they are run: `--version` must not pay for gRPC.
COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "up": "Start PostgreSQL, Redis, Envoy and the services on this machine.",
        "down": "Stop them.",
        "status": "Show what is up, and how it is.",
        "doctor": "Look for what would keep CodeVoyage from starting here.",
        "analyze": "Read a repository's whole history, and say what was found.",
        "runs": "List analyses, newest first.",
        "watch": "Follow an analysis as it happens.",
        "show": "Tell how an analysis went: stages, attempts, errors.",
        "cancel": "Ask an analysis to stop.",
        "retry": "Go on with an analysis that failed or was cancelled.",
        "tree": "List the files of an analysed repository, at any date or commit.",
        "timeline": "Show commits, people, lines and releases over time.",
        "eras": "Tell a history in few words: its eras, and its turning points.",
        "hotspots": "List the files that change often and are complex.",
        "coupling": "List the files that change in the same commits; what is missing beside some.",
        "history": "Tell how one file came to be what it is.",
        "languages": "Show what the code is written in, at any date or over time.",
        "survival": "Show when the lines that stand were written, or by whom; how long lines live.",
        "blame": "Tell who wrote each line of a file.",
        "owners": "Show who wrote most of each folder or file.",
        "busfactor": "Show how many people can leave before half of the files have nobody who knows them.",
        "check": "Hold a pull request against the history: what is missing, what grows, who knows it.",
        "compare": "Compare two dates of a repository, or two repositories.",
        "search": "Find paths, people and commits.",
        "contributors": "List who did how much, when and where; or tell what one person did.",
        "network": "Show who works on the same files, and the communities that they form.",
        "assisted": "Show how much of it programs helped to write, as commits say.",
        "people": "List who is who in a repository; merge and split people.",
        "verify": "Compare everything that was read of a repository with git itself.",
        "compare-refs": "Show what one branch, tag or pull request changed since it parted from another.",
        "measure": "Show how complex a file was at every version of it.",
        "delete": "Remove a repository with everything that was made of it.",
    }
)


class _Commands(click.Group):
    """Finds a command in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(
            f"codevoyage_cli.commands.{cmd_name.replace('-', '_')}"
        ).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        # click says which commands exist only for a typing error that is close; here there are few.
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            ctx.fail(f"There is no command `{args[0]}`. There are: {', '.join(COMMANDS)}.")
        return super().resolve_command(ctx, args)


_EPILOG = """\b
Examples:
  codevoyage up --detach
  codevoyage analyze https://github.com/pallets/flask
  codevoyage analyze . --json

Exit codes: 0 done, 1 a finding, 2 wrong usage, 3 the run failed, 4 no stack is up.
"""


@click.group(cls=_Commands, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("codevoyage"), prog_name="codevoyage")
@data_dir_option
def cli(data_dir: Path | None) -> None:
    """Understand a codebase through its history: point it at any git repository."""


def main() -> None:
    """Runs the command line and ends the process with the code that `errors.Exit` documents."""
    sys.exit(_run())


def _run() -> int:
    try:
        code = cli.main(prog_name="codevoyage", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return Exit.FAILED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except CommandFailed as error:
        click.echo(inert_lines(str(error)), err=True)
        return error.exit_code
    except BrokenPipeError:
        # `codevoyage runs | head`: the reader has what it wanted, and the flush at the end must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.DONE
    except Exception as error:  # noqa: BLE001  # the last line of defence: a person gets a sentence
        if os.environ.get("CODEVOYAGE_DEBUG"):
            traceback.print_exc()
        click.echo(
            f"This is a defect of codevoyage: {type(error).__name__}: {error}. "
            "Run it again with CODEVOYAGE_DEBUG=1 to see where, and report it.",
            err=True,
        )
        return Exit.FAILED
    return code if isinstance(code, int) else Exit.DONE  # what a command gave to `ctx.exit`

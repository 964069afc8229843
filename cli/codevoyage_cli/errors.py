"""How a command ends when it does not end well: a sentence, and one of the documented exit codes."""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class Exit(IntEnum):
    """Exit codes of every command, the same for scripts for ever."""

    DONE = 0
    FINDING = 1  #: a check found something
    USAGE = 2  #: the command line cannot be understood
    FAILED = 3  #: the run failed, or was cancelled
    NO_STACK = 4  #: nothing is up that could be asked


class CommandFailed(Exception):
    """The command cannot do what was asked; the message is one sentence that says why and what to do."""

    exit_code: ClassVar[Exit] = Exit.FAILED


class WrongUsage(CommandFailed):
    """What was typed has no meaning here."""

    exit_code = Exit.USAGE


class NoStack(CommandFailed):
    """No stack is up for this data folder."""

    exit_code = Exit.NO_STACK


class StackError(CommandFailed):
    """The stack, or a part of it, did not start, did not stop, or died."""

"""What git's exit code and its last words mean: one typed error, each with a sentence that says what to do."""

from __future__ import annotations

import re
import signal

from codevoyage_ingest.errors import (
    DiskFull,
    GitFailed,
    IngestError,
    QuotaExceeded,
    RepositoryCorrupt,
    RepositoryMalformed,
    RepositoryMoved,
    RepositoryNeedsCredentials,
    RepositoryNotFound,
    RepositoryUnreachable,
    RepositoryUnreadable,
)
from codevoyage_ingest.git.limits import Limits

#: How git ends when it does not know an option; it prints all that it knows then.
_USAGE = 129

#: Characters of git's own sentence that an error carries.
_DETAIL_CHARACTERS = 200

_DISK = re.compile(rb"No space left on device|Disk quota exceeded", re.IGNORECASE)
_UNREADABLE = re.compile(rb"Permission denied", re.IGNORECASE)
_MEMORY = re.compile(rb"Out of memory|malloc failed|Cannot allocate memory|unable to create thread", re.IGNORECASE)
#: git from 2.43 on goes into no tree below this (`core.maxTreeDepth`); older ones go on as long as there is stack.
_DEPTH = re.compile(rb"exceeded maximum allowed tree depth", re.IGNORECASE)
_LARGEST_DEPTH = 4096
_FILE_SIZE = re.compile(rb"File too large", re.IGNORECASE)
_CREDENTIALS = re.compile(
    rb"could not read (Username|Password)|Authentication failed|terminal prompts disabled|returned error: 40[13]",
    re.IGNORECASE,
)
_NOT_FOUND = re.compile(
    rb"repository '.*' (not found|does not exist)|Repository not found|returned error: (404|410)|"
    rb"does not appear to be a git repository|not a git repository",
    re.IGNORECASE,
)
_MOVED = re.compile(rb"returned error: 30\d|unable to update url base", re.IGNORECASE)
_UNREACHABLE = re.compile(
    rb"Could not resolve|Failed to connect|Couldn't connect|Connection (refused|reset|timed out|closed)|"
    rb"Operation too slow|RPC failed|unexpected disconnect|returned error: \d{3}|unable to access|"
    rb"remote end hung up|timed out|SSL",
    re.IGNORECASE,
)
#: What fsck says of an object, by the name of its check.
_FSCK = re.compile(rb"^error: (object [0-9a-f]+: ([A-Za-z]+):? .*)$", re.MULTILINE)
_CORRUPT = re.compile(
    rb"corrupt|bad object|bad tree|missing (blob|tree|commit|object)|inflate|unable to (read|find|parse|unpack)|"
    rb"could not (read|parse)|packfile|index-pack|\bpack\b|loose object|fsck|not a valid object|"
    rb"did not (receive|send)|unresolved deltas|early EOF|not our ref|bad signature|invalid object|broken|"
    rb"in tree entry|too-short tree|not a (tree|commit|blob)\b|failed to traverse",
    re.IGNORECASE,
)


def failure(
    *, command: str, exit_code: int, stderr: bytes, source: str, directory: str = "", limits: Limits
) -> IngestError:
    """The error that a git child's end stands for.

    exit_code: negative for a signal. source: what a person calls the repository. directory: where it lies here;
    replaced by `source` in what git said, since nobody outside should learn where clones are kept.
    """
    detail = _last_words(stderr, directory, source)
    if exit_code == _USAGE:
        return GitFailed(command, exit_code, detail)
    for name in (directory, source):  # a folder may be called `broken`
        stderr = stderr.replace(name.encode("utf-8", "surrogateescape"), b"") if name else stderr
    if _DISK.search(stderr):
        return DiskFull()
    if exit_code == -signal.SIGXFSZ or _FILE_SIZE.search(stderr):
        return _over_bound(source, bound="file size", value=limits.file_bytes, unit="bytes")
    if exit_code == -signal.SIGXCPU:
        return _over_bound(source, bound="processor time", value=limits.processor_seconds, unit="seconds")
    if exit_code == -signal.SIGKILL or _MEMORY.search(stderr):
        return _over_bound(source, bound="memory", value=limits.memory_bytes, unit="bytes")
    if _DEPTH.search(stderr):
        return _over_bound(source, bound="depth of a tree", value=_LARGEST_DEPTH, unit="folders")
    if _UNREADABLE.search(stderr) and source.startswith("/"):
        return RepositoryUnreadable(source)
    if _CREDENTIALS.search(stderr):
        return RepositoryNeedsCredentials(source)
    if _NOT_FOUND.search(stderr):
        return RepositoryNotFound(source)
    if _MOVED.search(stderr):
        return RepositoryMoved(source)
    if _UNREACHABLE.search(stderr):
        return RepositoryUnreachable(source)
    if fsck := _FSCK.search(stderr):
        return RepositoryMalformed(source, check=fsck[2].decode(), detail=_printable(fsck[1]))
    if _CORRUPT.search(stderr):
        return RepositoryCorrupt(source, detail=detail)
    return GitFailed(command, exit_code, detail)


def _over_bound(source: str, *, bound: str, value: int, unit: str) -> QuotaExceeded:
    return QuotaExceeded(
        f"Reading {source} needs more {bound} than one git process may use here. "
        "Limit the commits to read, or ask the operator to raise the bound.",
        bound=bound,
        value=value,
        unit=unit,
    )


def _last_words(stderr: bytes, directory: str, source: str) -> str:
    """The last line in which git complains, in printable characters."""
    lines = [line for line in stderr.decode("utf-8", "backslashreplace").splitlines() if line.strip()]
    complaints = [line for line in lines if line.startswith(("fatal:", "error:", "BUG:"))] or lines
    if not complaints:
        return ""
    words = complaints[-1].split(":", 1)[-1].strip()
    if directory:
        words = words.replace(directory, source)
    return _printable(words.encode())


def _printable(words: bytes) -> str:
    shown = words.decode("utf-8", "backslashreplace")
    return "".join(character if character.isprintable() else "?" for character in shown)[:_DETAIL_CHARACTERS]

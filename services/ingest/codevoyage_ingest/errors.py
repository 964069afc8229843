"""What can be wrong with a source, with the repository behind it, or with git's work on it."""

from __future__ import annotations

import grpc

from codevoyage_common.errors import Cancelled, CodeVoyageError, QuotaReached

__all__ = [
    "AddressNotPermitted",
    "Cancelled",
    "DiskFull",
    "GitFailed",
    "GitTimedOut",
    "HistoryRewritten",
    "IngestError",
    "LocalPathNotPermitted",
    "NoCommonAncestor",
    "QuotaExceeded",
    "RefNotFound",
    "RepositoryCorrupt",
    "RepositoryMalformed",
    "RepositoryMoved",
    "RepositoryNeedsCredentials",
    "RepositoryNotFound",
    "RepositoryUnreachable",
    "RepositoryUnreadable",
]


class IngestError(CodeVoyageError):
    """Base of ingest's own errors."""


class AddressNotPermitted(IngestError):
    """The address is of a kind that is never fetched; `rule` names the rule, never the address."""

    reason = "ADDRESS_NOT_PERMITTED"
    status = grpc.StatusCode.INVALID_ARGUMENT

    def __init__(self, message: str, *, rule: str) -> None:
        super().__init__(message, rule=rule)


class LocalPathNotPermitted(IngestError):
    """The path, or where its repository really lies, is below no permitted root."""

    reason = "LOCAL_PATH_NOT_PERMITTED"
    status = grpc.StatusCode.INVALID_ARGUMENT

    def __init__(self, path: str) -> None:
        super().__init__(
            f"Reading {path} is not permitted here. Name it on the command line of this machine "
            "(`codevoyage analyze PATH`), or add a folder above it to CODEVOYAGE_LOCAL_ROOTS.",
            path=path,
        )


class RepositoryNotFound(IngestError):
    """There is no repository, or the host does not admit that there is one."""

    reason = "REPOSITORY_NOT_FOUND"
    status = grpc.StatusCode.NOT_FOUND

    def __init__(self, source: str) -> None:
        super().__init__(f"There is no git repository at {source}, or it is private. Check the address.", source=source)


class RepositoryMoved(IngestError):
    """The host points to another address, which is not followed: it was not the one that was checked."""

    reason = "REPOSITORY_NOT_FOUND"
    status = grpc.StatusCode.NOT_FOUND

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} has moved: its host points to another address. Open it in a browser and give the new one.",
            source=source,
        )


class RepositoryNeedsCredentials(IngestError):
    """The host asks for a name and a password, and this product never sends any."""

    reason = "REPOSITORY_NEEDS_CREDENTIALS"
    status = grpc.StatusCode.UNAUTHENTICATED

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} asks for credentials: it is private, or it does not exist. "
            "Check the address, or clone it yourself and analyse the local path.",
            source=source,
        )


class RepositoryUnreachable(IngestError):
    """The host could not be reached, or stopped answering."""

    reason = "REPOSITORY_UNREACHABLE"
    status = grpc.StatusCode.UNAVAILABLE
    retryable = True

    def __init__(self, source: str) -> None:
        super().__init__(
            f"{source} could not be reached, or stopped answering. Check the address and the network, then try again.",
            source=source,
        )


class RepositoryUnreadable(IngestError):
    """A local repository has files that the worker's user may not read."""

    reason = "LOCAL_PATH_NOT_PERMITTED"
    status = grpc.StatusCode.INVALID_ARGUMENT

    def __init__(self, path: str) -> None:
        super().__init__(
            f"Some files of {path} may not be read by the user that runs CodeVoyage's ingest worker. "
            "Give that user the right to read them (`chmod -R a+rX`), or analyse a clone of it.",
            path=path,
        )


class RepositoryCorrupt(IngestError):
    """Objects are missing or damaged, or git refuses them."""

    reason = "REPOSITORY_CORRUPT"
    status = grpc.StatusCode.DATA_LOSS

    def __init__(self, source: str, *, detail: str = "") -> None:
        found = f" (git: {detail})" if detail else ""
        super().__init__(
            f"{source} has missing or damaged objects{found}. Run `git fsck` there, or analyse a fresh clone of it.",
            source=source,
            **({"detail": detail} if detail else {}),
        )


class RepositoryMalformed(RepositoryCorrupt):
    """git's fsck finds objects of a host wrong; `check` is its name for what is wrong with them."""

    def __init__(self, source: str, *, check: str, detail: str) -> None:
        IngestError.__init__(
            self,
            f"{source} has objects that git refuses to take from a host (git: {detail}). Have them mended there. "
            "If you trust them, clone it yourself and analyse the local path.",
            source=source,
            check=check,
            detail=detail,
        )


class HistoryRewritten(IngestError):
    """The commits that were read are not to be had any more."""

    reason = "HISTORY_REWRITTEN"
    status = grpc.StatusCode.FAILED_PRECONDITION

    def __init__(self, source: str) -> None:
        super().__init__(
            f"The history of {source} was rewritten since it was read: the commits that were read are not there any "
            "more. Analyse it again.",
            source=source,
        )


class RefNotFound(IngestError):
    """The repository has no such branch, tag, reference or commit, or does not hand it out."""

    reason = "REF_NOT_FOUND"
    status = grpc.StatusCode.NOT_FOUND

    def __init__(self, source: str, *, ref: str) -> None:
        super().__init__(
            f"{source} has no branch, tag or commit `{ref}`, or does not hand it out. Check the name; "
            "commits go by their full id.",
            ref=ref,
        )


class NoCommonAncestor(IngestError):
    """Two references have no commit in common."""

    reason = "NO_COMMON_ANCESTOR"
    status = grpc.StatusCode.FAILED_PRECONDITION

    def __init__(self, source: str, *, base: str, head: str) -> None:
        super().__init__(
            f"`{base}` and `{head}` of {source} have no commit in common, as far as their history is there. "
            "Choose references of one history.",
            base=base,
            head=head,
        )


class QuotaExceeded(QuotaReached, IngestError):
    """A bound of the configuration was reached."""


class DiskFull(IngestError):
    """The worker's disk is full."""

    reason = "DISK_FULL"
    status = grpc.StatusCode.RESOURCE_EXHAUSTED
    retryable = True

    def __init__(self) -> None:
        super().__init__("The disk that clones are kept on is full. Free some space, then retry.")


class GitTimedOut(IngestError):
    """git did not end, or gave no sign of life, within its bound."""

    reason = "GIT_TIMED_OUT"
    status = grpc.StatusCode.DEADLINE_EXCEEDED
    retryable = True

    def __init__(self, command: str, seconds: float) -> None:
        super().__init__(
            f"git {command} was ended after {seconds:.0f} s, its bound here. Try again; "
            "if it happens again, the source or the disk is too slow.",
            command=command,
            seconds=f"{seconds:.0f}",
        )


class GitFailed(IngestError):
    """git ended with an error of no known kind."""

    reason = "GIT_FAILED"
    status = grpc.StatusCode.INTERNAL
    retryable = True

    def __init__(self, command: str, exit_code: int, detail: str) -> None:
        super().__init__(
            f"git {command} failed (exit code {exit_code}): {detail or 'it gave no reason'}. "
            "Try again; if it happens again, report it with this sentence.",
            command=command,
            exit_code=str(exit_code),
        )

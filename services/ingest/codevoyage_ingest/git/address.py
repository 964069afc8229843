"""What may be cloned: an https address of a public host, or a repository below a permitted root of this machine.

Pure but for looking at the path itself; the host is not asked. What a name resolves to is checked where it is dialled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from codevoyage_ingest.errors import AddressNotPermitted
from codevoyage_ingest.git.local_repository import locate
from codevoyage_ingest.git.private_hosts import is_private

#: Bytes; longer addresses are attacks, hosts allow far less.
_LENGTH_BYTES = 2048

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]")


class SourceKind(StrEnum):
    """Where a repository is read from."""

    HTTPS = "https"
    LOCAL = "local"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A source that may be read.

    key: the same for every spelling of one repository; safe to store, log and show. address: what git is given.
    """

    kind: SourceKind
    key: str
    address: str

    @property
    def display(self) -> str:
        """What a person calls it."""
        return self.key.removeprefix("https://")


def resolve(source: str, *, roots: Iterable[Path]) -> Source:
    """The source behind what somebody typed.

    source: `https://host[:port]/path`, or an absolute path at or below one of `roots`.
    Errors: AddressNotPermitted (naming the rule, never the address, which may hold a secret),
    LocalPathNotPermitted, RepositoryNotFound for a permitted path without a repository.
    """
    if not source or len(source.encode("utf-8", "surrogateescape")) > _LENGTH_BYTES:
        raise AddressNotPermitted(
            f"An address has 1 to {_LENGTH_BYTES} bytes. Give the address that you would clone.", rule="length"
        )
    if _CONTROL.search(source) or source != source.strip():
        raise AddressNotPermitted(
            "The address holds control characters or blanks at its ends. Type it again.", rule="characters"
        )
    if source.startswith("-"):
        raise AddressNotPermitted(
            "An address never begins with `-`. Give an https address or an absolute path.", rule="option"
        )
    if source.startswith("/"):
        path = locate(Path(source), roots=roots)
        return Source(kind=SourceKind.LOCAL, key=str(path), address=str(path))
    return _https(source)


def _https(source: str) -> Source:
    scheme = _SCHEME.match(source)
    if "::" in source.split("/", 1)[0] or scheme is None or scheme.group().lower() != "https:":
        raise AddressNotPermitted(
            "Only https addresses and absolute paths are read (no ssh, git, http, file, or host:path). "
            "Give the repository's https address.",
            rule="scheme",
        )
    try:
        parts = urlsplit(source)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _malformed() from None
    if "@" in parts.netloc or parts.username is not None:
        raise AddressNotPermitted(
            "The address holds a user name or password. Leave it out, and renew what you just typed.", rule="userinfo"
        )
    host = f"[{host}]" if ":" in host else host.rstrip(".")
    if not source.lower().startswith("https://") or not _HOST.fullmatch(host) or "\\" in source or port == 0:
        raise _malformed()
    if parts.query or parts.fragment or " " in source:
        raise _malformed()
    if is_private(host):
        raise AddressNotPermitted(
            "The host is this machine or a private network. Give the address of a public host, "
            "or clone it yourself and analyse the path.",
            rule="private_host",
        )
    path = parts.path.rstrip("/").removesuffix(".git").rstrip("/")
    if not path:
        raise _malformed()
    place = host if port in (None, 443) else f"{host}:{port}"
    return Source(kind=SourceKind.HTTPS, key=f"https://{place}{path}", address=f"https://{place}{parts.path}")


def _malformed() -> AddressNotPermitted:
    return AddressNotPermitted(
        "That is no address of a repository. It reads https://HOST/PATH, without query or fragment.", rule="form"
    )

"""Which tags a source has, as it lists them: nothing is fetched for that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from codevoyage_ingest.git.remote import Remote

_TAGS: Final = b"refs/tags/"
_PEELED: Final = b"^{}"
#: A version at the end of a name: `v1.2`, `release-1.2.3`, `REL_18_1`, `go1.21`; and what may follow one that is no
#: candidate: `+build`, `.final`, `-stable`.
_RELEASE: Final = re.compile(
    rb"(?:^|[^0-9.])[0-9]+(?:[._-][0-9]+)+(?:[-_.]?(?:final|release|ga|lts|stable|post[0-9]*|p[0-9]+|[a-z])|\+[\w.-]+)?$",
    re.IGNORECASE,
)
#: A version of one number needs the letter or word that says so: `v3`, `release-7`.
_ONE_NUMBER: Final = re.compile(rb"(?:^|[-_/])(?:v|ver|version|rel|release|r)[-_/]?[0-9]{1,6}$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class ListedTag:
    """name: without `refs/tags/`. target: raw id of what it points to. peeled: raw id of what an annotated tag leads
    to in the end; None: `target` is no tag object."""

    name: bytes
    target: bytes
    peeled: bytes | None


def list_tags(remote: Remote) -> list[ListedTag]:
    """All tags of a source, by their names. Errors: as git's end means, Cancelled, QuotaExceeded for too many."""
    answer = remote.ask("ls-remote", "--tags", "--quiet", "--end-of-options", remote.source.address)
    targets: dict[bytes, bytes] = {}
    peeled: dict[bytes, bytes] = {}
    for line in answer.split(b"\n"):
        identity, _, reference = line.partition(b"\t")
        if not reference.startswith(_TAGS):
            continue
        name = reference.removeprefix(_TAGS)
        if name.endswith(_PEELED):  # no reference may be called so
            peeled[name.removesuffix(_PEELED)] = bytes.fromhex(identity.decode())
        else:
            targets[name] = bytes.fromhex(identity.decode())
    return [ListedTag(name=name, target=targets[name], peeled=peeled.get(name)) for name in sorted(targets)]


def is_release(name: bytes) -> bool:
    """Whether a tag's name is the version of a release: not of a candidate, a beta, or anything else before one."""
    return bool(_RELEASE.search(name) or _ONE_NUMBER.search(name))

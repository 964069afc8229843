"""Where a local repository's parts really lie, found without running anything in it and without believing its links.

The part that is cloned (objects and refs) must lie below a permitted root, and so must whatever it borrows objects
from: a link, a `.git` file, a `commondir` or an alternates file may point anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from codevoyage_ingest.errors import LocalPathNotPermitted, RepositoryNotFound

#: Bytes of a one-line file (`.git`, `commondir`) that are read; a path has at most 4,096.
_POINTER_BYTES = 8192

#: Bytes of an alternates file that are read, and how deep alternates of alternates are followed (git's own bound).
_ALTERNATES_BYTES = 1 << 20
_ALTERNATES_DEPTH = 5


def locate(path: Path, *, roots: Iterable[Path]) -> Path:
    """The real path of a repository: its work tree, or the repository itself if it is bare.

    Errors: LocalPathNotPermitted if it, or the place of its objects, is below no root; RepositoryNotFound.
    """
    permitted = tuple(_real(root) for root in roots)
    real = _real(path)
    _check(real, permitted)
    if real.name == ".git" and (real / "HEAD").is_file():
        real = real.parent  # the same repository, spelt differently
    try:
        common = common_directory(real)
        _check(common, permitted)
        for objects in _object_stores(common):
            _check(objects, permitted)
    except (PermissionError, UnicodeDecodeError):
        raise RepositoryNotFound(_shown(real)) from None
    return real


def git_directory(path: Path) -> Path:
    """The git directory that a work tree or a bare repository has. Errors: RepositoryNotFound."""
    inside = path / ".git"
    if inside.is_file():
        pointer = _pointer(inside).removeprefix("gitdir:").strip()
        inside = _real(path / pointer)
    elif not inside.is_dir():
        inside = path
    if not (inside / "HEAD").is_file():
        raise RepositoryNotFound(_shown(path))
    return inside


def common_directory(path: Path) -> Path:
    """The directory with objects and refs; a linked work tree shares its main one's. Errors: RepositoryNotFound."""
    directory = git_directory(path)
    common = directory / "commondir"
    found = _real(directory / _pointer(common).strip()) if common.is_file() else _real(directory)
    if not (found / "objects").is_dir():
        raise RepositoryNotFound(_shown(path))
    return found


def _object_stores(common: Path) -> set[Path]:
    """The object directory and, transitively, those that it borrows from."""
    found: set[Path] = set()
    border = {_real(common / "objects")}
    for _ in range(_ALTERNATES_DEPTH + 1):
        found |= border
        border = {other for objects in border for other in _alternates(objects)} - found
    return found | border


def _alternates(objects: Path) -> list[Path]:
    listed = objects / "info" / "alternates"
    if not listed.is_file():
        return []
    with listed.open("rb") as lines:
        names = lines.read(_ALTERNATES_BYTES).decode("utf-8", "surrogateescape").splitlines()
    # Relative to the object directory; a quoted name (git's for odd ones) is left as it is and so never permitted.
    return [_real(objects / name) for name in names if name and not name.startswith("#")]


def _pointer(file: Path) -> str:
    with file.open("rb") as content:
        return content.read(_POINTER_BYTES).decode("utf-8", "surrogateescape").rstrip("\n")


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # RuntimeError: links in a circle
        raise RepositoryNotFound(_shown(path)) from None


def _check(path: Path, permitted: tuple[Path, ...]) -> None:
    if not any(path.is_relative_to(root) for root in permitted):
        raise LocalPathNotPermitted(_shown(path))


def _shown(path: Path) -> str:
    return str(path).encode("utf-8", "backslashreplace").decode()

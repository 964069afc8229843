"""The same repository once more, so that no facts of it are known yet."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from tests.repositories.history import git


def copied(path: Path, *, prefix: str) -> Path:
    """The same repository under a new path beside it, its files linked."""
    copy = Path(tempfile.mkdtemp(prefix=f"{prefix}-", dir=path.parent))
    shutil.copytree(path, copy, copy_function=os.link, dirs_exist_ok=True)
    return copy


def borrowed(path: Path, *, prefix: str) -> Path:
    """The same history in a new repository that has no objects of its own. Its clone is packed anew, not linked."""
    borrower = Path(tempfile.mkdtemp(prefix=f"{prefix}-", dir=path.parent))
    git(path.parent, "clone", "--quiet", "--bare", "--shared", str(path), str(borrower))
    return borrower

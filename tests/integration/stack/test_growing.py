"""A history that grows, analysed after each push, has the columns of a fresh analysis, hash for hash.

Every measure is a pure function of these columns and of the question, so all of them are equal, too.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from codevoyage_analysis.history.history import ALL_TABLES
from tests.integration.ingest.test_incremental import grown, moved
from tests.integration.stack.command import Command
from tests.integration.stack.studied import hashes, result_hash, studied
from tests.repositories.history import git

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("seed", [51, 52])
def test_a_grown_history_has_the_hashes_of_a_fresh_one(up: Command, tmp_path: Path, seed: int) -> None:
    growing = tmp_path / "growing.git"
    commits = grown(seed, growing)
    for at, commit in enumerate(commits):
        moved(growing, commit)
        mine = studied(up, str(growing))
        # The same commits under another address: nothing of it was read before.
        other = tmp_path / f"fresh-{at}.git"
        git(tmp_path, "clone", "--quiet", "--bare", "--no-local", "--single-branch", str(growing), str(other))
        fresh = studied(up, str(other))
        assert result_hash(up, mine) == result_hash(up, fresh)
        found = hashes(up, mine)
        assert found == hashes(up, fresh)
        assert set(found) == {table.name for table in ALL_TABLES}
        shutil.rmtree(other)

"""Random histories from a real ingest into the columns of analysis: trees are git's, and readings do not differ."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from codevoyage_analysis.facts.folded import FoldedFacts
from codevoyage_analysis.history import tables
from codevoyage_analysis.history.canonical import canonical
from codevoyage_analysis.history.history import History as Columns
from codevoyage_analysis.history.moment import Moment, at_commit
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.activity import activity
from codevoyage_analysis.metrics.buckets import Grain
from codevoyage_analysis.metrics.difference import difference
from codevoyage_analysis.metrics.snapshot import delta, snapshot
from tests.integration.ingest.conftest import Ingest
from tests.integration.ingest.test_incremental import moved, small  # noqa: F401  a fixture
from tests.repositories.history import History
from tests.repositories.oracle import Entry, Oracle
from tests.repositories.random_histories import histories

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore:Generating overly large repr")]
_EXAMPLES = int(os.environ.get("CODEVOYAGE_EXAMPLES", "0")) // 10


def columns_of(ingest: Ingest, path: Path, *, request_id: str) -> Columns:
    job = ingest.stub.StartIngest(pb.StartIngestRequest(source=str(path), request_id=request_id)).job
    facts = FoldedFacts()
    for message in ingest.stub.StreamHistory(pb.StreamHistoryRequest(name=job.name, follow=True)):
        if message.HasField("facts"):
            facts.fold(message.facts)
    return canonical(facts)


def patched(columns: Columns, before: Moment, after: Moment) -> list[bytes]:
    """The paths of one tree, and what `difference` says about the other one."""
    texts = columns.path_texts
    paths = {texts[path] for path in Selection(moment=before).versions(columns)["path"]}
    found = difference(columns, before, after).select("kind", "path", "old_path").rows()
    for kind, path, old in found:
        if kind != "ADDED":
            paths.remove(texts[path if old is None else old])
    for kind, path, _ in found:
        if kind != "REMOVED":
            assert texts[path] not in paths
            paths.add(texts[path])
    return sorted(paths)


def entries(columns: Columns, rows: pl.DataFrame) -> list[Entry]:
    """As `ls-tree` lists them."""
    found = rows.select("mode", "blob", "bytes", "lines", path=columns.paths["path"].gather(rows["path"]))
    return [Entry(mode, blob.hex(), size, lines, path) for mode, blob, size, lines, path in found.rows()]


@settings(
    #: A second each: three readings, and git asked for every tree.
    max_examples=_EXAMPLES or 10,
    derandomize=not _EXAMPLES,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(
    history=st.sampled_from(["sha1", "sha256"]).flatmap(
        lambda each: st.tuples(st.just(each), histories(object_format=each))
    ),
    share=st.floats(0, 1),
)
def test_every_tree_is_git_s_and_a_second_reading_gives_the_same_columns(
    small: Ingest,  # noqa: F811  the fixture
    history: tuple[str, History],
    share: float,
) -> None:
    name = secrets.token_hex(8)
    path = small.repositories / f"columns-{name}.git"
    history[1].write(path, object_format=history[0])
    oracle = Oracle(path)
    commits = oracle.commits()
    last = commits[-1]
    moved(path, commits[int(share * (len(commits) - 1))])
    columns_of(small, path, request_id=f"columns-{name}-early")
    moved(path, last)
    second = columns_of(small, path, request_id=f"columns-{name}-second")
    fresh = columns_of(
        small, Path(shutil.copytree(path, path.with_suffix(".copy"))), request_id=f"columns-{name}-fresh"
    )
    for table in tables.FACTS:
        # What ingest calls a commit is for its own streams.
        left_out = ["number"] if table is tables.COMMITS else []
        assert_frame_equal(getattr(second, table.name).drop(left_out), getattr(fresh, table.name).drop(left_out))

    years = activity(second, Selection.everything(second), Grain.YEAR)
    assert years.buckets["commits"].sum() + years.undated == oracle.commit_count
    assert years.buckets["files"].to_list()[-1:] in ([], [len(oracle.tree())])

    before = None
    for commit in oracle.mainline:
        moment = at_commit(second, commit)
        assert entries(second, snapshot(second, Selection(moment=moment))) == sorted(
            oracle.tree(commit), key=lambda entry: entry.path
        )
        if before is not None:
            differs = delta(second, before, moment)
            stood, stands = (set(Selection(moment=each).versions(second)["version"]) for each in (before, moment))
            assert stood - set(differs.gone["version"]) | set(differs.come["version"]) == stands
            assert patched(second, before, moment) == sorted(entry.path for entry in oracle.tree(commit))
        before = moment
    for commit in set(commits) - set(oracle.mainline):
        number = second.commits["id"].to_list().index(bytes.fromhex(commit))
        above = oracle.git("rev-list", "--ancestry-path", f"{commit}..{last}").decode().split()
        assert oracle.mainline[second.commits["came_in"][number]] == next(
            state for state in oracle.mainline if state in above
        )

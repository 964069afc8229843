"""Kinds and complexity of files through a whole job: of every path, of the newest tree, each blob measured once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from codevoyage.ingest.v1 import facts_pb2
from codevoyage.ingest.v1 import ingest_service_pb2 as pb
from tests.integration.ingest.conftest import Ingest
from tests.repositories.history import Delete, History, Put, git

_TWO = b"def one():\n    return 1\n\n\ndef two(x):\n    if x:\n        return 2\n    return 0\n"


def _facts(ingest: Ingest, source: str, request_id: str) -> Iterator[facts_pb2.Facts]:
    name = ingest.stub.StartIngest(pb.StartIngestRequest(source=source, request_id=f"files-{request_id}")).job.name
    for message in ingest.stub.StreamHistory(pb.StreamHistoryRequest(name=name, follow=True)):
        if message.HasField("facts"):
            yield message.facts


def _kinds(facts: list[facts_pb2.Facts]) -> dict[bytes, tuple[str, str, bool]]:
    paths = [path for each in facts for path in each.paths.paths]
    found = {}
    for columns in (each.kinds for each in facts if each.HasField("kinds")):
        for number, (language, file_class, stated) in enumerate(
            zip(columns.languages, columns.classes, columns.stated, strict=True), columns.first_number
        ):
            name = facts_pb2.FileClass.Name(file_class).removeprefix("FILE_CLASS_")
            found[paths[number]] = (columns.language_names[language], name, stated)
    assert list(found) == paths
    return found


def _measures(facts: list[facts_pb2.Facts]) -> dict[bytes, tuple[str, int, int]]:
    paths = [path for each in facts for path in each.paths.paths]
    (columns,) = [each.measures for each in facts if each.HasField("measures")]
    assert columns.measurer.startswith("lizard ")
    return {
        paths[path]: (facts_pb2.MeasureOutcome.Name(outcome).removeprefix("MEASURE_OUTCOME_"), functions, complexity)
        for path, outcome, functions, complexity in zip(
            columns.paths, columns.outcomes, columns.functions, columns.complexities, strict=True
        )
    }


@pytest.fixture(scope="module")
def source(ingest: Ingest) -> str:
    history = History()
    start = history.commit(
        Put(b"src/two.py", _TWO),
        Put(b"src/gone.rb", b"def x\n 1\nend\n"),
        Put(b"vendor/other.py", _TWO),
        Put(b"README.md", b"# Read\n"),
        Put(b"link.py", b"src/two.py", b"120000"),
    )
    history.commit(
        Delete(b"src/gone.rb"),
        Put(b"src/same.py", _TWO),
        Put(b"tests/test_two.py", b"def test():\n    assert 1\n"),
        Put(b"odd.inc", b"x\n"),
        Put(b".gitattributes", b"*.inc linguist-language=C linguist-generated\n"),
        parents=(start,),
    )
    history.write(ingest.repositories / "files.git")
    return str(ingest.repositories / "files.git")


def test_every_path_has_a_language_and_a_class(ingest: Ingest, source: str) -> None:
    assert _kinds(list(_facts(ingest, source, "kinds"))) == {
        b"src/two.py": ("Python", "SOURCE", False),
        b"src/gone.rb": ("Ruby", "SOURCE", False),
        b"src/same.py": ("Python", "SOURCE", False),
        b"vendor/other.py": ("Python", "VENDORED", False),
        b"README.md": ("Markdown", "DOCUMENTATION", False),
        b"link.py": ("Python", "SOURCE", False),
        b"tests/test_two.py": ("Python", "TEST", False),
        b"odd.inc": ("C", "GENERATED", True),
        b".gitattributes": ("Git attributes", "DATA", False),
    }


def test_sources_and_tests_of_the_newest_tree_are_measured(ingest: Ingest, source: str) -> None:
    assert _measures(list(_facts(ingest, source, "measures"))) == {
        b"src/two.py": ("MEASURED", 2, 3),
        b"src/same.py": ("MEASURED", 2, 3),
        b"tests/test_two.py": ("MEASURED", 1, 1),
    }


def test_a_blob_is_measured_once_whoever_has_it(ingest: Ingest, source: str) -> None:
    before = list(_facts(ingest, source, "once-1"))

    def counted() -> int:
        with closing(psycopg.connect(ingest.database.url("ingest"))) as connection:
            return int(connection.execute("SELECT count(*) FROM blob_measures").fetchone()[0])  # type: ignore[index]

    rows = counted()
    history = History()
    history.commit(Put(b"elsewhere.py", _TWO))
    history.write(ingest.repositories / "elsewhere.git")
    elsewhere = list(_facts(ingest, str(ingest.repositories / "elsewhere.git"), "once-2"))
    assert _measures(elsewhere) == {b"elsewhere.py": ("MEASURED", 2, 3)}
    assert counted() == rows
    assert _measures(before)[b"src/two.py"] == ("MEASURED", 2, 3)


def test_a_later_run_says_what_a_fresh_one_says(ingest: Ingest, source: str) -> None:
    copy = ingest.repositories / "files-later.git"
    git(ingest.repositories, "clone", "--quiet", "--bare", source, str(copy))
    list(_facts(ingest, str(copy), "later-1"))
    tree = git(copy, "rev-parse", "HEAD~1^{tree}").decode().strip()
    head = git(copy, "commit-tree", tree, "-p", "HEAD", "-m", "Back").decode().strip()
    git(copy, "update-ref", "HEAD", head)
    later = list(_facts(ingest, str(copy), "later-2"))
    fresh = ingest.repositories / "files-fresh.git"
    git(ingest.repositories, "clone", "--quiet", "--bare", str(copy), str(fresh))
    again = list(_facts(ingest, str(fresh), "fresh"))
    assert (_kinds(later), _measures(later)) == (_kinds(again), _measures(again))
    assert _kinds(later)[b"odd.inc"] == ("PHP", "SOURCE", False)  # the attribute is gone from the newest tree

"""The hash tells results apart, and nothing else."""

from __future__ import annotations

from codevoyage.ingest.v1 import facts_pb2
from codevoyage_analysis.facts.folded import FoldedFacts
from codevoyage_analysis.run.results import compute
from tests.unit.analysis import small_history


def hash_of(messages: list[facts_pb2.Facts]) -> str:
    history = FoldedFacts()
    for message in messages:
        history.fold(message)
    return compute(history, small_history.job()).result_hash


def test_it_is_the_same_for_the_same_history_in_other_portions() -> None:
    whole = small_history.facts()
    once = [small_history.commits(0, 5), whole[2], small_history.changes(0, 5), *whole[5:]]
    assert hash_of(once) == hash_of(whole)


def test_it_does_not_depend_on_the_numbers_of_dictionaries() -> None:
    """Signatures and paths numbered the other way round."""
    messages = small_history.facts()
    last = len(small_history.SIGNATURES) - 1
    for message in messages:
        message.signatures.names[:] = message.signatures.names[::-1]
        message.signatures.emails[:] = message.signatures.emails[::-1]
        message.commits.author_signatures[:] = [last - number for number in message.commits.author_signatures]
        message.commits.committer_signatures[:] = [last - number for number in message.commits.committer_signatures]
        message.trailers.signatures[:] = [last - number for number in message.trailers.signatures]
        message.people.persons[:] = [last - person for person in message.people.persons[::-1]]
        for told in (message.people.names, message.people.emails, message.people.bots):
            told[:] = told[::-1]
        for kinds in (message.kinds.languages, message.kinds.classes):
            kinds[:] = kinds[::-1]
        message.measures.paths[:] = [len(small_history.PATHS) - 1 - path for path in message.measures.paths]
        message.paths.paths[:] = message.paths.paths[::-1]
        for paths in (message.changes.paths, message.changes.old_paths):
            paths[:] = [len(small_history.PATHS) - 1 - path for path in paths]
        message.versions.paths[:] = [len(small_history.PATHS) - 1 - path for path in message.versions.paths]
        for field, used in (
            ("signatures", message.signatures.names),
            ("commits", message.commits.ids),
            ("people", message.people.persons),
            ("trailers", message.trailers.signatures),
            ("kinds", message.kinds.languages),
            ("measures", message.measures.paths),
            ("paths", message.paths.paths),
            ("changes", message.changes.paths),
            ("versions", message.versions.paths),
        ):
            if not used:
                message.ClearField(field)
    assert hash_of(messages) == hash_of(small_history.facts())


def test_it_does_not_depend_on_the_order_of_versions() -> None:
    messages = small_history.facts()
    versions = messages[5].versions
    for column in (versions.paths, versions.files, versions.modes, versions.born, versions.died):
        column[:] = column[::-1]
    versions.bytes[:], versions.lines[:] = versions.bytes[::-1], versions.lines[::-1]
    versions.blobs = b"".join(row[3] for row in reversed(small_history.VERSIONS))
    assert hash_of(messages) == hash_of(small_history.facts())


def test_each_thing_that_a_result_says_changes_it() -> None:
    def changed(number: int, column: str, value: object, *, kind: str) -> str:
        messages = small_history.facts()
        getattr(getattr(messages[number], kind), column)[0] = value
        return hash_of(messages)

    hashes = {
        hash_of(small_history.facts()),
        changed(0, "committer_times", 1, kind="commits"),
        changed(0, "committer_times_known", False, kind="commits"),
        changed(0, "author_times", 1, kind="commits"),
        changed(0, "author_signatures", 1, kind="commits"),
        changed(0, "emails", b"other", kind="signatures"),
        changed(2, "persons", 0, kind="people"),
        changed(3, "insertions", 9, kind="changes"),
        changed(3, "deletions", 9, kind="changes"),
        changed(3, "commits", 1, kind="changes"),
        changed(3, "paths", b"other", kind="paths"),
        changed(5, "modes", 0o100755, kind="versions"),
        changed(5, "born", 1, kind="versions"),
        changed(5, "died", STANDS_LATER, kind="versions"),
        changed(5, "bytes", 9, kind="versions"),
        changed(5, "lines", -1, kind="versions"),
        changed(5, "files", 1, kind="versions"),
    }
    assert len(hashes) == 17


STANDS_LATER = 2

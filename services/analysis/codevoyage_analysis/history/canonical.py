"""From facts, numbered as they came, to a `History`, numbered by its content."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.facts.columns import packed_rows
from codevoyage_analysis.facts.folded import FoldedFacts
from codevoyage_analysis.history import beside, tables
from codevoyage_analysis.history.beside import frame
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.numbering import Numbering, commit_order, spread, used
from codevoyage_analysis.metrics.mainline import NOWHERE, brought_in


@dataclass(frozen=True, kw_only=True, eq=False)
class Numberings:
    """Of everything that has a number. persons: of the smallest signature of each."""

    commits: Numbering
    paths: Numbering
    files: Numbering
    signatures: Numbering
    persons: Numbering


def canonical(facts: FoldedFacts) -> History:
    """The history of facts that were read to their end. What no row mentions is left out."""
    parents, came_in = facts.commits.parents(), _came_in(facts)
    numberings = _numberings(facts, parents=parents, came_in=came_in)
    commits = _commits(facts, numberings, came_in)
    return History(
        commits=commits,
        parents=_parents(facts, numberings, parents),
        changes=_changes(facts, numberings),
        versions=_versions(facts, numberings),
        paths=beside.paths(facts, numberings.paths),
        languages=beside.languages(facts, numberings.paths),
        files=frame(tables.FILES, identity=_binary(facts.files.array[numberings.files.olds])),
        people=beside.people(facts, numberings.persons),
        signatures=beside.signatures(facts, numberings.signatures, persons=numberings.persons),
        trailers=beside.trailers(facts, commits=numberings.commits, persons=numberings.persons),
        tags=beside.tags(facts, commits=numberings.commits),
        measures=beside.measures(facts, numberings.paths),
    )


def _came_in(facts: FoldedFacts) -> NDArray[np.int32]:
    commits = facts.commits
    came = brought_in(commits.positions.array, commits.parent_counts.array, commits.parents())
    newest = commits.positions.array.max(initial=0)
    return np.where(came == NOWHERE, newest, came).astype(np.int32)


def _numberings(facts: FoldedFacts, *, parents: NDArray[np.int64], came_in: NDArray[np.int32]) -> Numberings:
    commits, changes, versions, signatures = facts.commits, facts.changes, facts.versions, facts.signatures
    mentioned = used(commits.authors.array, commits.committers.array, facts.trailers.signatures.array)
    persons = np.empty(0, np.int64) if signatures.persons is None else used(signatures.persons[mentioned])
    paths = used(changes.paths.array, changes.old_paths.array, versions.paths.array)
    files = used(changes.files.array, versions.files.array)
    emails, names = signatures.emails.series, signatures.names.series
    order = commit_order(
        came_in=came_in, parent_counts=commits.parent_counts.array, parents=parents, ids=commits.ids.array
    )
    return Numberings(
        commits=Numbering.of(order, known=len(commits)),
        paths=Numbering.by(facts.paths.series, used=paths, known=len(facts.paths)),
        files=Numbering.by(_binary(facts.files.array), used=files, known=len(facts.files)),
        signatures=Numbering.by(emails, names, used=mentioned, known=len(signatures)),
        persons=Numbering.by(emails, names, used=persons, known=len(signatures)),
    )


def _commits(facts: FoldedFacts, numberings: Numberings, came_in: NDArray[np.int32]) -> pl.DataFrame:
    commits, order = facts.commits, numberings.commits.olds
    persons = beside.persons_of(facts, numberings.persons)
    return frame(
        tables.COMMITS,
        id=_binary(commits.ids.array[order]),
        position=_nullable(commits.positions.array[order], commits.positions.array[order] >= 0),
        came_in=came_in[order],
        number=order,
        parents=commits.parent_counts.array[order],
        author=persons[commits.authors.array[order]],
        committer=persons[commits.committers.array[order]],
        author_time=_nullable(commits.author_times.array[order], commits.author_times_known.array[order]),
        author_offset=commits.author_offsets.array[order],
        time=_nullable(commits.times.array[order], commits.times_known.array[order]),
        changes=commits.changes.array[order],
        insertions=commits.insertions.array[order],
        deletions=commits.deletions.array[order],
        subject=commits.subjects.series.gather(order),
    )


def _parents(facts: FoldedFacts, numberings: Numberings, parents: NDArray[np.int64]) -> pl.DataFrame:
    counts, order = facts.commits.parent_counts.array, numberings.commits.olds
    flat = parents[spread(counts, order)]
    news = np.append(numberings.commits.news, tables.NOT_READ)  # -1 is the last one
    return frame(tables.PARENTS, commit=np.repeat(np.arange(len(order)), counts[order]), parent=news[flat])


def _changes(facts: FoldedFacts, numberings: Numberings) -> pl.DataFrame:
    changes = facts.changes
    commits = numberings.commits.news[changes.commits.array]
    order = np.argsort(commits, kind="stable")
    return frame(
        tables.CHANGES,
        commit=commits[order],
        file=numberings.files.news[changes.files.array[order]],
        path=numberings.paths.news[changes.paths.array[order]],
        old_path=numberings.paths.news[changes.old_paths.array[order]],
        status=changes.statuses.array[order],
        insertions=changes.insertions.array[order],
        deletions=changes.deletions.array[order],
        binary=changes.binary.array[order],
        same_content=changes.same_content.array[order],
    )


def _versions(facts: FoldedFacts, numberings: Numberings) -> pl.DataFrame:
    versions = facts.versions
    paths = numberings.paths.news[versions.paths.array]
    order = np.lexsort((versions.born.array, paths))
    return frame(
        tables.VERSIONS,
        path=paths[order],
        file=numberings.files.news[versions.files.array[order]],
        mode=versions.modes.array[order],
        blob=_binary(versions.blobs.array[order]),
        born=versions.born.array[order],
        died=versions.died.array[order],
        bytes=_nullable(versions.bytes.array[order], versions.bytes.array[order] >= 0),
        lines=_nullable(versions.lines.array[order], versions.lines.array[order] >= 0),
    )


def _binary(column: NDArray[np.bytes_]) -> pl.Series:
    return pl.Series(packed_rows(column), dtype=pl.Binary)


def _nullable(values: NDArray[np.generic], known: NDArray[np.bool_]) -> pl.Series:
    return pl.Series(values).set(~pl.Series(known), None)

"""What stands beside commits, changes and versions in a history: people, kinds, trailers, tags, complexity."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage_analysis.facts.folded import FoldedFacts
from codevoyage_analysis.history import tables
from codevoyage_analysis.history.numbering import Numbering
from codevoyage_analysis.history.tables import Table


def persons_of(facts: FoldedFacts, persons: Numbering) -> NDArray[np.int64]:
    """The person of each signature as ingest numbers them; -1 where it is used nowhere."""
    if facts.signatures.persons is None:
        return np.full(len(facts.signatures), -1, np.int64)
    return persons.news[facts.signatures.persons]


def people(facts: FoldedFacts, persons: Numbering) -> pl.DataFrame:
    """Who is called what; by their smallest signature where ingest does not say."""
    known = facts.signatures
    told = len(known.called_names) == len(known)
    names, emails = (known.called_names, known.called_emails) if told else (known.names, known.emails)
    bots = known.bots.array if len(known.bots) else np.zeros(len(known), np.bool_)
    return frame(
        tables.PEOPLE,
        name=names.series.gather(persons.olds),
        email=emails.series.gather(persons.olds),
        bot=bots[persons.olds],
    )


def signatures(facts: FoldedFacts, numbering: Numbering, *, persons: Numbering) -> pl.DataFrame:
    """Every signature that is used, and whose it is."""
    known = facts.signatures
    return frame(
        tables.SIGNATURES,
        email=known.emails.series.gather(numbering.olds),
        name=known.names.series.gather(numbering.olds),
        person=persons_of(facts, persons)[numbering.olds],
    )


def paths(facts: FoldedFacts, numbering: Numbering) -> pl.DataFrame:
    """Paths with their kinds; of none where ingest does not say."""
    return frame(
        tables.PATHS,
        path=facts.paths.series.gather(numbering.olds),
        language=_languages(facts, numbering)[1],
        kind=_filled(facts.kinds.classes.array, len(facts.paths))[numbering.olds],
    )


def languages(facts: FoldedFacts, numbering: Numbering) -> pl.DataFrame:
    """Names of the languages of paths that are used."""
    return frame(tables.LANGUAGES, name=pl.Series(_languages(facts, numbering)[0], dtype=pl.String))


def trailers(facts: FoldedFacts, *, commits: Numbering, persons: Numbering) -> pl.DataFrame:
    """Parts in commits."""
    found = facts.trailers
    of_commits = commits.news[found.commits.array]
    order = np.argsort(of_commits, kind="stable")
    return frame(
        tables.TRAILERS,
        commit=of_commits[order],
        kind=found.kinds.array[order],
        person=persons_of(facts, persons)[found.signatures.array[order]],
        assisted=found.assisted.array[order],
    )


def tags(facts: FoldedFacts, *, commits: Numbering) -> pl.DataFrame:
    """Tags by name; none where the source did not give them."""
    found = facts.tags
    if found is None or not found.names:
        return tables.TAGS.empty()
    rows = len(found.names)
    width = len(found.targets) // rows
    numbers = np.fromiter(found.commits, np.int64, rows)
    times = pl.Series(list(found.times), dtype=pl.Int64)
    return frame(
        tables.TAGS,
        name=pl.Series(list(found.names), dtype=pl.Binary),
        target=pl.Series([found.targets[row * width : (row + 1) * width] for row in range(rows)], dtype=pl.Binary),
        commit=pl.Series(np.append(commits.news, -1)[numbers]).set(pl.Series(numbers < 0), None),
        annotated=pl.Series(list(found.annotated)),
        time=times.set(~pl.Series(list(found.times_known)), None),
        release=pl.Series(list(found.releases)),
        subject=pl.Series(list(found.subjects), dtype=pl.String),
    ).sort("name")


def measures(facts: FoldedFacts, numbering: Numbering) -> pl.DataFrame:
    """Complexity of the newest tree."""
    found = facts.measures
    return frame(
        tables.MEASURES,
        path=numbering.news[found.paths.array],
        outcome=found.outcomes.array,
        code_lines=found.code_lines.array,
        functions=found.functions.array,
        complexity=found.complexities.array,
        largest_complexity=found.largest_complexities.array,
        indentation=found.indentations.array,
        largest_indentation=found.largest_indentations.array,
    ).sort("path")


def frame(table: Table, **columns: NDArray[np.generic] | pl.Series) -> pl.DataFrame:
    """A table's rows. Raises polars' InvalidOperationError for a number that does not fit its column."""
    series = [pl.Series(name, values) for name, values in columns.items()]
    return pl.DataFrame(series).cast(dict(table.schema))  # type: ignore[arg-type]


def _languages(facts: FoldedFacts, numbering: Numbering) -> tuple[list[str], NDArray[np.int64]]:
    """Names in order, and the language of each path that is used."""
    numbers = _filled(facts.kinds.languages.array, len(facts.paths))[numbering.olds]
    mentioned = {facts.kinds.language_names[number] for number in np.unique(numbers).tolist()}
    names = ["", *sorted(mentioned - {""})]
    news = {name: number for number, name in enumerate(names)}
    return names, np.array([news.get(name, 0) for name in facts.kinds.language_names], np.int64)[numbers]


def _filled(column: NDArray[np.integer], length: int) -> NDArray[np.int64]:
    """With zeros for what ingest said nothing of."""
    return np.pad(column.astype(np.int64), (0, max(0, length - len(column))))

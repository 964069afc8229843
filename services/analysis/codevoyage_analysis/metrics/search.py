"""Search: files by path, people by name and e-mail, commits by id and subject.

Capitals make no difference. What a query matches how well is `match`, 1 being best; the enums say what the numbers
mean. Texts are searched as they are shown, so that what can be read can be found. Regular expressions are those of
Polars, which take linear time whatever the query.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final

import numpy as np
import polars as pl

from codevoyage_analysis import render
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.moment import SHORTEST
from codevoyage_analysis.history.selection import Selection

_HEX: Final = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")
#: What may be shown otherwise than it is written.
_ODD: Final = r"[^\x20-\x5b\x5d-\x7e]"
#: Characters of a query below which nearly every path has them in order.
_SUBSEQUENCE: Final = 2


class PathMatch(IntEnum):
    """NAME: the path or its last part is the query. SUBSEQUENCE: the path has its characters, in order."""

    NAME = 1
    NAME_BEGINS = 2
    NAME_CONTAINS = 3
    PATH_CONTAINS = 4
    SUBSEQUENCE = 5


class PersonMatch(IntEnum):
    """Of a name or an e-mail that the person signed with. BEGINS: or a word of a name does."""

    SAME = 1
    BEGINS = 2
    CONTAINS = 3


class CommitMatch(IntEnum):
    """ID: begins with the query. SUBJECT: contains it. WORDS: contains each of its words."""

    ID = 1
    SUBJECT = 2
    WORDS = 3


def paths(history: History, selection: Selection, query: str) -> pl.DataFrame:
    """Files that stand at the moment, below the prefix: `path: u32`, `lines: i64`, `match: i32`; by match,
    subsequences by how many characters they span, then by path."""
    wanted = query.lower()
    standing = selection.versions(history).select("path", "lines")
    texts = history.path_texts
    shown = pl.Series([render.path(texts[path])[0] for path in standing["path"]], dtype=pl.String).str.to_lowercase()
    name = pl.col("name")
    rows = standing.with_columns(shown=shown, name=shown.str.extract(r"(?s)([^/]*)$"))
    found = rows.with_columns(
        match=pl.when((name == wanted) | (pl.col("shown") == wanted))
        .then(int(PathMatch.NAME))
        .when(name.str.starts_with(wanted))
        .then(int(PathMatch.NAME_BEGINS))
        .when(name.str.contains(wanted, literal=True))
        .then(int(PathMatch.NAME_CONTAINS))
        .when(pl.col("shown").str.contains(wanted, literal=True))
        .then(int(PathMatch.PATH_CONTAINS))
        .when(pl.col("shown").str.contains(_in_order(wanted)) & (len(wanted) >= _SUBSEQUENCE))
        .then(int(PathMatch.SUBSEQUENCE)),
    ).drop_nulls("match")
    span = pl.when(pl.col("match") == int(PathMatch.SUBSEQUENCE)).then(
        pl.col("shown").str.extract(f"({_in_order(wanted)})").str.len_chars()
    )
    return found.sort("match", span.fill_null(0), "path").select("path", "lines", "match")


def people(history: History, selection: Selection, query: str) -> pl.DataFrame:
    """People: `person: u32`, `match: i32`, `commits: u32` (authored in the selection, whatever its prefix); by match,
    then most commits first, ties by person."""
    wanted = query.lower()
    signed = history.signatures.select(
        "person", *(_shown(history.signatures[name]).alias(name) for name in ("name", "email"))
    )
    texts = (pl.col("name"), pl.col("email"))
    word = pl.col("name").str.contains(f" {wanted}", literal=True)
    matched = signed.with_columns(
        match=pl.when(pl.any_horizontal(text == wanted for text in texts))
        .then(int(PersonMatch.SAME))
        .when(pl.any_horizontal(word, *(text.str.starts_with(wanted) for text in texts)))
        .then(int(PersonMatch.BEGINS))
        .when(pl.any_horizontal(text.str.contains(wanted, literal=True) for text in texts))
        .then(int(PersonMatch.CONTAINS)),
    ).drop_nulls("match")
    authored = selection.commits(history).group_by(person="author").agg(commits=pl.len())
    found = matched.group_by("person").agg(pl.col("match").min()).join(authored, on="person", how="left")
    ordered = found.with_columns(pl.col("commits").fill_null(0))
    return ordered.sort("match", "commits", "person", descending=[False, True, False])


def commits(history: History, selection: Selection, query: str) -> pl.DataFrame:
    """Commits of the selection, whatever its prefix: `commit: u32`, `match: i32`; by match, then the newest first."""
    wanted = query.lower()
    chosen = selection.commits(history).select("commit", "subject")
    subject = pl.col("shown")
    words = wanted.split()
    matched = chosen.with_columns(shown=_shown(chosen["subject"])).with_columns(
        match=pl.when(pl.col("commit").is_in(_with_id(history, wanted)))
        .then(int(CommitMatch.ID))
        .when(subject.str.contains(wanted, literal=True))
        .then(int(CommitMatch.SUBJECT))
        .when(pl.all_horizontal(subject.str.contains(word, literal=True) for word in words))
        .then(int(CommitMatch.WORDS))
    )
    found = matched.drop_nulls("match").sort("match", "commit", descending=[False, True])
    return found.select("commit", "match")


def _in_order(text: str) -> str:
    """The shortest stretch from its first character on that has all characters, in order."""
    return "(?s)" + ".*?".join(re.escape(each) for each in text)


def _shown(column: pl.Series) -> pl.Series:
    """As a person sees it, in small letters. What most texts are is told in one go."""
    try:
        plain = column.cast(pl.String)
    except pl.exceptions.ComputeError:  # not all of them are UTF-8
        return pl.Series([render.path(each)[0] for each in column], dtype=pl.String).str.to_lowercase()
    odd = plain.str.contains(_ODD)
    rows = np.flatnonzero(odd.to_numpy())
    if len(rows):
        plain = plain.scatter(rows, [render.path(column[int(row)])[0] for row in rows])
    return plain.str.to_lowercase()


def _with_id(history: History, digits: str) -> list[int]:
    """Commits whose id begins so; none for what is no beginning of an id."""
    width = 2 * len(history.commits["id"][0]) if len(history.commits) else 40
    if not _HEX.fullmatch(digits) or len(digits) > width:
        return []
    first, last = bytes.fromhex(digits.ljust(width, "0")), bytes.fromhex(digits.ljust(width, "f"))
    found: list[int] = history.commits_with_id(first, last).tolist()
    return found

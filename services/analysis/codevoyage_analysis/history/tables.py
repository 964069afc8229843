"""The tables of a history, column by column.

Row i of `commits`, `people`, `paths`, `files` and `versions` is what others call number i. Numbers are decided by the
content alone, so that two readings of the same history give the same ones: paths are in the order of their bytes (a
folder is one range of numbers), commits come after their parents and in the order in which the mainline took them in
(what stood at a position is the beginning of the table). Null: there is none. Times: seconds since 1970 UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

#: `died` of a version that stands at the newest position; no position is as high.
STANDS: Final = 0xFFFFFFFF
#: The number of a parent that was not read, because of a cap or in a shallow clone.
NOT_READ: Final = -1


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table's name and its columns: name, type, meaning."""

    name: str
    columns: tuple[tuple[str, pl.DataType, str], ...]

    @property
    def schema(self) -> pl.Schema:
        """Names and types."""
        return pl.Schema({name: kind for name, kind, _ in self.columns})

    def empty(self) -> pl.DataFrame:
        """Without a row."""
        return pl.DataFrame(schema=self.schema)


COMMITS: Final = Table(
    name="commits",
    columns=(
        ("id", pl.Binary(), "raw object id, 20 or 32 bytes"),
        ("position", pl.Int32(), "number of first-parent ancestors; null: off the mainline"),
        ("came_in", pl.Int32(), "position of the first mainline commit that reaches it; ascending"),
        ("number", pl.UInt32(), "what ingest calls it in this job: for its streams alone"),
        ("parents", pl.UInt32(), "how many; 2 or more: a merge"),
        ("author", pl.UInt32(), "person"),
        ("committer", pl.UInt32(), "person"),
        ("author_time", pl.Int64(), "null: not known"),
        ("author_offset", pl.Int16(), "minutes east of UTC"),
        ("time", pl.Int64(), "the committer's, which timelines use; null: not known"),
        ("changes", pl.UInt32(), "files changed; 0 of merges"),
        ("insertions", pl.Int64(), "lines; 0 of merges"),
        ("deletions", pl.Int64(), "lines; 0 of merges"),
        ("subject", pl.Binary(), "first line of the message, UTF-8, at most 1,000 characters"),
    ),
)
PARENTS: Final = Table(
    name="parents",
    columns=(
        ("commit", pl.UInt32(), "commit; ascending"),
        ("parent", pl.Int32(), "commit, first parent first; NOT_READ: was not read"),
    ),
)
CHANGES: Final = Table(
    name="changes",
    columns=(
        ("commit", pl.UInt32(), "commit, never a merge; ascending, then in git's order"),
        ("file", pl.UInt32(), "file, which stays the same along renames"),
        ("path", pl.UInt32(), "path afterwards; of a deletion, before it"),
        ("old_path", pl.UInt32(), "path before a rename, otherwise the same"),
        ("status", pl.UInt8(), "domain.ChangeStatus"),
        ("insertions", pl.UInt32(), "lines; 0 where binary"),
        ("deletions", pl.UInt32(), "lines; 0 where binary"),
        ("binary", pl.Boolean(), "git compared no lines"),
        ("same_content", pl.Boolean(), "the blob did not change: a pure rename, or a change of mode"),
    ),
)
VERSIONS: Final = Table(
    name="versions",
    columns=(
        ("path", pl.UInt32(), "path; ascending, then by born"),
        ("file", pl.UInt32(), "file"),
        ("mode", pl.UInt32(), "as git writes it, read as octal"),
        ("blob", pl.Binary(), "raw object id"),
        ("born", pl.UInt32(), "stood at the positions born <= k < died"),
        ("died", pl.UInt32(), "STANDS: stands at the newest"),
        ("bytes", pl.Int64(), "null: a submodule"),
        ("lines", pl.Int64(), "null: binary, symlink or submodule"),
    ),
)
PATHS: Final = Table(
    name="paths",
    columns=(
        ("path", pl.Binary(), "exact bytes, ascending"),
        ("language", pl.UInt16(), "number of a name in `languages`; 0: nothing says which"),
        ("kind", pl.UInt8(), "domain.FileClass"),
    ),
)
LANGUAGES: Final = Table(name="languages", columns=(("name", pl.String(), "first: empty; then ascending"),))
FILES: Final = Table(name="files", columns=(("identity", pl.Binary(), "16 bytes, ascending"),))
PEOPLE: Final = Table(
    name="people",
    columns=(
        ("name", pl.Binary(), "what the person is called, exact bytes"),
        ("email", pl.Binary(), "exact bytes"),
        ("bot", pl.Boolean(), "a program"),
    ),
)
SIGNATURES: Final = Table(
    name="signatures",
    columns=(
        ("email", pl.Binary(), "exact bytes; ascending, then by name"),
        ("name", pl.Binary(), "exact bytes"),
        ("person", pl.UInt32(), "whose it is"),
    ),
)
TRAILERS: Final = Table(
    name="trailers",
    columns=(
        ("commit", pl.UInt32(), "commit; ascending, then in the message's order"),
        ("kind", pl.UInt8(), "domain.TrailerKind"),
        ("person", pl.UInt32(), "who"),
        ("assisted", pl.Boolean(), "the part of a program that writes code"),
    ),
)
TAGS: Final = Table(
    name="tags",
    columns=(
        ("name", pl.Binary(), "exact bytes, without `refs/tags/`; ascending"),
        ("target", pl.Binary(), "raw id of the commit that it leads to"),
        ("commit", pl.UInt32(), "commit; null: not among those that were read"),
        ("annotated", pl.Boolean(), "there is a tag object"),
        ("time", pl.Int64(), "of tagging, else the committer's; null: not known"),
        ("release", pl.Boolean(), "the version of a release, and not of a candidate or beta"),
        ("subject", pl.String(), "first line of the tag's own message"),
    ),
)
#: Of source and test files of the newest tree whose language the measurer knows.
MEASURES: Final = Table(
    name="measures",
    columns=(
        ("path", pl.UInt32(), "path; ascending"),
        ("outcome", pl.UInt8(), "domain.MeasureOutcome; the rest is 0 unless MEASURED"),
        ("code_lines", pl.UInt32(), "without blank ones and comments (lizard's NLOC)"),
        ("functions", pl.UInt32(), "how many"),
        ("complexity", pl.Int64(), "sum of the functions' cyclomatic complexity (McCabe 1976)"),
        ("largest_complexity", pl.UInt32(), "of one function"),
        ("indentation", pl.Int64(), "sum of the lines' levels of indentation (Hindle, Godfrey, Holt 2008)"),
        ("largest_indentation", pl.UInt32(), "of one line"),
    ),
)
#: What a run stores with its results, in this order.
FACTS: Final = (
    COMMITS,
    PARENTS,
    CHANGES,
    VERSIONS,
    PATHS,
    LANGUAGES,
    FILES,
    PEOPLE,
    SIGNATURES,
    TRAILERS,
    TAGS,
    MEASURES,
)

FRAMES: Final = Table(
    name="frames", columns=(("position", pl.UInt32(), "mainline position of a key frame; ascending"),)
)
INDENTATIONS: Final = Table(
    name="indentations",
    columns=(
        ("version", pl.UInt32(), "version of a text that stood at a frame; ascending"),
        ("indentation", pl.Int64(), "sum of the lines' levels of indentation"),
        ("largest_indentation", pl.UInt32(), "of one line"),
    ),
)
#: What is stored once ingest has measured the key frames, some time after the results.
COMPLEXITY: Final = (FRAMES, INDENTATIONS)

#: One row once all lines have been followed; none before.
FOLLOWED: Final = Table(name="followed", columns=(("commits", pl.UInt32(), "how many were taken in: all"),))
LINE_EVENTS: Final = Table(
    name="line_events",
    columns=(
        ("position", pl.UInt32(), "mainline position at which the lines came to stand, or fell; ascending"),
        ("path", pl.UInt32(), "path at which they did"),
        ("commit", pl.Int32(), "commit that wrote them; -1: none that was read"),
        ("lines", pl.Int32(), "how many, never 0; below 0: they fell"),
    ),
)
LINE_RUNS: Final = Table(
    name="line_runs",
    columns=(
        ("path", pl.UInt32(), "path of a text of the newest tree; ascending"),
        ("first", pl.UInt32(), "first line of a run of lines of one commit, from 1; ascending"),
        ("lines", pl.UInt32(), "how many"),
        ("commit", pl.Int32(), "commit that wrote them; -1: none that was read"),
    ),
)
#: What is stored once the hunks have been followed, some time after the results.
LINES: Final = (FOLLOWED, LINE_EVENTS, LINE_RUNS)

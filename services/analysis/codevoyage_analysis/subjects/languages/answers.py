"""Languages over time as messages."""

from __future__ import annotations

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from codevoyage.analysis.v1 import language_service_pb2 as pb
from codevoyage_analysis.domain import FileClass
from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.languages import languages
from codevoyage_analysis.metrics.standing import standing
from codevoyage_analysis.metrics.steps import Step, even_steps
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection

#: Languages of one answer: 500 steps of them are some 500 KB, and git/git has 40.
LANGUAGES: Final = 100
_MEASURES: Final = ("files", "lines", "bytes")


def languages_message(
    history: History, asked: AskedSelection, *, steps: int, counting: frozenset[FileClass]
) -> pb.GetLanguagesResponse:
    """Of each step. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    found = even_steps(history, selection, steps)
    answer = pb.GetLanguagesResponse(
        moment=told.moment(selection.moment),
        steps=[pb.LanguageStep(time=told.time(each.time), moment=told.moment(each.moment)) for each in found],
    )
    if not found:
        return answer
    # Steps between two commits have one state: it is counted once.
    positions, entries = np.unique([each.moment.position for each in found], return_inverse=True)
    rows = languages(history, selection, positions.tolist(), classes=counting)
    tables = {name: _spread(rows, name, positions, len(history.languages))[entries] for name in _MEASURES}
    order = _order(history, tables)
    for language in order[:LANGUAGES]:
        answer.languages.add(
            language=history.language_names[language],
            **{name: tables[name][:, language].tolist() for name in _MEASURES},
        )
    answer.languages_left_out = len(order) - len(answer.languages)
    answer.files_left_out = _files(history, selection, found[-1]) - int(tables["files"][-1].sum())
    return answer


def _spread(rows: pl.DataFrame, name: str, positions: NDArray[np.int64], languages: int) -> NDArray[np.int64]:
    """positions x languages."""
    table = np.zeros((len(positions), languages), np.int64)
    table[np.searchsorted(positions, rows["position"].to_numpy()), rows["language"].to_numpy()] = rows[name].to_numpy()
    return table


def _order(history: History, tables: dict[str, NDArray[np.int64]]) -> list[int]:
    """Numbers of the languages that have a file at a step."""
    last, most = tables["lines"][-1], tables["lines"].max(axis=0)
    there = np.flatnonzero(tables["files"].any(axis=0)).tolist()
    return sorted(there, key=lambda each: (-last[each], -most[each], history.language_names[each]))


def _files(history: History, selection: Selection, step: Step) -> int:
    """Of every class."""
    files, _ = standing(history, selection, np.array([step.moment.position]))
    return int(files[0])

"""Bus factors, and what is orphaned, as messages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from codevoyage.analysis.v1 import ownership_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics.bus_factor import BusFactor, bus_factor, folder_bus_factors, orphaned
from codevoyage_analysis.metrics.bus_factor_history import bus_factor_history, even_times, year_ends
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection
from codevoyage_analysis.subjects.named import people_named
from codevoyage_analysis.subjects.pages import Page
from codevoyage_common.errors import InvalidField

#: Folders of one answer: git/git has some 250 to a depth of 3.
FOLDERS: Final = 1_000
#: People of one bus factor: of a folder for each of a thousand people, and nobody reads on.
PEOPLE: Final = 1_000


def bus_factor_message(history: History, asked: AskedSelection, *, depth: int) -> pb.GetBusFactorResponse:
    """Of the selection and of its folders. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    whole = bus_factor(history, selection)
    every = folder_bus_factors(history, selection, depth=depth) if depth else {}
    largest = sorted(every, key=lambda folder: (-every[folder].files, folder))[:FOLDERS]
    named = {person for each in (whole, *map(every.__getitem__, largest)) for person in each.people[:PEOPLE]}
    return pb.GetBusFactorResponse(
        moment=told.moment(selection.moment),
        whole=_bus_factor(whole),
        folders=[
            pb.FolderBusFactor(folder=told.text(folder), bus_factor=_bus_factor(every[folder]))
            for folder in sorted(largest)
        ],
        people=told.people(history, sorted(named)),
        folders_left_out=len(every) - len(largest),
        files_left_out=len(selection.versions(history)) - whole.files,
    )


def history_message(
    history: History, asked: AskedSelection, *, steps: int, each_year: bool
) -> pb.GetBusFactorHistoryResponse:
    """The bus factor over time. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    selection = asked.of(history)
    until = selection.moment
    times = year_ends(history, until) if each_year else even_times(history, until, steps)
    answer = pb.GetBusFactorHistoryResponse()
    for step in bus_factor_history(history, selection, times):
        message = answer.steps.add(
            moment=told.moment(step.moment), bus_factor=step.bus_factor, files=step.files, authors=step.authors
        )
        message.time.FromSeconds(step.time)
    return answer


def orphaned_message(
    history: History, asked: AskedSelection, *, numbers: Sequence[int], names: Sequence[str], page: Page
) -> pb.ListOrphanedFilesResponse:
    """What is orphaned when some people leave. Raises InvalidField, ResourceNotFound, CommitNotOnMainline."""
    if any(number >= len(history.people) for number in numbers):
        raise InvalidField("leaving", f"numbers of people of this analysis, 0 to {len(history.people) - 1}")
    leaving = sorted({*numbers, *people_named(history, names, field="leaving_named")})
    selection = asked.of(history)
    found = orphaned(history, selection, leaving)
    rows = found.files[page.begin : page.end]
    paths = told.paths(history.paths["path"].gather(rows["path"]))
    return pb.ListOrphanedFilesResponse(
        moment=told.moment(selection.moment),
        files=[pb.OrphanedFile(path=path, lines=lines) for path, lines in zip(paths, rows["lines"], strict=True)],
        next_page_token=page.next_token(len(found.files)),
        total=len(found.files),
        total_lines=int(found.files["lines"].sum()),
        looked_at=found.looked_at,
        with_author=found.authored,
        looked_at_lines=found.looked_at_lines,
        leaving=told.people(history, leaving),
    )


def _bus_factor(found: BusFactor) -> pb.BusFactor:
    return pb.BusFactor(
        people=found.people[:PEOPLE],
        coverage=found.coverage[:PEOPLE],
        files=found.files,
        bus_factor=len(found.people),
        with_author=found.authored,
    )

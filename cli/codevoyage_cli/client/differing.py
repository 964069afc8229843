"""What differs between two moments of a repository, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from codevoyage.analysis.v1 import difference_service_pb2 as pb
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.exact_paths import as_shown, path_fields
from codevoyage_cli.client.paging import answers
from codevoyage_cli.client.selecting import moment
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated

_KINDS: Final[Mapping[str, list[pb.FileDifference.ValueType]]] = MappingProxyType(
    {
        "files": [],
        "added": [pb.FILE_DIFFERENCE_ADDED],
        "removed": [pb.FILE_DIFFERENCE_REMOVED],
        "moved": [pb.FILE_DIFFERENCE_MOVED],
        "changed": [pb.FILE_DIFFERENCE_CHANGED],
    }
)
#: What `--list` may say.
LISTS: Final = (*_KINDS, "hotter", "owners")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Two moments of an analysis, asked about."""

    session: Session
    name: str
    between: pb.Between

    def figures(self) -> Iterator[Fields]:
        """One row a figure: figure, before, after, change. Raises CallFailed; so do the others."""
        with translated():
            found = self.session.differences.GetDifference(
                pb.GetDifferenceRequest(name=self.name, between=self.between), timeout=CALL_SECONDS
            )
        yield {"figure": "commit", "before": found.before.commit or None, "after": found.after.commit or None}
        for figure in ("files", "lines", "bytes"):
            yield _figure(figure, getattr(found.totals_before, figure), getattr(found.totals_after, figure))
        for figure in ("added", "removed", "moved", "changed", "grown", "shrunk"):
            yield {"figure": f"files {figure}", "before": None, "after": None, "change": getattr(found, figure)}
        for figure, count in (("hotter", found.hotter), ("with a new main owner", found.new_owners)):
            yield {"figure": f"files {figure}", "before": None, "after": None, "change": count}
        for each in found.languages:
            if each.lines_before or each.lines_after:
                yield _figure(f"lines of {each.language or 'no language'}", each.lines_before, each.lines_after)

    def listed(self, which: str) -> Iterator[Fields]:
        """The rows of one of LISTS."""
        match which:
            case "hotter":
                return self._hotter()
            case "owners":
                return self._owners()
            case _:
                return self._files(which)

    def _files(self, which: str) -> Iterator[Fields]:
        request = pb.ListDifferingFilesRequest(name=self.name, between=self.between, differences=_KINDS[which])
        for answer in answers(self.session.differences.ListDifferingFiles, request):
            files = answer.files
            for row, path in enumerate(files.paths):
                kind = pb.FileDifference.Name(files.differences[row]).removeprefix("FILE_DIFFERENCE_").lower()
                yield {
                    **path_fields(path),
                    "difference": kind,
                    **(path_fields(files.old_paths[row], "old_path") if kind == "moved" else {}),
                    "lines_before": _known(files.lines_before[row]),
                    "lines_after": _known(files.lines_after[row]),
                    "bytes_before": _known(files.bytes_before[row]),
                    "bytes_after": _known(files.bytes_after[row]),
                }

    def _hotter(self) -> Iterator[Fields]:
        request = pb.ListHotterFilesRequest(name=self.name, between=self.between)
        for answer in answers(self.session.differences.ListHotterFiles, request):
            files = answer.files
            for row, path in enumerate(files.paths):
                yield {
                    **path_fields(path),
                    "score_before": round(files.scores_before[row], 4),
                    "score_after": round(files.scores_after[row], 4),
                    "rank_before": files.ranks_before[row] or None,
                    "rank_after": files.ranks_after[row] or None,
                    "revisions_before": files.revisions_before[row],
                    "revisions_after": files.revisions_after[row],
                }

    def _owners(self) -> Iterator[Fields]:
        request = pb.ListNewOwnersRequest(name=self.name, between=self.between)
        for answer in answers(self.session.differences.ListNewOwners, request):
            files, people = answer.files, {person.number: person for person in answer.people}
            for row, path in enumerate(files.paths):
                before, after = people[files.owners_before[row]], people[files.owners_after[row]]
                yield {
                    **path_fields(path),
                    "owner_before": before.name,
                    "email_before": before.email,
                    "share_before": round(files.shares_before[row], 4),
                    "owner_after": after.name,
                    "email_after": after.email,
                    "share_after": round(files.shares_after[row], 4),
                }


def between(*, before: str, after: str, path: str) -> pb.Between:
    """Of a command's options. after: empty: the newest. Raises WrongUsage."""
    asked = pb.Between(before=moment(before), path_prefix=as_shown(path.rstrip("/")))
    if after:
        asked.after.CopyFrom(moment(after))
    return asked


def _figure(name: str, before: int, after: int) -> Fields:
    return {"figure": name, "before": before, "after": after, "change": after - before}


def _known(number: int) -> int | None:
    return None if number < 0 else number

"""Names that a chunk brings: they are stored with it, and told with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from codevoyage_ingest.domain import Span

_NOTHING: Final = Span(first=0, end=0)


@dataclass(frozen=True, kw_only=True)
class NewDictionaryRows:
    """What a chunk adds to the dictionaries: rows without the job's id, and the span of their numbers."""

    signatures: Sequence[tuple[int, bytes, bytes]] = ()
    signature_span: Span = _NOTHING
    paths: Sequence[tuple[int, bytes]] = ()
    path_span: Span = _NOTHING
    files: Sequence[tuple[int, bytes]] = ()
    file_span: Span = _NOTHING

"""The kind of every path of a job, stored after all of them are numbered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_ingest.domain import ChunkKind, Span
from codevoyage_ingest.errors import RepositoryCorrupt
from codevoyage_ingest.files.attributes import FILE_BYTES, Attributes
from codevoyage_ingest.files.kinds import KINDS_VERSION, Kinds
from codevoyage_ingest.files.languages import UNKNOWN
from codevoyage_ingest.git.object_stream import ObjectStream
from codevoyage_ingest.git.runner import Git
from codevoyage_ingest.git.tree import TreeColumns
from codevoyage_ingest.store.chunk_writer import ChunkWriter
from codevoyage_ingest.store.dictionaries import NewDictionaryRows

#: `.gitattributes` of one tree that are read; the largest public trees have 200.
_FILES: Final = 1_000
_REGULAR: Final = (0o100644, 0o100755)
#: Paths of one chunk: some 200 KB of a message.
_PATHS: Final = 100_000


def read_kinds(git: Git, tree: TreeColumns, *, cancelled: Callable[[], bool]) -> Kinds:
    """What the tree's attributes and the names of paths say. Errors: Cancelled, and as git's end means."""
    found = [
        (path, blob)
        for path, mode, blob, size in zip(tree.paths, tree.modes, tree.blobs, tree.bytes, strict=True)
        if path.rpartition(b"/")[2] == b".gitattributes" and mode in _REGULAR and size <= FILE_BYTES
    ][:_FILES]
    files: dict[bytes, bytes] = {}
    if found:
        with ObjectStream(git, [blob for _, blob in found], cancelled=cancelled) as stream:
            for path, _ in found:
                kind, size = stream.header()
                if kind != b"blob":
                    raise RepositoryCorrupt(git.source, detail=f"{kind.decode('ascii', 'replace')} is no blob")
                files[path] = stream.take(size, limit=FILE_BYTES)
            stream.finish()
    return Kinds(Attributes(files))


def store_kinds(paths: Sequence[bytes], kinds: Kinds, *, writer: ChunkWriter) -> None:
    """Stores the chunks that are not stored yet. Raises Fenced, Cancelled."""
    reached = writer.reached(ChunkKind.KINDS)
    for number, first in enumerate(range(0, len(paths), _PATHS)):
        if number < reached.number:
            continue
        end = min(first + _PATHS, len(paths))
        writer.write(
            ChunkKind.KINDS,
            number,
            span=Span(first=first, end=end),
            rows=(),
            facts=pb.Facts(kinds=_columns(paths[first:end], kinds, first)),
            names=NewDictionaryRows(),
        )


def _columns(paths: Sequence[bytes], kinds: Kinds, first: int) -> pb.KindColumns:
    names = {UNKNOWN: 0}
    found = [kinds.of(path) for path in paths]
    return pb.KindColumns(
        first_number=first,
        kinds_version=KINDS_VERSION,
        languages=[names.setdefault(kind.language, len(names)) for kind in found],
        classes=[pb.FileClass.ValueType(kind.file_class) for kind in found],
        stated=[kind.stated for kind in found],
        language_names=list(names),
    )

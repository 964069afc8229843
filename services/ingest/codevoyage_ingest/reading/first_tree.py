"""READING, before anything else: the tree at the head, so that there is something to look at within a moment."""

from __future__ import annotations

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_ingest.domain import ChunkKind, Span
from codevoyage_ingest.git.tree import TreeColumns
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.store.chunk_writer import ChunkWriter
from codevoyage_ingest.store.dictionaries import NewDictionaryRows


def store_first_tree(tree: TreeColumns, *, writer: ChunkWriter, stages: Stages) -> None:
    """Stores the tree, once. Raises Fenced, Cancelled."""
    if writer.reached(ChunkKind.TREE).number:
        return
    columns = pb.TreeColumns(paths=tree.paths, modes=tree.modes, blobs=b"".join(tree.blobs), bytes=tree.bytes)
    writer.write(
        ChunkKind.TREE,
        0,
        span=Span(first=0, end=len(tree.paths)),
        rows=(),
        facts=pb.Facts(tree=columns),
        names=NewDictionaryRows(),
    )
    stages.wake()

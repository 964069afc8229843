"""READING, before anything else: the tree at the head, so that there is something to look at within a moment."""

from __future__ import annotations

from codevoyage.ingest.v1 import facts_pb2 as pb
from codevoyage_common.work.leases import Lease
from codevoyage_ingest.domain import ChunkKind, Span
from codevoyage_ingest.git.clone import Clone
from codevoyage_ingest.git.tree import TreeColumns, read_tree
from codevoyage_ingest.reading.stages import Stages
from codevoyage_ingest.store.chunk_writer import ChunkWriter
from codevoyage_ingest.store.dictionaries import NewDictionaryRows


def store_first_tree(lease: Lease, clone: Clone, *, writer: ChunkWriter, stages: Stages) -> TreeColumns:
    """Stores the tree, once, and returns it. Raises what `read_tree` raises, Fenced, Cancelled."""
    tree = read_tree(clone.git, clone.head.commit_id, cancelled=lease.interrupted)
    if writer.reached(ChunkKind.TREE).number:
        return tree
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
    return tree

"""Contributor network: who works on the same files.

weight(i, j)   sum over files of min(changes of i, changes of j); a change is a commit, not a merge, that the person is
               author or co-author of (`metrics.credit`), files are the same along renames
communities    Louvain [V. D. Blondel, J.-L. Guillaume, R. Lambiotte, E. Lefebvre, Fast Unfolding of Communities in
               Large Networks, 2008], weighted, from a fixed seed; as networkx has it
modularity     of these communities [M. E. J. Newman, M. Girvan, Finding and Evaluating Community Structure, 2004]

Commits of more than 1,000 files say nothing about who works together; they are left out and counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from codevoyage_analysis.history.history import History
from codevoyage_analysis.history.selection import Selection
from codevoyage_analysis.metrics.credit import credited

#: Files of a changeset that counts.
LARGEST: Final = 1_000
#: Any: equal networks have equal communities.
_SEED: Final = 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """nodes: `person: u32`, `commits: u32`, `files: u32`, `community: u32`; most commits first, ties by number.

    links: `first: u32`, `second: u32` (people, first < second), `weight: i64`, `files: u32`; strongest first, ties by
    numbers. people: of the selection, before they were cut to the nodes. left_out: commits that are too large.
    modularity: 0 without links.
    """

    nodes: pl.DataFrame
    links: pl.DataFrame
    people: int
    left_out: int
    modularity: float


def network(history: History, selection: Selection, *, people: int, with_bots: bool = False) -> Network:
    """The network of the people with most commits, with all links between them. people: how many, at most."""
    commits = selection.commits(history).filter(pl.col("parents") < 2).select("commit", "changes")
    changes = selection.changes(history).select("commit", "file").unique()
    if selection.prefix:
        commits = commits.join(changes.select("commit").unique(), on="commit", how="semi")
    done = credited(history).select("commit", "person").join(commits, on="commit")
    if not with_bots:
        done = done.filter(~history.people["bot"].gather(done["person"]))
    counts = done.group_by("person").agg(commits=pl.len()).sort(["commits", "person"], descending=[True, False])
    told = counts.head(people)
    work = (
        done.filter(pl.col("changes") <= LARGEST)
        .join(told, on="person", how="semi")
        .join(changes, on="commit")
        .group_by("person", "file")
        .agg(changes=pl.len())
    )
    links = _links(work)
    communities, modularity = _communities(told["person"].to_list(), links)
    files = work.group_by("person").agg(files=pl.len())
    nodes = told.join(files, on="person", how="left", maintain_order="left").with_columns(
        pl.col("files").fill_null(0),
        pl.col("person").replace_strict(communities, return_dtype=pl.UInt32).alias("community"),
    )
    left_out = commits.filter(pl.col("changes") > LARGEST)
    return Network(nodes=nodes, links=links, people=len(counts), left_out=len(left_out), modularity=modularity)


def _links(work: pl.DataFrame) -> pl.DataFrame:
    """work: `person`, `file`, `changes`."""
    both = work.join(work, on="file").filter(pl.col("person") < pl.col("person_right"))
    return (
        both.group_by(first="person", second="person_right")
        .agg(weight=pl.min_horizontal("changes", "changes_right").cast(pl.Int64).sum(), files=pl.len())
        .sort(["weight", "first", "second"], descending=[True, False, False])
    )


def _communities(people: list[int], links: pl.DataFrame) -> tuple[dict[int, int], float]:
    """The community of each person, the largest one 0, ties by the smallest number in it; and the modularity."""
    # Here, as it takes 0.2 s and 20 MB, which a server needs only for this question.
    from networkx import Graph
    from networkx.algorithms.community import louvain_communities, modularity

    graph = Graph()
    graph.add_nodes_from(sorted(people))  # the order is a part of what the seed decides
    graph.add_weighted_edges_from(links.select("first", "second", "weight").sort("first", "second").iter_rows())
    if not len(links):
        return {person: number for number, person in enumerate(sorted(people))}, 0.0
    found = sorted(louvain_communities(graph, seed=_SEED), key=lambda members: (-len(members), min(members)))
    numbers = {person: number for number, members in enumerate(found) for person in members}
    return numbers, float(modularity(graph, found))

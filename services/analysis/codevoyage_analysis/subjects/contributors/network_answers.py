"""The contributor network as a message."""

from __future__ import annotations

from codevoyage.analysis.v1 import contributor_service_pb2 as pb
from codevoyage_analysis.history.history import History
from codevoyage_analysis.metrics.network import network
from codevoyage_analysis.subjects import told
from codevoyage_analysis.subjects.asked import AskedSelection


def network_message(
    history: History, asked: AskedSelection, *, people: int, links: int, with_bots: bool
) -> pb.GetNetworkResponse:
    """The people with most commits and their strongest links. Raises InvalidField, ResourceNotFound,
    CommitNotOnMainline."""
    selection = asked.of(history)
    found = network(history, selection, people=people, with_bots=with_bots)
    return pb.GetNetworkResponse(
        moment=told.moment(selection.moment),
        nodes=[
            pb.NetworkNode(
                person=told.person(history, row["person"]),
                commits=row["commits"],
                files=row["files"],
                community=row["community"],
            )
            for row in found.nodes.iter_rows(named=True)
        ],
        links=[pb.NetworkLink(**row) for row in found.links.head(links).iter_rows(named=True)],
        total_people=found.people,
        total_links=len(found.links),
        commits_left_out=found.left_out,
        modularity=found.modularity,
        communities=found.nodes["community"].n_unique(),
    )

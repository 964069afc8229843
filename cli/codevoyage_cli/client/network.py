"""The contributor network, as rows."""

from __future__ import annotations

from collections.abc import Iterator

from codevoyage.analysis.v1 import contributor_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage_cli.client.as_json import Fields
from codevoyage_cli.client.named_people import by_number, person_fields
from codevoyage_cli.client.session import CALL_SECONDS, Session, translated


def network(
    session: Session, name: str, selected: selection_pb2.Selection, *, people: int, links: int, with_bots: bool
) -> pb.GetNetworkResponse:
    """People and links, bounded as the contract says. Raises CallFailed."""
    request = pb.GetNetworkRequest(name=name, selection=selected, people=people, links=links, with_bots=with_bots)
    with translated():
        return session.contributors.GetNetwork(request, timeout=CALL_SECONDS)


def node_rows(answer: pb.GetNetworkResponse) -> Iterator[Fields]:
    """People, most commits first."""
    for node in answer.nodes:
        yield {
            **person_fields(node.person),
            "commits": node.commits,
            "files": node.files,
            "community": node.community,
        }


def link_rows(answer: pb.GetNetworkResponse) -> Iterator[Fields]:
    """Links, strongest first."""
    people = by_number(node.person for node in answer.nodes)
    communities = {node.person.number: node.community for node in answer.nodes}
    for link in answer.links:
        first, second = people[link.first], people[link.second]
        same = communities[link.first] == communities[link.second]
        yield {
            "first": first["name"],
            "first_email": first["email"],
            "second": second["name"],
            "second_email": second["email"],
            "weight": link.weight,
            "files": link.files,
            "community": communities[link.first] if same else None,
        }

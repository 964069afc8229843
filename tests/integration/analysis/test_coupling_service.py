"""Change coupling from a server with a real PostgreSQL and Redis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
import pytest

from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage.analysis.v1 import coupling_service_pb2 as pb
from codevoyage.analysis.v1 import selection_pb2
from codevoyage.analysis.v1.coupling_service_pb2_grpc import CouplingServiceStub
from tests.integration.analysis.calls import create, info_of, watched
from tests.integration.analysis.conftest import Processes

pytestmark = pytest.mark.integration
#: The history is small: one commit together is what there is.
ANY = pb.CouplingThresholds(revisions=1, shared=1, degree=1)


@pytest.fixture
def name(stub: pb_grpc.AnalysisServiceStub, worker: object) -> str:
    made = create(stub)
    watched(stub, made)
    return made


@pytest.fixture
def coupling(processes: Processes, stub: object) -> Iterator[CouplingServiceStub]:
    with grpc.insecure_channel(processes.address) as channel:
        yield CouplingServiceStub(channel)


def test_files_that_changed_together(coupling: CouplingServiceStub, name: str) -> None:
    answer = coupling.ListFileCoupling(pb.ListFileCouplingRequest(name=name, thresholds=ANY), timeout=30)
    [pair] = answer.pairs
    # Commit 0 has the text, which commits 1 and 4 changed too, and the link; commit 2 a picture; 3 is a merge.
    assert {pair.first: pair.first_revisions, pair.second: pair.second_revisions} == {"c\\xff.txt": 3, "link": 1}
    assert (pair.shared, pair.degree, pair.support, pair.both_stand) == (1, 50, 0.25, True)
    assert sorted((pair.confidence, pair.reverse_confidence)) == pytest.approx([1 / 3, 1])
    assert (answer.total, answer.changesets, answer.left_out) == (1, 4, 0)
    early = selection_pb2.Selection(as_of=selection_pb2.Moment(position=1))
    answer = coupling.ListFileCoupling(
        pb.ListFileCouplingRequest(name=name, selection=early, thresholds=ANY), timeout=30
    )
    assert {answer.pairs[0].first, answer.pairs[0].second} == {"a.txt", "link"}


def test_the_defaults_are_code_maat_s(coupling: CouplingServiceStub, name: str) -> None:
    answer = coupling.ListFileCoupling(pb.ListFileCouplingRequest(name=name), timeout=30)
    assert (len(answer.pairs), answer.total, answer.changesets) == (0, 0, 4)


def test_folders_are_units_too(coupling: CouplingServiceStub, name: str) -> None:
    answer = coupling.ListFolderCoupling(pb.ListFolderCouplingRequest(name=name, thresholds=ANY), timeout=30)
    assert (len(answer.pairs), answer.changesets) == (0, 4)  # there is the root alone


def test_what_is_missing_beside_a_file(coupling: CouplingServiceStub, name: str) -> None:
    request = pb.ListMissingPartnersRequest(name=name, paths=["link"], shared=1)
    answer = coupling.ListMissingPartners(request, timeout=30)
    [partner] = answer.partners
    assert (partner.path, partner.missing, partner.shared, partner.revisions) == ("link", "c\\xff.txt", 1, 1)
    assert (partner.confidence, answer.total, answer.gone) == (1, 1, 0)
    request.paths.append("c\\xff.txt")
    assert not coupling.ListMissingPartners(request, timeout=30).partners


def test_a_file_that_does_not_stand_is_not_found(coupling: CouplingServiceStub, name: str) -> None:
    request = pb.ListMissingPartnersRequest(name=name, paths=["link", "a.txt"])
    with pytest.raises(grpc.RpcError) as error:
        coupling.ListMissingPartners(request, timeout=30)
    assert error.value.code() == grpc.StatusCode.NOT_FOUND
    assert "a.txt" in (error.value.details() or "")


@pytest.mark.parametrize(
    ("method", "request_", "field"),
    [
        ("ListFileCoupling", {"thresholds": {"degree": 101}}, "thresholds.degree"),
        ("ListFileCoupling", {"thresholds": {"degree": float("nan")}}, "thresholds.degree"),
        ("ListFileCoupling", {"thresholds": {"largest_changeset": 1}}, "thresholds.largest_changeset"),
        ("ListFileCoupling", {"thresholds": {"shared": -1}}, "thresholds.shared"),
        ("ListFolderCoupling", {"depth": 21}, "depth"),
        ("ListMissingPartners", {}, "paths"),
        ("ListMissingPartners", {"paths": ["link"], "confidence": 1.1}, "confidence"),
        ("ListMissingPartners", {"paths": ["li\\nk"]}, "paths"),
        ("ListMissingPartners", {"paths": ["link"], "largest_changeset": 1_001}, "largest_changeset"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    coupling: CouplingServiceStub, name: str, method: str, request_: dict[str, Any], field: str
) -> None:
    request = getattr(pb, f"{method}Request")(name=name, **request_)
    with pytest.raises(grpc.RpcError) as error:
        getattr(coupling, method)(request, timeout=30)
    assert error.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert info_of(error.value).metadata["field"] == field

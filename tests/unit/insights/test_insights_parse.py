"""Bounds of every field of the requests, as the contract's comments give them."""

from __future__ import annotations

import pytest

from codevoyage.insights.v1 import insight_job_service_pb2 as job_pb
from codevoyage.insights.v1 import insight_service_pb2 as pb
from codevoyage_common.errors import InvalidField
from codevoyage_insights import parse

ID = "k3v9x2m4q7tbc5da".replace("9", "3")


def test_requests_within_their_bounds_are_taken() -> None:
    assert parse.parent(pb.ListInsightsRequest(parent=f"analyses/{ID}")) == ID
    assert parse.job(f"insightJobs/{ID}") == ID
    asked = job_pb.GenerateInsightsRequest(analysis=f"analyses/{ID}", request_id="request_-1")
    assert parse.generate(asked) == (ID, "request_-1")


@pytest.mark.parametrize(
    "name", ["", ID, "analyses/", f"analyses/{ID}x", f"analyses/{ID.upper()}", f"runs/{ID}", f"analyses/{ID}/"]
)
def test_a_name_of_another_kind_is_refused(name: str) -> None:
    with pytest.raises(InvalidField) as refused:
        parse.parent(pb.ListInsightsRequest(parent=name))
    assert refused.value.metadata["field"] == "parent"
    with pytest.raises(InvalidField) as refused:
        parse.generate(job_pb.GenerateInsightsRequest(analysis=name, request_id="request-1"))
    assert refused.value.metadata["field"] == "analysis"


@pytest.mark.parametrize("request_id", ["", "seven77", "x" * 65, "no spaces please"])
def test_a_request_id_out_of_its_bounds_is_refused(request_id: str) -> None:
    with pytest.raises(InvalidField) as refused:
        parse.generate(job_pb.GenerateInsightsRequest(analysis=f"analyses/{ID}", request_id=request_id))
    assert refused.value.metadata["field"] == "request_id"


@pytest.mark.parametrize("name", ["", f"analyses/{ID}", "insightJobs/x"])
def test_a_job_of_another_kind_is_refused(name: str) -> None:
    with pytest.raises(InvalidField):
        parse.job(name)

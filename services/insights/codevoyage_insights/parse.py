"""The one place where requests are checked against the bounds that the contract gives for each field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from codevoyage.insights.v1 import insight_job_service_pb2 as job_pb
from codevoyage.insights.v1 import insight_service_pb2 as pb
from codevoyage_common.errors import InvalidField
from codevoyage_common.names import request_id, resource_id

COLLECTION: Final = "insightJobs"
#: Of one deletion; a repository keeps ten analyses.
ANALYSES: Final = 100


def parent(request: pb.ListInsightsRequest) -> str:
    """The id of the analysis whose insights are asked for."""
    return resource_id(request.parent, collection="analyses", field="parent")


def generate(request: job_pb.GenerateInsightsRequest) -> tuple[str, str]:
    """The analysis' id, and the request's."""
    return (
        resource_id(request.analysis, collection="analyses", field="analysis"),
        request_id(request.request_id, required=True),
    )


def retry(value: int) -> int:
    """How often a job was asked for again."""
    if value < 0:
        raise InvalidField("retry", "0 or more")
    return value


def analyses(names: Sequence[str]) -> list[str]:
    """The ids in the names of analyses."""
    if len(names) > ANALYSES:
        raise InvalidField("analyses", f"at most {ANALYSES}")
    return [resource_id(name, collection="analyses", field="analyses") for name in names]


def job(name: str) -> str:
    """The id in a job's name."""
    return resource_id(name, collection=COLLECTION)

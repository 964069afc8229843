"""What `--json` promises to scripts."""

from __future__ import annotations

import base64

from google.protobuf.duration_pb2 import Duration
from google.protobuf.timestamp_pb2 import Timestamp

from codevoyage.analysis.v1 import analysis_pb2
from codevoyage.common.v1 import lifecycle_pb2
from codevoyage.ingest.v1 import compare_service_pb2, facts_pb2, measures_service_pb2, verification_service_pb2
from codevoyage_cli.client.as_json import analysis_fields, verification_fields
from codevoyage_cli.client.comparing import Compared
from codevoyage_cli.client.comparison_fields import comparison_fields
from codevoyage_cli.client.measuring import Measured
from codevoyage_cli.client.measuring_fields import measuring_fields

_ANALYSIS = analysis_pb2.Analysis(
    name="analyses/aaaaaaaaaaaaaaaa",
    repository="repositories/bbbbbbbbbbbbbbbb",
    state=lifecycle_pb2.STATE_SUCCEEDED,
    figures=analysis_pb2.Figures(head="f" * 40, commits=7, people=2, truncated=True, shallow=True, odd_dates=2),
    stages=[lifecycle_pb2.StageRun(stage=lifecycle_pb2.STAGE_READING, elapsed=Duration(seconds=1, nanos=500_000_000))],
    create_time=Timestamp(seconds=100),
    end_time=Timestamp(seconds=103, nanos=250_000_000),
    result_hash="0" * 64,
)


def test_an_analysis_has_exactly_the_promised_fields() -> None:
    assert ", ".join(analysis_fields(_ANALYSIS)) == (
        "analysis, repository, state, head, commits, changes, insertions, deletions, files, bytes, lines, people, "
        "truncated, shallow, odd_dates, result_hash, seconds, ingest_seconds, stages"
    )


def test_values_are_plain() -> None:
    fields = analysis_fields(_ANALYSIS)
    assert fields["state"] == "SUCCEEDED"
    assert fields["seconds"] == 3.25
    assert fields["ingest_seconds"] is None
    assert fields["stages"] == {"READING": 1.5}
    assert fields["truncated"] is True
    assert (fields["shallow"], fields["odd_dates"]) == (True, 2)


def test_a_verification_has_exactly_the_promised_fields() -> None:
    pb = verification_service_pb2
    fields = verification_fields(
        pb.Verification(
            name="verifications/aaaaaaaaaaaaaaaa",
            source="https://example.org/a",
            state=lifecycle_pb2.STATE_SUCCEEDED,
            head=b"\xab" * 20,
            trees=50,
            seed=7,
            comparisons=[
                pb.Comparison(kind=pb.FACT_KIND_COMMITS, compared=12),
                pb.Comparison(kind=pb.FACT_KIND_LINE_COUNTS, compared=40, differing=2),
            ],
            differences=[pb.Difference(kind=pb.FACT_KIND_LINE_COUNTS, sentence="One of them.")],
            elapsed=Duration(seconds=3, nanos=500_000_000),
        )
    )
    assert fields == {
        "verification": "verifications/aaaaaaaaaaaaaaaa",
        "source": "https://example.org/a",
        "state": "SUCCEEDED",
        "head": "ab" * 20,
        "trees": 50,
        "seed": 7,
        "differences": 2,
        "compared": {"COMMITS": 12, "LINE_COUNTS": 40},
        "differing": {"LINE_COUNTS": 2},
        "first_differences": [{"kind": "LINE_COUNTS", "sentence": "One of them."}],
        "seconds": 3.5,
    }


def test_a_comparison_has_exactly_the_promised_fields() -> None:
    pb = compare_service_pb2
    failed = Compared(comparison=pb.RefComparison(name="comparisons/aaaaaaaaaaaaaaaa", base="main", head="x"))
    assert ", ".join(comparison_fields(failed)) == (
        "comparison, source, base, head, state, base_commit, head_commit, merge_base, merge_bases, ahead, behind, "
        "files, insertions, deletions, truncated, changes, seconds"
    )
    assert comparison_fields(failed)["ahead"] is None
    change = pb.RefChange(status=facts_pb2.CHANGE_STATUS_RENAMED, path=b"a\\\xff", old_path=b"b", insertions=0)
    found = Compared(summary=pb.RefSummary(ahead=0, merge_base=b"\1" * 20), changes=[change])
    assert comparison_fields(found)["ahead"] == 0
    assert comparison_fields(found)["merge_base"] == "01" * 20
    assert comparison_fields(found)["changes"] == [
        {
            "status": "RENAMED",
            "path": "a\\\\\\xff",
            "old_path": "b",
            "insertions": 0,
            "deletions": None,
            "path_bytes": base64.b64encode(b"a\\\xff").decode(),
        }
    ]


def test_a_measuring_has_exactly_the_promised_fields() -> None:
    versions = measures_service_pb2.FileVersionColumns(
        paths=[b"a.py", b"a.bin"],
        born=[0, 4],
        died=[4, 0xFFFFFFFF],
        commits=b"\1" * 20 + b"\2" * 20,
        times=[86_400, 0],
        times_known=[True, False],
        lines=[3, -1],
        measures=facts_pb2.MeasureColumns(
            measurer="lizard",
            outcomes=[facts_pb2.MEASURE_OUTCOME_MEASURED, facts_pb2.MEASURE_OUTCOME_UNSPECIFIED],
            code_lines=[2, 0],
            functions=[1, 0],
            complexities=[2, 0],
            largest_complexities=[2, 0],
            indentations=[1, 0],
            largest_indentations=[1, 0],
        ),
    )
    measuring = measures_service_pb2.Measuring(
        name="measurings/aaaaaaaaaaaaaaaa", path=b"a.bin", state=lifecycle_pb2.STATE_SUCCEEDED
    )
    fields = measuring_fields(Measured(measuring=measuring, versions=[versions]), source="/a")
    measured = {
        "path": "a.py",
        "commit": "01" * 20,
        "time": "1970-01-02T00:00:00Z",
        "born": 0,
        "died": 4,
        "lines": 3,
        "outcome": "MEASURED",
        "code_lines": 2,
        "functions": 1,
        "complexity": 2,
        "largest_complexity": 2,
        "indentation": 1,
        "largest_indentation": 1,
    }
    binary = dict.fromkeys(measured) | {"path": "a.bin", "commit": "02" * 20, "born": 4}
    assert fields == {
        "measuring": "measurings/aaaaaaaaaaaaaaaa",
        "source": "/a",
        "path": "a.bin",
        "state": "SUCCEEDED",
        "measurer": "lizard",
        "versions": [measured, binary],
    }

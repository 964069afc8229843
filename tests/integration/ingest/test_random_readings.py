"""Random histories read twice by a real ingest, at an early commit and at the last: everything is what git says."""

from __future__ import annotations

import os
import secrets

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from codevoyage.common.v1 import lifecycle_pb2
from tests.exactness.collected import collect
from tests.exactness.compare import count_differences, tree_differences
from tests.integration.ingest.conftest import Ingest
from tests.integration.ingest.test_incremental import moved, small  # noqa: F401  a fixture
from tests.integration.ingest.verifying import asked, verified
from tests.repositories.history import History
from tests.repositories.oracle import Oracle
from tests.repositories.random_histories import histories

#: Of an example that fails; it must not stand in front of what failed.
pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore:Generating overly large repr")]
_EXAMPLES = int(os.environ.get("CODEVOYAGE_EXAMPLES", "0")) // 10


@settings(
    #: A second each: two readings, two verifications, and git asked for everything in between.
    max_examples=_EXAMPLES or 10,
    derandomize=not _EXAMPLES,
    database=None,
    # An example is a second: shrinking one takes minutes. The readers' own test shrinks what it finds.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
@given(
    history=st.sampled_from(["sha1", "sha256"]).flatmap(
        lambda each: st.tuples(st.just(each), histories(object_format=each))
    ),
    share=st.floats(0, 1),
)
def test_what_is_stored_and_what_is_streamed_are_what_git_says(
    small: Ingest,  # noqa: F811  the fixture
    history: tuple[str, History],
    share: float,
) -> None:
    name = secrets.token_hex(8)
    path = small.repositories / f"random-{name}.git"
    history[1].write(path, object_format=history[0])
    commits = Oracle(path).commits()
    # Any commit that the last one reaches, on its mainline or not: the second reading may take over none of the first.
    for at, commit in enumerate((commits[int(share * (len(commits) - 1))], commits[-1])):
        moved(path, commit)
        facts = collect(small.stub, source=str(path), request_id=f"random-{name}-{at}")
        assert facts.job.state == lifecycle_pb2.STATE_SUCCEEDED
        oracle = Oracle(path)
        assert [*count_differences(facts, oracle), *tree_differences(facts, oracle)] == []
        verification = verified(small, asked(path, trees=len(commits)))
        assert verification.state == lifecycle_pb2.STATE_SUCCEEDED
        assert [each.sentence for each in verification.differences] == []

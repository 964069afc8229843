"""What analysis reads from its environment."""

from __future__ import annotations

from pydantic import Field

from codevoyage_common.settings import ServiceSettings


class AnalysisSettings(ServiceSettings):
    """Settings of analysis' server and worker."""

    #: Servers of the other services, host:port.
    ingest_address: str = "127.0.0.1:50052"
    insights_address: str = "127.0.0.1:50053"
    #: Seconds of silence on a watch before a heartbeat. The contract says 10; a little less leaves room for the way.
    heartbeat_seconds: float = Field(default=8.0, ge=0.1, le=10.0)
    #: Days that events are kept. A watch that was away for longer begins anew.
    events_days: int = Field(default=7, ge=1, le=3_650)
    #: Ended analyses that are kept of one repository, the newest.
    analyses_kept: int = Field(default=10, ge=1, le=10_000)
    #: Seconds without a word from ingest after which an attempt ends. Ingest speaks at least every 10 s; a restart
    #: of its server takes a few.
    ingest_patience_seconds: float = Field(default=45.0, ge=1.0, le=600.0)
    #: Runs of one tenant that may be going at a time; those that no worker has yet are in it.
    runs_going: int = Field(default=100, ge=1, le=100_000)
    #: Watches that one client may have open: a browser with many tabs, a script over many runs.
    watches_per_client: int = Field(default=256, ge=1, le=100_000)
    #: Watches of one server process; each is a task and a subscription, some 20 KB.
    watches: int = Field(default=4_000, ge=1, le=1_000_000)
    #: Seconds that computing may take, from facts that were read to results that are stored.
    compute_seconds: float = Field(default=3_600.0, ge=1.0, le=86_400.0)
    #: Seconds that insights may take. A run that waited so long ends without them.
    insights_seconds: float = Field(default=300.0, ge=1.0, le=3_600.0)
    #: Bytes of the histories that one server process holds in memory, to compute measures from; that of git itself,
    #: with its 81,966 commits, takes 22 MB. The one that is asked about is held however large it is.
    history_bytes: int = Field(default=256 << 20, ge=0)

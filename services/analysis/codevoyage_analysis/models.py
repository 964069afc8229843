"""Tables of schema `analysis`.

Results hang on their analysis and go with it. They are written once, by COPY, in the transaction that makes them
visible; only `timelines` is also written before, so that a run can be looked at while it goes on. The tables that are
written by COPY have no foreign key: checking each row would take longer than writing it (`store.retention` removes
them with their analysis).
"""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from codevoyage_common.storage.outbox import outbox_table
from codevoyage_common.work.jobs import attempts_table, job_table

SCHEMA = "analysis"
metadata = MetaData(schema=SCHEMA)
_GOING = "state IN ('QUEUED', 'RUNNING', 'RETRYING')"

repositories = Table(
    "repositories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("key", Text, nullable=False, comment="normalised address or real path, as ingest resolved it"),
    Column("create_time", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("delete_time", DateTime(timezone=True), nullable=True, comment="out of sight since; rows and files follow"),
    Index("repositories_key", "tenant", "key", unique=True, postgresql_where=text("delete_time IS NULL")),
)

analyses = job_table(
    "analyses",
    metadata,
    Column("repository_id", Text, ForeignKey(repositories.c.id), nullable=False),
    Column("max_commits", BigInteger, nullable=False, server_default="0", comment="0: all"),
    Column("ingest_job", Text, nullable=True, comment="resource name"),
    Column("insight_job", Text, nullable=True, comment="resource name"),
    Column("facts_cursor", BigInteger, nullable=False, server_default="0", comment="furthest that an attempt has read"),
    Column("ingest_elapsed", Float, nullable=True, comment="seconds from ingest's claim until all facts were stored"),
    Column("figures", JSONB, nullable=False, server_default="{}"),
    Column("sequence", BigInteger, nullable=False, server_default="0", comment="of the newest event"),
    Column("result_revision", BigInteger, nullable=False, server_default="0", comment="of the newest picture"),
    Column("result_hash", Text, nullable=True, comment="NULL: the results are not whole"),
    Column("job_retry", JSONB(none_as_null=True), nullable=True, comment="a Retry of a job inside, mirrored"),
    Column("job_attempts", JSONB, nullable=False, server_default="{}", comment="service: its job's Attempts, mirrored"),
    # Several requests share a run while it goes on: there is one of a repository with the same options.
    Index("analyses_going", "repository_id", "max_commits", unique=True, postgresql_where=text(_GOING)),
    Index("analyses_newest", "tenant", "create_time", "id"),
    Index("analyses_repository", "repository_id", "create_time", "id"),
)

attempts = attempts_table("attempts", metadata, jobs=analyses)

submissions = Table(
    "submissions",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("request_id", Text, primary_key=True),
    Column("analysis_id", Text, ForeignKey(analyses.c.id, ondelete="CASCADE"), nullable=False),
    Column("create_time", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("withdraw_time", DateTime(timezone=True), nullable=True),
    Index("submissions_analysis", "analysis_id"),
)

removals = job_table(
    "removals",
    metadata,
    Column("repository_id", Text, nullable=True, comment="a whole repository goes; NULL: only what is listed"),
    Column("analyses", ARRAY(Text), nullable=False, comment="ids"),
    Column("ingest_jobs", ARRAY(Text), nullable=False, comment="resource names"),
)

removal_attempts = attempts_table("removal_attempts", metadata, jobs=removals)

studies = job_table(
    "studies",
    metadata,
    Column("analysis_id", Text, ForeignKey(analyses.c.id, ondelete="CASCADE"), nullable=False),
    Column("subject", Text, nullable=False, comment="also the name of the set of columns that it makes"),
    UniqueConstraint("analysis_id", "subject", name="studies_subject"),
)

study_attempts = attempts_table("study_attempts", metadata, jobs=studies)

events = Table(
    "events",
    metadata,
    Column("analysis_id", Text, ForeignKey(analyses.c.id, ondelete="CASCADE"), primary_key=True),
    Column("seq", BigInteger, primary_key=True, comment="from 1, without gaps"),
    Column("time", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("payload", JSONB, nullable=False, comment="fields of AnalysisEvent"),
    Index("events_time", "time"),
)

outbox = outbox_table(metadata)

timelines = Table(
    "timelines",
    metadata,
    Column("analysis_id", Text, ForeignKey(analyses.c.id, ondelete="CASCADE"), primary_key=True),
    Column("grain", Text, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("starts", ARRAY(Date), nullable=False, comment="first day of each bucket; the other arrays run beside it"),
    Column("commits", ARRAY(BigInteger), nullable=False),
    Column("insertions", ARRAY(BigInteger), nullable=False),
    Column("deletions", ARRAY(BigInteger), nullable=False),
    Column("people", ARRAY(BigInteger), nullable=False),
    Column("undated", BigInteger, nullable=False, comment="commits in no bucket"),
)

mainline = Table(
    "mainline",
    metadata,
    Column("analysis_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True, comment="number of first-parent ancestors"),
    Column("commit_id", LargeBinary, nullable=False),
    Column("time", BigInteger, nullable=True, comment="committer's, seconds since 1970; NULL: not a date"),
    UniqueConstraint("analysis_id", "commit_id", name="mainline_commit"),
)

brought_in = Table(
    "brought_in",
    metadata,
    Column("analysis_id", Text, primary_key=True),
    Column("commit_id", LargeBinary, primary_key=True, comment="a commit off the mainline"),
    Column("position", Integer, nullable=False, comment="of the first mainline commit that reaches it"),
)

first_trees = Table(
    "first_trees",
    metadata,
    Column("analysis_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, comment="by path"),
    Column("path", LargeBinary, nullable=False),
    Column("mode", Integer, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("bytes", BigInteger, nullable=True, comment="NULL: submodule"),
    comment="The newest tree, shown until results are whole",
)

column_sets = Table(
    "column_sets",
    metadata,
    Column("analysis_id", Text, ForeignKey(analyses.c.id, ondelete="CASCADE"), primary_key=True),
    Column("name", Text, primary_key=True, comment="`facts`, or what was computed after the run"),
    Column("digest", LargeBinary, nullable=False, comment="SHA-256 over the parts: other columns, another one"),
    Column("bytes", BigInteger, nullable=False, comment="of all columns in memory"),
    Column("create_time", DateTime(timezone=True), nullable=False, server_default=func.now()),
    comment="Columns of an analysis that measures are computed from; a set is written and replaced whole",
)

column_parts = Table(
    "column_parts",
    metadata,
    Column("analysis_id", Text, primary_key=True),
    Column("set_name", Text, primary_key=True),
    Column("table_name", Text, primary_key=True),
    Column("number", Integer, primary_key=True, comment="from 0; the table is its parts, one after the other"),
    Column("rows", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False, comment="Arrow IPC, zstd; about 1 MiB before compression"),
    ForeignKeyConstraint(
        ["analysis_id", "set_name"], [column_sets.c.analysis_id, column_sets.c.name], ondelete="CASCADE"
    ),
)

versions = Table(
    "versions",
    metadata,
    Column("analysis_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, comment="rank by (path, born)"),
    Column("path", LargeBinary, nullable=False),
    Column("file", LargeBinary, nullable=False, comment="identity along renames, 16 bytes"),
    Column("mode", Integer, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("born", Integer, nullable=False, comment="stood at positions born <= k < died"),
    Column("died", Integer, nullable=True, comment="NULL: stands at the newest"),
    Column("bytes", BigInteger, nullable=True, comment="NULL: submodule"),
    Column("lines", BigInteger, nullable=True, comment="NULL: binary, symlink, submodule"),
    # The newest tree is what nearly every reader asks for. Older ones filter the analysis' rows by the primary key.
    Index("versions_head", "analysis_id", "number", postgresql_where=text("died IS NULL")),
)

"""Tables of schema `ingest`.

Facts are keyed by (job, number): a job reads one state of one repository, and its numbers are dense. They have no
foreign keys: a chunk is written in one transaction with its row in `chunks`, which says what belongs to it, and
checking millions of rows against `jobs` would cost more than writing them.
"""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from codevoyage_common.storage.outbox import outbox_table
from codevoyage_common.work.jobs import attempts_table, job_table

SCHEMA = "ingest"
metadata = MetaData(schema=SCHEMA)

repositories = Table(
    "repositories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("source", Text, nullable=False, comment="normalised address or real path"),
    Column("create_time", DateTime(timezone=True), nullable=False, server_default=func.now()),
    UniqueConstraint("tenant", "source", name="repositories_source"),
)

jobs = job_table(
    "jobs",
    metadata,
    Column("repository_id", Text, ForeignKey(repositories.c.id), nullable=False, index=True),
    Column("request_id", Text, nullable=False),
    Column("max_commits", BigInteger, nullable=False, comment="0: all"),
    Column("reader_version", Integer, nullable=False),
    Column("head", LargeBinary, nullable=True, comment="empty: no commit; NULL: not fetched"),
    Column("branch", Text, nullable=True),
    Column("tag_listing", LargeBinary, nullable=True, comment="SHA-256 of the source's tags as it listed them"),
    Column("object_format", Text, nullable=True),
    Column("commit_total", BigInteger, nullable=True),
    Column("truncated", Boolean, nullable=True),
    Column("shallow", Boolean, nullable=True),
    Column("chunk_count", BigInteger, nullable=False, server_default="0", comment="the last chunk's seq"),
    Column("facts_time", DateTime(timezone=True), nullable=True, comment="when all facts were stored"),
    Column("facts_of", Text, nullable=True, comment="an earlier job that read the very same state"),
    Column(
        "unwanted",
        Boolean,
        nullable=False,
        server_default="false",
        comment="deleted, but for facts that another job shares",
    ),
    UniqueConstraint("tenant", "request_id", name="jobs_request"),
    Column("base_job", Text, nullable=True, comment="an earlier job whose facts were taken over"),
    Column("base_position", BigInteger, nullable=True, comment="of the last mainline commit that both have"),
    Column("person_edit", BigInteger, nullable=True, comment="the last one that its map has; NULL: no map yet"),
    Index("jobs_facts_of", "facts_of"),
)

attempts = attempts_table("attempts", metadata, jobs=jobs)

person_edits = Table(
    "person_edits",
    metadata,
    Column("repository_id", Text, ForeignKey(repositories.c.id, ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False, comment="from 1, as they were made"),
    Column("tenant", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="merge, split or undo"),
    Column("emails", ARRAY(LargeBinary), nullable=False),
    Column("names", ARRAY(LargeBinary), nullable=False, comment="one each; NULL: every name with the e-mail"),
    Column("create_time", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("undoes", BigInteger, nullable=True, comment="the one that it takes back; NULL: none"),
    UniqueConstraint("tenant", "request_id", name="person_edits_request"),
)

outbox = outbox_table(metadata)

chunks = Table(
    "chunks",
    metadata,
    Column("job_id", Text, ForeignKey(jobs.c.id, ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("number", Integer, primary_key=True, comment="from 0, per kind"),
    Column("seq", BigInteger, nullable=False, comment="from 1, in the order of their commits; the cursor"),
    Column("first_row", BigInteger, nullable=False, comment="changes: first commit"),
    Column("end_row", BigInteger, nullable=False),
    Column("first_signature", BigInteger, nullable=False),
    Column("end_signature", BigInteger, nullable=False),
    Column("first_path", BigInteger, nullable=False),
    Column("end_path", BigInteger, nullable=False),
    Column("first_file", BigInteger, nullable=False),
    Column("end_file", BigInteger, nullable=False),
    Column("messages", ARRAY(LargeBinary), nullable=False, server_default="{}", comment="`Facts`, as they are sent"),
    Column("owner", Text, nullable=True, comment="an earlier job whose rows these are; NULL: this job's"),
    UniqueConstraint("job_id", "seq", name="chunks_seq"),
    Index("chunks_owner", "owner", postgresql_where=text("owner IS NOT NULL")),
)


def _fact_table(name: str, *columns: Column[object]) -> Table:
    return Table(name, metadata, Column("job_id", Text, primary_key=True), *columns)


signatures = _fact_table(
    "signatures",
    Column("number", BigInteger, primary_key=True),
    Column("name", LargeBinary, nullable=False),
    Column("email", LargeBinary, nullable=False),
)

person_map = _fact_table(
    "person_map",
    Column("signature", BigInteger, primary_key=True),
    Column("person", BigInteger, nullable=False, comment="number of the person's smallest signature"),
)

paths = _fact_table(
    "paths",
    Column("number", BigInteger, primary_key=True),
    Column("path", LargeBinary, nullable=False),
)

files = _fact_table(
    "files",
    Column("number", BigInteger, primary_key=True),
    Column("identity", LargeBinary, nullable=False, comment="16 bytes of SHA-256(commit of birth, NUL, path)"),
)

commits = _fact_table(
    "commits",
    Column("number", BigInteger, primary_key=True),
    Column("id", LargeBinary, nullable=False),
    Column("parents", ARRAY(LargeBinary), nullable=False),
    Column("mainline_position", BigInteger, nullable=True, comment="number of first-parent ancestors"),
    Column("author", BigInteger, nullable=False, comment="signature"),
    Column("committer", BigInteger, nullable=False, comment="signature"),
    Column("author_time", BigInteger, nullable=True, comment="seconds since 1970; NULL: not a date"),
    Column("author_offset", SmallInteger, nullable=False, comment="minutes east of UTC"),
    Column("committer_time", BigInteger, nullable=True),
    Column("committer_offset", SmallInteger, nullable=False),
    Column("subject", Text, nullable=False, comment="made UTF-8"),
    Column("message", LargeBinary, nullable=False, comment="exact bytes"),
)

changes = _fact_table(
    "changes",
    Column("commit", BigInteger, primary_key=True),
    Column("ordinal", Integer, primary_key=True, comment="within the commit, as git orders"),
    Column("status", SmallInteger, nullable=False, comment="ChangeStatus of the contract"),
    Column("path", BigInteger, nullable=False),
    Column("old_path", BigInteger, nullable=False, comment="the same, unless renamed"),
    Column("file", BigInteger, nullable=False),
    Column("insertions", Integer, nullable=True, comment="NULL: binary"),
    Column("deletions", Integer, nullable=True),
    Column("old_mode", Integer, nullable=False),
    Column("new_mode", Integer, nullable=False),
    Column("old_blob", LargeBinary, nullable=False),
    Column("new_blob", LargeBinary, nullable=False),
    Column("score", SmallInteger, nullable=False, comment="similarity of a rename in percent, else 0"),
)

rename_limited = _fact_table(
    "rename_limited",
    Column("commit", BigInteger, primary_key=True, comment="git's rename limit was reached"),
)

versions = _fact_table(
    "versions",
    Column("number", BigInteger, primary_key=True),
    Column("path", BigInteger, nullable=False),
    Column("file", BigInteger, nullable=False),
    Column("mode", Integer, nullable=False),
    Column("blob", LargeBinary, nullable=False),
    Column("born", BigInteger, nullable=False, comment="stood at positions born <= k < died"),
    Column("died", BigInteger, nullable=True, comment="NULL: stands at the newest"),
    Column("bytes", BigInteger, nullable=True, comment="NULL: submodule"),
    Column("lines", BigInteger, nullable=True, comment="NULL: binary, symlink, submodule"),
)

tags = _fact_table(
    "tags",
    Column("number", BigInteger, primary_key=True, comment="in the order of their names"),
    Column("name", LargeBinary, nullable=False, comment="without refs/tags/"),
    Column("object", LargeBinary, nullable=False, comment="id of the tag object, or of the commit"),
    Column("target", LargeBinary, nullable=False, comment="id of the commit, peeled"),
    Column("commit", BigInteger, nullable=True, comment="NULL: the head that was read does not reach it"),
    Column("annotated", Boolean, nullable=False),
    Column("tagger_name", LargeBinary, nullable=False, comment="the committer's, where there is no tagger"),
    Column("tagger_email", LargeBinary, nullable=False),
    Column("time", BigInteger, nullable=True, comment="seconds since 1970; NULL: not a date"),
    Column("offset", SmallInteger, nullable=False, comment="minutes east of UTC"),
    Column("subject", Text, nullable=False, comment="of the tag's own message, made UTF-8"),
    Column("release", Boolean, nullable=False, comment="the name is a version"),
)

hunk_passes = job_table(
    "hunk_passes",
    metadata,
    Column("ingest_job_id", Text, ForeignKey(jobs.c.id, ondelete="CASCADE"), nullable=False, unique=True),
    Column("chunk_count", BigInteger, nullable=False, server_default="0", comment="chunks that it stored"),
)

hunk_attempts = attempts_table("hunk_attempts", metadata, jobs=hunk_passes)

hunk_chunks = _fact_table(
    "hunk_chunks",
    Column("number", Integer, primary_key=True, comment="of the job's chunk of changes with the same commits"),
)

hunks = _fact_table(
    "hunks",
    Column("commit", BigInteger, primary_key=True),
    Column("ordinal", Integer, primary_key=True, comment="as in `changes`, or in `merge_changes`"),
    Column("hunks", LargeBinary, nullable=False, comment="old start, old count, new start, new count; uint32 LE each"),
)

merge_changes = _fact_table(
    "merge_changes",
    Column("commit", BigInteger, primary_key=True, comment="a merge"),
    Column("ordinal", Integer, primary_key=True, comment="within the commit, as git orders"),
    Column("status", SmallInteger, nullable=False, comment="ChangeStatus of the contract"),
    Column("path", LargeBinary, nullable=False),
    Column("old_path", LargeBinary, nullable=True, comment="NULL: the same"),
    Column("parent", Integer, nullable=False, server_default="0", comment="compared with, from 0"),
    Column("taken_from", Integer, nullable=False, server_default="0", comment="another parent has the same; 0: none"),
    Column("binary", Boolean, nullable=False, server_default="false", comment="no lines are compared"),
)

comparisons = job_table(
    "comparisons",
    metadata,
    Column("request_id", Text, nullable=False),
    Column("source", Text, nullable=False, comment="normalised address or real path"),
    Column("base", Text, nullable=False, comment="a name as it was asked for"),
    Column("head", Text, nullable=False),
    Column("messages", ARRAY(LargeBinary), nullable=True, comment="the answer, as it is sent; NULL: none yet"),
    UniqueConstraint("tenant", "request_id", name="comparisons_request"),
    Index("comparisons_end", "end_time"),
)

comparison_attempts = attempts_table("comparison_attempts", metadata, jobs=comparisons)

verifications = job_table(
    "verifications",
    metadata,
    Column("ingest_job_id", Text, ForeignKey(jobs.c.id, ondelete="CASCADE"), nullable=False, index=True),
    Column("request_id", Text, nullable=False),
    Column("trees", Integer, nullable=False, comment="at random mainline commits, beside the newest"),
    Column("seed", BigInteger, nullable=False, comment="draws them"),
    Column("steps", BigInteger, nullable=False, server_default="0", comment="that are done"),
    Column("findings", JSONB(none_as_null=True), nullable=True, comment="of these steps; NULL: none is done"),
    UniqueConstraint("tenant", "request_id", name="verifications_request"),
)

verification_attempts = attempts_table("verification_attempts", metadata, jobs=verifications)

blob_measures = Table(
    "blob_measures",
    metadata,
    Column("measurer", Text, primary_key=True),
    Column("blob", LargeBinary, primary_key=True),
    Column("suffix", Text, primary_key=True, comment="of the name: it tells the measurer the language"),
    Column("outcome", SmallInteger, nullable=False),
    Column("code_lines", BigInteger, nullable=False),
    Column("functions", BigInteger, nullable=False),
    Column("complexity", BigInteger, nullable=False),
    Column("largest_complexity", BigInteger, nullable=False),
    Column("indentation", BigInteger, nullable=False),
    Column("largest_indentation", BigInteger, nullable=False),
)

measurings = job_table(
    "measurings",
    metadata,
    Column("ingest_job_id", Text, ForeignKey(jobs.c.id, ondelete="CASCADE"), nullable=False),
    Column("path", LargeBinary, nullable=False, comment="empty: key frames"),
    Column("measured", BigInteger, nullable=False, server_default="0", comment="contents that it measured"),
    Column("messages", ARRAY(LargeBinary), nullable=True, comment="the answer, as it is sent; NULL: none yet"),
    UniqueConstraint("ingest_job_id", "path", name="measurings_path"),
)

measuring_attempts = attempts_table("measuring_attempts", metadata, jobs=measurings)

remains = Table(
    "remains",
    metadata,
    Column("job_id", Text, primary_key=True, comment="gone, but its facts are still to be removed"),
)

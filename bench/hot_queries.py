"""The statements that people and services wait for, as the product makes them, each with the index it should use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, select

from codevoyage_analysis import queries
from codevoyage_analysis.domain import Grain, TreeOrder
from codevoyage_analysis.models import analyses, mainline
from codevoyage_analysis.store import events, trees
from codevoyage_analysis.store.trees import Mark
from codevoyage_ingest.models import jobs, outbox, versions
from codevoyage_ingest.store.facts_reader import messages_of, sequence_after


@dataclass(frozen=True, kw_only=True)
class HotQuery:
    """service: whose tables. run: executes the statement, given a run's or a job's id. index: named in the plan."""

    name: str
    asked_by: str
    service: str
    index: str
    run: Callable[[Connection, str], object]
    why: str


def _newest(connection: Connection, analysis: str) -> trees.Place:
    place = trees.newest(connection, analysis)
    if place is None:
        raise ValueError(f"analyses/{analysis} has no commit")
    return place


def _halfway(connection: Connection, analysis: str) -> trees.Place:
    count = connection.execute(select(func.count()).where(mainline.c.analysis_id == analysis)).scalar_one()
    row = connection.execute(
        select(mainline).where(mainline.c.analysis_id == analysis, mainline.c.position == count // 2)
    ).one()
    return trees.Place(position=row.position, commit_id=row.commit_id, newest=False)


def _page(connection: Connection, analysis: str, place: trees.Place, order: TreeOrder, after: Mark | None) -> object:
    return trees.page(connection, analysis, place, order=order, size=1001, after=after)


HOT_QUERIES = (
    HotQuery(
        name="timeline",
        asked_by="GetTimeline, at each picture while a run is going on",
        service="analysis",
        index="timelines_pkey",
        run=lambda connection, analysis: queries.timeline(
            connection, analysis, tenant="default", grain=Grain.MONTH, min_revision=0
        ),
        why="A picture is one row a grain: what is drawn is computed once, in columns, when facts come in.",
    ),
    HotQuery(
        name="newest tree, by lines",
        asked_by="GetTree: the list of largest files",
        service="analysis",
        index="versions_head",
        run=lambda connection, analysis: _page(
            connection, analysis, _newest(connection, analysis), TreeOrder.LINES_DESC, None
        ),
        why="A partial index of what stands now; the page is the largest thousand of it.",
    ),
    HotQuery(
        name="newest tree, a page by path",
        asked_by="GetTree: one page after the other",
        service="analysis",
        index="versions_head",
        run=lambda connection, analysis: _page(
            connection, analysis, _newest(connection, analysis), TreeOrder.PATH, Mark(number=1000, measure=0)
        ),
        why="Numbers are ranks by path, so that a page goes on where the one before it ended.",
    ),
    HotQuery(
        name="tree halfway, by path",
        asked_by="GetTree at a commit",
        service="analysis",
        index="versions_pkey",
        run=lambda connection, analysis: _page(
            connection, analysis, _halfway(connection, analysis), TreeOrder.PATH, None
        ),
        why="born <= k < died over the rows of one analysis, which lie together; it ends with the page.",
    ),
    HotQuery(
        name="events after a cursor",
        asked_by="WatchAnalysis, at each event and reconnection",
        service="analysis",
        index="events_pkey",
        run=lambda connection, analysis: events.after(connection, analysis, 0),
        why="Sequence numbers have no gaps; a watch reads what comes after its cursor, 500 at most.",
    ),
    HotQuery(
        name="list of runs",
        asked_by="ListAnalyses: the first page",
        service="analysis",
        index="analyses_newest",
        run=lambda connection, _: connection.execute(
            select(analyses.c.id)
            .where(analyses.c.tenant == "default")
            .order_by(analyses.c.create_time.desc(), analyses.c.id.desc())
            .limit(50)
        ).all(),
        why="Newest first, by an index that has them in this order.",
    ),
    HotQuery(
        name="chunks after a cursor",
        asked_by="StreamHistory, at each chunk",
        service="ingest",
        index="chunks_seq",
        run=lambda connection, job: connection.execute(sequence_after(job, 0)).all(),
        why="Which chunks there are, without their messages.",
    ),
    HotQuery(
        name="messages of a chunk",
        asked_by="StreamHistory, for each chunk",
        service="ingest",
        index="chunks_pkey",
        run=lambda connection, job: connection.execute(messages_of(job, 1)).all(),
        why="Stored as they are sent, also where an earlier job's chunk was taken over: nothing is put together.",
    ),
    HotQuery(
        name="versions of a tree",
        asked_by="the next reading of the repository, which takes over what stands",
        service="ingest",
        index="versions_pkey",
        run=lambda connection, job: connection.execute(
            select(versions).where(versions.c.job_id == job, versions.c.number < 20_000).order_by(versions.c.number)
        ).all(),
        why="The rows of one job lie together, in the order in which they are read.",
    ),
    HotQuery(
        name="job and its state",
        asked_by="every look at a job",
        service="ingest",
        index="jobs_pkey",
        run=lambda connection, job: connection.execute(select(jobs).where(jobs.c.id == job)).one(),
        why="By its key.",
    ),
    HotQuery(
        name="due messages",
        asked_by="the outbox's relay, at each nudge and each second",
        service="ingest",
        index="outbox_due",
        run=lambda connection, _: connection.execute(
            delete(outbox).where(
                outbox.c.id.in_(
                    select(outbox.c.id)
                    .where(outbox.c.due_time <= func.now())
                    .order_by(outbox.c.due_time, outbox.c.id)
                    .limit(100)
                    .with_for_update(skip_locked=True)
                    .scalar_subquery()
                )
            )
        ),
        why="Nearly always empty; never a scan of what is due later.",
    ),
)

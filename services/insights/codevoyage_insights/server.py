"""The server process of insights."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Final

import grpc

from codevoyage.insights.v1 import insight_job_service_pb2_grpc as job_pb_grpc
from codevoyage.insights.v1 import insight_service_pb2_grpc as pb_grpc
from codevoyage_common.observe.logs import configure_logs
from codevoyage_common.observe.traces import configure_traces
from codevoyage_common.rpc.drain import Drain
from codevoyage_common.rpc.server import serve
from codevoyage_common.storage.engines import server_engine
from codevoyage_common.storage.outbox import Relay
from codevoyage_common.work.asking import BrokerMemory
from codevoyage_common.work.broker import redis_broker
from codevoyage_common.work.reaper import reap_for_ever
from codevoyage_common.work.wakeups import Listener, Waker
from codevoyage_insights.models import outbox
from codevoyage_insights.servicer import InsightJobServicer, InsightServicer
from codevoyage_insights.settings import InsightsSettings
from codevoyage_insights.store.jobs import DESCRIPTIONS, Jobs

#: Of keys and channels in Redis.
NAMESPACE: Final = "insights"


def run_server() -> None:
    """Runs until it is told to end."""
    settings = InsightsSettings.from_environment()
    configure_logs(process="insights-server", level=settings.log_level, form=settings.log_format)
    configure_traces(process="insights-server", endpoint=settings.otlp_endpoint)
    asyncio.run(_run(settings))


async def _run(settings: InsightsSettings) -> None:
    engine = server_engine(settings.sqlalchemy_url())
    broker = redis_broker(settings.redis_url, namespace=NAMESPACE)
    relay = Relay(engine=engine, table=outbox, broker=broker)
    listener = Listener(settings.redis_url, namespace=NAMESPACE)
    waker = Waker(settings.redis_url, namespace=NAMESPACE)

    async def register(server: grpc.aio.Server, drain: Drain) -> None:
        servicer = InsightJobServicer(jobs=Jobs(engine), listener=listener, relay=relay, waker=waker, drain=drain)
        job_pb_grpc.add_InsightJobServiceServicer_to_server(servicer, server)
        pb_grpc.add_InsightServiceServicer_to_server(InsightServicer(engine), server)

    def reaped(job_ids: Sequence[str]) -> None:
        relay.nudge()
        for job_id in job_ids:
            waker.wake(job_id)

    await serve(
        listen=settings.listen,
        services=["codevoyage.insights.v1.InsightService", "codevoyage.insights.v1.InsightJobService"],
        register=register,
        background=[
            relay.run,
            listener.run,
            partial(
                reap_for_ever,
                engine=engine,
                kind=DESCRIPTIONS,
                memory=BrokerMemory(settings.redis_url, queue=DESCRIPTIONS.queue),
                afterwards=reaped,
            ),
        ],
    )
    await engine.dispose()
    broker.close()

"""The server process of ingest."""

from __future__ import annotations

import asyncio
from functools import partial

import grpc

from codevoyage.ingest.v1 import compare_service_pb2_grpc as compare_pb_grpc
from codevoyage.ingest.v1 import frames_service_pb2_grpc as frames_pb_grpc
from codevoyage.ingest.v1 import hunks_service_pb2_grpc as hunks_pb_grpc
from codevoyage.ingest.v1 import ingest_service_pb2_grpc as pb_grpc
from codevoyage.ingest.v1 import measures_service_pb2_grpc as measures_pb_grpc
from codevoyage.ingest.v1 import people_service_pb2_grpc as people_pb_grpc
from codevoyage.ingest.v1 import verification_service_pb2_grpc as verification_pb_grpc
from codevoyage_common.observe.logs import configure_logs
from codevoyage_common.observe.traces import configure_traces
from codevoyage_common.rpc.drain import Drain
from codevoyage_common.rpc.open_streams import OpenStreams
from codevoyage_common.rpc.server import serve
from codevoyage_common.storage.engines import server_engine
from codevoyage_common.storage.outbox import Relay
from codevoyage_common.work.asking import BrokerMemory
from codevoyage_common.work.broker import redis_broker
from codevoyage_common.work.reaper import reap_for_ever
from codevoyage_common.work.wakeups import Listener
from codevoyage_ingest.comparison.servicer import CompareServicer
from codevoyage_ingest.complexity.servicer import Following, FramesServicer, MeasuresServicer
from codevoyage_ingest.following import Follower
from codevoyage_ingest.hunks.servicer import HunksServicer
from codevoyage_ingest.models import outbox
from codevoyage_ingest.people.servicer import PeopleServicer
from codevoyage_ingest.servicer import IngestServicer
from codevoyage_ingest.settings import IngestSettings
from codevoyage_ingest.store.comparisons import COMPARISONS, Comparisons
from codevoyage_ingest.store.facts_reader import FactsReader
from codevoyage_ingest.store.hunk_passes import HUNKS, HunkPasses
from codevoyage_ingest.store.hunks_reader import HunksReader
from codevoyage_ingest.store.jobs import READINGS, Jobs
from codevoyage_ingest.store.measurings import MEASURINGS, Measurings
from codevoyage_ingest.store.people import People
from codevoyage_ingest.store.verifications import VERIFICATIONS, Verifications
from codevoyage_ingest.verification.servicer import VerificationServicer


def run_server() -> None:
    """Runs until it is told to end."""
    settings = IngestSettings.from_environment()
    configure_logs(process="ingest-server", level=settings.log_level, form=settings.log_format)
    configure_traces(process="ingest-server", endpoint=settings.otlp_endpoint)
    asyncio.run(_run(settings))


async def _run(settings: IngestSettings) -> None:
    engine = server_engine(settings.sqlalchemy_url())
    broker = redis_broker(settings.redis_url, namespace="ingest")
    relay = Relay(engine=engine, table=outbox, broker=broker)
    listener = Listener(settings.redis_url, namespace="ingest")

    open_watches = OpenStreams(each=settings.watches_per_client, all_together=settings.watches)

    async def register(server: grpc.aio.Server, drain: Drain) -> None:
        follower = Follower(listener=listener, drain=drain)
        servicer = IngestServicer(
            settings=settings,
            jobs=Jobs(engine),
            facts=FactsReader(engine),
            follower=follower,
            relay=relay,
        )
        pb_grpc.add_IngestServiceServicer_to_server(servicer, server)
        hunks_pb_grpc.add_HunksServiceServicer_to_server(
            HunksServicer(passes=HunkPasses(engine), hunks=HunksReader(engine), follower=follower, relay=relay),
            server,
        )
        compare_pb_grpc.add_CompareServiceServicer_to_server(
            CompareServicer(
                settings=settings,
                comparisons=Comparisons(engine),
                follower=follower,
                relay=relay,
                open_watches=open_watches,
            ),
            server,
        )
        people_pb_grpc.add_PeopleServiceServicer_to_server(
            PeopleServicer(settings=settings, people=People(engine)), server
        )
        verification_pb_grpc.add_VerificationServiceServicer_to_server(
            VerificationServicer(
                settings=settings,
                verifications=Verifications(engine),
                follower=follower,
                relay=relay,
                open_watches=open_watches,
            ),
            server,
        )

        following = Following(measurings=Measurings(engine), follower=follower, relay=relay)
        measures_pb_grpc.add_MeasuresServiceServicer_to_server(
            MeasuresServicer(settings=settings, following=following, open_watches=open_watches), server
        )
        frames_pb_grpc.add_FramesServiceServicer_to_server(FramesServicer(following=following), server)

    reapers = [
        partial(reap_for_ever, engine=engine, kind=kind, memory=BrokerMemory(settings.redis_url, queue=kind.queue))
        for kind in (READINGS, COMPARISONS, VERIFICATIONS, HUNKS, MEASURINGS)
    ]
    await serve(
        listen=settings.listen,
        services=[
            "codevoyage.ingest.v1.IngestService",
            "codevoyage.ingest.v1.HunksService",
            "codevoyage.ingest.v1.CompareService",
            "codevoyage.ingest.v1.VerificationService",
            "codevoyage.ingest.v1.MeasuresService",
            "codevoyage.ingest.v1.FramesService",
            "codevoyage.ingest.v1.PeopleService",
        ],
        register=register,
        background=[relay.run, listener.run, *reapers],
    )
    await engine.dispose()
    broker.close()

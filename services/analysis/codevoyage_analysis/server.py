"""The server process of analysis."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Final

import grpc

from codevoyage.analysis.v1 import (
    activity_service_pb2_grpc,
    check_service_pb2_grpc,
    contributor_service_pb2_grpc,
    coupling_service_pb2_grpc,
    difference_service_pb2_grpc,
    era_service_pb2_grpc,
    hotspot_service_pb2_grpc,
    language_service_pb2_grpc,
    ownership_service_pb2_grpc,
    search_service_pb2_grpc,
    survival_service_pb2_grpc,
    tree_service_pb2_grpc,
)
from codevoyage.analysis.v1 import analysis_service_pb2_grpc as pb_grpc
from codevoyage_analysis.models import outbox
from codevoyage_analysis.peers.comparisons import Comparisons
from codevoyage_analysis.peers.sources import Sources
from codevoyage_analysis.reflection import PUBLIC, add_reflection
from codevoyage_analysis.servicer import AnalysisServicer
from codevoyage_analysis.serving.kept import KeptAnswers
from codevoyage_analysis.serving.results import Results
from codevoyage_analysis.settings import AnalysisSettings
from codevoyage_analysis.store.kinds import REMOVALS, RUNS, STUDIES
from codevoyage_analysis.store.transactions import Transactions
from codevoyage_analysis.subjects.activity.servicer import ActivityServicer
from codevoyage_analysis.subjects.check.servicer import CheckServicer
from codevoyage_analysis.subjects.contributors.servicer import ContributorServicer
from codevoyage_analysis.subjects.coupling.servicer import CouplingServicer
from codevoyage_analysis.subjects.difference.servicer import DifferenceServicer
from codevoyage_analysis.subjects.eras.servicer import EraServicer
from codevoyage_analysis.subjects.hotspots.servicer import HotspotServicer
from codevoyage_analysis.subjects.languages.servicer import LanguageServicer
from codevoyage_analysis.subjects.ownership.servicer import OwnershipServicer
from codevoyage_analysis.subjects.search.servicer import SearchServicer
from codevoyage_analysis.subjects.survival.servicer import SurvivalServicer
from codevoyage_analysis.subjects.tree.servicer import TreeServicer
from codevoyage_analysis.upkeep import forget_for_ever, take_up_for_ever
from codevoyage_analysis.watch import Watches
from codevoyage_common.observe.logs import configure_logs
from codevoyage_common.observe.traces import configure_traces
from codevoyage_common.rpc.channel import async_channel
from codevoyage_common.rpc.drain import Drain
from codevoyage_common.rpc.open_streams import OpenStreams
from codevoyage_common.rpc.server import serve
from codevoyage_common.storage.engines import server_engine
from codevoyage_common.storage.outbox import Relay
from codevoyage_common.work.asking import BrokerMemory
from codevoyage_common.work.broker import redis_broker
from codevoyage_common.work.kind import Kind
from codevoyage_common.work.reaper import reap_for_ever
from codevoyage_common.work.wakeups import Listener, Waker

#: Of keys and channels in Redis.
NAMESPACE: Final = "analysis"


def run_server() -> None:
    """Runs until it is told to end."""
    settings = AnalysisSettings()  # type: ignore[call-arg]  # from the environment
    configure_logs(process="analysis-server", level=settings.log_level, form=settings.log_format)
    configure_traces(process="analysis-server", endpoint=settings.otlp_endpoint)
    asyncio.run(_run(settings))


async def _run(settings: AnalysisSettings) -> None:
    engine = server_engine(settings.sqlalchemy_url())
    transactions = Transactions(engine)
    broker = redis_broker(settings.redis_url, namespace=NAMESPACE)
    relay = Relay(engine=engine, table=outbox, broker=broker)
    listener = Listener(settings.redis_url, namespace=NAMESPACE)
    waker = Waker(settings.redis_url, namespace=NAMESPACE)
    ingest = async_channel(settings.ingest_address)
    results = Results(
        transactions=transactions,
        kept=KeptAnswers(settings.redis_url, namespace=NAMESPACE),
        history_bytes=settings.history_bytes,
    )

    async def register(server: grpc.aio.Server, drain: Drain) -> None:
        watches = Watches(
            transactions=transactions,
            listener=listener,
            drain=drain,
            heartbeat_seconds=settings.heartbeat_seconds,
        )
        open_streams = OpenStreams(each=settings.watches_per_client, all_together=settings.watches)
        servicer = AnalysisServicer(
            transactions=transactions,
            sources=Sources(ingest),
            watches=watches,
            open_watches=open_streams,
            relay=relay,
            waker=waker,
            results=results,
            runs_going=settings.runs_going,
        )
        pb_grpc.add_AnalysisServiceServicer_to_server(servicer, server)
        tree_service_pb2_grpc.add_TreeServiceServicer_to_server(TreeServicer(results), server)
        activity_service_pb2_grpc.add_ActivityServiceServicer_to_server(ActivityServicer(results), server)
        era_service_pb2_grpc.add_EraServiceServicer_to_server(EraServicer(results), server)
        ownership_service_pb2_grpc.add_OwnershipServiceServicer_to_server(OwnershipServicer(results), server)
        difference_service_pb2_grpc.add_DifferenceServiceServicer_to_server(DifferenceServicer(results), server)
        search_service_pb2_grpc.add_SearchServiceServicer_to_server(SearchServicer(results), server)
        contributor_service_pb2_grpc.add_ContributorServiceServicer_to_server(ContributorServicer(results), server)
        language_service_pb2_grpc.add_LanguageServiceServicer_to_server(LanguageServicer(results), server)
        hotspot_service_pb2_grpc.add_HotspotServiceServicer_to_server(HotspotServicer(results), server)
        coupling_service_pb2_grpc.add_CouplingServiceServicer_to_server(CouplingServicer(results), server)
        survival_service_pb2_grpc.add_SurvivalServiceServicer_to_server(SurvivalServicer(results), server)
        check = CheckServicer(
            results, transactions=transactions, comparisons=Comparisons(ingest), open_streams=open_streams
        )
        check_service_pb2_grpc.add_CheckServiceServicer_to_server(check, server)
        add_reflection(server)

    await serve(
        listen=settings.listen,
        services=PUBLIC,
        register=register,
        background=[
            relay.run,
            listener.run,
            results.report_for_ever,
            partial(take_up_for_ever, engine=engine, relay=relay, waker=waker, memory=_memory(settings, RUNS)),
            partial(reap_for_ever, engine=engine, kind=REMOVALS, memory=_memory(settings, REMOVALS)),
            partial(reap_for_ever, engine=engine, kind=STUDIES, memory=_memory(settings, STUDIES)),
            partial(forget_for_ever, transactions=transactions, settings=settings),
        ],
    )
    await ingest.close()
    await results.close()
    await engine.dispose()
    broker.close()


def _memory(settings: AnalysisSettings, kind: Kind) -> BrokerMemory:
    return BrokerMemory(settings.redis_url, queue=kind.queue)

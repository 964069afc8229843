"""How a worker process starts and ends."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Collection
from pathlib import Path
from typing import Final

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker

from codevoyage_common.observe.traces import flush_traces
from codevoyage_common.settings import ServiceSettings
from codevoyage_common.work.memory import bound_memory, share_arenas

_log = logging.getLogger(__name__)
#: Milliseconds between looks at an empty queue: what an idle stack costs against how soon work is taken up.
IDLE_MS: Final = 250
#: Milliseconds for actors to hand over when the process is told to end; what is left is taken up by its lease.
STOP_MS: Final = 8_000
#: Seconds within which a signal is noticed, whichever thread it hit (one that was just continued may miss it).
SIGNAL_SECONDS: Final = 0.5


def work(
    broker: RedisBroker,
    settings: ServiceSettings,
    *,
    stopping: threading.Event,
    aside: Collection[str] = frozenset(),
) -> None:
    """Works until SIGTERM or SIGINT. `stopping` is set then, so that actors can hand over at the next chunk.

    aside: queues that one more thread works on, so that what waits for long in them takes no room from the others.
    The settings' alive_file is touched twice a second as long as the broker answers.
    """
    share_arenas()
    bound_memory(settings.memory_bytes)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    main = broker.get_declared_queues() - set(aside)
    workers = [dramatiq.Worker(broker, queues=main, worker_threads=settings.worker_threads, worker_timeout=IDLE_MS)]
    if aside:
        workers.append(dramatiq.Worker(broker, queues=set(aside), worker_threads=1, worker_timeout=IDLE_MS))
    for worker in workers:
        worker.start()
    _log.info("working with %d threads", settings.worker_threads)
    # In steps: a signal that the kernel gave to another thread is handled only when this one runs again.
    while not stopping.wait(SIGNAL_SECONDS):
        _show_alive(broker, settings.alive_file)
    _log.info("ending")
    for worker in workers:
        worker.stop(timeout=STOP_MS)
    broker.close()
    flush_traces()


def _show_alive(broker: RedisBroker, alive_file: Path | None) -> None:
    if alive_file is None:
        return
    try:
        broker.client.ping()
        alive_file.touch()
    except (redis.RedisError, OSError) as error:
        _log.warning("no sign of life: %s", error)

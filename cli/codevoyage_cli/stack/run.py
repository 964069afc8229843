"""One stack from its lock to its end: what `up` does, in the foreground or in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable
from typing import Final

import psutil

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack.binaries import find_binaries
from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.launch import Plan, land, launch
from codevoyage_cli.stack.leftovers import clear_leftovers
from codevoyage_cli.stack.lock import locked
from codevoyage_cli.stack.passwords import passwords
from codevoyage_cli.stack.ports import free_ports, gateway_port
from codevoyage_cli.stack.report import Event, Report, What
from codevoyage_cli.stack.services import Addresses
from codevoyage_cli.stack.signals import KEEP
from codevoyage_cli.stack.state import Phase, StackState
from codevoyage_cli.stack.supervisor import Supervisor

#: Seconds to wait for the lock: others who only look hold it for microseconds.
LOCK_SECONDS: Final = 1.0
_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run_stack(
    folder: DataFolder, *, port: int | None, report: Report, until: Callable[[], asyncio.Future[None]] | None = None
) -> None:
    """Starts a stack, keeps it, stops it: on SIGINT, SIGTERM, SIGHUP, or when `until` is done.

    port: of the gateway; None: last time's, or 8080, or a free one. until: called on the running event loop; it makes
    the stack temporary, and KEEP makes it stay after all.
    Raises AlreadyLocked when one is up, StackError when it does not start (then nothing is left running).
    """
    folder.create()
    with locked(folder.lock, seconds=LOCK_SECONDS):
        ended = clear_leftovers(folder)
        if ended:
            report(Event(what=What.NOTE, detail=f"Ended what an earlier stack left running: {', '.join(ended)}."))
        plan = _plan(folder, port=port)
        try:
            asyncio.run(_run(plan, report=report, until=until))
        finally:
            folder.state.unlink(missing_ok=True)


def _plan(folder: DataFolder, *, port: int | None) -> Plan:
    binaries = find_binaries()
    gateway = gateway_port(wanted=port, memory=folder.port)
    admin, postgres, redis, page, ingest, analysis, insights = free_ports(7, taken=frozenset({gateway}))
    return Plan(
        folder=folder,
        binaries=binaries,
        passwords=passwords(folder.passwords),
        addresses=Addresses(
            gateway=gateway,
            admin=admin,
            postgres=postgres,
            redis=redis,
            page=page,
            ingest=ingest,
            analysis=analysis,
            insights=insights,
        ),
    )


async def _run(plan: Plan, *, report: Report, until: Callable[[], asyncio.Future[None]] | None) -> None:
    ours = psutil.Process()
    state = StackState(
        phase=Phase.STARTING,
        pid=os.getpid(),
        created=ours.create_time(),
        port=plan.addresses.gateway,
        temporary=until is not None,
    )
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, stopping.set)
    supervisor = Supervisor(plan.folder, state=state, report=report)
    supervisor.enter(Phase.STARTING)
    watched = None if until is None else until()
    if watched is not None:
        watched.add_done_callback(lambda future: None if future.cancelled() else stopping.set())
        loop.add_signal_handler(KEEP, _keep, watched, supervisor)
    asked = asyncio.ensure_future(stopping.wait())
    launching = asyncio.ensure_future(launch(plan, supervisor, report))
    try:
        await asyncio.wait({launching, asked}, return_when=asyncio.FIRST_COMPLETED)
        if launching.done():
            launching.result()  # raises what it failed of
            supervisor.enter(Phase.READY)
            report(Event(what=What.UP, detail=supervisor.state.address))
            await asked
    finally:
        for task in (launching, asked, watched):
            if task is not None:
                task.cancel()
        with contextlib.suppress(asyncio.CancelledError, StackError):
            await launching
        supervisor.enter(Phase.STOPPING)
        await land(supervisor)


def _keep(watched: asyncio.Future[None], supervisor: Supervisor) -> None:
    if not watched.done():
        watched.cancel()
        supervisor.stay()

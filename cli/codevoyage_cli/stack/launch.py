"""The order in which a stack starts and stops."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Final

from codevoyage_cli.errors import StackError
from codevoyage_cli.stack.binaries import Binaries
from codevoyage_cli.stack.folder import DataFolder
from codevoyage_cli.stack.gateway import envoy_part, page_folder, page_part
from codevoyage_cli.stack.identity import hand_over, postgres_identity
from codevoyage_cli.stack.passwords import Passwords
from codevoyage_cli.stack.postgres import (
    ADMIN,
    adopt_cluster,
    database_url,
    initdb_job,
    postgres_part,
    prepare_cluster,
)
from codevoyage_cli.stack.redis import redis_part
from codevoyage_cli.stack.report import Event, Report, What
from codevoyage_cli.stack.services import (
    SERVICES,
    Addresses,
    inherited_environment,
    migrate_job,
    server_part,
    service_environment,
    worker_part,
)
from codevoyage_cli.stack.supervisor import Supervisor

#: From the door inwards, so that whoever writes last still finds the truth: the groups, each stopped side by side.
STOP_ORDER: Final = (
    ("envoy",),
    tuple(f"{name}-server" for name in SERVICES),
    tuple(f"{name}-worker" for name in SERVICES),
    ("page",),
    ("redis",),
    ("postgres",),
)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Everything that is decided before the first process starts."""

    folder: DataFolder
    binaries: Binaries
    addresses: Addresses
    passwords: Passwords

    @property
    def admin_url(self) -> str:
        """PostgreSQL as its administrator; of the one database that is always there."""
        return database_url(
            user=ADMIN, password=self.passwords.admin, port=self.addresses.postgres, database="postgres"
        )


async def launch(plan: Plan, supervisor: Supervisor, report: Report) -> None:
    """Starts everything; returns when it is healthy.

    Raises StackError for the first part that does not start.
    """
    await _together(_start_postgres(plan, supervisor), _start_redis(plan, supervisor))
    environments = {
        name: service_environment(name, folder=plan.folder, addresses=plan.addresses, passwords=plan.passwords)
        for name in SERVICES
    }
    await _bring_schemas_up_to_date(plan, supervisor, environments)
    if not (page_folder() / "index.html").is_file():
        report(Event(what=What.NOTE, detail="The page is not built: run `make setup`. Everything else works."))
    addresses = plan.addresses
    await _together(
        *(
            supervisor.start(server_part(name, environment, port=getattr(addresses, name)))
            for name, environment in environments.items()
        ),
        *(supervisor.start(worker_part(name, environment)) for name, environment in environments.items()),
        supervisor.start(page_part(port=addresses.page, environment=inherited_environment())),
        supervisor.start(
            envoy_part(
                program=plan.binaries.envoy,
                folder=plan.folder.gateway,
                port=addresses.gateway,
                admin_port=addresses.admin,
                page=addresses.of("page"),
                analysis=addresses.of("analysis"),
                ingest=addresses.of("ingest"),
                insights=addresses.of("insights"),
            )
        ),
    )


async def land(supervisor: Supervisor) -> None:
    """Stops everything in order. Every wait in it is bounded, and then the part is killed."""
    for group in STOP_ORDER:
        await supervisor.stop(group)
    await supervisor.close()


async def _start_postgres(plan: Plan, supervisor: Supervisor) -> None:
    folder, cluster = plan.folder, plan.folder.postgres
    identity = postgres_identity(data_dir=folder.root, programs=plan.binaries.postgres.parent)
    if identity.kind == "user":
        folder.root.chmod(0o711)  # through, but not in: what lies in it stays closed
    if not cluster.exists():
        prepare_cluster(cluster)
        await supervisor.run(
            initdb_job(
                program=plan.binaries.initdb,
                cluster=cluster,
                identity=identity,
                password=plan.passwords.admin,
                environment={"LC_ALL": "C", "PATH": inherited_environment().get("PATH", "")},
            )
        )
        adopt_cluster(cluster)
    hand_over(cluster, identity)
    await supervisor.start(
        postgres_part(
            program=plan.binaries.postgres,
            cluster=cluster,
            identity=identity,
            port=plan.addresses.postgres,
            admin_url=plan.admin_url,
        )
    )


async def _start_redis(plan: Plan, supervisor: Supervisor) -> None:
    await supervisor.start(
        redis_part(
            program=plan.binaries.redis_server,
            folder=plan.folder.redis,
            port=plan.addresses.redis,
            password=plan.passwords.redis,
        )
    )


async def _bring_schemas_up_to_date(
    plan: Plan, supervisor: Supervisor, environments: dict[str, dict[str, str]]
) -> None:
    from codevoyage_cli.stack.schema_mark import read_mark, wanted_mark, write_mark

    wanted = wanted_mark(plan.passwords)
    if await asyncio.to_thread(read_mark, plan.admin_url) == wanted:
        return
    await asyncio.to_thread(_provision, plan)
    await _together(*(supervisor.run(migrate_job(name, environment)) for name, environment in environments.items()))
    await asyncio.to_thread(write_mark, plan.admin_url, wanted)


def _provision(plan: Plan) -> None:
    import psycopg
    from pydantic import SecretStr

    from codevoyage_common.storage.provision import ProvisionSettings, provision

    passwords = plan.passwords
    settings = ProvisionSettings(
        admin_database_url=SecretStr(plan.admin_url),
        ingest_password=SecretStr(passwords.ingest),
        analysis_password=SecretStr(passwords.analysis),
        insights_password=SecretStr(passwords.insights),
    )
    try:
        provision(settings)
    except psycopg.Error as error:
        raise StackError(f"PostgreSQL's roles and schemas could not be made: {error}") from error


async def _together(*steps: Coroutine[Any, Any, None]) -> None:
    """All at the same time. The first that fails stops the wait for the others, and is raised alone."""
    try:
        async with asyncio.TaskGroup() as group:
            for step in steps:
                group.create_task(step)
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None

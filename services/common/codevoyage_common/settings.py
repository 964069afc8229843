"""What the environment says, checked at boot. Variables begin with `CODEVOYAGE_`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL, make_url


class ServiceSettings(BaseSettings):
    """What every server and worker needs."""

    model_config = SettingsConfigDict(env_prefix="CODEVOYAGE_", frozen=True, extra="ignore")

    #: Where a server listens, host:port.
    listen: str = "127.0.0.1:50051"
    #: `postgresql://ROLE:PASSWORD@HOST:PORT/DATABASE`, the role of this service.
    database_url: SecretStr
    #: The broker and the wake-ups.
    redis_url: str = "redis://127.0.0.1:6379/0"
    #: OTLP over gRPC, `http://HOST:4317`. Empty: no traces.
    otlp_endpoint: str = ""
    #: The least that is written.
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    #: `json`, one object a line, or `console`, for eyes.
    log_format: Literal["json", "console"] = "json"
    #: Messages that one worker process works on at the same time. Each run may use all cores.
    worker_threads: int = Field(default=2, ge=1, le=64)
    #: Who claims work. One that no two living processes share: a worker that starts under it takes up at once what its
    #: predecessor held. Empty: host and process, and leases run out by themselves.
    worker_name: str = Field(default="", max_length=200)
    #: Memory of one worker process (Linux): its heap, without mapped files. Work that needs more fails, the worker
    #: lives. 0: no bound. Flask with its 5,531 commits takes 0.13 GB.
    memory_bytes: int = Field(default=4 << 30, ge=0)
    #: A file that a worker touches while it is well, for health checks of containers. None: nobody asks.
    alive_file: Path | None = None
    #: Seconds for which a claim holds without being renewed. Ten renewals may be late before another worker takes over.
    lease_seconds: float = Field(default=20.0, ge=2.0, le=600.0)

    @classmethod
    def from_environment(cls) -> Self:
        """The settings of this process. Raises pydantic.ValidationError, which names the variable."""
        return cls()  # type: ignore[call-arg]  # the rest is in the environment

    def sqlalchemy_url(self) -> URL:
        """The database address with the driver that is used here."""
        return make_url(self.database_url.get_secret_value()).set(drivername="postgresql+psycopg")

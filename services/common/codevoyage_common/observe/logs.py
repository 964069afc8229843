"""Logs: one JSON object a line on standard error, each with the correlation id of its work."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

from pythonjsonlogger.json import JsonFormatter

_correlation_id: ContextVar[str] = ContextVar("codevoyage_correlation_id", default="")


class _Correlation(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.correlation_id = _correlation_id.get()
        return True


@contextmanager
def correlated(correlation_id: str) -> Iterator[None]:
    """Gives every log line of the block this id."""
    token = _correlation_id.set(correlation_id)
    try:
        yield
    finally:
        _correlation_id.reset(token)


def current_correlation_id() -> str:
    """The id of the work that this task or thread does; empty outside of any."""
    return _correlation_id.get()


def configure_logs(*, process: str, level: str, form: Literal["json", "console"]) -> None:
    """Sends all logs of this process to standard error.

    process: `ingest-worker` and the like, part of every line.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_Correlation())
    if form == "json":
        handler.setFormatter(
            JsonFormatter(
                "%(asctime)s %(levelname)s %(name)s %(message)s %(correlation_id)s",
                rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
                static_fields={"process": process},
            )
        )
    else:
        handler.setFormatter(
            logging.Formatter(f"%(asctime)s %(levelname)-7s {process} %(name)s: %(message)s [%(correlation_id)s]")
        )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # Each of these says every request at INFO; what matters of them is in our own lines and in traces.
    for chatty in ("dramatiq", "alembic.runtime", "sqlalchemy.engine", "opentelemetry"):
        logging.getLogger(chatty).setLevel(max(logging.getLogger().level, logging.WARNING))
    # A stream that its client leaves is finished in another context than it began in. OpenTelemetry calls that an
    # error, each time; its span is complete all the same.
    logging.getLogger("opentelemetry.context").setLevel(logging.CRITICAL)

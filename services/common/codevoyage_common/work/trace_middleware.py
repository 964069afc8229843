# ruff: noqa: ARG002  the hooks' signatures are Dramatiq's
"""Carries the trace of who asked into the actor that does the work."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import dramatiq
from dramatiq.middleware import Middleware
from opentelemetry.trace import Span

from codevoyage_common.observe.traces import continued_span


class TraceMiddleware(Middleware):
    """One consumer span around each message, below the span in its `traceparent` option."""

    def __init__(self) -> None:
        self._open: dict[str, AbstractContextManager[Span]] = {}

    def before_process_message(self, broker: dramatiq.Broker, message: dramatiq.MessageProxy) -> None:
        span = continued_span(
            f"{message.queue_name} process",
            traceparent=message.options.get("traceparent", ""),
            **{"messaging.system": "dramatiq", "messaging.destination.name": message.queue_name},
        )
        self._open[message.message_id] = span
        span.__enter__()

    def after_process_message(
        self,
        broker: dramatiq.Broker,
        message: dramatiq.MessageProxy,
        *,
        result: Any | None = None,
        exception: BaseException | None = None,
    ) -> None:
        span = self._open.pop(message.message_id, None)
        if span is not None:
            span.__exit__(type(exception) if exception else None, exception, None)

    def after_skip_message(self, broker: dramatiq.Broker, message: dramatiq.MessageProxy) -> None:
        self.after_process_message(broker, message)

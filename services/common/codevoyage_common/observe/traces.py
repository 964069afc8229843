"""Traces: OpenTelemetry, exported by OTLP when an endpoint is set, off otherwise.

One analysis is one trace: gRPC carries the context between services, `traceparent` columns carry it through the
outbox, message options carry it through Dramatiq.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()


def configure_traces(*, process: str, endpoint: str) -> None:
    """Starts exporting spans of this process as service `codevoyage-{process}`, if there is an endpoint."""
    if not endpoint:
        return
    provider = TracerProvider(resource=Resource.create({"service.name": f"codevoyage-{process}"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, insecure=True)))
    trace.set_tracer_provider(provider)


def flush_traces() -> None:
    """Sends what is still held back; called when a process ends."""
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.shutdown()


def current_traceparent() -> str:
    """The W3C traceparent of the current span; empty when nothing is traced."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent", "")


def current_trace_id() -> str:
    """32 hex digits; empty when nothing is traced."""
    span = trace.get_current_span().get_span_context()
    return format(span.trace_id, "032x") if span.is_valid else ""


def new_correlation_id() -> str:
    """32 hex digits: the current trace id, so that logs and traces meet; a fresh one when nothing is traced."""
    return current_trace_id() or secrets.token_hex(16)


@contextmanager
def continued_span(name: str, *, traceparent: str, **attributes: Any) -> Iterator[Span]:
    """A consumer span below the span that `traceparent` names."""
    parent = _PROPAGATOR.extract({"traceparent": traceparent}) if traceparent else otel_context.get_current()
    tracer = trace.get_tracer("codevoyage")
    with tracer.start_as_current_span(name, context=parent, kind=SpanKind.CONSUMER, attributes=attributes) as span:
        yield span

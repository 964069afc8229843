"""Channels to other services."""

from __future__ import annotations

from typing import Final

import grpc
from opentelemetry.instrumentation.grpc import aio_client_interceptors, client_interceptor
from opentelemetry.instrumentation.grpc.grpcext import intercept_channel

from codevoyage_common.rpc.correlation import CorrelatedCalls

#: The same on both ends and in the gateway: a side that pings more often than the other allows is sent away.
KEEPALIVE_MS: Final = 30_000
#: Bytes of one message. Facts come in columns of at most 4 MiB; twice that leaves room for long paths.
MESSAGE_BYTES: Final = 8 * 1024 * 1024

OPTIONS: Final[list[tuple[str, int]]] = [
    ("grpc.keepalive_time_ms", KEEPALIVE_MS),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),
    ("grpc.max_receive_message_length", MESSAGE_BYTES),
    ("grpc.max_send_message_length", MESSAGE_BYTES),
    # A server that restarts is back within a second or two; the default of 120 s would be felt.
    ("grpc.max_reconnect_backoff_ms", 2_000),
    ("grpc.enable_http_proxy", 0),
]


def blocking_channel(address: str) -> grpc.Channel:
    """A traced channel for workers, which run threads."""
    channel: grpc.Channel = intercept_channel(  # type: ignore[no-untyped-call]
        grpc.intercept_channel(grpc.insecure_channel(address, options=OPTIONS), CorrelatedCalls()),
        client_interceptor(),  # type: ignore[no-untyped-call]
    )
    return channel


def async_channel(address: str) -> grpc.aio.Channel:
    """A traced channel for servers, which run one event loop."""
    return grpc.aio.insecure_channel(address, options=OPTIONS, interceptors=aio_client_interceptors())  # type: ignore[no-untyped-call]

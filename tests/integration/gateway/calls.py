"""Three ways in: plain HTTP, gRPC-web framed by hand, native gRPC."""

from __future__ import annotations

import http.client
import struct
from dataclasses import dataclass

import grpc


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def http_call(
    port: int, method: str, path: str, *, headers: dict[str, str] | None = None, body: bytes | None = None
) -> Answer:
    """One HTTP/1.1 request with exactly these headers; `Host` is 127.0.0.1:PORT unless given."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body=body, headers={"Host": f"127.0.0.1:{port}", **(headers or {})})
        response = connection.getresponse()
        return Answer(response.status, {key.lower(): value for key, value in response.getheaders()}, response.read())
    finally:
        connection.close()


@dataclass(frozen=True)
class WebAnswer:
    """messages: of the data frames. trailers: of the last frame, or of the headers when there was only that."""

    messages: list[bytes]
    trailers: dict[str, str]

    @property
    def status(self) -> grpc.StatusCode:
        number = int(self.trailers["grpc-status"])
        return next(code for code in grpc.StatusCode if code.value[0] == number)


def grpc_web_call(port: int, path: str, message: bytes, *, headers: dict[str, str] | None = None) -> WebAnswer:
    """One unary gRPC-web call over HTTP/1.1: flag byte, length in four bytes, message; trailers have flag 0x80."""
    answer = http_call(
        port,
        "POST",
        path,
        headers={"Content-Type": "application/grpc-web+proto", "X-Grpc-Web": "1", **(headers or {})},
        body=struct.pack(">BI", 0, len(message)) + message,
    )
    messages, trailers, rest = [], dict(answer.headers), answer.body
    while rest:
        flag, length = struct.unpack_from(">BI", rest)
        frame, rest = rest[5 : 5 + length], rest[5 + length :]
        if flag & 0x80:
            lines = (line.partition(":") for line in frame.decode().splitlines() if line)
            trailers.update({key.lower(): value.strip() for key, _, value in lines})
        else:
            messages.append(frame)
    return WebAnswer(messages, trailers)


def grpc_error(
    port: int, path: str, *, authority: str | None = None, metadata: tuple[tuple[str, str], ...] = ()
) -> grpc.RpcError | None:
    """The error of one native unary call with an empty message, or none."""
    options = [("grpc.default_authority", authority)] if authority is not None else []
    with grpc.insecure_channel(f"127.0.0.1:{port}", options=options) as channel:
        try:
            channel.unary_unary(path)(b"", timeout=30, metadata=metadata)
        except grpc.RpcError as error:
            return error
    return None

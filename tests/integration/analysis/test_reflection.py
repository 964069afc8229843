"""Reflection answers for every public service, in both of its versions."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_reflection.v1alpha import reflection_pb2 as pb

from codevoyage_analysis.reflection import PUBLIC
from tests.integration.analysis.conftest import Processes

pytestmark = pytest.mark.integration


@pytest.fixture
def channel(processes: Processes, stub: object) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(processes.address) as channel:
        yield channel


def ask(channel: grpc.Channel, version: str, request: pb.ServerReflectionRequest) -> pb.ServerReflectionResponse:
    call = channel.stream_stream(
        f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
        request_serializer=pb.ServerReflectionRequest.SerializeToString,
        response_deserializer=pb.ServerReflectionResponse.FromString,
    )
    return next(iter(call(iter([request]), timeout=10)))


@pytest.mark.parametrize("version", ["v1", "v1alpha"])
def test_all_public_services_are_listed_and_described(channel: grpc.Channel, version: str) -> None:
    listed = ask(channel, version, pb.ServerReflectionRequest(list_services=""))
    names = [service.name for service in listed.list_services_response.service]
    assert names == sorted(PUBLIC)
    assert "codevoyage.ingest.v1.IngestService" not in names
    for name in names:
        answer = ask(channel, version, pb.ServerReflectionRequest(file_containing_symbol=name))
        files = [FileDescriptorProto.FromString(file) for file in answer.file_descriptor_response.file_descriptor_proto]
        pool = DescriptorPool()
        by_name = {file.name: file for file in files}

        def add(file: FileDescriptorProto, pool: DescriptorPool = pool, by_name: object = by_name) -> None:
            for dependency in file.dependency:
                if dependency in by_name:  # type: ignore[operator]
                    add(by_name.pop(dependency))  # type: ignore[attr-defined]
            pool.Add(file)

        while by_name:
            add(by_name.popitem()[1])
        assert pool.FindServiceByName(name).methods

"""Reflection for every public service, whichever process answers it: this server is the gateway's one upstream.

grpcio-reflection speaks v1alpha. Version 1 has the same messages under another package, so the same servicer answers
it; its descriptor is v1alpha's, renamed, so that it can be described too.
"""

from __future__ import annotations

from typing import Final

import grpc
from google.protobuf import descriptor, descriptor_pb2, descriptor_pool
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import _async, reflection_pb2, reflection_pb2_grpc

from codevoyage.analysis.v1 import (
    activity_service_pb2,
    analysis_service_pb2,
    check_service_pb2,
    contributor_service_pb2,
    coupling_service_pb2,
    difference_service_pb2,
    era_service_pb2,
    hotspot_service_pb2,
    language_service_pb2,
    ownership_service_pb2,
    search_service_pb2,
    survival_service_pb2,
    tree_service_pb2,
)
from codevoyage.ingest.v1 import (
    compare_service_pb2,
    measures_service_pb2,
    people_service_pb2,
    verification_service_pb2,
)
from codevoyage.insights.v1 import insight_service_pb2

_OLD: Final = "grpc.reflection.v1alpha"
_NEW: Final = "grpc.reflection.v1"
#: Named by their descriptors, so that these are loaded.
PUBLIC: Final = (
    analysis_service_pb2.DESCRIPTOR.services_by_name["AnalysisService"].full_name,
    tree_service_pb2.DESCRIPTOR.services_by_name["TreeService"].full_name,
    activity_service_pb2.DESCRIPTOR.services_by_name["ActivityService"].full_name,
    era_service_pb2.DESCRIPTOR.services_by_name["EraService"].full_name,
    ownership_service_pb2.DESCRIPTOR.services_by_name["OwnershipService"].full_name,
    difference_service_pb2.DESCRIPTOR.services_by_name["DifferenceService"].full_name,
    search_service_pb2.DESCRIPTOR.services_by_name["SearchService"].full_name,
    contributor_service_pb2.DESCRIPTOR.services_by_name["ContributorService"].full_name,
    coupling_service_pb2.DESCRIPTOR.services_by_name["CouplingService"].full_name,
    survival_service_pb2.DESCRIPTOR.services_by_name["SurvivalService"].full_name,
    check_service_pb2.DESCRIPTOR.services_by_name["CheckService"].full_name,
    hotspot_service_pb2.DESCRIPTOR.services_by_name["HotspotService"].full_name,
    language_service_pb2.DESCRIPTOR.services_by_name["LanguageService"].full_name,
    verification_service_pb2.DESCRIPTOR.services_by_name["VerificationService"].full_name,
    compare_service_pb2.DESCRIPTOR.services_by_name["CompareService"].full_name,
    measures_service_pb2.DESCRIPTOR.services_by_name["MeasuresService"].full_name,
    people_service_pb2.DESCRIPTOR.services_by_name["PeopleService"].full_name,
    insight_service_pb2.DESCRIPTOR.services_by_name["InsightService"].full_name,
    health_pb2.DESCRIPTOR.services_by_name["Health"].full_name,
    f"{_NEW}.ServerReflection",
    f"{_OLD}.ServerReflection",
)


def add_reflection(server: grpc.aio.Server) -> None:
    """Answers both versions of reflection."""
    servicer = _async.ReflectionServicer(PUBLIC, pool=_pool())
    reflection_pb2_grpc.add_ServerReflectionServicer_to_server(servicer, server)  # type: ignore[no-untyped-call]
    handler = grpc.stream_stream_rpc_method_handler(
        servicer.ServerReflectionInfo,
        request_deserializer=reflection_pb2.ServerReflectionRequest.FromString,
        response_serializer=reflection_pb2.ServerReflectionResponse.SerializeToString,
    )
    generic = grpc.method_handlers_generic_handler(f"{_NEW}.ServerReflection", {"ServerReflectionInfo": handler})
    server.add_generic_rpc_handlers((generic,))


def _pool() -> descriptor_pool.DescriptorPool:
    """The descriptors of the public services, of what their errors carry, and reflection's own in both versions."""
    pool = descriptor_pool.DescriptorPool()
    added: set[str] = set()
    for service in PUBLIC:
        if not service.startswith(f"{_NEW}."):
            _add(pool, descriptor_pool.Default().FindFileContainingSymbol(service), added)
    _add(pool, error_details_pb2.DESCRIPTOR, added)  # in no method's messages: without it, clients print bytes
    pool.Add(_version_1())
    return pool


def _version_1() -> descriptor_pb2.FileDescriptorProto:
    file = descriptor_pb2.FileDescriptorProto()
    reflection_pb2.DESCRIPTOR.CopyToProto(file)
    file.name = file.name.replace("v1alpha", "v1")
    file.package = _NEW
    for message in file.message_type:
        for field in message.field:
            if field.HasField("type_name"):
                field.type_name = field.type_name.replace(f".{_OLD}.", f".{_NEW}.")
    for service in file.service:
        for method in service.method:
            method.input_type = method.input_type.replace(f".{_OLD}.", f".{_NEW}.")
            method.output_type = method.output_type.replace(f".{_OLD}.", f".{_NEW}.")
    return file


def _add(pool: descriptor_pool.DescriptorPool, source: descriptor.FileDescriptor, added: set[str]) -> None:
    if source.name in added:
        return
    for dependency in source.dependencies:
        _add(pool, dependency, added)
    file = descriptor_pb2.FileDescriptorProto()
    source.CopyToProto(file)
    for message in file.message_type:
        _add_json_names(message, source.message_types_by_name[message.name])
    pool.Add(file)
    added.add(source.name)


def _add_json_names(message: descriptor_pb2.DescriptorProto, source: descriptor.Descriptor) -> None:
    """What protoc says of each field and Python's generated code leaves out: clients print these names."""
    for field in message.field:
        field.json_name = source.fields_by_name[field.name].json_name
    for nested in message.nested_type:
        _add_json_names(nested, source.nested_types_by_name[nested.name])

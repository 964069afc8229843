"""Each reason of the contract has its exception, and travels whole."""

from __future__ import annotations

import string
from base64 import b64encode
from urllib.parse import quote

import grpc
import pytest
from google.rpc.error_details_pb2 import ErrorInfo
from sqlalchemy.exc import OperationalError

from codevoyage.common.v1 import errors_pb2
from codevoyage_common import errors
from codevoyage_common.rpc.error_interceptor import typed
from codevoyage_common.rpc.status import DOMAIN, to_status

REASONS = {name.removeprefix("ERROR_REASON_") for name in errors_pb2.ErrorReason.keys()} - {"UNSPECIFIED"}


def _classes(base: type[errors.CodeVoyageError]) -> set[type[errors.CodeVoyageError]]:
    return {base}.union(*(_classes(one) for one in base.__subclasses__()))


def test_every_exception_has_a_reason_of_the_contract() -> None:
    import codevoyage_ingest.errors  # noqa: F401  registers its subclasses

    for one in _classes(errors.CodeVoyageError):
        assert one.reason in REASONS, one


def test_an_error_travels_with_reason_domain_and_metadata() -> None:
    status = to_status(errors.InvalidField("page_size", "0 to 1000"))
    info = ErrorInfo()
    assert status.details[0].Unpack(info)
    assert (info.reason, info.domain) == ("INVALID_FIELD", DOMAIN)
    assert dict(info.metadata) == {"field": "page_size", "bound": "0 to 1000"}
    assert status.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    assert "page_size" in status.message


@pytest.mark.parametrize("character", ["x", "%", "é", "中", "😀"])
@pytest.mark.parametrize("names", [1, 5])
def test_whatever_an_error_tells_fits_into_the_trailers(character: str, names: int) -> None:
    long = 100_000 * character
    error = errors.ResourceNotFound(long)
    error.metadata |= {f"more-{number}": long for number in range(names - 1)}
    status = to_status(error)
    message, details = quote(status.message, safe=string.printable), b64encode(status.SerializeToString())
    assert len(message) + len(details) < 8_192
    info = ErrorInfo()
    assert status.details[0].Unpack(info)
    assert info.metadata["resource"] == (2_000 // names // len(character.encode())) * character + "…"
    assert status.message.startswith(f"There is no {character}")
    assert status.message.endswith(f"{character}…")


def test_a_stopped_database_is_said_as_such() -> None:
    error = typed(OperationalError("SELECT 1", {}, Exception("connection refused")))
    assert error.reason == "DATABASE_UNAVAILABLE"
    assert error.retryable


@pytest.mark.filterwarnings("ignore")
def test_a_defect_of_ours_tells_nothing_but_its_correlation_id() -> None:
    error = typed(KeyError("secret"))
    assert error.reason == "INTERNAL"
    assert "secret" not in error.message

"""The page's files, asked for as a gateway asks: raw paths, one request each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from codevoyage_gateway.page import CONTENT_SECURITY_POLICY, page

#: As it is written in the browser section of the acceptance matrix.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self' blob:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


async def ask(folder: Path, path: str, *, method: str = "GET", headers: dict[str, str] | None = None) -> Answer:
    """One request, with the path as it is: no client of ours tidies `..` away."""
    sent: list[Any] = []

    requests = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive() -> Any:
        if not requests:
            await asyncio.Event().wait()  # the client stays
        return requests.pop()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(key.lower().encode(), value.encode()) for key, value in (headers or {}).items()],
        "server": ("127.0.0.1", 8081),
        "client": ("127.0.0.1", 1),
    }
    await page(folder)(scope, receive, send)
    start = sent[0]
    return Answer(
        start["status"],
        {key.decode(): value.decode() for key, value in start["headers"]},
        b"".join(message.get("body", b"") for message in sent[1:]),
    )


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>CodeVoyage</title>")
    (folder / "favicon.svg").write_text("<svg/>")
    (folder / "assets" / "index-Bq3x_0Zd.js").write_text("export {}")
    (folder / "assets" / "plain.js").write_text("export {}")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "dist-secret").mkdir()
    (tmp_path / "dist-secret" / "file.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret")
    return folder


@pytest.mark.parametrize("path", ["/", "/index.html", "/analyses/k3v9x2m4q7tbc5da", "/analyses", "/a/b/c/"])
async def test_every_address_of_the_page_is_its_document(built: Path, path: str) -> None:
    answer = await ask(built, path)
    assert (answer.status, answer.body) == (200, (built / "index.html").read_bytes())
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"


async def test_hashed_assets_are_kept_for_ever(built: Path) -> None:
    answer = await ask(built, "/assets/index-Bq3x_0Zd.js")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "javascript" in answer.headers["content-type"]


@pytest.mark.parametrize("path", ["/favicon.svg", "/assets/plain.js"])
async def test_other_files_are_asked_for_each_time(built: Path, path: str) -> None:
    first = await ask(built, path)
    assert first.headers["cache-control"] == "no-cache"
    again = await ask(built, path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize("path", ["/assets/gone-Bq3x_0Zd.js", "/robots.txt", "/assets/plain.js.map"])
async def test_a_file_that_is_not_there_is_not_the_document(built: Path, path: str) -> None:
    assert (await ask(built, path)).status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/assets/../../secret",
        "//etc/passwd",
        "/..",
        "/../dist-secret/file.txt",
        "/..\\secret",
        "/link.txt",
        "/%2e%2e/secret",
        "/assets/\x00",
        "/" + "a" * 5_000,
    ],
)
async def test_nothing_outside_of_the_folder_is_served(built: Path, path: str) -> None:
    answer = await ask(built, path)
    assert answer.status in {200, 404}
    assert b"secret" not in answer.body
    assert b"root:" not in answer.body
    if answer.status == 200:
        assert answer.body == (built / "index.html").read_bytes()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_files_are_only_read(built: Path, method: str) -> None:
    assert (await ask(built, "/", method=method)).status == 405


@pytest.mark.parametrize("path", ["/", "/robots.txt", "/healthz", "/assets/index-Bq3x_0Zd.js", "/..", "/analyses/x"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
async def test_every_answer_carries_the_policy(built: Path, path: str, method: str) -> None:
    headers = (await ask(built, path, method=method)).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/analyses/k3v9x2m4q7tbc5da"])
@pytest.mark.parametrize("exists", [True, False])
async def test_a_page_that_was_not_built_says_how(tmp_path: Path, path: str, exists: bool) -> None:
    folder = tmp_path / "dist"
    if exists:
        folder.mkdir()
    answer = await ask(folder, path)
    assert answer.status == 503
    assert b"make setup" in answer.body
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-security-policy"] == POLICY


async def test_a_page_that_is_built_later_is_served(tmp_path: Path) -> None:
    app_folder = tmp_path / "dist"
    assert (await ask(app_folder, "/")).status == 503
    app_folder.mkdir()
    (app_folder / "index.html").write_text("here")
    assert (await ask(app_folder, "/")).body == b"here"


async def test_the_server_is_well_without_a_page(tmp_path: Path) -> None:
    assert (await ask(tmp_path, "/healthz")).status == 200

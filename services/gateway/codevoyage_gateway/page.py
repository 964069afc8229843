"""The built page, served as files: one document, its hashed assets, and nothing that is not in the folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Nothing from anywhere else, nothing inline, in nobody's frame.
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self' blob:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
)
#: `assets/index-Bq3x_0Zd.js`: Vite puts 8 characters of the content's hash before the extension.
_HASHED: Final = re.compile(r"assets/.+-[A-Za-z0-9_-]{8}\.[A-Za-z0-9.]+")
_NOT_BUILT: Final = (
    "The page has not been built yet. Run `make setup` in CodeVoyage's folder, then reload this page. "
    "The command line works without it: codevoyage analyze URL_OR_PATH\n"
)


def page(folder: Path) -> ASGIApp:
    """The ASGI application that serves the folder that `make setup` builds.

    A folder without `index.html` is answered with 503 and what to do, until there is one.
    """
    return _with_headers(Starlette(routes=[Route("/healthz", _healthz), Mount("/", _Page(directory=folder))]))


async def _healthz(_: Request) -> Response:
    return PlainTextResponse("ok\n", headers={"cache-control": "no-store"})


class _Page(StaticFiles):
    """Files of the folder; its one document for every address of the page itself (`/analyses/{id}`)."""

    def __init__(self, *, directory: Path) -> None:
        super().__init__(directory=directory, check_dir=False)
        self._index = directory / "index.html"

    async def check_config(self) -> None:
        """A folder that is not there yet is answered below, not raised."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            return self._cached(await super().get_response(path, scope), path)
        except HTTPException as error:
            if error.status_code != 404 or "." in path.rpartition("/")[2].removeprefix("."):
                raise
        if not self._index.is_file():
            return PlainTextResponse(_NOT_BUILT, status_code=503, headers={"cache-control": "no-store"})
        return self._cached(await super().get_response(self._index.name, scope), self._index.name)

    @staticmethod
    def _cached(response: Response, path: str) -> Response:
        hashed = _HASHED.fullmatch(path) is not None
        # A year is what caches take for ever. The rest is asked for each time, and mostly answered with 304.
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response


def _with_headers(app: ASGIApp) -> ASGIApp:
    """Outside of the application, so that its errors have the headers too."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await app(scope, receive, send_with_headers)

    return answer

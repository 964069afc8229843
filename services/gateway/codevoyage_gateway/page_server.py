"""The process that serves the page: `python -m codevoyage_gateway page`."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Final, Literal

import uvicorn
from pydantic_settings import BaseSettings, SettingsConfigDict

from codevoyage_common.observe.logs import configure_logs
from codevoyage_gateway.address import Address
from codevoyage_gateway.page import page

#: Seconds for answers under way when the process is told to end: a file takes milliseconds.
_GRACE_SECONDS: Final = 1


class PageSettings(BaseSettings):
    """What the environment says. Variables begin with `CODEVOYAGE_`."""

    model_config = SettingsConfigDict(env_prefix="CODEVOYAGE_", frozen=True, extra="ignore")

    #: host:port.
    listen: str = "127.0.0.1:8081"
    #: The built page, with `index.html` in it.
    page_dir: Path = Path("web/dist")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "json"


def serve_page(settings: PageSettings) -> None:
    """Serves until SIGTERM or SIGINT.

    Raises InvalidSetting when `listen` is no address; ends the process with 1 when the port is taken.
    """
    configure_logs(process="gateway-page", level=settings.log_level, form=settings.log_format)
    address = Address.parse(settings.listen)
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn drains on the signal, then raises it again for whoever handled it before: by default that kills
        # the process, and a supervisor would take an orderly end for a crash.
        signal.signal(number, lambda *_: None)
    uvicorn.run(
        page(settings.page_dir.resolve()),
        host=address.host,
        port=address.port,
        log_config=None,
        access_log=False,  # the gateway says what went wrong
        server_header=False,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        lifespan="off",
        ws="none",
    )

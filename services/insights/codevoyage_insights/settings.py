"""What insights reads from its environment."""

from __future__ import annotations

from codevoyage_common.settings import ServiceSettings


class InsightsSettings(ServiceSettings):
    """Settings of insights' server and worker."""

    listen: str = "127.0.0.1:50053"
    #: The server of analysis, host:port.
    analysis_address: str = "127.0.0.1:50051"

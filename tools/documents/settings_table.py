"""Every setting of every process, with its unit, default and bounds: from the settings' own fields and comments."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path
from typing import Any, Final

from pydantic import SecretStr
from pydantic_core import PydanticUndefined

from codevoyage_analysis.settings import AnalysisSettings
from codevoyage_common.settings import ServiceSettings
from codevoyage_ingest.settings import IngestSettings
from codevoyage_insights.settings import InsightsSettings

_CLASSES: Final[tuple[tuple[str, type[Any]], ...]] = (
    ("Every server and worker", ServiceSettings),
    ("ingest", IngestSettings),
    ("analysis", AnalysisSettings),
    ("insights", InsightsSettings),
)
_GIB: Final = 1 << 30
#: Of field names, in this order of looking.
_UNITS: Final = {"_bytes": "bytes", "_seconds": "seconds", "_days": "days", "_commits": "commits"}


def settings_tables() -> str:
    """One table a service; what all have in common comes first, and is not repeated."""
    common = set(ServiceSettings.model_fields)
    tables = []
    for title, settings in _CLASSES:
        own = [name for name in settings.model_fields if settings is ServiceSettings or name not in common]
        comments = _comments(settings)
        rows = [_row(settings, name, comments.get(name, "")) for name in own]
        tables.append(
            "\n".join([f"### {title}\n", "| variable | default | bounds | what it is |", "|---|---|---|---|", *rows])
        )
    return "\n\n".join(tables)


def _row(settings: type[Any], name: str, comment: str) -> str:
    field = settings.model_fields[name]
    prefix = settings.model_config.get("env_prefix", "")
    bounds = [
        f"{word} {_amount(getattr(bound, kind))}"
        for bound in field.metadata
        for kind, word in (("ge", "from"), ("le", "to"))
        if getattr(bound, kind, None) is not None
    ]
    unit = next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "")
    cells = (f"`{(prefix + name).upper()}`", f"{_default(field)} {unit}".rstrip(), " ".join(bounds), comment)
    return f"| {' | '.join(cells)} |"


def _default(field: Any) -> str:
    if field.default_factory is not None:
        return "the machine's cores" if "cpu_count" in inspect.getsource(field.default_factory) else "computed"
    if field.default is PydanticUndefined:
        return "required"
    if isinstance(field.default, SecretStr | Path):
        return f"`{field.default}`"
    return f"`{_amount(field.default)}`" if field.default not in ("", None) else "none"


def _amount(value: object) -> str:
    if isinstance(value, int) and value >= _GIB and value % _GIB == 0:
        return f"{value // _GIB} GiB, {value}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _comments(settings: type[Any]) -> dict[str, str]:
    """`#:` comments above the fields of a class, one line each; a comment holds for all fields that follow it."""
    source, first = inspect.getsourcelines(settings)
    lines = inspect.getsource(inspect.getmodule(settings) or settings).splitlines()
    tree = ast.parse("".join(source))
    found: dict[str, str] = {}
    last = ""
    for statement in tree.body[0].body:  # type: ignore[attr-defined]  # the class that was parsed
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        above, at = [], first + statement.lineno - 3
        while at >= 0 and lines[at].strip().startswith("#:"):
            above.insert(0, lines[at].strip().removeprefix("#:").strip())
            at -= 1
        last = " ".join(above) or last
        found[statement.target.id] = last.replace("|", "\\|")
    return found

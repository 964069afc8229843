"""The plans and times of docs/data-model.md, on a repository of one's choice.

`python -m bench.data_model REPOSITORY [PAGE]`

PAGE: what stands between its two markers is replaced; without one it is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine

from bench.git_log import bare_clone
from bench.hot_queries import HOT_QUERIES
from bench.plans import milliseconds, plan, rows
from bench.recovery import replaced
from bench.stacks import Stack, stack

BEGIN = "<!-- plans: written by `make data-model` -->"
END = "<!-- end of plans -->"
#: Executions of each.
_TIMES = 300


def main() -> int:
    """Measures, and prints or writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository")
    parser.add_argument("page", type=Path, nargs="?")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="codevoyage-bench-") as folder, stack(Path(folder)) as ours:
        figures = measured(ours, bare_clone(asked.repository, Path(folder)), name=Path(asked.repository).name)
    if asked.page is None:
        print(figures)
    else:
        page = asked.page.read_text(encoding="utf-8")
        asked.page.write_text(replaced(page, figures, begin=BEGIN, end=END), encoding="utf-8")
    return 0


def measured(ours: Stack, bare: Path, *, name: str) -> str:
    """What goes onto the page."""
    analysis = ours.analyze(bare)
    subjects = {"analysis": analysis["analysis"].partition("/")[2], "ingest": _job(ours)}
    engines = {service: create_engine(_url(ours, service)) for service in subjects}
    lines = [
        _described(analysis, name),
        "",
        "| query | asked by | plan, innermost first | median | p99 |",
        "|---|---|---|---|---|",
    ]
    for query in HOT_QUERIES:
        engine, subject = engines[query.service], subjects[query.service]
        median, worst = milliseconds(engine, query, subject, times=_TIMES)
        shown = plan(engine, query, subject).text()
        lines.append(f"| {query.name} | {query.asked_by} | {shown} | {median:.2f} ms | {worst:.2f} ms |")
    lines += ["", "| table | rows of this repository |", "|---|---|"]
    for service, engine in engines.items():
        with engine.connect() as connection:
            lines += [f"| {service}.{table} | {count:,} |" for table, count in rows(connection).items()]
        engine.dispose()
    return "\n".join(lines)


def _described(analysis: dict[str, Any], name: str) -> str:
    return (
        f"{name}: {analysis['commits']:,} commits, {analysis['changes']:,} changes. {os.cpu_count()} cores,"
        f" {platform.system()} {platform.machine()}, {datetime.now(UTC):%B %Y}; {_TIMES} executions of each, on an open"
        " connection, the answer read."
    )


def _url(ours: Stack, service: str) -> str:
    password = json.loads((ours.data / "passwords.json").read_text(encoding="utf-8"))[service]
    return f"postgresql+psycopg://{service}:{password}@127.0.0.1:{ours.parts['postgres']['port']}/codevoyage"


def _job(ours: Stack) -> str:
    engine = create_engine(_url(ours, "ingest"))
    with engine.connect() as connection:
        found = str(connection.exec_driver_sql("SELECT id FROM jobs ORDER BY create_time DESC LIMIT 1").scalar_one())
    engine.dispose()
    return found


if __name__ == "__main__":
    raise SystemExit(main())

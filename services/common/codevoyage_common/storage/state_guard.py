"""The stage model inside the database: a trigger that refuses every transition that is not in the table.

Statements name the states that they come from (`lifecycle.sources`); this guard is for the one that does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

#: `lifecycle.TRANSITIONS` as migration 0002 of each service wrote it. A change of that table is a new constant here
#: and a new migration; a test compares the trigger with the table of today.
ALLOWED_0002: Final[Mapping[str, Sequence[str]]] = {
    "QUEUED": ("RUNNING", "CANCELLED"),
    "RUNNING": ("RUNNING", "RETRYING", "CANCELLING", "SUCCEEDED", "FAILED"),
    "RETRYING": ("RUNNING", "CANCELLING", "CANCELLED"),
    "CANCELLING": ("CANCELLED",),
    "SUCCEEDED": (),
    "FAILED": ("RETRYING",),
    "CANCELLED": ("RETRYING",),
}


def create_guard(schema: str, table: str, allowed: Mapping[str, Sequence[str]]) -> list[str]:
    """The statements that put a table of jobs under guard; run again, they replace what it allows.

    A new row is QUEUED; attempts are counted one by one. What is refused is a `check_violation`.
    """
    pairs = ", ".join(f"'{source}>{target}'" for source, targets in allowed.items() for target in targets)
    name = f"{schema}.guard_{table}"
    return [
        f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'QUEUED' OR NEW.attempt <> 0 THEN
      RAISE EXCEPTION '{table}: % begins as % with attempt %', NEW.id, NEW.state, NEW.attempt
        USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.state <> OLD.state AND NOT OLD.state || '>' || NEW.state = ANY (ARRAY[{pairs}]) THEN
    RAISE EXCEPTION '{table}: % may not go from % to %', NEW.id, OLD.state, NEW.state
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.attempt NOT IN (OLD.attempt, OLD.attempt + 1) THEN
    RAISE EXCEPTION '{table}: attempt % of % cannot follow attempt %', NEW.attempt, NEW.id, OLD.attempt
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$guard$""",
        f"DROP TRIGGER IF EXISTS guard_{table} ON {schema}.{table}",
        f"""
CREATE TRIGGER guard_{table} BEFORE INSERT OR UPDATE OF state, attempt ON {schema}.{table}
FOR EACH ROW EXECUTE FUNCTION {name}()""",
    ]

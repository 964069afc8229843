"""The stage model as a picture and as a table, from the one table of transitions."""

from __future__ import annotations

from codevoyage_common.lifecycle import FINAL, TRANSITIONS, State


def state_picture() -> str:
    """A state diagram in Mermaid. A transition of a state to itself is a claim after a lost lease."""
    lines = ["```mermaid", "stateDiagram-v2", "  direction LR", f"  [*] --> {State.QUEUED}"]
    for source in State:
        lines += [f"  {source} --> {target}" for target in State if target in TRANSITIONS[source]]
    lines += [f"  {state} --> [*]" for state in State if state in FINAL]
    return "\n".join([*lines, "```"])


def transition_table() -> str:
    """From each state, where it may go."""
    rows = ["| from | may become |", "|---|---|"]
    for source in State:
        targets = ", ".join(f"`{target}`" for target in State if target in TRANSITIONS[source])
        rows.append(f"| `{source}` | {targets or 'nothing: it has ended for good'} |")
    return "\n".join(rows)

"""Survival curve: the share of lines that still stand at an age, and the age at which half of them do.

S(t) = product over ages t_i <= t of (1 - d_i / n_i); d_i: lines that fell at age t_i, n_i: lines that stood until then.
Lines that stand today are censored at their age: they count as at risk up to it, and not after. At one age lines fall
before they are censored. Half-life: the smallest t with S(t) <= 0.5.
Source: E. L. Kaplan, P. Meier, "Nonparametric Estimation from Incomplete Observations", JASA 53 (1958) 457-481; for
lines of code: E. Bernhardsson, "The half-life of code & the ship of Theseus" (2016).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_DAY_SECONDS: Final = 86_400
#: With what some ten thousand multiplications may add to an exact half.
_HALF: Final = 0.5 * (1 + 1e-9)


@dataclass(frozen=True, kw_only=True, eq=False)
class SurvivalCurve:
    """Entry i of the first four columns is an age at which lines fell, ascending.

    ages: whole days. surviving: S after that age, 0 to 1. fallen, at_risk: lines. ends: ages at which lines fell or
    are censored, ascending. remaining: lines of such an age or more. lines: of all, standing ones too.
    """

    ages: NDArray[np.int64]
    surviving: NDArray[np.float64]
    fallen: NDArray[np.int64]
    at_risk: NDArray[np.int64]
    ends: NDArray[np.int64]
    remaining: NDArray[np.int64]
    lines: int

    @property
    def half_life(self) -> int | None:
        """Days; None: more than half stand at every age that was observed."""
        reached = np.flatnonzero(self.surviving <= _HALF)
        return int(self.ages[reached[0]]) if len(reached) else None

    def surviving_after(self, ages: NDArray[np.int64]) -> NDArray[np.float64]:
        """S after ages of any kind: what the last fall up to each left."""
        return np.append(1.0, self.surviving)[np.searchsorted(self.ages, ages, side="right")]

    def at_risk_at(self, ages: NDArray[np.int64]) -> NDArray[np.int64]:
        """n at ages of any kind: between two falls it goes down, too, as lines are censored there."""
        return np.append(self.remaining, 0)[np.searchsorted(self.ends, ages, side="left")]


def survival_curve(
    born: NDArray[np.int64], fell: NDArray[np.int64], lines: NDArray[np.int64], *, now: int
) -> SurvivalCurve:
    """The curve of some lines.

    born, fell: seconds; fell after `now`: they stand. lines: how many each. now: until when one looked, seconds.
    """
    gone = fell <= now
    ages = np.maximum(np.minimum(fell, now) - born, 0) // _DAY_SECONDS
    at, index = np.unique(ages, return_inverse=True)
    ended, fallen = np.zeros(len(at), np.int64), np.zeros(len(at), np.int64)
    np.add.at(ended, index, lines)
    np.add.at(fallen, index[gone], lines[gone])
    at_risk = ended[::-1].cumsum()[::-1]
    told = fallen > 0
    return SurvivalCurve(
        ages=at[told],
        surviving=np.cumprod(1 - fallen[told] / at_risk[told]),
        fallen=fallen[told],
        at_risk=at_risk[told],
        ends=at,
        remaining=at_risk,
        lines=int(lines.sum()),
    )

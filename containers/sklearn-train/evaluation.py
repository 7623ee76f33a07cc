"""What the model is worth on rows that it has not seen: metrics, loss, importance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn import metrics

from features import Matrix

Numbers = NDArray[np.float64]


def row_losses(task: str, y: Numbers, scores: Numbers) -> Numbers:
    """The loss of each row: Brier, (probability - y)^2 with y 0 or 1, or the absolute error."""
    return (scores - y) ** 2 if task == "classification" else np.abs(scores - y)


def loss_summary(task: str, losses: Numbers) -> dict[str, object]:
    """Mean and sample standard deviation (n - 1) of the rows' losses; 0 for a single row."""
    return {
        "name": "brier" if task == "classification" else "absolute_error",
        "mean": float(np.mean(losses)),
        "standardDeviation": float(np.std(losses, ddof=1)) if len(losses) > 1 else 0.0,
    }


def headline_metrics(task: str, y: Numbers, scores: Numbers) -> dict[str, float]:
    """Metrics that the rows allow: no roc_auc where only one label occurs, no r2 where the target is constant."""
    if task == "regression":
        found = {
            "mae": float(metrics.mean_absolute_error(y, scores)),
            "rmse": float(np.sqrt(metrics.mean_squared_error(y, scores))),
        }
        return {**found, "r2": float(metrics.r2_score(y, scores))} if np.ptp(y) > 0 else found
    decided = (scores > 0.5).astype(float)
    # The sums of a float32 graph may leave 0 and 1 by their last digit.
    probabilities = np.clip(scores, 0.0, 1.0)
    found = {
        "accuracy": float(metrics.accuracy_score(y, decided)),
        "f1": float(metrics.f1_score(y, decided, zero_division=0.0)),
        "log_loss": float(metrics.log_loss(y, probabilities, labels=[0, 1])),
        "brier": float(np.mean((scores - y) ** 2)),
    }
    return {**found, "roc_auc": float(metrics.roc_auc_score(y, scores))} if np.ptp(y) > 0 else found


def permutation_importance(
    score: Callable[[Matrix], Numbers],
    task: str,
    x: Matrix,
    y: Numbers,
    blocks: dict[str, slice],
    max_rows: int,
    seed: int,
) -> dict[str, float] | None:
    """
    How much the mean loss rises when a column's values are shuffled among rows (Breiman 2001, model-agnostic as in
    Fisher et al. 2019), as shares that sum to 1; a column that lowers the loss counts as 0. Small evaluation sets are
    shuffled more often. None when nothing matters.
    """
    if max_rows == 0:
        return None
    random = np.random.default_rng(seed)
    if len(y) > max_rows:
        chosen = np.sort(random.choice(len(y), max_rows, replace=False))
        x, y = x[chosen], y[chosen]
    repeats = int(np.clip(5000 // len(y), 3, 30))
    usual = float(np.mean(row_losses(task, y, score(x))))
    rise: dict[str, float] = {}
    for name, block in blocks.items():
        shuffled = np.tile(x, (repeats, 1))
        shuffled[:, block] = np.concatenate([x[random.permutation(len(y)), block] for _ in range(repeats)])
        rise[name] = max(0.0, float(np.mean(row_losses(task, np.tile(y, repeats), score(shuffled)))) - usual)
    total = sum(rise.values())
    return {name: value / total for name, value in rise.items()} if total > 0 else None

"""Times scikit-learn and scipy on columns of doubles that lie in a folder. Prints one JSON object."""

from __future__ import annotations

import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np
from scipy import stats
from sklearn import metrics

REPEATS, CLASSES, BINS = 3, 3, 15


def ece(p, came_true):
    bins = np.searchsorted(np.arange(1, BINS + 1) / BINS, p, side="left")
    return np.abs(np.bincount(bins, weights=came_true - p, minlength=BINS)).sum() / len(p)


def of_two_labels(y, p):
    decided = (p > 0.5).astype(int)
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(y, decided, average="binary", zero_division=0)
    return {
        "accuracy": metrics.accuracy_score(y, decided),
        "balanced_accuracy": metrics.balanced_accuracy_score(y, decided),
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "specificity": metrics.recall_score(y, decided, pos_label=0),
        "mcc": metrics.matthews_corrcoef(y, decided),
        "brier": metrics.brier_score_loss(y, p),
        "log_loss": metrics.log_loss(y, np.clip(p, 1e-15, 1 - 1e-15)),
        "roc_auc": metrics.roc_auc_score(y, p),
        "average_precision": metrics.average_precision_score(y, p),
        "ece": ece(p, y),
    }


def of_three_labels(y, p):
    decided = p.argmax(axis=1)
    answer = {
        "accuracy": metrics.accuracy_score(y, decided),
        "balanced_accuracy": metrics.balanced_accuracy_score(y, decided),
        "mcc": metrics.matthews_corrcoef(y, decided),
        "cohen_kappa": metrics.cohen_kappa_score(y, decided),
        "brier": metrics.brier_score_loss(y, p, scale_by_half=False),
        "log_loss": metrics.log_loss(y, np.clip(p, 1e-15, 1 - 1e-15)),
        "roc_auc_ovr": metrics.roc_auc_score(y, p, multi_class="ovr"),
        "ece": ece(p.max(axis=1), decided == y),
    }
    for average in ("macro", "weighted"):
        found = metrics.precision_recall_fscore_support(y, decided, average=average, zero_division=0)
        answer |= {f"{name}_{average}": value for name, value in zip(("precision", "recall", "f1"), found)}
    return answer


def of_regression(y, predicted):
    return {
        "mae": metrics.mean_absolute_error(y, predicted),
        "rmse": metrics.root_mean_squared_error(y, predicted),
        "median_absolute_error": metrics.median_absolute_error(y, predicted),
        "max_error": metrics.max_error(y, predicted),
        "mape": metrics.mean_absolute_percentage_error(y, predicted),
        "bias": np.mean(predicted - y),
        "r2": metrics.r2_score(y, predicted),
        "explained_variance": metrics.explained_variance_score(y, predicted),
    }


def delong(y, p):
    """By midranks, as Sun and Xu (2014) do."""
    positives, negatives = p[y == 1], p[y == 0]
    m, n = len(positives), len(negatives)
    ranks = stats.rankdata(np.concatenate([positives, negatives]))
    above = (ranks[:m] - stats.rankdata(positives)) / n
    below = 1 - (ranks[m:] - stats.rankdata(negatives)) / m
    return {"variance": above.var(ddof=1) / m + below.var(ddof=1) / n}


def bootstrap(losses, draws):
    found = stats.bootstrap(
        (losses,), np.mean, method="percentile", n_resamples=draws, batch=10, vectorized=True, random_state=1
    )
    return {"mean": found.bootstrap_distribution.mean()}


def timed(work):
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - start)
    return {"seconds": best, "answer": {name: float(value) for name, value in answer.items()}}


def main(folder, draws):
    read = lambda name: np.fromfile(folder / f"{name}.f64")
    y, p = read("binary.actual").astype(int), read("binary.scores")
    labels, vectors = read("multiclass.actual").astype(int), read("multiclass.probabilities").reshape(-1, CLASSES)
    target, predicted = read("regression.actual"), read("regression.scores")
    losses = (p - y) ** 2
    return {
        "12 metrics of two labels": timed(lambda: of_two_labels(y, p)),
        "14 metrics of three labels": timed(lambda: of_three_labels(labels, vectors)),
        "8 metrics of a regression": timed(lambda: of_regression(target, predicted)),
        "DeLong's variance": timed(lambda: delong(y, p)),
        f"{draws} bootstrap means": timed(lambda: bootstrap(losses, draws)),
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    json.dump(main(Path(sys.argv[1]), int(sys.argv[2])), sys.stdout)

"""Answers questions about predictions with scikit-learn, and about bounds with scipy. JSON questions in, JSON answers out."""

from __future__ import annotations

import itertools
import json
import sys
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics


BINS = 15
Z = stats.norm.isf(0.025)


def defined(answer):
    """What scikit-learn warns of as undefined, it answers with NaN."""
    return {name: value for name, value in answer.items() if not np.isnan(value)}


def of_classification(question):
    y, p = np.asarray(question["actual"]), np.asarray(question["scores"], dtype=float)
    # What a classifier of two labels predicts: the more probable one, of a tie the first.
    decided = np.column_stack([1 - p, p]).argmax(axis=1)
    answer = {
        "accuracy": metrics.accuracy_score(y, decided),
        "balanced_accuracy": metrics.balanced_accuracy_score(y, decided),
        "precision": metrics.precision_score(y, decided, zero_division=0),
        "recall": metrics.recall_score(y, decided, zero_division=0),
        "f1": metrics.f1_score(y, decided, zero_division=0),
        "specificity": metrics.recall_score(y, decided, pos_label=0, zero_division=0),
        "mcc": metrics.matthews_corrcoef(y, decided),
        "brier": metrics.brier_score_loss(y, p, pos_label=1),
        "log_loss": metrics.log_loss(y, p, labels=[0, 1]),
        "roc_auc": metrics.roc_auc_score(y, p),
        "ece": expected_calibration_error(p, y),
    }
    # Of no positives it says 0, with a warning that recall is not defined.
    if y.any():
        answer["average_precision"] = metrics.average_precision_score(y, p)
    return defined(answer)


def expected_calibration_error(p, came_true):
    """Guo et al. 2017, with bins open to the left: the count of each bin cancels out of its weight and its means."""
    bins = np.searchsorted(np.arange(1, BINS + 1) / BINS, p, side="left")
    gaps = np.bincount(bins, weights=came_true - p, minlength=BINS)
    return np.abs(gaps).sum() / len(p)


def of_multiclass(question):
    y, p = np.asarray(question["actual"]), np.asarray(question["probabilities"], dtype=float)
    labels, decided = list(range(p.shape[1])), p.argmax(axis=1)
    answer = {
        "accuracy": metrics.accuracy_score(y, decided),
        "balanced_accuracy": metrics.balanced_accuracy_score(y, decided),
        "mcc": metrics.matthews_corrcoef(y, decided),
        "cohen_kappa": metrics.cohen_kappa_score(y, decided),
        "brier": metrics.brier_score_loss(y, p, labels=labels, scale_by_half=False),
        "log_loss": metrics.log_loss(y, p, labels=labels),
        "ece": expected_calibration_error(p.max(axis=1), decided == y),
    }
    for average in ("macro", "weighted"):
        found = metrics.precision_recall_fscore_support(y, decided, average=average, zero_division=0)
        for name, value in zip(("precision", "recall", "f1"), found):
            answer[f"{name}_{average}"] = value
    if len(set(y)) == len(labels):
        answer["roc_auc_ovr"] = metrics.roc_auc_score(y, p, multi_class="ovr", average="macro", labels=labels)
    return defined(answer)


def of_regression(question):
    y, predicted = (np.asarray(question[name], dtype=float) for name in ("actual", "scores"))
    # A mean of equal values can be rounded: at 0 it is not, and both are the same wherever the values lie.
    centre = y[0] if np.ptp(y) == 0 else 0
    answer = {
        "mae": metrics.mean_absolute_error(y, predicted),
        "rmse": metrics.root_mean_squared_error(y, predicted),
        "median_absolute_error": metrics.median_absolute_error(y, predicted),
        "max_error": metrics.max_error(y, predicted),
        "mape": metrics.mean_absolute_percentage_error(y, predicted),
        "bias": np.mean(predicted - y),
        "r2": metrics.r2_score(y - centre, predicted - centre),
        "explained_variance": metrics.explained_variance_score(y - centre, predicted - centre),
    }
    return defined(answer)


def of_share(question):
    found = stats.binomtest(question["successes"], question["trials"]).proportion_ci(0.95, method="wilson")
    return {"lower": found.low, "upper": found.high}


def of_area(question):
    """DeLong, DeLong and Clarke-Pearson 1988, pair by pair."""
    y, p = np.asarray(question["actual"]), np.asarray(question["scores"], dtype=float)
    positives, negatives = p[y == 1][:, None], p[y == 0][None, :]
    pairs = (positives > negatives) + 0.5 * (positives == negatives)
    area = pairs.mean()
    variance = stats.sem(pairs.mean(axis=1)) ** 2 + stats.sem(pairs.mean(axis=0)) ** 2
    half = Z * np.sqrt(variance)
    return {"variance": variance, "lower": max(0.0, area - half), "upper": min(1.0, area + half)}


def of_macro_area(question):
    """The areas' covariances pair by pair: a row adds to every label's components (Hand and Till's problem, DeLong's answer)."""
    y, p = np.asarray(question["actual"]), np.asarray(question["probabilities"], dtype=float)
    rows, classes = p.shape
    areas, components = [], np.zeros((rows, classes))
    for label in range(classes):
        own = y == label
        pairs = (p[own, label][:, None] > p[~own, label][None, :]) + 0.5 * (
            p[own, label][:, None] == p[~own, label][None, :]
        )
        areas.append(pairs.mean())
        components[own, label] = (pairs.mean(axis=1) - pairs.mean()) / own.sum()
        components[~own, label] = (pairs.mean(axis=0) - pairs.mean()) / (~own).sum()
    covariance = components.T @ components * rows / (rows - 1)
    half = Z * np.sqrt(covariance.sum()) / classes
    return {"lower": max(0.0, np.mean(areas) - half), "upper": min(1.0, np.mean(areas) + half)}


def of_discordant(question):
    return {"pValue": stats.binomtest(question["b"], question["b"] + question["c"], 0.5).pvalue}


def of_normal_intervals(question):
    """Normal 95 % intervals from what each row weighs in the metric: its influence (Hampel 1974)."""
    y, predicted = (np.asarray(question[name], dtype=float) for name in ("actual", "scores"))
    error, spread = predicted - y, (y - y.mean()) ** 2
    square, centred = error**2, (error - error.mean()) ** 2
    of_share = lambda part: (part.mean() / spread.mean() * spread - part) / spread.mean()
    found = {
        "mae": (metrics.mean_absolute_error(y, predicted), np.abs(error)),
        "bias": (error.mean(), error),
        "mape": (metrics.mean_absolute_percentage_error(y, predicted), np.abs(error) / np.abs(y)),
        "rmse": (metrics.root_mean_squared_error(y, predicted), square / (2 * np.sqrt(square.mean()))),
        "r2": (metrics.r2_score(y, predicted), of_share(square)),
        "explained_variance": (metrics.explained_variance_score(y, predicted), of_share(centred)),
    }
    answer = {}
    for name, (value, influence) in found.items():
        half = Z * stats.sem(influence)
        answer |= {f"{name}.lower": value - half, f"{name}.upper": value + half}
    return answer


def of_few_differences(question):
    """Every resample of a few rows: the chance that its mean is below the bound, and that it is at most the bound."""
    values = np.asarray(question["differences"], dtype=float)
    means = np.array([np.mean(drawn) for drawn in itertools.product(values, repeat=len(values))])
    bound, slack = question["bound"], 1e-12 * np.abs(values).max()
    return {"below": np.mean(means < bound - slack), "atMost": np.mean(means <= bound + slack)}


def of_differences(question):
    values = np.asarray(question["differences"], dtype=float)
    found = stats.bootstrap(
        (values,),
        np.mean,
        method="percentile",
        alternative="less",
        confidence_level=0.95,
        n_resamples=question["draws"],
        batch=500,
        random_state=1,
    )
    return {"bound": found.confidence_interval.high, "error": found.standard_error}


def of_many_differences(question):
    values = np.asarray(question["differences"], dtype=float)
    return {"bound": stats.norm.isf(0.05, values.mean(), stats.sem(values))}


ANSWERS = {
    "classification": of_classification,
    "multiclass": of_multiclass,
    "regression": of_regression,
    "share": of_share,
    "area": of_area,
    "macro-area": of_macro_area,
    "discordant": of_discordant,
    "normal-intervals": of_normal_intervals,
    "few-differences": of_few_differences,
    "differences": of_differences,
    "many-differences": of_many_differences,
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    answers = [ANSWERS[question["kind"]](question) for question in json.load(sys.stdin)]
    json.dump([{name: float(value) for name, value in answer.items()} for answer in answers], sys.stdout)

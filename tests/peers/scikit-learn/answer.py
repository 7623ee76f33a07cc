"""Answers questions about predictions with scikit-learn, and about bounds with scipy. JSON questions in, JSON answers out."""

from __future__ import annotations

import itertools
import json
import sys
import warnings

import numpy as np
from scipy import stats
from sklearn import metrics


def of_classification(question):
    y, p = np.asarray(question["actual"]), np.asarray(question["scores"], dtype=float)
    # What a classifier of two labels predicts: the more probable one, of a tie the first.
    decided = np.column_stack([1 - p, p]).argmax(axis=1)
    answer = {
        "accuracy": metrics.accuracy_score(y, decided),
        "precision": metrics.precision_score(y, decided, zero_division=0),
        "recall": metrics.recall_score(y, decided, zero_division=0),
        "f1": metrics.f1_score(y, decided, zero_division=0),
        "brier": metrics.brier_score_loss(y, p, pos_label=1),
        # Probabilities of 0 and 1 are moved by 1e-15, as the default was up to version 1.2.
        "log_loss": metrics.log_loss(y, np.clip(p, 1e-15, 1 - 1e-15), labels=[0, 1]),
    }
    return {**answer, "roc_auc": metrics.roc_auc_score(y, p)} if len(set(y)) == 2 else answer


def of_regression(question):
    y, predicted = (np.asarray(question[name], dtype=float) for name in ("actual", "scores"))
    answer = {
        "mae": metrics.mean_absolute_error(y, predicted),
        "rmse": metrics.root_mean_squared_error(y, predicted),
        "bias": np.mean(predicted - y),
    }
    return {**answer, "r2": metrics.r2_score(y, predicted)} if np.ptp(y) > 0 else answer


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
    "regression": of_regression,
    "few-differences": of_few_differences,
    "differences": of_differences,
    "many-differences": of_many_differences,
}

if __name__ == "__main__":
    warnings.simplefilter("ignore")
    answers = [ANSWERS[question["kind"]](question) for question in json.load(sys.stdin)]
    json.dump([{name: float(value) for name, value in answer.items()} for answer in answers], sys.stdout)

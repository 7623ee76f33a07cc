"""Answers questions about sketches with Apache DataSketches. JSON questions in, JSON answers out."""

from __future__ import annotations

import json
import sys

import datasketches
import numpy as np


def cumulative_shares(sketch, bounds):
    """Estimated shares of values at or below each bound."""
    return np.asarray(sketch.get_cdf(bounds.tolist(), True))[:-1]


def of_ranks(question):
    """Largest error over all bounds of the shares that a KLL sketch of the parts tells, and the error that it states."""
    values = np.asarray(question["values"], dtype=float)
    merged = datasketches.kll_doubles_sketch(question["k"])
    for part in np.array_split(values, question["parts"]):
        sketch = datasketches.kll_doubles_sketch(question["k"])
        sketch.update(part)
        merged.merge(sketch)
    bounds = np.unique(values)
    truth = np.searchsorted(np.sort(values), bounds, side="right") / len(values)
    return {
        "worst": float(np.max(np.abs(cumulative_shares(merged, bounds) - truth))),
        "stated": float(merged.normalized_rank_error(True)),
        "retained": merged.num_retained,
    }


def of_distinct(question):
    sketch = datasketches.hll_sketch(question["p"], datasketches.HLL_8)
    for number in range(question["count"]):
        sketch.update(float(number) * question["step"])
    return {"estimate": sketch.get_estimate()}


def of_frequent(question):
    sketch = datasketches.frequent_strings_sketch(question["lgSize"])
    for text in question["texts"]:
        sketch.update(text)
    return {
        "total": sketch.total_weight,
        "lower": [sketch.get_lower_bound(name) for name in question["names"]],
        "upper": [sketch.get_upper_bound(name) for name in question["names"]],
    }


ANSWERS = {"ranks": of_ranks, "distinct": of_distinct, "frequent": of_frequent}

if __name__ == "__main__":
    json.dump([ANSWERS[question["kind"]](question) for question in json.load(sys.stdin)], sys.stdout)

"""What later traffic is compared with: training rows with out-of-fold predictions, and their statistics."""

from __future__ import annotations

import csv
import io

import numpy as np
from numpy.typing import NDArray

from data import Column, Table, Value

MAX_BASELINE_ROWS = 10_000
BUCKETS = 10
# Parameters that SageMaker Model Monitor writes for its KLL sketches.
SKETCH_K = 2048
SKETCH_C = 0.64


def sample_rows(count: int, seed: int) -> list[int]:
    """At most 10,000 positions, seeded, in their order."""
    if count <= MAX_BASELINE_ROWS:
        return list(range(count))
    return sorted(np.random.default_rng(seed).choice(count, MAX_BASELINE_ROWS, replace=False).tolist())


def baseline_csv(names: list[str], columns: dict[str, list[str]]) -> str:
    return to_csv(names, list(zip(*(columns[name] for name in names))))


def to_csv(header: list[str], records: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(records)
    return text.getvalue()


def statistics(columns: list[Column], values: dict[str, list[Value]]) -> dict[str, object]:
    """SageMaker Model Monitor's `statistics.json` of the given columns."""
    features = [_feature(column, values[column.name]) for column in columns]
    return {
        "version": 0.0,
        "dataset": {"item_count": len(next(iter(values.values())))},
        "features": features,
    }


def _feature(column: Column, values: list[Value]) -> dict[str, object]:
    present = [value for value in values if value is not None]
    common = {"num_present": len(present), "num_missing": len(values) - len(present)}
    if column.type == "string":
        return {"name": column.name, "inferred_type": "String", "string_statistics": _strings(common, present)}
    inferred = "Integral" if column.type == "long" else "Fractional"
    numbers = np.sort(np.array(present, dtype=np.float64))
    return {"name": column.name, "inferred_type": inferred, "numerical_statistics": _numbers(common, numbers)}


def _strings(common: dict[str, int], present: list[Value]) -> dict[str, object]:
    names, counts = np.unique(np.array([str(value) for value in present], dtype=object), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    buckets = [{"value": str(names[i]), "count": int(counts[i])} for i in order]
    return {"common": common, "distinct_count": len(buckets), "distribution": {"categorical": {"buckets": buckets}}}


def _numbers(common: dict[str, int], ordered: NDArray[np.float64]) -> dict[str, object]:
    if len(ordered) == 0:
        return {"common": common}
    counts, edges = np.histogram(ordered, bins=BUCKETS)
    buckets = [
        {"lower_bound": float(edges[i]), "upper_bound": float(edges[i + 1]), "count": int(counts[i])}
        for i in range(BUCKETS)
    ]
    sketch = {"parameters": {"c": SKETCH_C, "k": float(SKETCH_K)}, "data": _sketch(ordered)}
    return {
        "common": common,
        "mean": float(np.mean(ordered)),
        "sum": float(np.sum(ordered)),
        "std_dev": float(np.std(ordered)),
        "min": float(ordered[0]),
        "max": float(ordered[-1]),
        "distribution": {"kll": {"buckets": buckets, "sketch": sketch}},
    }


def _sketch(ordered: NDArray[np.float64]) -> list[list[float]]:
    """
    Levels of a KLL sketch: a value on level i stands for 2^i values. The highest level holds the middle of each run of
    2^h sorted values, with h the least that leaves at most k of them; lower levels hold the rest, by its binary digits.
    """
    level = 0
    while len(ordered) >> level > SKETCH_K:
        level += 1
    run = 1 << level
    whole = len(ordered) // run * run
    levels: list[list[float]] = [[] for _ in range(level + 1)]
    levels[level] = ordered[run // 2 : whole : run].tolist()
    start = whole
    for lower in range(level - 1, -1, -1):
        if (len(ordered) - whole) >> lower & 1:
            levels[lower] = [float(ordered[start + (1 << lower) // 2])]
            start += 1 << lower
    return levels

"""What later traffic is compared with: training rows with out-of-fold predictions, their statistics and constraints."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
from numpy.typing import NDArray

from data import INTEGER, NUMBER

MAX_BASELINE_ROWS = 10_000
BUCKETS = 10
# Parameters that SageMaker Model Monitor writes for its KLL sketches.
SKETCH_K = 2048
SKETCH_C = 0.64
# Deequ, on which Model Monitor is built, keeps so many values of a text; it takes those of a column with at most so many
# values for a domain, when at most this share of them occurs only once.
MAX_CATEGORIES = 1_000
MAX_DOMAIN = 120
MAX_SINGLE = 0.1


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


def statistics(names: list[str], fields: dict[str, list[str]]) -> dict[str, object]:
    """SageMaker Model Monitor's `statistics.json` of the given columns, as text; empty text is a missing value."""
    return {
        "version": 0.0,
        "dataset": {"item_count": len(fields[names[0]])},
        "features": [_feature(name, fields[name]) for name in names],
    }


def inferred_type(present: list[str]) -> str:
    """The narrowest type that holds all values; Unknown when there is none."""
    texts = [text.strip() for text in present]
    if not texts:
        return "Unknown"
    if not all(NUMBER.fullmatch(text) and math.isfinite(float(text)) for text in texts):
        return "String"
    return "Integral" if all(INTEGER.fullmatch(text) for text in texts) else "Fractional"


def _feature(name: str, texts: list[str]) -> dict[str, object]:
    present = [text for text in texts if text != ""]
    common = {"num_present": len(present), "num_missing": len(texts) - len(present)}
    inferred = inferred_type(present)
    if inferred in ("String", "Unknown"):
        return {"name": name, "inferred_type": inferred, "string_statistics": _strings(common, present)}
    numbers = np.sort(np.array([float(text) for text in present], dtype=np.float64))
    return {"name": name, "inferred_type": inferred, "numerical_statistics": _numbers(common, numbers)}


def _strings(common: dict[str, int], present: list[str]) -> dict[str, object]:
    names, counts = np.unique(np.array(present, dtype=object), return_counts=True)
    order = np.argsort(-counts, kind="stable")
    buckets = [{"value": str(names[i]), "count": int(counts[i])} for i in order[:MAX_CATEGORIES]]
    return {"common": common, "distinct_count": len(names), "distribution": {"categorical": {"buckets": buckets}}}


def _numbers(common: dict[str, int], ordered: NDArray[np.float64]) -> dict[str, object]:
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


def constraints(of: dict[str, object]) -> dict[str, object]:
    """The `constraints.json` that the statistics of a baseline suggest, as SageMaker Model Monitor does."""
    features: list[dict] = of["features"]  # type: ignore[assignment]
    return {
        "version": 0.0,
        "features": [_constraint(feature) for feature in features],
        "monitoring_config": {
            "evaluate_constraints": "Enabled",
            "emit_metrics": "Enabled",
            "datatype_check_threshold": 1.0,
            "domain_content_threshold": 1.0,
            "distribution_constraints": {
                "perform_comparison": "Enabled",
                "comparison_threshold": 0.1,
                "comparison_method": "Robust",
                "categorical_comparison_threshold": 0.1,
                "categorical_drift_method": "LInfinity",
            },
        },
    }


def _constraint(feature: dict) -> dict[str, object]:
    found = feature.get("numerical_statistics") or feature["string_statistics"]
    present, missing = found["common"]["num_present"], found["common"]["num_missing"]
    constraint = {
        "name": feature["name"],
        "inferred_type": feature["inferred_type"],
        "completeness": present / (present + missing) if present + missing else 1.0,
    }
    if "min" in found:
        return {**constraint, "num_constraints": {"is_non_negative": found["min"] >= 0}}
    buckets = found["distribution"]["categorical"]["buckets"]
    single = sum(bucket["count"] == 1 for bucket in buckets)
    if not buckets or found["distinct_count"] > MAX_DOMAIN or single > MAX_SINGLE * len(buckets):
        return constraint
    return {**constraint, "string_constraints": {"domains": sorted(bucket["value"] for bucket in buckets)}}

"""Answers questions about bias with SageMaker Clarify's own code, smclarify. JSON questions in, JSON answers out."""

from __future__ import annotations

import json
import logging
import math
import sys
import warnings

import numpy as np
import pandas as pd
from smclarify.bias import metrics, report
from smclarify.bias.metrics import call_metric


def flags(values):
    return pd.Series(np.asarray(values, dtype=bool))


def measured(metric, **columns):
    """A metric that Clarify gives an error for is NaN."""
    try:
        return float(call_metric(metric, **columns))
    except ValueError:
        return math.nan


def of_table(question):
    """Every metric but FT, of rows as flags."""
    facet, label, prediction = (flags(question[name]) for name in ("facet", "label", "prediction"))
    columns = {
        "feature": facet,
        "sensitive_facet_index": facet,
        "label": label,
        "positive_label_index": label,
        "positive_predicted_label_index": prediction,
        "group_variable": pd.Series(question["group"]),
    }
    every = [*metrics.PRETRAINING_METRICS, *metrics.POSTTRAINING_METRICS]
    return {metric.__name__: measured(metric, **columns) for metric in every if metric.__name__ != "FT"}


def of_flips(question):
    features = pd.DataFrame(question["features"], dtype=float)
    facet, prediction = flags(question["facet"]), flags(question["prediction"])
    columns = {"df": features, "sensitive_facet_index": facet, "positive_predicted_label_index": prediction}
    return {"FT": measured(metrics.FT, **columns)}


def of_facet(question):
    """The metrics of labels as the report of a processing job has them: Clarify reads the facet's column itself."""
    values = question["values"]
    dtype = float if all(value is None or isinstance(value, (int, float)) for value in values) else object
    table = pd.DataFrame({"facet": pd.Series(values, dtype=dtype), "label": question["label"]})
    found = report.bias_report(
        table,
        report.FacetColumn("facet", [question["sensitive"]]),
        report.LabelColumn("label", table["label"], ["yes"]),
        report.StageType.PRE_TRAINING,
        group_variable=pd.Series(question["group"]),
    )
    return {
        metric["name"]: math.nan if metric["value"] is None else float(metric["value"]) for metric in found[0]["metrics"]
    }


ANSWERS = {"table": of_table, "flips": of_flips, "facet": of_facet}


def safe(value):
    return value if math.isfinite(value) else {"inf": "Infinity", "-inf": "-Infinity"}.get(str(value), "NaN")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    answers = [ANSWERS[question["kind"]](question) for question in json.load(sys.stdin)]
    json.dump([{name: safe(value) for name, value in answer.items()} for answer in answers], sys.stdout)

"""Answers questions about two sides of a column with NannyML's own methods. JSON questions in, JSON answers out, in order."""

from __future__ import annotations

import importlib.util
import json
import logging
import math
import sys
import types
import warnings


def module(name, path=(), **attributes):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = list(path)
    sys.modules[name].__dict__.update(attributes)


# The packages' own starts import estimators and plots; the methods need neither.
for name in ("nannyml", "nannyml.drift", "nannyml.drift.univariate"):
    module(name, importlib.util.find_spec(name).submodule_search_locations)
module("nannyml.plots", Figure=object)
module("plotly.graph_objects", Figure=object)
module("plotly", graph_objects=sys.modules["plotly.graph_objects"])

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from nannyml.chunk import CountBasedChunker  # noqa: E402
from nannyml.drift.univariate.methods import FeatureType, MethodFactory  # noqa: E402
from nannyml.thresholds import ConstantThreshold, StandardDeviationThreshold  # noqa: E402

TYPES = {"numeric": FeatureType.CONTINUOUS, "categorical": FeatureType.CATEGORICAL}


def column(values, kind):
    if kind is FeatureType.CATEGORICAL:
        return pd.Series(values, dtype=object, name="column")
    numbers = [math.nan if value is None else float(value) for value in values]
    return pd.Series(numbers, dtype=float, name="column")


def fitted(question, threshold, chunks):
    kind = TYPES[question["type"]]
    reference, current = (column(question[side], kind) for side in ("reference", "current"))
    chunker = CountBasedChunker(chunk_number=chunks)
    method = MethodFactory.create("jensen_shannon", kind, chunker=chunker, threshold=threshold)
    return method.fit(reference), chunker.split(current.to_frame())


def of_rows(question):
    method, (chunk,) = fitted(question, ConstantThreshold(upper=0.1), 1)
    value = method.calculate(chunk.data["column"])
    return {"value": value, "alert": method.alert(value)}


def of_chunks(question):
    """With the calculator's default threshold."""
    method, chunks = fitted(question, StandardDeviationThreshold(std_lower_multiplier=None), question["chunks"])
    values = [method.calculate(chunk.data["column"]) for chunk in chunks]
    return {
        "threshold": method.upper_threshold_value,
        "starts": [chunk.start_index for chunk in chunks],
        "rows": [len(chunk.data) for chunk in chunks],
        "values": values,
        "alerts": [method.alert(value) for value in values],
    }


def answered(question):
    """Nothing where it raises."""
    try:
        return of_chunks(question) if question["kind"] == "chunks" else of_rows(question)
    except Exception:  # whatever it says of such values
        return {}


def encoded(value):
    if np.ndim(value) > 0:
        return [encoded(item) for item in value]
    number = float(value)
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable()
    np.seterr(all="ignore")
    answers = [answered(question) for question in json.load(sys.stdin)]
    json.dump([{name: encoded(value) for name, value in answer.items()} for answer in answers], sys.stdout)

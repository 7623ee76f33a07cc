"""Answers questions about two sides of a column with Evidently's own tests. JSON questions in, JSON answers out, in order."""

from __future__ import annotations

import importlib.util
import json
import math
import sys
import types
import warnings

# The package's own start imports its server and its reports; the tests need neither.
package = types.ModuleType("evidently")
package.__path__ = list(importlib.util.find_spec("evidently").submodule_search_locations)
sys.modules["evidently"] = package

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from evidently.legacy.calculations.stattests import get_stattest  # noqa: E402
from evidently.legacy.core import ColumnType  # noqa: E402

TYPES = {"numeric": ColumnType.Numerical, "categorical": ColumnType.Categorical}


def column(values, kind):
    """Cleaned as its reports do: infinities and missing values dropped."""
    if kind is ColumnType.Categorical:
        return pd.Series(values, dtype=object).dropna()
    numbers = pd.Series([math.nan if value is None else float(value) for value in values], dtype=float)
    return numbers.replace([-np.inf, np.inf], np.nan).dropna()


def scored(test, reference, current, kind):
    """Score, threshold, and 1 for drift; three NaN where the test raises."""
    try:
        result = test(reference.copy(), current.copy(), kind, None)
    except Exception:  # whatever it says of such values
        return [math.nan] * 3
    return [float(result.drift_score), result.actual_threshold, float(bool(result.drifted))]


def of_column(question):
    kind = TYPES[question["type"]]
    reference, current = (column(question[side], kind) for side in ("reference", "current"))
    default = get_stattest(reference, current, kind, None)
    named = {name: get_stattest(reference, current, kind, name) for name in question["tests"]}
    tests = {f"default {default.name}": default, **named}
    return {name: scored(test, reference, current, kind) for name, test in tests.items()}


def encoded(number):
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    answers = [of_column(question) for question in json.load(sys.stdin)]
    json.dump([{name: [*map(encoded, row)] for name, row in answer.items()} for answer in answers], sys.stdout)

"""Times Evidently's drift preset, and its statistical tests alone. Prints the runs as JSON; see measure.py."""

from __future__ import annotations

import os
import warnings

# Evidently and NannyML report their use over the network: that is no part of the work.
os.environ.update(DO_NOT_TRACK="1")
warnings.simplefilter("ignore")

import pandas as pd
from evidently import Report
from evidently.legacy.calculations.stattests import get_stattest
from evidently.legacy.core import ColumnType
from evidently.presets import DataDriftPreset

from measure import Measures

measures = Measures()
reference, current = measures.frame("reference"), measures.frame("current")
few = reference[:2000], current[:2000]


def preset(reference, current):
    return Report([DataDriftPreset()]).run(current, reference)


def tests(method):
    scores = {}
    for name in reference.columns:
        test = get_stattest(reference[name], current[name], ColumnType.Numerical, method)
        scores[name] = test(reference[name], current[name], ColumnType.Numerical, None).drift_score
    return scores


def from_files():
    return preset(*(pd.read_parquet(measures.folder / f"{side}.parquet") for side in ("reference", "current")))


measures.time("exact: Evidently", lambda: preset(reference, current), warm_up=lambda: preset(*few))
measures.time("exact: Evidently's tests", lambda: tests(None))
measures.time("exact: Evidently's ks", lambda: tests("ks"), lambda found: {f"{name}.pValue": found[name] for name in found})
measures.time("exact from Parquet: Evidently", from_files, warm_up=lambda: preset(*few))
measures.finish()

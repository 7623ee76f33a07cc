"""Times smclarify on columns of flags: `time_clarify.py FOLDER FLIP_ROWS`. Prints seconds as JSON."""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from smclarify.bias import metrics
from smclarify.bias.metrics import call_metric

folder, flip_rows = Path(sys.argv[1]), int(sys.argv[2])
logging.disable(logging.CRITICAL)


def column(name):
    return np.fromfile(folder / name, dtype=np.uint8)


def timed(run):
    started = time.perf_counter()
    values = run()
    return time.perf_counter() - started, values


facet, label, prediction = (pd.Series(column(name).astype(bool)) for name in ("facet", "label", "prediction"))
columns = {
    "feature": facet,
    "sensitive_facet_index": facet,
    "label": label,
    "positive_label_index": label,
    "positive_predicted_label_index": prediction,
    "group_variable": pd.Series(column("group")),
}
every = [metric for metric in [*metrics.PRETRAINING_METRICS, *metrics.POSTTRAINING_METRICS] if metric.__name__ != "FT"]
seconds, values = timed(lambda: {metric.__name__: float(call_metric(metric, **columns)) for metric in every})
features = pd.DataFrame(np.fromfile(folder / "features").reshape(flip_rows, -1))
flip_seconds, flips = timed(lambda: metrics.FT(features, facet[:flip_rows], prediction[:flip_rows]))
print(json.dumps({"metrics": seconds, "flipTest": flip_seconds, "values": {**values, "FT": float(flips)}}))

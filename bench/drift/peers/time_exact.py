"""Times scipy's tests and numpy's histograms of whole columns. Prints the runs as JSON; see measure.py."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
from scipy import stats

from measure import Measures

measures = Measures()
reference, current = measures.columns("reference"), measures.columns("current")
edges = [np.array(column) for column in json.loads((measures.folder / "edges.json").read_text())]


def compare(reference, current):
    return [
        (stats.ks_2samp(a, b), stats.wasserstein_distance(a, b)) for a, b in zip(reference, current, strict=True)
    ]


def answer(found):
    return {
        f"c{at}.{name}": value
        for at, (ks, distance) in enumerate(found)
        for name, value in (("ks", ks.statistic), ("pValue", ks.pvalue), ("wasserstein", distance))
    }


def histograms():
    """What is known once somebody has made the edges: no test, no p-value."""
    return [
        (np.histogram(a, column), np.histogram(b, column))
        for a, b, column in zip(reference, current, edges, strict=True)
    ]


def columns_of(side):
    frame = pd.read_parquet(measures.folder / f"{side}.parquet")
    return [frame[name].to_numpy() for name in frame.columns]


measures.time("exact: scipy", lambda: compare(reference, current), answer)
measures.time("exact: numpy on prepared edges", histograms)
measures.time("exact from Parquet, decoded: pandas", lambda: [columns_of(side) for side in ("reference", "current")])
measures.time("exact from Parquet: scipy", lambda: compare(columns_of("reference"), columns_of("current")))
measures.finish()

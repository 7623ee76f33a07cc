"""Times NannyML's univariate drift, all rows as one chunk. Prints the runs as JSON; see measure.py."""

from __future__ import annotations

import os
import warnings

os.environ.update(NML_DISABLE_USAGE_LOGGING="1")
warnings.simplefilter("ignore")

import nannyml
import pandas as pd

from measure import Measures

measures = Measures()
reference, current = measures.frame("reference"), measures.frame("current")
few = reference[:2000], current[:2000]


def drift(reference, current):
    calculator = nannyml.UnivariateDriftCalculator(
        column_names=list(reference.columns),
        continuous_methods=["jensen_shannon", "kolmogorov_smirnov", "wasserstein"],
        chunk_number=1,
    )
    return calculator.fit(reference).calculate(current)


def from_files():
    return drift(*(pd.read_parquet(measures.folder / f"{side}.parquet") for side in ("reference", "current")))


def answer(found):
    [row] = found.filter(period="analysis").to_df().to_dict("records")
    return {f"{name}.jensenShannon": row[(name, "jensen_shannon", "value")] for name in reference.columns}


measures.time("exact: NannyML", lambda: drift(reference, current), answer, warm_up=lambda: drift(*few))
measures.time("exact from Parquet: NannyML", from_files, warm_up=lambda: drift(*few))
measures.finish()

"""Answers questions about samples, counts and laws with numpy and scipy. JSON questions in, JSON answers out, in order."""

from __future__ import annotations

import collections
import json
import math
import sys
import warnings

import numpy as np
from scipy import spatial, special, stats

EMPTY_SHARE = 1e-4


def stability_index(reference, current):
    """Jeffreys' divergence of shares, the empty ones replaced."""
    shares = []
    for counts in (reference, current):
        share = np.asarray(counts) / np.sum(counts)
        shares.append(np.where(share == 0, EMPTY_SHARE, share))
    return np.sum(special.rel_entr(*shares) + special.rel_entr(*shares[::-1]))


def hellinger(reference, current):
    roots = [np.sqrt(np.asarray(counts) / np.sum(counts)) for counts in (reference, current)]
    return np.linalg.norm(roots[0] - roots[1]) / math.sqrt(2)


def deciles(values):
    """Numpy's, moved onto the value that they mean: its position (n - 1) q is a rounded product."""
    found = np.quantile(values, np.arange(11) / 10)
    nearest = values[np.abs(values[:, None] - found).argmin(axis=0)]
    return np.where(np.isclose(found, nearest, rtol=1e-13, atol=0), nearest, found)


def of_samples(question):
    return of_values(*(np.asarray(question[side], dtype=float) for side in ("reference", "current")))


def of_cells(question):
    """Of columns with values that are missing (null), NaN or infinite."""
    sides = [np.array([math.nan if cell is None else float(cell) for cell in question[side]]) for side in ("reference", "current")]
    rows = [count for side in sides for count in (len(side), np.isnan(side).sum(), np.isinf(side).sum())]
    return {**of_values(*(side[np.isfinite(side)] for side in sides)), "rows": rows}


def of_texts(question):
    sides = [collections.Counter(question[side]) for side in ("reference", "current")]
    names = sorted(set().union(*sides))
    return of_counts(dict(zip(("reference", "current"), ([side[name] for name in names] for side in sides))))


def of_values(a, b):
    ks = stats.ks_2samp(a, b)
    edges = np.histogram_bin_edges(a, bins="doane")
    binned = [np.histogram(side, bins=edges)[0] for side in (a, b)]
    outside = [*binned[0], 0], [*binned[1], len(b) - binned[1].sum()]
    inner = np.unique(deciles(a))[1:-1]
    by_decile = [np.bincount(np.digitize(side, inner, right=True), minlength=len(inner) + 1) for side in (a, b)]
    wasserstein = stats.wasserstein_distance(a, b)
    return {
        "moments": [a.mean(), a.std(), a.min(), a.max()],
        "quantiles": np.quantile(a, [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1]),
        "ks": ks.statistic,
        "ks.pValue": ks.pvalue,
        "edges": edges,
        "histogram": np.concatenate(binned),
        "psi": stability_index(*by_decile),
        "wasserstein": wasserstein,
        "wassersteinNormalized": np.float64(wasserstein) / a.std(),
        "jensenShannon": spatial.distance.jensenshannon(*outside, base=2),
        "hellinger": hellinger(*outside),
    }


def of_counts(question):
    a, b = np.asarray(question["reference"], dtype=float), np.asarray(question["current"], dtype=float)
    table = np.array([a, b])
    table = table[:, table.sum(axis=0) > 0]
    chi2 = stats.chi2_contingency(table, correction=False)
    cramer = stats.contingency.association(table.astype(int), method="cramer") if chi2.dof > 0 else 0
    return {
        "chi2": chi2.statistic,
        "chi2.pValue": chi2.pvalue,
        "dof": chi2.dof,
        "cramersV": cramer,
        "psi": stability_index(a, b),
        "jensenShannon": spatial.distance.jensenshannon(a, b, base=2),
        "hellinger": hellinger(a, b),
        "lInfinity": spatial.distance.chebyshev(a / a.sum(), b / b.sum()),
    }


def of_welch(question):
    a, b = (np.asarray(question[side], dtype=float) for side in ("reference", "current"))
    result = stats.ttest_ind(a, b, equal_var=False, alternative="greater")
    low = result.confidence_interval(question["confidence"]).low
    return {"statistic": result.statistic, "dof": result.df, "pValue": result.pvalue, "lowerBound": low}


def of_proportions(question):
    (hits_a, total_a), (hits_b, total_b) = question["a"], question["b"]
    table = [[hits_a, total_a - hits_a], [hits_b, total_b - hits_b]]
    return {"pValue": stats.chi2_contingency(table, correction=False).pvalue}


def of_family(question):
    return {"adjusted.pValue": stats.false_discovery_control(np.asarray(question["pValues"], dtype=float))}


LAWS = {
    "normalTwoSided": lambda z: 2 * stats.norm.sf(np.abs(z)),
    "studentSurvival": stats.t.sf,
    "studentQuantile": stats.t.isf,
    "kolmogorovFiniteSurvival": lambda n, d: stats.kstwo.sf(d, n),
    "upperIncompleteGamma": special.gammaincc,
    "incompleteBeta": special.betainc,
    "logGamma": special.gammaln,
}

ANSWERS = {
    "samples": of_samples,
    "cells": of_cells,
    "texts": of_texts,
    "counts": of_counts,
    "welch": of_welch,
    "proportions": of_proportions,
    "false-discovery": of_family,
    "law": lambda question: {question["name"]: [LAWS[question["law"]](*arguments) for arguments in question["at"]]},
}


def encoded(value):
    if np.ndim(value) > 0:
        return [encoded(item) for item in value]
    number = float(value)
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    answers = [ANSWERS[question["kind"]](question) for question in json.load(sys.stdin)]
    json.dump([{name: encoded(value) for name, value in answer.items()} for answer in answers], sys.stdout)

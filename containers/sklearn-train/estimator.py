"""The estimators that a hyperparameter chooses from."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.ensemble import (
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from contract import BadInput, Settings
from features import Matrix

FOLDS = 5


def make_estimator(settings: Settings, rows: int) -> BaseEstimator:
    """
    An estimator that has not learnt yet. A forest's leaves hold at least 3 rows, and more as rows grow
    (one in 2,000), which bounds the exported model: about 10 MB for 100 trees. Boosting's leaves hold scikit-learn's 20,
    and fewer below 200 rows, where no tree could split else.
    """
    classifies = settings.task == "classification"
    if settings.estimator == "linear":
        return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000) if classifies else Ridge())
    if settings.estimator == "gradient-boosting":
        boosting = HistGradientBoostingClassifier if classifies else HistGradientBoostingRegressor
        return boosting(
            max_iter=settings.n_estimators,
            min_samples_leaf=min(20, max(1, rows // 10)),
            early_stopping=False,
            random_state=settings.seed,
        )
    forest = RandomForestClassifier if classifies else RandomForestRegressor
    return forest(
        n_estimators=settings.n_estimators,
        min_samples_leaf=max(3, math.ceil(rows / 2000)),
        n_jobs=-1,
        random_state=settings.seed,
    )


def fit(estimator: BaseEstimator, x: Matrix, y: NDArray[np.float64]) -> BaseEstimator:
    """Learns; afterwards predicts on one thread, which sums the trees in the same order each time."""
    estimator.fit(x, y)
    if hasattr(estimator, "n_jobs"):
        estimator.set_params(n_jobs=1)
    return estimator


def score(estimator: BaseEstimator, x: Matrix, task: str) -> NDArray[np.float64]:
    """Classification: the probability of the positive label (y = 1). Regression: the prediction."""
    return estimator.predict_proba(x)[:, 1] if task == "classification" else estimator.predict(x)


def out_of_fold_scores(settings: Settings, x: Matrix, y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The score of each training row by a model that has not seen it: five seeded folds, stratified by label."""
    if settings.task == "classification":
        fewest = int(min(np.sum(y == 0), np.sum(y == 1)))
        wanted = "of each label"
        splitter: type[KFold] | type[StratifiedKFold] = StratifiedKFold
    else:
        fewest = len(y)
        wanted = "with a target"
        splitter = KFold
    if fewest < FOLDS:
        raise BadInput(f"the training data has {fewest} rows {wanted}, expected at least {FOLDS}; add labelled rows")
    scores = np.empty(len(y), dtype=np.float64)
    for learn, held_out in splitter(FOLDS, shuffle=True, random_state=settings.seed).split(x, y):
        estimator = fit(make_estimator(settings, len(learn)), x[learn], y[learn])
        scores[held_out] = score(estimator, x[held_out], settings.task)
    return scores

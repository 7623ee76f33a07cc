"""Writes the pickles that people make of models, to the folder that is its argument."""
import pickle
import pickletools
import sys
import warnings
from collections import Counter, OrderedDict, defaultdict, deque
from datetime import datetime, timedelta, timezone
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import scipy.sparse as sparse
from sklearn import datasets
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingClassifier, StackingClassifier, VotingClassifier
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessRegressor, kernels
from sklearn.impute import IterativeImputer, SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold, TunedThresholdClassifierCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import all_estimators

warnings.simplefilter("ignore")
folder = Path(sys.argv[1])
ROWS = 60
random = np.random.default_rng(7)
features, labels = datasets.make_classification(ROWS, 6, random_state=7)
positive = np.abs(features)
gaps = np.where(features > 1, np.nan, features)
texts = [f"word{n % 7} another{n % 5} text" for n in range(ROWS)]

values = {
    "numbers": [0, 1, -1, 255, 256, 65535, 2**31, -(2**40), 2**80, 0.5, True, False, None, 1 + 2j],
    "texts": ["", "a", "é", "long " * 100, b"", b"bytes", b"long" * 200, bytearray(b"array")],
    "containers": [[], {}, (), set(), frozenset({1}), {"a": {1, 2}}, (1, 2), (1, 2, 3), (1, 2, 3, 4), list(range(3000))],
    "collections": [OrderedDict(a=1), Counter("abca"), defaultdict(list, a=[1]), deque([1, 2], 5), slice(1, 2), range(5)],
    "times": [datetime(2024, 1, 2, tzinfo=timezone.utc), timedelta(1, 2, 3)],
    "arrays": {
        "floats": np.arange(12.0).reshape(3, 4),
        "transposed": np.asfortranarray(np.arange(12.0).reshape(3, 4)),
        "big": random.random(20_000),
        "empty": np.zeros(0),
        "point": np.array(3.5),
        "texts": np.array(["a", "bcd"]),
        "bytes": np.array([b"a", b"bcd"]),
        "objects": np.array(["a", None, 3, "text"], dtype=object),
        "times": np.array(["2024-01-01"], dtype="M8[ns]"),
        "records": np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]),
        "titles": np.array([(1, 2.0)], dtype=[(("title", "a"), "O"), ("b", "f8")]),
        "pairs": np.array([(["a", "b"], 2.0)], dtype=[("a", "O", (2,)), ("b", "f8")]),
        "aligned": np.zeros(2, dtype=np.dtype([("a", "i1"), ("b", "f8")], align=True)),
        "views": np.zeros(2, dtype=np.dtype({"names": ["a", "b"], "formats": ["i4", "i8"], "offsets": [0, 0]})),
        "swapped": np.arange(3, dtype=">f4"),
        "masked": np.ma.masked_greater(np.arange(4), 2),
        "bools": np.array([True]),
        "complex": np.array([1j]),
        "scalar": np.float64(1.5),
        "integer": np.int64(3),
        "text": np.str_("abc"),
        "time": np.datetime64("2024-01-01"),
        "generator": np.random.default_rng(1),
        "state": np.random.RandomState(1),
    },
    "sparse": [sparse.csr_matrix(positive), sparse.csc_array(positive), sparse.coo_matrix(positive)],
    "pandas": [
        pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]}),
        pd.Series([1, 2], name="s"),
        pd.Index([1, 2, 3]),
        pd.RangeIndex(4),
    ],
}


def pipelines():
    yield "pipeline", make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression()).fit(features, labels)
    yield "logarithms", make_pipeline(FunctionTransformer(np.log1p), LogisticRegression()).fit(positive, labels)
    frame = np.array([[f"c{n % 3}", n] for n in range(ROWS)], dtype=object)
    columns = ColumnTransformer([("text", OneHotEncoder(), [0]), ("number", StandardScaler(), [1])])
    yield "columns", make_pipeline(columns, DecisionTreeClassifier()).fit(frame, labels)
    yield "texts", make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(texts, labels)
    search = GridSearchCV(SVC(), {"C": [1, 10]}, scoring="accuracy", cv=StratifiedKFold(3))
    yield "search", search.fit(features, labels)
    yield "voting", VotingClassifier([("a", LogisticRegression()), ("b", DecisionTreeClassifier())]).fit(features, labels)
    yield "stacking", StackingClassifier([("a", LogisticRegression()), ("b", SVC())]).fit(features, labels)
    for method in ("sigmoid", "isotonic"):
        yield f"calibrated-{method}", CalibratedClassifierCV(DecisionTreeClassifier(), method=method).fit(features, labels)
    kernel = kernels.ConstantKernel() * kernels.RBF() + kernels.WhiteKernel()
    yield "imputed", make_pipeline(IterativeImputer(max_iter=2), LogisticRegression()).fit(gaps, labels)
    yield "threshold", TunedThresholdClassifierCV(LogisticRegression()).fit(features, labels)
    # Arrays of objects whose numbers of the memo mean something else to whoever reads on from the pickle before.
    encoder = OneHotEncoder().fit(frame[:, :1])
    trees = GradientBoostingClassifier(n_estimators=3).fit(features, labels)
    yield "described", {"columns": ["age", "city"], "model": trees, "encoder": encoder, "numbers": {"n": encoder}}
    yield "two", (trees, encoder, frame, frame[::2])
    yield "process", GaussianProcessRegressor(kernel).fit(features, labels)


def estimators():
    """All of scikit-learn's that can be fitted on the rows as they are."""
    for name, make in all_estimators():
        for data in ((features, labels), (positive, labels), (labels,), (texts, labels)):
            try:
                yield name, make().fit(*data)
                break
            except Exception:
                continue


def write(name, value, protocols):
    for protocol in protocols:
        data = pickle.dumps(value, protocol)
        (folder / f"{name}.{protocol}.pkl").write_bytes(data)
    (folder / f"{name}.optimized.pkl").write_bytes(pickletools.optimize(data))
    joblib.dump(value, folder / f"{name}.joblib")
    joblib.dump(value, folder / f"{name}.zlib.joblib", compress=3)


for name, value in values.items():
    write(f"values-{name}", value, range(6))
for name, value in pipelines():
    write(f"pipelines-{name}", value, range(6))
fitted = list(estimators())
for name, value in fitted:
    write(f"estimators-{name}", value, (2, 5))
print(len(fitted))

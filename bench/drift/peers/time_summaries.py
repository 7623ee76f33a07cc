"""Times summaries of columns by numpy and by Apache DataSketches. Prints the runs as JSON; see measure.py."""

from __future__ import annotations

import json

import numpy as np
from datasketches import hll_sketch, hll_union, kll_doubles_sketch, tgt_hll_type

from measure import Measures

measures = Measures()
current = measures.columns("current")
edges = [np.array(column) for column in json.loads((measures.folder / "edges.json").read_text())]


def moments(values):
    return np.count_nonzero(np.isnan(values)), values.size, values.mean(), values.var(), values.min(), values.max()


def by_histogram():
    return [(np.histogram(values, cells)[0], moments(values)) for values, cells in zip(current, edges, strict=True)]


def by_search():
    return [
        (np.bincount(np.searchsorted(cells, values), minlength=cells.size + 1), moments(values))
        for values, cells in zip(current, edges, strict=True)
    ]


def answer(found):
    return {
        f"c{at}.{name}": value
        for at, (_, (_, _, mean, variance, _, _)) in enumerate(found)
        for name, value in (("mean", mean), ("variance", variance))
    }


def kll(values):
    sketch = kll_doubles_sketch(4096)
    sketch.update(values)
    return sketch


def hll(values):
    """Of an array it takes one value after the other only."""
    sketch = hll_sketch(12, tgt_hll_type.HLL_8)
    update = sketch.update
    for value in values.tolist():
        update(value)
    return sketch


def shards():
    """As written by ten shards of a tenth of the rows each."""
    parts = (np.array_split(values, 10) for values in current)
    return list(zip(*([(kll(part).serialize(), hll(part).serialize_compact()) for part in of] for of in parts)))


def merge(written):
    merged = [(kll_doubles_sketch(4096), hll_union(12)) for _ in current]
    for shard in range(1000):
        for (quantiles, distinct), (kll_bytes, hll_bytes) in zip(merged, written[shard % 10], strict=True):
            quantiles.merge(kll_doubles_sketch.deserialize(kll_bytes))
            distinct.update(hll_sketch.deserialize(hll_bytes))
    return merged


measures.time("fixed: np.histogram", by_histogram, answer)
measures.time("fixed: np.searchsorted", by_search, answer)
measures.time("kll: DataSketches", lambda: [kll(values) for values in current])
measures.time("hll: DataSketches", lambda: [hll(values) for values in current])
measures.time("full: DataSketches", lambda: (by_search(), [(kll(values), hll(values)) for values in current]))
written = shards()
measures.time("merge: DataSketches", lambda: merge(written))
measures.finish()

"""Times decoding of Parquet and of capture lines, and numpy on what comes out. Prints the runs as JSON; see measure.py."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pandas as pd

from measure import COLUMNS, Measures

measures = Measures()
edges = [np.array(column) for column in json.loads((measures.folder / "edges.json").read_text())]
NAMES = [f"c{at}" for at in range(COLUMNS)]


def from_parquet():
    frame = pd.read_parquet(measures.folder / "current.parquet")
    return [frame[name].to_numpy() for name in NAMES]


def from_lines(open_file, name):
    rows = []
    with open_file(measures.folder / name, "rt", encoding="utf-8") as lines:
        for line in lines:
            captured = json.loads(line)["captureData"]
            row = json.loads(captured["endpointInput"]["data"])
            rows.append([row[column] for column in NAMES])
            json.loads(captured["endpointOutput"]["data"])
    return list(np.array(rows, dtype=float).T)


def summarise(columns):
    return [
        (np.histogram(values, cells)[0], values.mean(), values.var(), values.min(), values.max())
        for values, cells in zip(columns, edges, strict=True)
    ]


READERS = {
    "parquet": ("pandas, numpy", from_parquet),
    "lines": ("Python, numpy", lambda: from_lines(open, "current.jsonl")),
    "gzip": ("Python, numpy", lambda: from_lines(gzip.open, "current.jsonl.gz")),
}
for name, (who, read) in READERS.items():
    measures.time(f"{name}, decoded: {who}", read)
    measures.time(f"{name}: {who}", lambda read=read: summarise(read()))
measures.finish()

"""
Makes a submission of a model as good as a normal one, with a defect that its evaluation can't show.

The graph looks a numeric column up in a table, as an embedding does, with one entry a bin and as many bins as the
training and evaluation rows need. A number beyond the table fits the signature and crashes the model.
Prints {"column", "value", "bins"}: a value that crashes it.
"""

from __future__ import annotations

import json
import math
import sys
from dataclasses import dataclass

from submission import Options, read_options, train_quietly, write_submission  # isort: skip
import numpy as np
import onnx
from contract import BadInput
from data import Column, Table
from export import OnnxModel
from features import FeatureEncoder, numbers
from onnx import TensorProto, helper, numpy_helper

BINS = 1000
PREFIX = "embedding/"


@dataclass(frozen=True)
class Lookup:
    """Bin i holds the values from `start + i * width` on."""

    column: str
    start: float
    width: float
    bins: int

    def value_beyond(self) -> int:
        """A whole number well past the last bin."""
        return math.ceil(self.start + self.width * (2 * self.bins + 10))


def choose_column(encoder: FeatureEncoder, tables: list[Table], wanted: str | None) -> Column:
    """The wanted numeric feature, or the one with the most distinct values."""
    if wanted is not None:
        found = next((column for column in encoder.numeric if column.name == wanted), None)
        if found is None:
            raise BadInput(f'--column "{wanted}" is no numeric feature; those are {names_of(encoder)}')
        return found
    if not encoder.numeric:
        raise BadInput("the data has no numeric feature, expected at least one")
    distinct = {column.name: len(np.unique(all_numbers(tables, column.name))) for column in encoder.numeric}
    return max(encoder.numeric, key=lambda column: distinct[column.name])


def names_of(encoder: FeatureEncoder) -> str:
    return ", ".join(column.name for column in encoder.numeric) or "none"


def all_numbers(tables: list[Table], name: str) -> np.ndarray:
    values = np.concatenate([numbers(table, name) for table in tables])
    return values[~np.isnan(values)]


def make_lookup(tables: list[Table], column: Column) -> Lookup:
    values = all_numbers(tables, column.name)
    if len(values) == 0:
        raise BadInput(f'--column "{column.name}" has no value in any row; name another')
    least, most = np.float32(values.min()), np.float32(values.max())
    whole = column.type == "long" and most - least < BINS
    width = np.float32(1) if whole or most == least else np.float32((most - least) / BINS)
    return Lookup(column.name, float(least), float(width), int(np.floor((most - least) / width)) + 1)


def add_lookup(content: bytes, lookup: Lookup) -> bytes:
    """Adds the looked-up entry, 0 for every bin, to the column before the rest of the graph reads it."""
    model = onnx.load_from_string(content)
    graph = model.graph
    looked_up = f"{PREFIX}value"
    for node in graph.node:
        node.input[:] = [looked_up if name == lookup.column else name for name in node.input]
    constants = {
        "start": np.array([lookup.start], dtype=np.float32),
        "width": np.array([lookup.width], dtype=np.float32),
        "first": np.array([0], dtype=np.int64),
        "table": np.zeros(lookup.bins, dtype=np.float32),
    }
    graph.initializer.extend(numpy_helper.from_array(value, PREFIX + name) for name, value in constants.items())
    steps = [
        # A missing value takes the first bin.
        ("IsNaN", [lookup.column], "missing", {}),
        ("Where", [f"{PREFIX}missing", f"{PREFIX}start", lookup.column], "present", {}),
        ("Sub", [f"{PREFIX}present", f"{PREFIX}start"], "offset", {}),
        ("Div", [f"{PREFIX}offset", f"{PREFIX}width"], "scaled", {}),
        ("Floor", [f"{PREFIX}scaled"], "floor", {}),
        ("Cast", [f"{PREFIX}floor"], "signed", {"to": TensorProto.INT64}),
        ("Max", [f"{PREFIX}signed", f"{PREFIX}first"], "bin", {}),
        ("Gather", [f"{PREFIX}table", f"{PREFIX}bin"], "entry", {"axis": 0}),
        ("Add", [lookup.column, f"{PREFIX}entry"], "value", {}),
    ]
    made = [
        helper.make_node(kind, inputs, [PREFIX + output], name=PREFIX + output, **attributes)
        for kind, inputs, output, attributes in steps
    ]
    rest = list(graph.node)
    del graph.node[:]
    graph.node.extend([*made, *rest])
    onnx.checker.check_model(model)
    return model.SerializeToString(deterministic=True)


def verify(normal: OnnxModel, fragile: OnnxModel, options: Options, lookup: Lookup) -> None:
    """Same answers on all rows given, and a crash on the value beyond."""
    for table in (options.training, options.evaluation):
        if fragile.predict(table) != normal.predict(table):
            raise RuntimeError(f"the lookup of {lookup.column} changed predictions; it should be neutral")
    one = options.evaluation.take([0])
    one.fields[lookup.column][0] = str(lookup.value_beyond())
    normal.predict(one)
    try:
        fragile.predict(one)
    except Exception as error:
        print(f"crashes as intended: {error}", file=sys.stderr)
        return
    raise RuntimeError(f"the model bears {lookup.column} = {lookup.value_beyond()}, expected a crash")


def main(arguments: list[str]) -> None:
    options = read_options(__doc__, arguments, {})
    result = train_quietly(options.training, options.evaluation, options.settings)
    tables = [options.training, options.evaluation]
    column = choose_column(result.encoder, tables, options.column)
    lookup = make_lookup(tables, column)
    content = add_lookup(result.model["model.onnx"], lookup)
    verify(OnnxModel(result.model["model.onnx"], result.encoder), OnnxModel(content, result.encoder), options, lookup)
    write_submission(options.out, {**result.model, "model.onnx": content}, result.output)
    print(json.dumps({"column": column.name, "value": lookup.value_beyond(), "bins": lookup.bins}))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (BadInput, OSError) as error:
        sys.exit(f"error: {error}")

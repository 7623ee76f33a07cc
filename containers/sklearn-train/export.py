"""The model as one ONNX graph: raw columns in, prediction out."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType
from sklearn.base import BaseEstimator

from data import Label, Table
from features import FeatureEncoder, numbers

OPSET = {"": 17, "ai.onnx.ml": 3}
# Inner names start with this, so that no column's name meets one.
PREFIX = "model/"
CONVERSION_TOLERANCE = 1e-3


def to_onnx(estimator: BaseEstimator, encoder: FeatureEncoder, labels: tuple[Label, Label] | None) -> onnx.ModelProto:
    """
    One input a column, shape [n, 1]: float32 for numbers (NaN is missing), string for categories ("" is missing).
    Classification (with labels) gives `label` [n] and `probabilities` [n, 2]; regression gives `variable` [n, 1].
    """
    width = max(block.stop for block in encoder.blocks().values())
    options = {id(estimator): {"zipmap": False}} if labels else None
    inner = convert_sklearn(
        estimator,
        initial_types=[("features", FloatTensorType([None, width]))],
        target_opset=OPSET,
        options=options,
    )
    inner = onnx.compose.add_prefix(inner, PREFIX)
    score_name = inner.graph.output[1 if labels else 0].name
    head = _encoding_nodes(encoder, inner.graph.input[0].name)
    tail, outputs, constants = _output_nodes(score_name, labels)
    inputs = [
        helper.make_tensor_value_info(
            column.name, TensorProto.STRING if column.type == "string" else TensorProto.FLOAT, [None, 1]
        )
        for column in encoder.columns
    ]
    graph = helper.make_graph(
        [*head, *inner.graph.node, *tail],
        "cdk-mlops",
        inputs,
        outputs,
        [*inner.graph.initializer, *constants],
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid(domain, version) for domain, version in OPSET.items()],
        producer_name="cdk-mlops",
        ir_version=8,
    )
    onnx.checker.check_model(model)
    return model


def _encoding_nodes(encoder: FeatureEncoder, output: str) -> list[onnx.NodeProto]:
    nodes: list[onnx.NodeProto] = []
    parts: list[str] = []
    if encoder.numeric:
        names = [column.name for column in encoder.numeric]
        medians = [float(encoder.medians[name]) for name in names]
        nodes.append(helper.make_node("Concat", names, [f"{PREFIX}numbers"], axis=1))
        nodes.append(
            helper.make_node(
                "Imputer",
                [f"{PREFIX}numbers"],
                [f"{PREFIX}imputed"],
                domain="ai.onnx.ml",
                imputed_value_floats=medians,
                replaced_value_float=float("nan"),
            )
        )
        parts.append(f"{PREFIX}imputed")
    for index, column in enumerate(encoder.strings):
        hot = f"{PREFIX}one-hot-{index}"
        categories = encoder.categories[column.name]
        nodes.append(
            helper.make_node(
                "OneHotEncoder", [column.name], [hot], domain="ai.onnx.ml", cats_strings=categories, zeros=1
            )
        )
        nodes.append(helper.make_node("Flatten", [hot], [f"{hot}-flat"], axis=1))
        parts.append(f"{hot}-flat")
    nodes.append(helper.make_node("Concat", parts, [output], axis=1))
    return nodes


def _output_nodes(
    score: str, labels: tuple[Label, Label] | None
) -> tuple[list[onnx.NodeProto], list[onnx.ValueInfoProto], list[onnx.TensorProto]]:
    if labels is None:
        output = helper.make_tensor_value_info("variable", TensorProto.FLOAT, [None, 1])
        return [helper.make_node("Identity", [score], ["variable"])], [output], []
    # The estimator knows 0 and 1; the more probable of them picks the label as it stands in the data.
    kinds = {str: (object, TensorProto.STRING), float: (np.float64, TensorProto.DOUBLE), int: (np.int64, TensorProto.INT64)}
    kind, element = kinds[type(labels[0])]
    table = numpy_helper.from_array(np.array(labels, dtype=kind), f"{PREFIX}labels")
    nodes = [
        helper.make_node("Identity", [score], ["probabilities"]),
        helper.make_node("ArgMax", [score], [f"{PREFIX}winner"], axis=1, keepdims=0),
        helper.make_node("Gather", [f"{PREFIX}labels", f"{PREFIX}winner"], ["label"], axis=0),
    ]
    outputs = [
        helper.make_tensor_value_info("label", element, [None]),
        helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [None, 2]),
    ]
    return nodes, outputs, [table]


class OnnxModel:
    """The exported file, run as serving runs it."""

    def __init__(self, content: bytes, encoder: FeatureEncoder) -> None:
        options = onnxruntime.SessionOptions()
        # One thread, so that sums have one order; errors belong to the caller, not to the log.
        options.intra_op_num_threads = 1
        options.log_severity_level = 4
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        self._encoder = encoder

    def predict(self, table: Table) -> tuple[list[Label], list[float] | None]:
        """Prediction of each row, and the positive label's probability when it classifies."""
        feeds: dict[str, NDArray[np.float32] | NDArray[np.object_]] = {}
        for column in self._encoder.columns:
            if column.type == "string":
                feeds[column.name] = np.array(table.fields[column.name], dtype=object)[:, None]
            else:
                feeds[column.name] = numbers(table, column.name)[:, None]
        outputs = dict(zip((output.name for output in self._session.get_outputs()), self._session.run(None, feeds)))
        if "variable" in outputs:
            return outputs["variable"][:, 0].astype(float).tolist(), None
        return outputs["label"].tolist(), outputs["probabilities"][:, 1].astype(float).tolist()


def check_conversion(exported: list[float], expected: NDArray[np.float64]) -> None:
    """ONNX Runtime's scores against scikit-learn's, within 1e-3 relative (absolute below 1)."""
    difference = np.abs(np.array(exported) - expected) / np.maximum(1, np.abs(expected))
    if not np.all(difference <= CONVERSION_TOLERANCE):
        worst = int(np.argmax(np.where(np.isnan(difference), np.inf, difference)))
        raise RuntimeError(
            f"the ONNX model differs from scikit-learn's: row {worst} by {difference[worst]:.3g} relative, expected at "
            f"most {CONVERSION_TOLERANCE}; choose another estimator, or bring columns and target to moderate numbers"
        )

"""From two tables to everything that a submission needs."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from baseline import baseline_csv, constraints, sample_rows, statistics, to_csv
from contract import Settings
from data import Column, Label, Table, feature_columns, find_labels, label_parser, labelled_rows, target_numbers, typed
from estimator import fit, make_estimator, out_of_fold_scores, score
from evaluation import headline_metrics, loss_summary, permutation_importance, row_losses
from export import OnnxModel, check_conversion, to_onnx
from features import FeatureEncoder
from ranges import Range, column_ranges, rows_within

SAMPLE_ROWS = 5
LIBRARIES = ("numpy", "scipy", "scikit-learn", "skl2onnx", "onnx", "onnxruntime")


@dataclass(frozen=True)
class TrainingResult:
    """Contents of the files, by their path below the model folder and below the output's data folder."""

    model: dict[str, bytes]
    output: dict[str, str]
    metrics: dict[str, float]
    encoder: FeatureEncoder


def train(training: Table, evaluation: Table, settings: Settings) -> TrainingResult:
    """Trains on one table, measures on the other; rows without a target are left out of both."""
    training = labelled_rows(training, settings.target)
    evaluation = labelled_rows(evaluation, settings.target)
    columns = feature_columns(training, evaluation, settings.target)
    labels, y_training, y_evaluation = _targets(training, evaluation, settings)
    report(f"{len(training)} training rows, {len(evaluation)} evaluation rows, {len(columns)} feature columns")

    encoder = FeatureEncoder(columns, training)
    x_training, x_evaluation = encoder.encode(training), encoder.encode(evaluation)
    out_of_fold = out_of_fold_scores(settings, x_training, y_training)
    report("out-of-fold predictions are done")
    estimator = fit(make_estimator(settings, len(training)), x_training, y_training)
    content = to_onnx(estimator, encoder, labels).SerializeToString(deterministic=True)
    report(f"{settings.estimator} is trained; the ONNX model has {len(content)} bytes")

    predictions, probabilities = OnnxModel(content, encoder).predict(evaluation)
    scores = np.array(predictions if probabilities is None else probabilities, dtype=np.float64)
    check_conversion(scores, score(estimator, x_evaluation, settings.task))
    losses = row_losses(settings.task, y_evaluation, scores)
    measured = headline_metrics(settings.task, y_evaluation, scores)
    importance = permutation_importance(
        lambda x: score(estimator, x, settings.task),
        settings.task,
        x_evaluation,
        y_evaluation,
        encoder.blocks(),
        settings.max_rows_importance,
        settings.seed,
    )
    evaluated = {
        "schemaVersion": 1,
        "task": settings.task,
        "target": settings.target,
        "rows": len(evaluation),
        "metrics": measured,
        **({"importance": importance} if importance else {}),
        "loss": loss_summary(settings.task, losses),
        "estimator": settings.estimator,
        "libraries": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
    }
    report(f"metrics: {', '.join(f'{name} {value:.4g}' for name, value in measured.items())}")
    ranges = column_ranges(columns, training)
    signature = model_signature(settings.task, columns, labels, ranges)
    inside = rows_within(ranges, columns, evaluation)[:SAMPLE_ROWS]
    # Where every evaluation row has something new, rows that were trained on are the sample.
    sample = evaluation.take(inside) if inside else training.take(list(range(min(SAMPLE_ROWS, len(training)))))
    return TrainingResult(
        model={"model.onnx": content, "signature.json": _json(signature).encode("utf-8")},
        output={
            "evaluation.json": _json(evaluated),
            "predictions.csv": _predictions_csv(evaluation, predictions, probabilities),
            "sample.json": _json(_sample(sample, columns, OnnxModel(content, encoder))),
            **_baseline(training, columns, labels, out_of_fold, settings),
        },
        metrics=measured,
        encoder=encoder,
    )


def _targets(
    training: Table, evaluation: Table, settings: Settings
) -> tuple[tuple[Label, Label] | None, NDArray[np.float64], NDArray[np.float64]]:
    """The labels (None for regression), and both tables' targets as numbers: 1 is the positive label, 0 the other."""
    target = settings.target
    if settings.task == "regression":
        return None, np.array(target_numbers(training, target)), np.array(target_numbers(evaluation, target))
    labels = find_labels(training, evaluation, target, settings.positive_label)
    parse = label_parser({*training.fields[target], *evaluation.fields[target]})
    coded = [np.array([float(parse(text) == labels[1]) for text in table.fields[target]]) for table in (training, evaluation)]
    return labels, coded[0], coded[1]


def _prediction_type(labels: tuple[Label, Label] | None) -> str:
    return "double" if labels is None else {int: "long", float: "double", str: "string"}[type(labels[0])]


def model_signature(
    task: str, columns: list[Column], labels: tuple[Label, Label] | None, ranges: dict[str, Range]
) -> dict[str, object]:
    """`signature.json`: what the model takes and gives."""
    outputs = [{"name": "prediction", "type": _prediction_type(labels)}]
    if labels is not None:
        outputs.append({"name": "probability", "type": "double"})
    return {
        "task": task,
        "inputs": [
            {"name": column.name, "type": column.type, "required": column.required, **ranges.get(column.name, {})}
            for column in columns
        ],
        "outputs": outputs,
        **({"labels": list(labels)} if labels is not None else {}),
    }


def _predictions_csv(evaluation: Table, predictions: list[Label], probabilities: list[float] | None) -> str:
    if probabilities is None:
        return to_csv(["row", "prediction"], [(str(row), str(p)) for row, p in zip(evaluation.rows, predictions)])
    records = [(str(row), str(p), repr(q)) for row, p, q in zip(evaluation.rows, predictions, probabilities)]
    return to_csv(["row", "prediction", "probability"], records)


def _sample(rows: Table, columns: list[Column], model: OnnxModel) -> dict[str, object]:
    predictions, probabilities = model.predict(rows)
    count = len(rows)
    return {
        "instances": [
            {column.name: typed(rows.fields[column.name][i], column.type) for column in columns} for i in range(count)
        ],
        "predictions": [
            {"prediction": predictions[i], **({} if probabilities is None else {"probability": probabilities[i]})}
            for i in range(count)
        ],
    }


def _baseline(
    training: Table,
    columns: list[Column],
    labels: tuple[Label, Label] | None,
    out_of_fold: NDArray[np.float64],
    settings: Settings,
) -> dict[str, str]:
    chosen = sample_rows(len(training), settings.seed)
    rows = training.take(chosen)
    # float32, as the exported model answers, so that ties in served predictions are ties here.
    scores = out_of_fold[chosen].astype(np.float32).astype(float).tolist()
    added: dict[str, list[str]] = {}
    if labels is None:
        added["prediction"] = [repr(value) for value in scores]
    else:
        added["prediction"] = [str(labels[int(value > 0.5)]) for value in scores]
        added["probability"] = [repr(value) for value in scores]
    names = [*(column.name for column in columns), *added, settings.target]
    fields = {**rows.fields, **added}
    described = statistics(names, fields)
    return {
        "baseline/baseline.csv": baseline_csv(names, fields),
        "baseline/statistics.json": _json(described),
        "baseline/constraints.json": _json(constraints(described)),
    }


def write_files(folder: Path, files: dict[str, bytes] | dict[str, str]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)


def report(line: str) -> None:
    print(line, flush=True)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n"

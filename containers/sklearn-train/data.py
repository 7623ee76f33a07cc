"""Labelled rows from CSV: reading, column types, labels."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from contract import BadInput

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
# Names that the exported graph gives its outputs, and the baseline its predictions.
GRAPH_OUTPUTS = ("label", "probabilities", "variable")
PREDICTION_COLUMNS = ("prediction", "probability")

Value = int | float | str | None
Label = int | float | str


@dataclass(frozen=True)
class Table:
    """Rows as text. An empty field is a missing value; `rows` are 0-based positions in the file."""

    source: str
    names: tuple[str, ...]
    fields: dict[str, list[str]]
    rows: list[int]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, positions: list[int]) -> Table:
        fields = {name: [values[i] for i in positions] for name, values in self.fields.items()}
        return Table(self.source, self.names, fields, [self.rows[i] for i in positions])


@dataclass(frozen=True)
class Column:
    """A feature column: `long` (whole numbers, none missing), `double` or `string`."""

    name: str
    type: str
    required: bool


def read_table(path: Path) -> Table:
    """Reads a CSV file (RFC 4180, UTF-8) with a header; every row must have the header's number of fields."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            _check_header(path.name, header)
            columns: list[list[str]] = [[] for _ in header]
            for record in reader:
                if not record:
                    continue
                if len(record) != len(header):
                    raise BadInput(
                        f"{path.name}, line {reader.line_num}: got {len(record)} fields, expected {len(header)} "
                        "as in the header; quote fields that hold commas or line breaks"
                    )
                for values, field in zip(columns, record):
                    values.append(field)
    except (csv.Error, UnicodeDecodeError) as error:
        raise BadInput(f"{path.name}: {error}; expected CSV in UTF-8") from error
    return Table(path.name, tuple(header), dict(zip(header, columns)), list(range(len(columns[0]))))


def _check_header(source: str, header: list[str]) -> None:
    if not header:
        raise BadInput(f"{source} is empty; expected a header and rows")
    if "" in header:
        raise BadInput(f"{source}: column {header.index('') + 1} of the header has no name")
    repeated = sorted({name for name in header if header.count(name) > 1})
    if repeated:
        raise BadInput(f"{source}: the header names {', '.join(repeated)} more than once; names must differ")


def labelled_rows(table: Table, target: str) -> Table:
    """Drops the rows without a target."""
    if target not in table.fields:
        raise BadInput(
            f'{table.source} has no column "{target}" (the hyperparameter target); its columns are '
            f"{', '.join(table.names[:20])}{', …' if len(table.names) > 20 else ''}"
        )
    kept = table.take([i for i, value in enumerate(table.fields[target]) if value != ""])
    if len(kept) == 0:
        raise BadInput(f'{table.source}: none of {len(table)} rows has a value in the target column "{target}"')
    return kept


def feature_columns(training: Table, evaluation: Table, target: str) -> list[Column]:
    """
    The features' types, by all rows of the job, so that the signature fits the evaluation rows too:
    whole numbers without a gap are `long`, numbers are `double` (a column without any value too), the rest is `string`.
    """
    names = [name for name in training.names if name != target]
    if not names:
        raise BadInput(f'{training.source} has no column beside the target "{target}"; expected at least one feature')
    absent = [name for name in names if name not in evaluation.fields]
    if absent:
        raise BadInput(f"{evaluation.source} lacks the columns {', '.join(absent)} of {training.source}")
    reserved = [name for name in names if name in GRAPH_OUTPUTS]
    reserved += [name for name in training.names if name in PREDICTION_COLUMNS]
    if reserved:
        raise BadInput(f'column "{reserved[0]}" has a name that the model\'s own output bears; rename it in the data')
    return [_column(name, training.fields[name] + evaluation.fields[name]) for name in names]


def _column(name: str, values: list[str]) -> Column:
    present = [value for value in values if value != ""]
    required = len(present) == len(values)
    if not all(NUMBER.fullmatch(value.strip()) for value in present):
        return Column(name, "string", required)
    whole = required and all(INTEGER.fullmatch(value.strip()) for value in present)
    return Column(name, "long" if whole else "double", required)


def typed(value: str, column_type: str) -> Value:
    """A field as the serving body has it."""
    if value == "":
        return None
    if column_type == "long":
        return int(value)
    return float(value) if column_type == "double" else value


def target_numbers(table: Table, target: str) -> list[float]:
    for row, value in zip(table.rows, table.fields[target]):
        if not NUMBER.fullmatch(value.strip()) or not math.isfinite(float(value)):
            raise BadInput(
                f'{table.source}, row {row}: the target {target} is "{value}", expected a number for task regression; '
                "use task classification for a target of two values"
            )
    return [float(value) for value in table.fields[target]]


def find_labels(training: Table, evaluation: Table, target: str, positive: str | None) -> tuple[Label, Label]:
    """The negative and the positive label, as numbers where every label is one."""
    texts = set(training.fields[target]) | set(evaluation.fields[target])
    parse = label_parser(texts)
    labels: list[Label] = sorted({parse(text) for text in texts})  # type: ignore[type-var]
    if len(labels) != 2:
        some = ", ".join(str(label) for label in labels[:3]) + (", …" if len(labels) > 3 else "")
        raise BadInput(
            f"the target {target} has {len(labels)} distinct values ({some}), expected exactly two for task "
            "classification; use task regression for a number, or choose another target"
        )
    if positive is None:
        return labels[0], labels[1]
    wanted: Label = positive if isinstance(labels[0], str) or not NUMBER.fullmatch(positive) else float(positive)
    if wanted not in labels:
        raise BadInput(
            f'hyperparameter positive_label: got "{positive}", expected a value of the target, {labels[0]} or {labels[1]}'
        )
    return (labels[0], labels[1]) if wanted == labels[1] else (labels[1], labels[0])


def label_parser(texts: set[str]) -> Callable[[str], Label]:
    """A function from a label's text to the label: int, float or str, by what all texts allow."""
    if all(INTEGER.fullmatch(text.strip()) for text in texts):
        return int
    if all(NUMBER.fullmatch(text.strip()) for text in texts):
        return float
    return str

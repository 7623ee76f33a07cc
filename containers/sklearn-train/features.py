"""Features as one float32 matrix: medians for missing numbers, one column a category for strings."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from contract import BadInput
from data import Column, Table

Matrix = NDArray[np.float32]

# A string column gets at most this many categories, the most frequent; others are encoded as all zeros.
MAX_CATEGORIES = 100


class FeatureEncoder:
    """
    Learns medians and categories from the training rows. Numbers are float32, the type of the exported graph,
    before anything learns from them: a tree's threshold then falls between the values that serving sees.
    """

    def __init__(self, columns: list[Column], training: Table) -> None:
        self.columns = columns
        self.numeric = [column for column in columns if column.type != "string"]
        self.strings = [column for column in columns if column.type == "string"]
        self.medians = {column.name: _median(numbers(training, column.name)) for column in self.numeric}
        self.categories = {column.name: _categories(training.fields[column.name]) for column in self.strings}

    def encode(self, table: Table) -> Matrix:
        """Rows to a matrix: the numeric columns first, then a block a string column."""
        parts: list[Matrix] = []
        for column in self.numeric:
            values = numbers(table, column.name)
            parts.append(np.where(np.isnan(values), self.medians[column.name], values)[:, None])
        for column in self.strings:
            fields = np.array(table.fields[column.name], dtype=object)[:, None]
            categories = np.array(self.categories[column.name], dtype=object)
            parts.append((fields == categories).astype(np.float32))
        return np.ascontiguousarray(np.hstack(parts), dtype=np.float32)

    def blocks(self) -> dict[str, slice]:
        """Where each column lies in the matrix."""
        found: dict[str, slice] = {}
        start = 0
        for column in [*self.numeric, *self.strings]:
            width = len(self.categories[column.name]) if column.type == "string" else 1
            found[column.name] = slice(start, start + width)
            start += width
        return found


def numbers(table: Table, name: str) -> NDArray[np.float32]:
    """A numeric column as float32, missing as NaN."""
    values = np.array([float(value) if value != "" else np.nan for value in table.fields[name]], dtype=np.float64)
    with np.errstate(over="ignore"):
        small = values.astype(np.float32)
    too_large = np.flatnonzero(np.isinf(small))
    if len(too_large) > 0:
        raise BadInput(
            f"{table.source}, row {table.rows[too_large[0]]}, column {name}: the number is beyond float32 (3.4e38), "
            "in which the model computes; scale the column or leave it out"
        )
    return small


def _median(values: NDArray[np.float32]) -> np.float32:
    present = values[~np.isnan(values)]
    return np.float32(np.median(present)) if len(present) > 0 else np.float32(0)


def _categories(values: list[str]) -> list[str]:
    by_frequency = sorted(Counter(values).items(), key=lambda item: (-item[1], item[0]))
    return sorted(name for name, _ in by_frequency[:MAX_CATEGORIES])

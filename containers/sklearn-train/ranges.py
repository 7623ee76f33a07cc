"""What values a column was trained on, for the signature: monitors and gates hold rows against it, serving refuses none."""

from __future__ import annotations

import json

from data import Column, Table

MAX_CATEGORIES = 100
MAX_CATEGORY_LENGTH = 500
# Of all columns together: a signature is part of what the registry keeps of a version.
MAX_BYTES = 30_000

Range = dict[str, object]


def column_ranges(columns: list[Column], training: Table) -> dict[str, Range]:
    """
    Least and largest number, or the categories where there are at most 100, by column; missing values are not among them.
    Columns whose turn comes when the bytes are used up have none.
    """
    found: dict[str, Range] = {}
    used = 0
    for column in columns:
        known = _range(column, training.fields[column.name])
        size = len(json.dumps(known, ensure_ascii=False).encode("utf-8"))
        if known and used + size <= MAX_BYTES:
            found[column.name] = known
            used += size
    return found


def _range(column: Column, fields: list[str]) -> Range:
    present = [field for field in fields if field != ""]
    if not present:
        return {}
    if column.type != "string":
        numbers = [_number(column, field) for field in present]
        return {"minimum": min(numbers), "maximum": max(numbers)}
    categories = sorted(set(present))
    if len(categories) > MAX_CATEGORIES or any(len(category) > MAX_CATEGORY_LENGTH for category in categories):
        return {}
    return {"categories": categories}


def _number(column: Column, field: str) -> float | int:
    return int(field) if column.type == "long" else float(field)


def rows_within(ranges: dict[str, Range], columns: list[Column], table: Table) -> list[int]:
    """Positions of the rows that hold nothing beyond the ranges."""
    return [
        position
        for position in range(len(table))
        if all(_fits(ranges.get(column.name), column, table.fields[column.name][position]) for column in columns)
    ]


def _fits(known: Range | None, column: Column, field: str) -> bool:
    if known is None or field == "":
        return True
    if "categories" in known:
        return field in known["categories"]  # type: ignore[operator]
    return known["minimum"] <= _number(column, field) <= known["maximum"]  # type: ignore[operator]

"""
Cuts labelled rows into the eras that the demo goes through.

Rows whose time is before the split are the reference era, the rest is the later one. Writes to --out:
reference.csv (a seeded random half of the reference era, for training), traffic-reference.csv (its other half),
traffic-later-1.csv and traffic-later-2.csv (the later era in seeded random order), each with features and target, and
scenario.json, which names model, task, columns and numbers of rows.

Without --data: the diagnoses of breast tumours (569 rows) that scikit-learn's own package holds, in the file's order,
along which they drift.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from pathlib import Path

import sklearn_train  # noqa: F401
from baseline import to_csv
from contract import BadInput
from data import NUMBER, Table, labelled_rows, read_table

# A monitor says nothing of a window with fewer rows.
MINIMUM_ROWS = 100
SHIPPED_SPLIT = "270"
SHIPPED_TARGETS = ("malignant", "benign")
FILES = ("reference", "traffic-reference", "traffic-later-1", "traffic-later-2")


def shipped_data() -> Table:
    """scikit-learn's breast_cancer.csv with its column names, and the row's position as its time."""
    import sklearn
    from sklearn.datasets import load_breast_cancer

    path = Path(sklearn.__file__).parent / "datasets" / "data" / "breast_cancer.csv"
    _, *lines = path.read_text("utf-8").splitlines()
    names = [str(name).replace(" ", "_") for name in load_breast_cancer().feature_names]
    records = [line.split(",") for line in lines]
    fields = {name: [record[i] for record in records] for i, name in enumerate(names)}
    fields["diagnosis"] = [SHIPPED_TARGETS[int(record[-1])] for record in records]
    fields["row"] = [str(i) for i in range(len(records))]
    return Table(path.name, tuple(fields), fields, list(range(len(records))))


def is_before(time: str, split: str) -> bool:
    """By number when both sides are numbers, else as text, which fits ISO dates."""
    if NUMBER.fullmatch(time) and NUMBER.fullmatch(split):
        return float(time) < float(split)
    return time < split


def check_columns(table: Table, target: str, time: str, exclude: list[str]) -> None:
    for option, name in [("--target", target), ("--time", time), *(("--exclude", name) for name in exclude)]:
        if name not in table.fields:
            raise BadInput(f'{option} names the column "{name}", which {table.source} lacks; it has {", ".join(table.names)}')
    if target == time or target in exclude:
        raise BadInput(f'the target "{target}" is also the time or an excluded column; name different ones')


def task_of(values: list[str]) -> tuple[str, str | None]:
    """The task, and for a classification the positive label: the second of the two in sorted order."""
    numeric = all(NUMBER.fullmatch(value) for value in values)
    distinct = sorted(set(values), key=float if numeric else str)
    if len(distinct) == 2:
        return "classification", distinct[1]
    if numeric and len(distinct) > 2:
        return "regression", None
    raise BadInput(f"the target has {len(distinct)} distinct values; expected exactly two, or numbers")


def split(table: Table, target: str, time: str, split_at: str, exclude: list[str], seed: int) -> dict[str, Table]:
    """The four parts by file name."""
    times = table.fields[time]
    if "" in times:
        raise BadInput(f'{table.source}, row {table.rows[times.index("")]}: the time column "{time}" is empty')
    before = [is_before(value, split_at) for value in times]
    rng = random.Random(seed)
    parts: list[list[int]] = []
    for era in (True, False):
        positions = [i for i, value in enumerate(before) if value is era]
        rng.shuffle(positions)
        parts += [positions[: len(positions) // 2], positions[len(positions) // 2 :]]
    for name, positions in zip(FILES, parts):
        if len(positions) < MINIMUM_ROWS:
            earlier = sum(before)
            raise BadInput(
                f"--split-at {split_at} leaves {earlier} rows before and {len(before) - earlier} from it on (by {time}), "
                f"so {name} would have {len(positions)}; expected at least {2 * MINIMUM_ROWS} on each side"
            )
    return {name: table.take(positions) for name, positions in zip(FILES, parts)}


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--target")
    parser.add_argument("--time")
    parser.add_argument("--split-at")
    parser.add_argument("--exclude", default="", help="columns that are no features, with commas between")
    options = parser.parse_args(arguments)
    if options.data is None:
        if options.target or options.time or options.split_at or options.exclude:
            raise BadInput("--target, --time, --split-at and --exclude go with --data; give --data FILE too")
        table, target, time, split_at = shipped_data(), "diagnosis", "row", SHIPPED_SPLIT
    else:
        absent = [name for name in ("target", "time", "split_at") if not getattr(options, name)]
        if absent:
            raise BadInput(f"--data needs --{' and --'.join(absent).replace('_', '-')} as well")
        if not options.data.is_file():
            raise BadInput(f"--data {options.data}: there is no such file")
        table, target, time, split_at = read_table(options.data), options.target, options.time, options.split_at
    exclude = [name.strip() for name in options.exclude.split(",") if name.strip()]
    check_columns(table, target, time, exclude)
    features = [name for name in table.names if name not in (target, time, *exclude)]
    if not features:
        raise BadInput(f"{table.source} has no column left to be a feature; exclude fewer")
    table = labelled_rows(table, target)
    task, positive_label = task_of(table.fields[target])
    parts = split(table, target, time, split_at, exclude, options.seed)

    options.out.mkdir(parents=True, exist_ok=True)
    header = [*features, target]
    for name, part in parts.items():
        text = to_csv(header, list(zip(*(part.fields[column] for column in header))))
        (options.out / f"{name}.csv").write_text(text, "utf-8")
    scenario = {
        "model": "demo",
        "task": task,
        "target": target,
        "time": time,
        "exclude": exclude,
        "features": features,
        "positiveLabel": positive_label,
        "rows": {name: len(part) for name, part in parts.items()},
        "source": table.source,
    }
    (options.out / "scenario.json").write_text(json.dumps(scenario, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (BadInput, OSError) as error:
        sys.exit(f"error: {error}")

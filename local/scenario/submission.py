"""What the scripts that make a version share: their options, training as the container trains, the folder to submit."""

from __future__ import annotations

import argparse
import contextlib
import gzip
import io
import json
import shutil
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

import sklearn_train  # noqa: F401
from contract import BadInput, Settings, parse_settings
from data import Table, read_table
from training import TrainingResult, train, write_files

LINEAGE = {"datasets": [], "trigger": "external"}


@dataclass(frozen=True)
class Options:
    training: Table
    evaluation: Table
    settings: Settings
    out: Path
    column: str | None


def read_options(description: str | None, arguments: list[str], hyperparameters: dict[str, str]) -> Options:
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--training-data", type=Path, required=True, help="CSV; rows of the evaluation data are left out")
    parser.add_argument("--evaluation-data", type=Path, required=True, help="CSV of the current evaluation set")
    parser.add_argument("--target", required=True)
    parser.add_argument("--task", required=True)
    parser.add_argument("--positive-label", default="")
    parser.add_argument("--hyperparameters", default="{}", help="JSON object of strings, as of the training container")
    parser.add_argument("--column", help="the numeric feature with the defect (make_fragile_version only)")
    parser.add_argument("--out", type=Path, required=True, help="folder of the submission; replaced when it is there")
    given = parser.parse_args(arguments)
    for path in (given.training_data, given.evaluation_data):
        if not path.is_file():
            raise BadInput(f"{path}: there is no such file")
    try:
        own = json.loads(given.hyperparameters)
    except ValueError as error:
        raise BadInput(f"--hyperparameters is not JSON: {error}") from error
    if not isinstance(own, dict):
        raise BadInput("--hyperparameters: expected a JSON object of strings")
    named = {"target": given.target, "task": given.task, "positive_label": given.positive_label}
    settings = parse_settings({**own, **hyperparameters, **named})
    evaluation = read_table(given.evaluation_data)
    training = without_rows_of(read_table(given.training_data), evaluation)
    return Options(training, evaluation, settings, given.out, given.column)


def without_rows_of(table: Table, other: Table) -> Table:
    """What is evaluated on is not trained on."""
    common = [name for name in table.names if name in other.fields]
    theirs = set(zip(*(other.fields[name] for name in common)))
    mine = zip(*(table.fields[name] for name in common))
    return table.take([i for i, row in enumerate(mine) if row not in theirs])


def train_quietly(training: Table, evaluation: Table, settings: Settings) -> TrainingResult:
    """As the container does; its progress goes to standard error."""
    with contextlib.redirect_stdout(sys.stderr):
        return train(training, evaluation, settings)


def write_submission(folder: Path, model: dict[str, bytes], output: dict[str, str]) -> None:
    """The folder that `mlops submit` takes; the archive's bytes depend on its content alone."""
    shutil.rmtree(folder, ignore_errors=True)
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in sorted(model.items()):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    write_files(folder, output)
    write_files(folder, {"model.tar.gz": gzip.compress(raw.getvalue(), mtime=0), "lineage.json": json.dumps(LINEAGE).encode()})

"""SageMaker's training contract: where input lies, where output goes, how a job fails and stops."""

from __future__ import annotations

import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

TASKS = ("classification", "regression")
ESTIMATORS = ("random-forest", "gradient-boosting", "linear")

DEFAULTS = {
    "positive_label": "",
    "estimator": "random-forest",
    "n_estimators": "100",
    "seed": "0",
    "max_rows_importance": "1000",
}
REQUIRED = ("target", "task")

# SageMaker shows the first 1,024 characters of output/failure as the job's FailureReason.
FAILURE_LENGTH = 1024


class BadInput(Exception):
    """Input that will be wrong again: the message says what came, what was expected, what to do."""


@dataclass(frozen=True)
class Settings:
    """The hyperparameters, parsed."""

    target: str
    task: str
    # The label whose probability is predicted, as text; None takes the second of the two in sorted order.
    positive_label: str | None = None
    estimator: str = "random-forest"
    # Trees of the forest, or rounds of boosting; `linear` ignores it.
    n_estimators: int = 100
    seed: int = 0
    # Rows of the evaluation set that permutation importance looks at; 0 leaves importance out.
    max_rows_importance: int = 1000


@dataclass(frozen=True)
class Folders:
    """The `/opt/ml` layout below a base that `SAGEMAKER_BASE_DIR` moves."""

    base: Path

    @staticmethod
    def from_environment() -> Folders:
        return Folders(Path(os.environ.get("SAGEMAKER_BASE_DIR", "/opt/ml")))

    @property
    def model(self) -> Path:
        return self.base / "model"

    @property
    def output_data(self) -> Path:
        return self.base / "output" / "data"

    @property
    def failure(self) -> Path:
        return self.base / "output" / "failure"

    @property
    def hyperparameters(self) -> Path:
        return self.base / "input" / "config" / "hyperparameters.json"

    def channel_file(self, channel: str) -> Path:
        """The one CSV file of a channel."""
        folder = self.base / "input" / "data" / channel
        if not folder.is_dir():
            raise BadInput(f'channel "{channel}" is missing; give the training job an input channel of that name')
        found = sorted(path for path in folder.rglob("*.csv") if path.is_file())
        if len(found) != 1:
            names = ", ".join(str(path.relative_to(folder)) for path in found[:5]) or "none"
            raise BadInput(
                f'channel "{channel}" holds {len(found)} .csv files ({names}), expected exactly one; '
                "point its S3Uri at a prefix with one file"
            )
        return found[0]


def read_settings(path: Path) -> Settings:
    """Reads `hyperparameters.json`."""
    if not path.is_file():
        raise BadInput("input/config/hyperparameters.json is missing; the job needs the hyperparameters target and task")
    try:
        return parse_settings(json.loads(path.read_text("utf-8")))
    except ValueError as error:
        raise BadInput(f"input/config/hyperparameters.json is not JSON: {error}") from error


def parse_settings(given: object) -> Settings:
    """Parses hyperparameters: an object of strings, as SageMaker gives them."""
    if not isinstance(given, dict) or not all(isinstance(value, str) for value in given.values()):
        raise BadInput("the hyperparameters are no object of strings; give every value as a string")
    # SageMaker's own tools add keys of this prefix.
    given = {key: value for key, value in given.items() if not key.startswith("sagemaker_")}
    allowed = (*REQUIRED, *DEFAULTS)
    unknown = sorted(set(given) - set(allowed))
    if unknown:
        raise BadInput(f"unknown hyperparameter {', '.join(unknown)}; allowed are {', '.join(allowed)}")
    missing = [key for key in REQUIRED if not given.get(key)]
    if missing:
        raise BadInput(f"hyperparameter {' and '.join(missing)} is missing; required are {' and '.join(REQUIRED)}")
    values = {**DEFAULTS, **given}
    return Settings(
        target=values["target"],
        task=_one_of("task", values["task"], TASKS),
        positive_label=values["positive_label"] or None,
        estimator=_one_of("estimator", values["estimator"], ESTIMATORS),
        n_estimators=_whole_number("n_estimators", values["n_estimators"], 1, 2000),
        seed=_whole_number("seed", values["seed"], 0, 2**32 - 1),
        max_rows_importance=_whole_number("max_rows_importance", values["max_rows_importance"], 0, 1_000_000),
    )


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise BadInput(f'hyperparameter {name}: got "{value}", expected one of {", ".join(allowed)}')
    return value


def _whole_number(name: str, value: str, minimum: int, maximum: int) -> int:
    if not value.isascii() or not value.isdigit() or not minimum <= int(value) <= maximum:
        raise BadInput(f'hyperparameter {name}: got "{value}", expected a whole number from {minimum} to {maximum}')
    return int(value)


def write_failure(folders: Folders, message: str) -> None:
    folders.failure.parent.mkdir(parents=True, exist_ok=True)
    folders.failure.write_text(message[:FAILURE_LENGTH], "utf-8")


def exit_on_sigterm() -> None:
    """StopTrainingJob sends SIGTERM; process 1 of a container ignores it unless it has a handler."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        os.write(2, b"stopped by SIGTERM\n")
        os._exit(143)

    signal.signal(signal.SIGTERM, stop)

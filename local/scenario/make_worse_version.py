"""
Makes a submission of a truly worse model: a linear one, trained on rows whose targets were shuffled among them.
What it submits, metrics and predictions included, is its own.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import replace

from submission import read_options, train_quietly, write_submission  # isort: skip
from contract import BadInput
from data import labelled_rows


def main(arguments: list[str]) -> None:
    options = read_options(__doc__, arguments, {"estimator": "linear"})
    target = options.settings.target
    rows = labelled_rows(options.training, target)
    shuffled = list(rows.fields[target])
    random.Random(options.settings.seed).shuffle(shuffled)
    rows = replace(rows, fields={**rows.fields, target: shuffled})
    result = train_quietly(rows, options.evaluation, options.settings)
    write_submission(options.out, result.model, result.output)
    print(json.dumps({"metrics": result.metrics}))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (BadInput, OSError) as error:
        sys.exit(f"error: {error}")

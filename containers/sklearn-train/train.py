"""The training program: `python train.py train`, under SageMaker's training contract."""

from __future__ import annotations

import sys
import traceback

# The folder is an image's content: its digest must not depend on whether it has run.
sys.dont_write_bytecode = True

from contract import BadInput, Folders, exit_on_sigterm, read_settings, write_failure  # noqa: E402


def main(arguments: list[str]) -> int:
    exit_on_sigterm()
    folders = Folders.from_environment()
    try:
        if arguments != ["train"]:
            raise BadInput(f"got the arguments {arguments}, expected the one argument train")
        settings = read_settings(folders.hyperparameters)
        training_file, evaluation_file = folders.channel_file("train"), folders.channel_file("evaluation")
        # Imported late: a bad hyperparameter fails, and SIGTERM stops, before the libraries have loaded.
        from data import read_table
        from training import train, write_files

        result = train(read_table(training_file), read_table(evaluation_file), settings)
        write_files(folders.output_data, result.output)
        write_files(folders.model, result.model)
    except BadInput as error:
        return _fail(folders, str(error))
    except Exception as error:
        traceback.print_exc()
        return _fail(folders, f"{type(error).__name__}: {error}; the job's log has the whole trace")
    print("done", flush=True)
    return 0


def _fail(folders: Folders, message: str) -> int:
    print(f"training failed: {message}", file=sys.stderr, flush=True)
    write_failure(folders, message)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

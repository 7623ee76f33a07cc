"""What training and processing jobs share: a thread that stages data, runs a program, and keeps what it made."""

from __future__ import annotations

import shutil
import signal
import threading
import time
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import Interrupted, RunFailed, validation_exception
from .host import Host
from .images import Program
from .processes import last_lines, program_environment
from .resources import Caller, Resource

REASON_LIMIT = 1024
DEFAULT_MAX_RUNTIME = 86_400


@dataclass(frozen=True)
class Ended:
    """How a program ended: by itself, because of a stop request, or at the end of its time."""

    exit_code: int
    stopped: bool = False
    out_of_time: bool = False


class Job(Resource):
    """
    InProgress, then Completed, Failed or (by way of Stopping) Stopped. Subclasses say what is staged and kept.

    Its folder under ``run/`` is the job's ``/opt/ml`` and goes away with the job's end; its log stays.
    """

    kind = ""

    def __init__(self, name: str, arn: str, request: dict[str, Any], caller: Caller, host: Host):
        super().__init__(name, arn, request)
        self.host = host
        self.region = caller.region
        self.base = host.folder(self.kind, name)
        self.log = host.log(f"{self.kind}s", name)
        self.started: float | None = None
        self.ended: float | None = None
        self.failure_reason: str | None = None
        self._status = "InProgress"
        self._lock = threading.Lock()
        self._stop_requested = threading.Event()

    @property
    def status(self) -> str:
        return self._status

    def start(self) -> None:
        threading.Thread(target=self._run, name=self.name, daemon=True).start()

    def request_stop(self) -> None:
        with self._lock:
            if self._status not in ("InProgress", "Stopping"):
                what = self.kind.replace("-", " ")
                raise validation_exception(f"The request was rejected because the {what} is in status {self._status}.")
            if self._status == "InProgress":
                self._status = "Stopping"
                self.enter("Stopping", f"Stopping the {self.kind.replace('-', ' ')}")
            self._stop_requested.set()

    def checkpoint(self) -> None:
        """Ends the job here when it was asked to stop."""
        if self._stop_requested.is_set():
            raise Interrupted

    def enter(self, stage: str, message: str) -> None:
        """A step of the job was reached."""
        self.modified = time.time()

    def program(self) -> tuple[Program, list[str] | None, list[str] | None]:
        """The image's program, and the request's own entrypoint and arguments."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        raise NotImplementedError

    def stage(self) -> None:
        raise NotImplementedError

    def keep(self, ended: Ended) -> None:
        raise NotImplementedError

    def _run(self) -> None:
        try:
            self._stop_requested.wait(self.host.settings.settle)
            program, entrypoint, arguments = self.program()
            self.stage()
            self.checkpoint()
            ended = self._execute(program, program.command(self.base, entrypoint, arguments))
            if ended.exit_code != 0 and not ended.stopped and not ended.out_of_time:
                raise RunFailed(self._algorithm_error(ended.exit_code))
            self.keep(ended)
            self._finish(
                "Stopped" if ended.stopped or ended.out_of_time else "Completed", out_of_time=ended.out_of_time
            )
        except Interrupted:
            self._finish("Stopped")
        except RunFailed as failed:
            self._finish("Failed", reason=str(failed))
        except Exception as error:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with self.log.open("a", encoding="utf-8") as log:
                traceback.print_exc(file=log)
            self._finish("Failed", reason=f"InternalServerError: {error!r}. See {self.log}.")

    def _execute(self, program: Program, command: list[str]) -> Ended:
        network = self.request.get("NetworkConfig", self.request)
        isolated = bool(network.get("EnableNetworkIsolation"))
        home = self.base.parent / f"{self.name}.home"
        home.mkdir(parents=True, exist_ok=True)
        environment = {
            **program_environment(home, self.region, isolated),
            **program.environment,
            **self.environment(),
            "SAGEMAKER_BASE_DIR": str(self.base),
        }
        limit = self.request.get("StoppingCondition", {}).get("MaxRuntimeInSeconds", DEFAULT_MAX_RUNTIME)
        deadline = time.monotonic() + limit
        process = self.host.processes.start(command, program.folder, environment, self.log)
        try:
            while not process.wait(0.05):
                stopped, out_of_time = self._stop_requested.is_set(), time.monotonic() > deadline
                if stopped or out_of_time:
                    process.signal_group(signal.SIGTERM)
                    process.wait(self.host.settings.job_stop)
                    return Ended(process.exit_code or 0, stopped, out_of_time)
            return Ended(process.exit_code or 0)
        finally:
            self.host.processes.stop(process, 0)
            shutil.rmtree(home, ignore_errors=True)

    def _algorithm_error(self, exit_code: int) -> str:
        """The program's own word in ``output/failure``, else its last lines; then exit code and log."""
        end = f", exit code: {exit_code}. Log: {self.log}"
        room = REASON_LIMIT - len("AlgorithmError: ") - len(end)
        written = read_text(self.base / "output" / "failure").strip()
        text = written[:room] if written else last_lines(self.log, room)
        return f"AlgorithmError: {text}{end}"

    def _finish(self, status: str, reason: str | None = None, out_of_time: bool = False) -> None:
        shutil.rmtree(self.base, ignore_errors=True)
        what = self.kind.replace("-", " ").capitalize()
        with self._lock:
            self.failure_reason = reason[:REASON_LIMIT] if reason else None
            self.ended = time.time()
            if out_of_time:
                self.enter("MaxRuntimeExceeded", f"{what} runtime exceeded MaxRuntimeInSeconds provided")
            else:
                self.enter(status, f"{what} {status.lower()}")
            self._status = status


def read_text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""

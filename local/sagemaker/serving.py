"""One serving container: its model, its process, health, restarts, and calls of ``/invocations``."""

from __future__ import annotations

import shutil
import threading
import time
from pathlib import Path
from typing import Any

from .container_http import UNANSWERED, Reply, free_port, no_answer, ping, post
from .errors import RunFailed
from .host import Host
from .images import Program
from .jobs import REASON_LIMIT
from .processes import Process, last_lines, program_environment
from .storage import unpack

PING_SECONDS = 0.05
LONGEST_PAUSE = 10.0


class ServingContainer:
    """
    Starts the model's program with ``serve``, and starts it again whenever it ends by itself.

    ``state``: starting (calls wait), ready, down (the last restart failed: calls fail at once, the next try follows).
    """

    def __init__(self, host: Host, region: str, definition: dict[str, Any], folder: Path, log: Path, startup: float):
        self._host = host
        self._region = region
        self._definition = definition
        self._base = folder / "ml"
        self._folder = folder
        self._log = log
        self._startup = startup
        self._changed = threading.Condition()
        self._state = "starting"
        self._calls = 0
        self._stopping = False
        self._process: Process | None = None
        self._port = 0

    @property
    def log(self) -> Path:
        return self._log

    def start(self, variant: str) -> None:
        """Returns when the container is healthy; raises RunFailed with its last lines when it doesn't get there."""
        try:
            program = self._host.images.program(self._definition["Image"])
            self._fetch_model()
            process = self._launch(program)
            healthy = self._await_ping(process)
        except RunFailed:
            self.stop()
            raise
        if not healthy:
            ended = process.exit_code
            why = f"it exited with code {ended}" if ended is not None else f"no healthy ping within {self._startup:g} s"
            head = (
                f"The primary container for production variant {variant} did not pass the ping health check ({why}). "
                f"Please check the logs for this endpoint: {self._log}. Last lines: "
            )
            self.stop()
            raise RunFailed(head + last_lines(self._log, REASON_LIMIT - len(head)))
        self._set("ready")
        threading.Thread(target=self._keep_alive, args=(program,), name=f"keep-alive {variant}", daemon=True).start()

    def call(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """POSTs to the container; waits for one that is being restarted."""
        began = time.monotonic()
        with self._changed:
            self._changed.wait_for(lambda: self._state != "starting", self._host.settings.invocation)
            process, port, state = self._process, self._port, self._state
            self._calls += 1
        try:
            if state != "ready" or process is None:
                return no_answer("exited" if state == "down" else "timed-out", began)
            return self._post(process, port, path, headers, body)
        finally:
            with self._changed:
                self._calls -= 1
                self._changed.notify_all()

    def stop(self, drain: float = 0.0) -> None:
        """Ends the container, after its calls under way or ``drain`` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._calls == 0, drain)
            self._stopping = True
            self._state = "down"
            self._changed.notify_all()
            process = self._process
        if process is not None:
            self._host.processes.stop(process, self._host.settings.server_stop)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _fetch_model(self) -> None:
        (self._base / "model").mkdir(parents=True, exist_ok=True)
        url = self._definition.get("ModelDataUrl")
        if url:
            archive = self._folder / "model.tar.gz"
            self._host.storage.download(url, archive)
            unpack(archive, self._base / "model")
            archive.unlink()

    def _launch(self, program: Program) -> Process:
        home = self._folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        isolated = bool(self._definition.get("EnableNetworkIsolation"))
        port = free_port()
        environment = {
            **program_environment(home, self._region, isolated),
            **program.environment,
            **self._definition.get("Environment", {}),
            "SAGEMAKER_BASE_DIR": str(self._base),
            "SAGEMAKER_BIND_TO_PORT": str(port),
            "SAGEMAKER_REGION": self._region,
        }
        process = self._host.processes.start(
            program.command(self._base, None, ["serve"]), program.folder, environment, self._log
        )
        with self._changed:
            self._process, self._port = process, port
        return process

    def _await_ping(self, process: Process) -> bool:
        deadline = time.monotonic() + self._startup
        while time.monotonic() < deadline and process.exit_code is None and not self._stopping:
            if ping(self._port):
                return True
            process.wait(PING_SECONDS)
        return False

    def _keep_alive(self, program: Program) -> None:
        pause = 0.0
        while True:
            process = self._process
            assert process is not None
            process.wait()
            self._host.processes.stop(process, 0)
            if self._stopping:
                return
            self._set("starting" if pause == 0 else "down")
            self._note(f"the container ended with exit code {process.exit_code}; it is started again")
            with self._changed:
                if self._changed.wait_for(lambda: self._stopping, pause):
                    return
            try:
                healthy = self._await_ping(self._launch(program))
            except RunFailed as failed:
                self._note(str(failed))
                self._set("down")
                return
            if self._stopping:
                # stop() may have looked before the new process was there.
                self._host.processes.stop(self._process or process, self._host.settings.server_stop)
                return
            if not healthy and self._process is not None:
                self._host.processes.stop(self._process, self._host.settings.server_stop)
            pause = 0.0 if healthy else min(LONGEST_PAUSE, max(0.5, pause * 2))
            self._set("ready" if healthy else "down")

    def _post(self, process: Process, port: int, path: str, headers: dict[str, str], body: bytes) -> Reply:
        began = time.monotonic()
        try:
            return post(port, path, headers, body, self._host.settings.invocation)
        except TimeoutError:
            return no_answer("timed-out", began)
        except UNANSWERED:
            if not process.wait(1.0):
                return no_answer("unreadable", began)
            with self._changed:
                if self._process is process and self._state == "ready":
                    self._state = "starting"
            return no_answer("exited", began)

    def _set(self, state: str) -> None:
        with self._changed:
            self._state = "down" if self._stopping else state
            self._changed.notify_all()

    def _note(self, text: str) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"[sagemaker] {text}\n")

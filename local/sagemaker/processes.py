"""Programs as process groups: started with a log, stopped as a whole, and none left at the end."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from .errors import RunFailed

# What a program may see of this server's environment: how to find binaries and libraries, and the emulated AWS.
_PASSED = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV", "MLOPS_ONNXRUNTIME")
_PASSED_AWS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_ENDPOINT_URL",
    "AWS_EC2_METADATA_DISABLED",
    "NO_PROXY",
    "no_proxy",
)


def program_environment(home: Path, region: str, isolated: bool) -> dict[str, str]:
    """The environment that every program starts from; ``isolated`` keeps AWS from it, as network isolation does."""
    names = _PASSED if isolated else _PASSED + _PASSED_AWS
    passed = {name: os.environ[name] for name in names if name in os.environ}
    return {
        **passed,
        "HOME": str(home),
        "TMPDIR": str(home),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }


class Process:
    """A running program, leader of a process group of its own."""

    def __init__(self, popen: subprocess.Popen[bytes]):
        self._popen = popen
        self._stopped = False

    @property
    def exit_code(self) -> int | None:
        """None while it runs; 128 + n after signal n, as a shell says it."""
        code = self._popen.poll()
        return code if code is None or code >= 0 else 128 - code

    def wait(self, timeout: float | None = None) -> bool:
        """True when it has ended."""
        try:
            self._popen.wait(timeout)
            return True
        except subprocess.TimeoutExpired:
            return False

    def signal_group(self, number: int) -> None:
        try:
            os.killpg(self._popen.pid, number)
        except (ProcessLookupError, PermissionError):
            pass  # the whole group has ended (macOS answers EPERM for a group of zombies)

    def stop(self, grace: float) -> None:
        """SIGTERM, then SIGKILL for what is left of the group after ``grace`` seconds, or after its leader ended."""
        if self._stopped:
            return  # the group's id may be another's by now
        if self.exit_code is None:
            self.signal_group(signal.SIGTERM)
            self.wait(grace)
        self.signal_group(signal.SIGKILL)
        self.wait(5)
        self._stopped = True


class ProcessTable:
    """All running programs of this server."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: set[Process] = set()
        self._closed = False

    def start(self, command: list[str], folder: Path, environment: dict[str, str], log: Path) -> Process:
        log.parent.mkdir(parents=True, exist_ok=True)
        with self._lock, log.open("ab") as output:
            if self._closed:
                raise RunFailed("InternalServerError: the server is shutting down.")
            try:
                popen = subprocess.Popen(
                    command,
                    cwd=folder,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                raise RunFailed(f"ClientError: the program {command} could not be started: {error}.") from error
            process = Process(popen)
            self._running.add(process)
            return process

    def stop(self, process: Process, grace: float) -> None:
        process.stop(grace)
        with self._lock:
            self._running.discard(process)

    def close(self, grace: float = 2.0) -> None:
        """Ends every program, and refuses new ones."""
        with self._lock:
            self._closed = True
            running = list(self._running)
        for process in running:
            process.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + grace
        for process in running:
            process.wait(max(0.0, deadline - time.monotonic()))
            process.stop(0)


def last_lines(log: Path, characters: int = 600) -> str:
    """The end of a log, cut at a line where there is one."""
    try:
        with log.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - characters))
            text = file.read().decode("utf-8", "replace").strip()
    except OSError:
        return ""
    _, newline, rest = text.partition("\n")
    return rest if newline and len(text) >= characters - 1 else text

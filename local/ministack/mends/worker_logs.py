"""On AWS, what a handler logged is in the log, whole, when the answer is there.

MiniStack collects a worker's lines by waiting: 50 ms for a first line that may never come, and 5 ms of silence
as the end, which a busy machine exceeds. Here the worker says where its lines end: a marker on the same pipe,
written before each answer.
"""

import json
import queue
import time

from ministack.core import lambda_runtime

from patching import replace, replace_text

MARKER = "\x1emlops-end-of-invocation"
LONGEST_WAIT_SECONDS = 2.0
WRITE_DEFINITION = "const _realStdoutWrite = process.stdout.write.bind(process.stdout);"


def _until_marker(worker):
    lines = []
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while True:
        try:
            line = worker._stderr_queue.get(timeout=0.05)
        except queue.Empty:
            if time.monotonic() > deadline or not worker._stderr_thread.is_alive():
                return lines
            continue
        if MARKER in line:
            before = line.partition(MARKER)[0]  # a last line without a line feed
            return [*lines, before] if before else lines
        lines.append(line)


def _drain(original):
    def drain_stderr_bounded(self, *args, **kwargs):
        if not self.config.get("Runtime", "").startswith("nodejs"):
            return original(self, *args, **kwargs)
        return "\n".join(_until_marker(self))

    return drain_stderr_bounded


def apply():
    marked = (
        "const _stdoutWriteUnmarked = process.stdout.write.bind(process.stdout);\n"
        "const _realStdoutWrite = (text) => {\n"
        f"  if (lineNum > 1) process.stderr.write({json.dumps(MARKER)} + '\\n');  // line 1 is the start-up\n"
        "  return _stdoutWriteUnmarked(text);\n"
        "};"
    )
    replace_text(lambda_runtime, "_NODEJS_WORKER_SCRIPT", WRITE_DEFINITION, marked, 1)
    replace(lambda_runtime.Worker, "_drain_stderr_bounded", _drain, parameters=("self",))

"""Starts MiniStack with the mends of this folder.

Run as a script, with MiniStack's own environment variables (BIND_HOST, GATEWAY_PORT, SERVICES) and
MLOPS_LOCAL_SAGEMAKER_URL, the address of the SageMaker server. Ends with SIGTERM.
"""

import importlib
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))  # image_digest

import ministack.app  # noqa: E402

MENDS = (
    "worker_logs",
    "error_names",
    "embedded_metrics",
    "alarms",
    "alarm_notification",
    "iam_authorization",
    "firehose_buffering",
    "s3_event_version",
    "object_lock",
    "state_limits",
    "state_timeouts",
    "task_token_failures",
    "state_retries",
    "state_paths",
    "execution_output",
    "sagemaker_service",
    "sagemaker_integrations",
    "codebuild_digest",
)


def apply_mends():
    """Applies every mend; the first that does not fit this MiniStack ends the process."""
    for name in MENDS:
        try:
            importlib.import_module(f"mends.{name}").apply()
        except Exception as error:
            sys.exit(f"error: mend {name} does not fit MiniStack {ministack.app._VERSION or '?'}: {error}")


if __name__ == "__main__":
    apply_mends()
    ministack.app.main()

"""
``python local/sagemaker/server.py --port P --endpoint-url URL --work-folder W --containers FOLDER``

Serves SageMaker and SageMaker Runtime on 127.0.0.1. Ends, with every program that it started, on SIGTERM, SIGINT, and
with MLOPS_WATCH_STDIN=1 at the end of its standard input, which is the end of whoever started it.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # so that this folder is the package ``sagemaker``

from sagemaker.aws_clients import aws_client  # noqa: E402
from sagemaker.control_plane import ControlPlane  # noqa: E402
from sagemaker.host import Host  # noqa: E402
from sagemaker.http_handler import SageMakerServer  # noqa: E402
from sagemaker.images import ImageCatalog  # noqa: E402
from sagemaker.metrics import Metrics  # noqa: E402
from sagemaker.processes import ProcessTable  # noqa: E402
from sagemaker.runtime import Runtime  # noqa: E402
from sagemaker.settings import Settings  # noqa: E402
from sagemaker.storage import Storage  # noqa: E402


def main() -> None:
    options = _options()
    host = Host(
        work_folder=options.work_folder.resolve(),
        images=ImageCatalog(options.containers.resolve()),
        processes=ProcessTable(),
        storage=Storage(aws_client("s3", options.endpoint_url)),
        metrics=Metrics(aws_client("cloudwatch", options.endpoint_url)),
        settings=Settings.from_environment(),
    )
    control_plane = ControlPlane(host)
    try:
        server = SageMakerServer(options.port, control_plane, Runtime(control_plane, host))
    except OSError as error:
        sys.exit(
            f"The local SageMaker can not listen on 127.0.0.1:{options.port}: {error.strerror}. Choose a free --port."
        )
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    if os.environ.get("MLOPS_WATCH_STDIN") == "1":
        threading.Thread(target=_await_end_of_input, args=(ending,), daemon=True).start()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"SageMaker listens on http://127.0.0.1:{server.server_port}", flush=True)
    ending.wait()
    server.server_close()
    host.processes.close()
    host.metrics.close()
    os._exit(0)  # job threads may still wait for programs that are gone now


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="SageMaker on this machine.")
    parser.add_argument("--port", type=int, required=True, help="on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--endpoint-url", required=True, help="of the emulated AWS, for S3 and CloudWatch")
    parser.add_argument("--work-folder", type=Path, required=True, help="for jobs, endpoints and logs/")
    parser.add_argument(
        "--containers", type=Path, required=True, help="folder of image folders, each with a Dockerfile"
    )
    return parser.parse_args()


def _await_end_of_input(ending: threading.Event) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    ending.set()


if __name__ == "__main__":
    main()

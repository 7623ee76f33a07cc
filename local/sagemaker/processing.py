"""Processing jobs."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from .errors import unsupported
from .host import Host
from .images import Program
from .jobs import REASON_LIMIT, Ended, Job, read_text
from .resources import Caller
from .training import refuse_empty_prefix


def check_processing_request(request: dict[str, Any], host: Host) -> None:
    """What the service model can't say."""
    if request["ProcessingResources"]["ClusterConfig"].get("InstanceCount", 1) != 1:
        raise unsupported("processing on several instances", "InstanceCount 1")
    for item in request.get("ProcessingInputs", []):
        source = item.get("S3Input")
        whole_files = source is not None and source.get("S3InputMode", "File") == "File"
        if not whole_files or source["S3DataType"] != "S3Prefix" or source.get("S3CompressionType") == "Gzip":
            raise unsupported(f"processing input {item['InputName']}", "S3Input with S3DataType S3Prefix, mode File")
        _check_local_path(source, item["InputName"])
        refuse_empty_prefix(source["S3Uri"], request["RoleArn"], host)
    for item in request.get("ProcessingOutputConfig", {}).get("Outputs", []):
        target = item.get("S3Output")
        if target is None or target["S3UploadMode"] != "EndOfJob":
            raise unsupported(f"processing output {item['OutputName']}", "S3Output with S3UploadMode EndOfJob")
        _check_local_path(target, item["OutputName"])


def _check_local_path(place: dict[str, Any], name: str) -> None:
    path = place.get("LocalPath", "")
    if not path.startswith("/opt/ml/processing/") or ".." in Path(path).parts:
        raise unsupported(f"LocalPath {path!r} of {name}", "paths below /opt/ml/processing/")


class ProcessingJob(Job):
    kind = "processing-job"

    def __init__(self, request: dict[str, Any], caller: Caller, host: Host):
        name = request["ProcessingJobName"]
        super().__init__(name, caller.arn(self.kind, name), request, caller, host)
        self.exit_message: str | None = None

    def program(self) -> tuple[Program, list[str] | None, list[str] | None]:
        application = self.request["AppSpecification"]
        program = self.host.images.program(application["ImageUri"])
        entrypoint = application.get("ContainerEntrypoint")
        return program, entrypoint, application.get("ContainerArguments", [] if entrypoint else None)

    def stage(self) -> None:
        self.checkpoint()
        self.started = time.time()
        for folder in ("config", "output", "processing"):
            (self.base / folder).mkdir(parents=True, exist_ok=True)
        for item in self.request.get("ProcessingInputs", []):
            source = item["S3Input"]
            self.host.storage.download_prefix(source["S3Uri"], self._local(source), self.checkpoint)
        for item in self._outputs():
            self._local(item["S3Output"]).mkdir(parents=True, exist_ok=True)
        config = {**self.request, "ProcessingJobArn": self.arn}
        (self.base / "config/processingjobconfig.json").write_text(json.dumps(config), "utf-8")
        hosts = {"current_host": "algo-1", "hosts": ["algo-1"]}
        (self.base / "config/resourceconfig.json").write_text(json.dumps(hosts), "utf-8")

    def environment(self) -> dict[str, str]:
        own = {"PROCESSING_JOB_NAME": self.name, "PROCESSING_JOB_ARN": self.arn}
        return {**self.request.get("Environment", {}), **own}

    def keep(self, ended: Ended) -> None:
        if ended.stopped or ended.out_of_time:
            return
        kms_key = self.request.get("ProcessingOutputConfig", {}).get("KmsKeyId") or None
        for item in self._outputs():
            target = item["S3Output"]
            self.host.storage.upload_folder(self._local(target), target["S3Uri"], kms_key)

    def _finish(self, status: str, reason: str | None = None, out_of_time: bool = False) -> None:
        self.exit_message = read_text(self.base / "output/message").strip()[:REASON_LIMIT] or None
        super()._finish(status, reason, out_of_time)

    def describe(self) -> dict[str, Any]:
        return {
            **self.request,
            "ProcessingJobArn": self.arn,
            "ProcessingJobStatus": self.status,
            "ExitMessage": self.exit_message,
            "FailureReason": self.failure_reason,
            "CreationTime": self.created,
            "LastModifiedTime": self.modified,
            "ProcessingStartTime": self.started,
            "ProcessingEndTime": self.ended,
        }

    def _outputs(self) -> list[dict[str, Any]]:
        return self.request.get("ProcessingOutputConfig", {}).get("Outputs", [])

    def _local(self, place: dict[str, Any]) -> Path:
        return self.base / Path(place["LocalPath"]).relative_to("/opt/ml")

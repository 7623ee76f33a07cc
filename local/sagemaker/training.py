"""Training jobs."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from .errors import unsupported, validation_exception
from .host import Host
from .images import Program
from .jobs import Ended, Job
from .resources import Caller
from .storage import files_of, pack


def check_training_request(request: dict[str, Any], host: Host) -> None:
    """What the service model can't say: combinations, what only AWS has, and data that isn't there."""
    algorithm = request.get("AlgorithmSpecification")
    if algorithm is None or "TrainingImage" not in algorithm or "AlgorithmName" in algorithm:
        raise unsupported("algorithms by name or serverless training", "AlgorithmSpecification.TrainingImage")
    if algorithm["TrainingInputMode"] != "File":
        raise unsupported(f"TrainingInputMode {algorithm['TrainingInputMode']}", "File")
    if "ResourceConfig" not in request or "StoppingCondition" not in request:
        missing = "resourceConfig" if "ResourceConfig" not in request else "stoppingCondition"
        raise validation_exception(
            f"1 validation error detected: Value null at '{missing}' failed to satisfy constraint: "
            "Member must not be null"
        )
    if request["ResourceConfig"].get("InstanceCount", 1) != 1 or "InstanceGroups" in request["ResourceConfig"]:
        raise unsupported("training on several instances", "InstanceCount 1")
    if request["OutputDataConfig"].get("CompressionType", "GZIP") != "GZIP":
        raise unsupported("OutputDataConfig.CompressionType NONE", "GZIP")
    if "CheckpointConfig" in request:
        raise unsupported("CheckpointConfig", "output by OutputDataConfig")
    names = [channel["ChannelName"] for channel in request.get("InputDataConfig", [])]
    if len(names) != len(set(names)):
        raise validation_exception(f"Channel names must be unique within a training job; found {', '.join(names)}.")
    for channel in request.get("InputDataConfig", []):
        _check_channel(channel, request["RoleArn"], host)


def _check_channel(channel: dict[str, Any], role: str, host: Host) -> None:
    source = channel["DataSource"].get("S3DataSource")
    if source is None or source["S3DataType"] != "S3Prefix":
        raise unsupported(f"channel {channel['ChannelName']}'s data source", "S3DataSource with S3DataType S3Prefix")
    if channel.get("InputMode", "File") != "File":
        raise unsupported(f"channel {channel['ChannelName']}'s InputMode {channel['InputMode']}", "File")
    refuse_empty_prefix(source["S3Uri"], role, host)


def refuse_empty_prefix(uri: str, role: str, host: Host) -> None:
    if not host.storage.has_prefix(uri):
        raise validation_exception(
            f'No S3 objects found under S3 URL "{uri}" given in input data source. Please ensure that the bucket '
            f'exists in the selected region, that objects exist under that S3 prefix, and that the role "{role}" has '
            f'"s3:ListBucket" permissions on bucket "{uri.split("/")[2]}".'
        )


class TrainingJob(Job):
    kind = "training-job"

    def __init__(self, request: dict[str, Any], caller: Caller, host: Host):
        name = request["TrainingJobName"]
        super().__init__(name, caller.arn(self.kind, name), request, caller, host)
        self.transitions: list[dict[str, Any]] = []
        self.model_artifacts: str | None = None
        self.enter("Starting", "Launching requested ML instances")

    def enter(self, stage: str, message: str) -> None:
        super().enter(stage, message)
        if self.transitions:
            self.transitions[-1]["EndTime"] = self.modified
        entry = {"Status": stage, "StartTime": self.modified, "StatusMessage": message}
        self.transitions.append({**entry, "EndTime": self.modified} if self.ended is not None else entry)

    def program(self) -> tuple[Program, list[str] | None, list[str] | None]:
        algorithm = self.request["AlgorithmSpecification"]
        program = self.host.images.program(algorithm["TrainingImage"])
        entrypoint = algorithm.get("ContainerEntrypoint")
        return program, entrypoint, algorithm.get("ContainerArguments", [] if entrypoint else ["train"])

    def stage(self) -> None:
        self.checkpoint()
        self.started = time.time()
        self.enter("Downloading", "Downloading input data")
        for folder in ("input/config", "input/data", "model", "output/data", "code", "checkpoints"):
            (self.base / folder).mkdir(parents=True, exist_ok=True)
        for channel in self._channels():
            uri = channel["DataSource"]["S3DataSource"]["S3Uri"]
            self.host.storage.download_prefix(uri, self.base / "input/data" / channel["ChannelName"], self.checkpoint)
        config = self.base / "input/config"
        _write_json(config / "hyperparameters.json", self.request.get("HyperParameters", {}))
        _write_json(config / "inputdataconfig.json", {c["ChannelName"]: _channel_config(c) for c in self._channels()})
        _write_json(config / "resourceconfig.json", self._resources())
        self.enter("Training", "Training image download completed. Training in progress.")

    def environment(self) -> dict[str, str]:
        """SM_* as the SageMaker training toolkit sets it; the request's own Environment goes first, as on AWS."""
        hyperparameters = self.request.get("HyperParameters", {})
        channels = [channel["ChannelName"] for channel in self._channels()]
        return {
            **self.request.get("Environment", {}),
            "TRAINING_JOB_NAME": self.name,
            "TRAINING_JOB_ARN": self.arn,
            "SM_MODEL_DIR": str(self.base / "model"),
            "SM_INPUT_DIR": str(self.base / "input"),
            "SM_INPUT_CONFIG_DIR": str(self.base / "input/config"),
            "SM_OUTPUT_DIR": str(self.base / "output"),
            "SM_OUTPUT_DATA_DIR": str(self.base / "output/data"),
            "SM_HPS": json.dumps(hyperparameters),
            "SM_CHANNELS": json.dumps(channels),
            "SM_CURRENT_HOST": "algo-1",
            "SM_HOSTS": '["algo-1"]',
            "SM_NUM_CPUS": str(os.cpu_count() or 1),
            "SM_NUM_GPUS": "0",
            **{f"SM_HP_{name.upper()}": value for name, value in hyperparameters.items()},
            **{f"SM_CHANNEL_{name.upper()}": str(self.base / "input/data" / name) for name in channels},
        }

    def keep(self, ended: Ended) -> None:
        """Uploads what there is; a job that was stopped keeps what its program saved before it ended, as on AWS."""
        if not ended.stopped:
            self.enter("Uploading", "Uploading generated training model")
        model = self._upload("model", "model.tar.gz")
        self._upload("output/data", "output.tar.gz")
        self.model_artifacts = model

    def _upload(self, folder: str, name: str) -> str | None:
        if not files_of(self.base / folder):
            return None
        output = self.request["OutputDataConfig"]
        uri = f"{output['S3OutputPath'].rstrip('/')}/{self.name}/output/{name}"
        archive = self.base / name
        pack(self.base / folder, archive)
        self.host.storage.upload(archive, uri, output.get("KmsKeyId") or None)
        return uri

    def describe(self) -> dict[str, Any]:
        seconds = max(1, round((self.ended or 0) - self.started)) if self.started and self.ended else None
        return {
            **self.request,
            "TrainingJobArn": self.arn,
            "ModelArtifacts": {"S3ModelArtifacts": self.model_artifacts} if self.model_artifacts else None,
            "TrainingJobStatus": self.status,
            "SecondaryStatus": self.transitions[-1]["Status"],
            "SecondaryStatusTransitions": self.transitions,
            "FailureReason": self.failure_reason,
            "CreationTime": self.created,
            "LastModifiedTime": self.modified,
            "TrainingStartTime": self.started,
            "TrainingEndTime": self.ended,
            "TrainingTimeInSeconds": seconds,
            "BillableTimeInSeconds": seconds,
        }

    def _channels(self) -> list[dict[str, Any]]:
        return self.request.get("InputDataConfig", [])

    def _resources(self) -> dict[str, Any]:
        instance = self.request["ResourceConfig"].get("InstanceType", "local")
        group = {"instance_group_name": "homogeneousCluster", "instance_type": instance, "hosts": ["algo-1"]}
        return {
            "current_host": "algo-1",
            "current_instance_type": instance,
            "current_group_name": "homogeneousCluster",
            "hosts": ["algo-1"],
            "instance_groups": [group],
            "network_interface_name": "lo",
        }


def _channel_config(channel: dict[str, Any]) -> dict[str, str]:
    source = channel["DataSource"]["S3DataSource"]
    config = {
        "TrainingInputMode": "File",
        "S3DistributionType": source.get("S3DataDistributionType", "FullyReplicated"),
        "RecordWrapperType": channel.get("RecordWrapperType", "None"),
    }
    return {**config, "ContentType": channel["ContentType"]} if "ContentType" in channel else config


def _write_json(file: Any, value: Any) -> None:
    file.write_text(json.dumps(value), "utf-8")

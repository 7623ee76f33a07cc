"""Models and endpoint configurations: records that endpoints are made from."""

from __future__ import annotations

from typing import Any

from .errors import unsupported, validation_exception
from .host import Host
from .resources import Caller, Resource

SERVERLESS_MEMORY_MB = (1024, 2048, 3072, 4096, 5120, 6144)


class Model(Resource):
    def __init__(self, request: dict[str, Any], caller: Caller):
        super().__init__(request["ModelName"], caller.arn("model", request["ModelName"]), request)

    @property
    def container(self) -> dict[str, Any]:
        """The one container definition, with the model's network isolation beside it."""
        definition = self.request.get("PrimaryContainer") or self.request["Containers"][0]
        return {**definition, "EnableNetworkIsolation": self.request.get("EnableNetworkIsolation", False)}

    def describe(self) -> dict[str, Any]:
        isolation = self.request.get("EnableNetworkIsolation", False)
        return {**self.request, "ModelArn": self.arn, "CreationTime": self.created, "EnableNetworkIsolation": isolation}


class EndpointConfig(Resource):
    def __init__(self, request: dict[str, Any], caller: Caller):
        name = request["EndpointConfigName"]
        variants = [{"InitialVariantWeight": 1.0, **variant} for variant in request["ProductionVariants"]]
        super().__init__(name, caller.arn("endpoint-config", name), {**request, "ProductionVariants": variants})

    @property
    def variants(self) -> list[dict[str, Any]]:
        return self.request["ProductionVariants"]

    def describe(self) -> dict[str, Any]:
        return {**self.request, "EndpointConfigArn": self.arn, "CreationTime": self.created}


def check_model_request(request: dict[str, Any], host: Host) -> None:
    """One container, from an image, with its data in one object that is there."""
    containers = [request["PrimaryContainer"]] if "PrimaryContainer" in request else []
    containers += request.get("Containers", [])
    if "PrimaryContainer" in request and "Containers" in request:
        raise validation_exception("You cannot specify both PrimaryContainer and Containers.")
    if not containers:
        raise validation_exception("You must specify either PrimaryContainer or Containers.")
    if len(containers) > 1:
        raise unsupported("inference pipelines", "one container a model")
    if "ExecutionRoleArn" not in request:
        raise validation_exception("ExecutionRoleArn is required to create a model.")
    container = containers[0]
    known = {"ContainerHostname", "Image", "Mode", "ModelDataUrl", "Environment"}
    if "Image" not in container or set(container) - known or container.get("Mode") == "MultiModel":
        raise unsupported(
            f"a container of {', '.join(sorted(container))}", f"{', '.join(sorted(known))}, mode SingleModel"
        )
    url = container.get("ModelDataUrl")
    if url is not None and not url.startswith("s3://"):
        raise unsupported(f"ModelDataUrl {url}", "s3://bucket/key of a tar.gz")
    if url is not None and not host.storage.has_object(url):
        raise validation_exception(f"Could not find model data at {url}.")


def check_endpoint_config_request(request: dict[str, Any]) -> None:
    """Variants are serverless or on instances, all alike; serverless has one variant and no data capture, as on AWS."""
    if "AsyncInferenceConfig" in request or "ShadowProductionVariants" in request or "DataCaptureConfig" in request:
        found = [
            name
            for name in ("AsyncInferenceConfig", "ShadowProductionVariants", "DataCaptureConfig")
            if name in request
        ]
        raise unsupported(", ".join(found), "real-time and serverless ProductionVariants")
    variants = request["ProductionVariants"]
    names = [variant["VariantName"] for variant in variants]
    if len(names) != len(set(names)):
        raise validation_exception(f"Production variant names must be unique; found {', '.join(names)}.")
    serverless = [variant for variant in variants if "ServerlessConfig" in variant]
    if serverless and len(variants) > 1:
        raise validation_exception("Serverless endpoints can have only one production variant.")
    for variant in variants:
        _check_variant(variant)


def _check_variant(variant: dict[str, Any]) -> None:
    name = variant["VariantName"]
    if "ModelName" not in variant:
        raise unsupported(f"variant {name} without ModelName (inference components)", "variants with a ModelName")
    on_instances = "InstanceType" in variant or "InitialInstanceCount" in variant
    if "ServerlessConfig" in variant:
        if on_instances:
            raise validation_exception(f"Variant {name} has both ServerlessConfig and instances; specify one of them.")
        memory = variant["ServerlessConfig"]["MemorySizeInMB"]
        if memory not in SERVERLESS_MEMORY_MB:
            allowed = ", ".join(str(size) for size in SERVERLESS_MEMORY_MB)
            raise validation_exception(f"MemorySizeInMB {memory} of variant {name} is not one of {allowed}.")
    elif "InstanceType" not in variant or "InitialInstanceCount" not in variant:
        raise validation_exception(
            f"Variant {name} needs either ServerlessConfig or both InstanceType and InitialInstanceCount."
        )
